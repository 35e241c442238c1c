// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @title ECDSA verification on P-384 (FIPS 186-5, SP 800-186), cheap by hints that are all checked
/// @dev Format of the hints, the equation and why no hint makes a false signature true: docs/protocol/onchain.md.
library P384 {
    /// @notice Length of hints.
    uint256 internal constant HINT_BYTES = 913;

    /// @notice Whether r || s is a signature by the key x || y over a message with the digest `eHigh` (16 bytes) || `eLow` (32).
    /// @dev Takes all memory from 0 on and never gives it back: to be called last, in an external function.
    /// @param table Address of {P384Table}.
    function verify(
        address table,
        uint256 eHigh,
        uint256 eLow,
        bytes calldata signature,
        bytes calldata key,
        bytes calldata hints
    ) internal view returns (bool valid) {
        if (signature.length != 96 || key.length != 96) return false;
        assembly {
            // --- the field of p = 2^384 - d, d = 2^128 + 2^96 - 2^32 + 1; a number is high * 2^256 + low
            function canonical(a1, a0) -> c1, c0 {
                c0 := add(a0, 0x100000000ffffffffffffffff00000001)
                c1 := add(a1, lt(c0, a0))
                switch shr(128, c1)
                case 0 {
                    c1 := a1
                    c0 := a0
                }
                default { c1 := and(c1, 0xffffffffffffffffffffffffffffffff) }
            }
            function fieldAdd(a1, a0, b1, b0) -> c1, c0 {
                c0 := add(a0, b0)
                c1, c0 := canonical(add(add(a1, b1), lt(c0, a0)), c0)
            }
            function fieldSub(a1, a0, b1, b0) -> c1, c0 {
                c0 := sub(a0, b0)
                c1 := sub(sub(a1, b1), lt(a0, b0))
                if shr(255, c1) {
                    c1 := sub(add(c1, 0x100000000000000000000000000000000), lt(c0, 0x100000000ffffffffffffffff00000001))
                    c0 := sub(c0, 0x100000000ffffffffffffffff00000001)
                }
            }
            function fieldMul(a1, a0, b1, b0) -> c1, c0 {
                let m := not(0)
                let s := mulmod(addmod(a1, a0, m), addmod(b1, b0, m), m)
                let x0 := mul(a0, b0)
                let x1 := add(add(addmod(mulmod(a0, b0, m), not(x0), m), mul(a1, b0)), mul(a0, b1))
                let x2 := addmod(addmod(s, not(x0), m), not(x1), m)
                let t :=
                    shr(120, add(add(shr(8, x1), shr(8, x2)), shr(39, mul(shr(97, x2), 0xffffffffffffffff00000001))))
                c0 := add(
                    add(x0, mul(x2, 0xffffffffffffffff0000000100000000000000000000000000000000)),
                    mul(t, 0x100000000ffffffffffffffff00000001)
                )
                c1 := addmod(
                    addmod(
                        addmod(s, mulmod(x2, 0xffffffffffffffff0000000100000000000000000000000000000000, m), m),
                        mul(t, 0xffffffffffffffff00000001),
                        m
                    ),
                    not(c0),
                    m
                )
                c1, c0 := canonical(c1, c0)
            }
            // The same on memory, where a number is two words.
            function mulTo(to, a, b) {
                let c1, c0 := fieldMul(mload(a), mload(add(a, 0x20)), mload(b), mload(add(b, 0x20)))
                mstore(to, c1)
                mstore(add(to, 0x20), c0)
            }
            function addTo(to, a, b) {
                let c1, c0 := fieldAdd(mload(a), mload(add(a, 0x20)), mload(b), mload(add(b, 0x20)))
                mstore(to, c1)
                mstore(add(to, 0x20), c0)
            }
            function subTo(to, a, b) {
                let c1, c0 := fieldSub(mload(a), mload(add(a, 0x20)), mload(b), mload(add(b, 0x20)))
                mstore(to, c1)
                mstore(add(to, 0x20), c0)
            }
            function isEqual(a, b) -> same {
                same := and(eq(mload(a), mload(b)), eq(mload(add(a, 0x20)), mload(add(b, 0x20))))
            }
            function isZero(a) -> zero {
                zero := iszero(or(mload(a), mload(add(a, 0x20))))
            }
            function copyTo(to, a) {
                mcopy(to, a, 0x40)
            }
            function isBelow(a1, a0, b1, b0) -> below {
                below := or(lt(a1, b1), and(eq(a1, b1), lt(a0, b0)))
            }
            function isBelowP(a1, a0) -> below {
                below := isBelow(
                    a1,
                    a0,
                    0xffffffffffffffffffffffffffffffff,
                    0xfffffffffffffffffffffffffffffffeffffffff0000000000000000ffffffff
                )
            }
            function isBelowN(a1, a0) -> below {
                below := isBelow(
                    a1,
                    a0,
                    0xffffffffffffffffffffffffffffffff,
                    0xffffffffffffffffc7634d81f4372ddf581a0db248b0a77aecec196accc52973
                )
            }
            function load48(at) -> c1, c0 {
                c1 := shr(128, calldataload(at))
                c0 := calldataload(add(at, 0x10))
            }
            function refuse(offset) {
                // HintRefused(uint256)
                mstore(0, shl(224, 0xbd7802b3))
                mstore(4, offset)
                revert(0, 0x24)
            }
            function wide(a, b) -> x2, x1, x0 {
                let m := not(0)
                let a1 := mload(a)
                let a0 := mload(add(a, 0x20))
                let b1 := mload(b)
                let b0 := mload(add(b, 0x20))
                x0 := mul(a0, b0)
                x1 := add(add(addmod(mulmod(a0, b0, m), not(x0), m), mul(a1, b0)), mul(a0, b1))
                x2 := addmod(addmod(mulmod(addmod(a1, a0, m), addmod(b1, b0, m), m), not(x0), m), not(x1), m)
            }
            // Whether a b + c d is 0 modulo n, for factors up to n.
            function isSumZero(a, b, c, d) -> zero {
                let x2, x1, x0 := wide(a, b)
                let y2, y1, y0 := wide(c, d)
                x0 := add(x0, y0)
                let carry := lt(x0, y0)
                x1 := add(x1, y1)
                let more := lt(x1, y1)
                x1 := add(x1, carry)
                more := or(more, lt(x1, carry))
                x2 := add(x2, y2)
                carry := lt(x2, y2)
                x2 := add(x2, more)
                // MODEXP (EIP-198) with exponent 1
                mstore(0x80, 128)
                mstore(0xa0, 1)
                mstore(0xc0, 48)
                mstore(0xe0, or(carry, lt(x2, more)))
                mstore(0x100, x2)
                mstore(0x120, x1)
                mstore(0x140, x0)
                mstore8(0x160, 1)
                mstore(0x161, shl(128, 0xffffffffffffffffffffffffffffffff))
                mstore(0x171, 0xffffffffffffffffc7634d81f4372ddf581a0db248b0a77aecec196accc52973)
                if iszero(and(gt(returndatasize(), 47), staticcall(gas(), 5, 0x80, 0x111, 0x80, 48))) {
                    revert(0, 0)
                }
                zero := iszero(or(mload(0x80), mload(0x90)))
            }
            function isOnCurve(x, y) -> on {
                mulTo(0x320, x, x)
                mstore(0x360, 0)
                mstore(0x380, 3)
                subTo(0x320, 0x320, 0x360)
                mulTo(0x320, 0x320, x)
                mstore(0x360, 0xb3312fa7e23ee7e4988e056be3f82d19)
                mstore(0x380, 0x181d9c6efe8141120314088f5013875ac656398d8a2ed19d2a85c8edd3ec2aef)
                addTo(0x320, 0x320, 0x360)
                mulTo(0x360, y, y)
                on := isEqual(0x320, 0x360)
            }
            // slope dx = dy, the slope being the hint at `offset`; x of the sum goes to toX, y to toY. (ax, ay) is on the line.
            function along(hint, offset, dx, dy, ax, ay, bx, toX, toY) {
                let c1, c0 := load48(add(hint, offset))
                if iszero(isBelowP(c1, c0)) { refuse(offset) }
                mstore(0x3a0, c1)
                mstore(0x3c0, c0)
                mulTo(0x3e0, 0x3a0, dx)
                if iszero(isEqual(0x3e0, dy)) { refuse(offset) }
                mulTo(0x3e0, 0x3a0, 0x3a0)
                subTo(0x3e0, 0x3e0, ax)
                subTo(toX, 0x3e0, bx)
                subTo(0x3e0, ax, toX)
                mulTo(0x3e0, 0x3a0, 0x3e0)
                subTo(toY, 0x3e0, ay)
            }
            // From P at `at`, P, 3P … 15P, each x and 2y.
            function multiples(at, hint, offset) {
                let y := add(at, 0x40)
                mulTo(0x320, at, at)
                mstore(0x360, 0)
                mstore(0x380, 1)
                subTo(0x320, 0x320, 0x360)
                addTo(0x360, 0x320, 0x320)
                addTo(0x320, 0x360, 0x320)
                addTo(0x360, y, y)
                along(hint, offset, 0x360, 0x320, at, y, at, 0x600, 0x640)
                for { let i := 1 } lt(i, 8) { i := add(i, 1) } {
                    subTo(0x320, at, 0x600)
                    subTo(0x360, add(at, 0x40), 0x640)
                    offset := add(offset, 48)
                    along(hint, offset, 0x320, 0x360, 0x600, 0x640, at, add(at, 0x80), add(at, 0xc0))
                    addTo(add(at, 0x40), add(at, 0x40), add(at, 0x40))
                    at := add(at, 0x80)
                }
                addTo(add(at, 0x40), add(at, 0x40), add(at, 0x40))
            }
            // Digits of k from the lowest: 0, or 0x10 + (|digit| >> 1), plus 8 for a negative one. k is below 2^192.
            function recode(to, k) {
                for {} k { to := add(to, 1) } {
                    if and(k, 1) {
                        let digit := and(k, 31)
                        k := sub(k, digit)
                        switch lt(digit, 16)
                        case 1 { mstore8(to, or(0x10, shr(1, digit))) }
                        default {
                            k := add(k, 32)
                            mstore8(to, or(0x18, shr(1, sub(32, digit))))
                        }
                    }
                    k := shr(1, k)
                }
            }
            // The sum, Jacobian: x = X/Z^2 at 0x500, 2y = Y/Z^3 at 0x540, Z at 0x580; infinity when Z is 0.
            function doubleSum() {
                mulTo(0x320, 0x580, 0x580) // zz
                mulTo(0x580, 0x540, 0x580) // Z
                mulTo(0x360, 0x540, 0x540) // yy
                mulTo(0x3a0, 0x500, 0x360) // s
                addTo(0x3e0, 0x500, 0x320)
                subTo(0x320, 0x500, 0x320)
                mulTo(0x320, 0x3e0, 0x320)
                addTo(0x3e0, 0x320, 0x320)
                addTo(0x320, 0x3e0, 0x320) // m
                mulTo(0x500, 0x320, 0x320)
                subTo(0x500, 0x500, 0x3a0)
                subTo(0x500, 0x500, 0x3a0) // X
                subTo(0x3a0, 0x3a0, 0x500)
                addTo(0x3a0, 0x3a0, 0x3a0)
                mulTo(0x3a0, 0x320, 0x3a0)
                mulTo(0x360, 0x360, 0x360)
                subTo(0x540, 0x3a0, 0x360) // Y
            }
            // Adds the point with x at `x` and 2y at `y`.
            function addToSum(x, y) {
                switch isZero(0x580)
                case 1 {
                    copyTo(0x500, x)
                    copyTo(0x540, y)
                    mstore(0x580, 0)
                    mstore(0x5a0, 1)
                }
                default {
                    mulTo(0x320, 0x580, 0x580) // zz
                    mulTo(0x360, x, 0x320)
                    subTo(0x360, 0x360, 0x500) // h
                    mulTo(0x320, 0x580, 0x320)
                    mulTo(0x320, y, 0x320)
                    subTo(0x320, 0x320, 0x540) // r
                    switch and(isZero(0x320), isZero(0x360))
                    case 1 { doubleSum() }
                    default {
                        addTo(0x3a0, 0x360, 0x360)
                        mulTo(0x580, 0x580, 0x3a0) // Z
                        mulTo(0x3a0, 0x3a0, 0x3a0) // i
                        mulTo(0x360, 0x360, 0x3a0) // j
                        mulTo(0x3a0, 0x500, 0x3a0) // v
                        mulTo(0x500, 0x320, 0x320)
                        subTo(0x500, 0x500, 0x360)
                        subTo(0x500, 0x500, 0x3a0)
                        subTo(0x500, 0x500, 0x3a0) // X
                        subTo(0x3a0, 0x3a0, 0x500)
                        mulTo(0x3a0, 0x320, 0x3a0)
                        mulTo(0x540, 0x540, 0x360)
                        subTo(0x540, 0x3a0, 0x540)
                        addTo(0x540, 0x540, 0x540) // Y
                    }
                }
            }
            function addDigit(at, digit) {
                at := add(at, shl(7, and(digit, 7)))
                let y := add(at, 0x40)
                if and(digit, 8) {
                    mstore(0x420, 0)
                    mstore(0x440, 0)
                    subTo(0x420, 0x420, y)
                    y := 0x420
                }
                addToSum(at, y)
            }
            // The entry of column j of the comb to 0x460 (x) and 0x4a0 (2y).
            function column(j, signsLow, signsHigh) {
                let lanes := 0x0000000000000001000000000000000100000000000000010000000000000001
                let index :=
                    or(
                        mod(and(shr(j, signsLow), lanes), 0x7fffffffffffffff),
                        shl(4, mod(and(shr(j, signsHigh), lanes), 0x7fffffffffffffff))
                    )
                let negative := iszero(shr(7, index))
                if negative { index := not(index) }
                let entry := add(0x1100, mul(96, and(index, 127)))
                mstore(0x460, shr(128, mload(entry)))
                mstore(0x480, mload(add(entry, 0x10)))
                mstore(0x4a0, shr(128, mload(add(entry, 0x30))))
                mstore(0x4c0, mload(add(entry, 0x40)))
                if negative {
                    mstore(0x320, 0)
                    mstore(0x340, 0)
                    subTo(0x4a0, 0x320, 0x4a0)
                }
            }
            function run(sig, pub, hint) -> holds {
                // r, s in 1..n-1
                let r1, r0 := load48(sig)
                let c1, c0 := load48(add(sig, 48))
                if iszero(and(isBelowN(r1, r0), isBelowN(c1, c0))) { leave }
                if or(iszero(or(r1, r0)), iszero(or(c1, c0))) { leave }
                mstore(0x260, r1)
                mstore(0x280, r0)
                mstore(0x2a0, c1)
                mstore(0x2c0, c0)
                // The key: coordinates below p, on the curve.
                c1, c0 := load48(pub)
                if iszero(isBelowP(c1, c0)) { leave }
                mstore(0x700, c1)
                mstore(0x720, c0)
                c1, c0 := load48(add(pub, 48))
                if iszero(isBelowP(c1, c0)) { leave }
                mstore(0x740, c1)
                mstore(0x760, c0)
                if iszero(isOnCurve(0x700, 0x740)) { leave }

                if sub(mload(0x420), 913) {
                    // HintsWrongLength(uint256,uint256)
                    mstore(0, shl(224, 0x4066a7a9))
                    mstore(4, 913)
                    mstore(0x24, mload(0x420))
                    revert(0, 0x44)
                }
                // v r = w s and z s = v e modulo n
                let flags := byte(0, calldataload(hint))
                if gt(flags, 3) { refuse(0) }
                mstore(0x1a0, 0)
                mstore(0x1c0, shr(64, calldataload(add(hint, 1))))
                if iszero(mload(0x1c0)) { refuse(1) }
                mstore(0x1e0, 0)
                mstore(0x200, shr(64, calldataload(add(hint, 25))))
                // minus w, or minus minus w, as the factor of s
                mstore(0x320, mload(0x2a0))
                mstore(0x340, mload(0x2c0))
                if iszero(and(flags, 1)) { negateModuloN(0x320) }
                if iszero(isSumZero(0x1a0, 0x260, 0x1e0, 0x320)) { refuse(25) }
                // e below n
                c1 := mload(0x2e0)
                c0 := mload(0x300)
                if iszero(isBelowN(c1, c0)) {
                    c1 := sub(
                        sub(c1, 0xffffffffffffffffffffffffffffffff),
                        lt(c0, 0xffffffffffffffffc7634d81f4372ddf581a0db248b0a77aecec196accc52973)
                    )
                    c0 := sub(c0, 0xffffffffffffffffc7634d81f4372ddf581a0db248b0a77aecec196accc52973)
                }
                mstore(0x320, c1)
                mstore(0x340, c0)
                negateModuloN(0x320)
                c1, c0 := load48(add(hint, 49))
                if iszero(isBelowN(c1, c0)) { refuse(49) }
                mstore(0x220, c1)
                mstore(0x240, c0)
                if iszero(isSumZero(0x220, 0x2a0, 0x1a0, 0x320)) { refuse(49) }

                // N = -R: its x is r or r + n
                c1 := r1
                c0 := r0
                if and(flags, 2) {
                    c0 := add(r0, 0xffffffffffffffffc7634d81f4372ddf581a0db248b0a77aecec196accc52973)
                    c1 := add(add(r1, 0xffffffffffffffffffffffffffffffff), lt(c0, r0))
                    if iszero(isBelowP(c1, c0)) { refuse(0) }
                }
                mstore(0xb00, c1)
                mstore(0xb20, c0)
                c1, c0 := load48(add(hint, 97))
                if iszero(isBelowP(c1, c0)) { refuse(97) }
                mstore(0xb40, c1)
                mstore(0xb60, c0)
                if iszero(isOnCurve(0xb00, 0xb40)) { leave }

                if and(flags, 1) {
                    mstore(0x320, 0)
                    mstore(0x340, 0)
                    subTo(0x740, 0x320, 0x740)
                }
                multiples(0x700, hint, 145)
                multiples(0xb00, hint, 529)
                recode(0xf00, mload(0x1c0))
                recode(0x1000, mload(0x200))
                extcodecopy(mload(0x4e0), 0x1100, 0, 12288)

                // z, made odd by adding n, as 392 signs in 8 rows of 49
                c1 := mload(0x220)
                c0 := mload(0x240)
                if iszero(and(c0, 1)) {
                    r0 := add(c0, 0xffffffffffffffffc7634d81f4372ddf581a0db248b0a77aecec196accc52973)
                    c1 := add(add(c1, 0xffffffffffffffffffffffffffffffff), lt(r0, c0))
                    c0 := r0
                }
                c0 := or(shr(1, c0), shl(255, c1))
                c1 := or(shr(1, c1), shl(135, 1))
                let low, high := rows(c1, c0)

                mstore(0x580, 0)
                mstore(0x5a0, 0)
                for { let i := 192 } 1 { i := sub(i, 1) } {
                    doubleSum()
                    let digit := byte(0, mload(add(0xf00, i)))
                    if digit { addDigit(0xb00, digit) }
                    digit := byte(0, mload(add(0x1000, i)))
                    if digit { addDigit(0x700, digit) }
                    if lt(i, 49) {
                        column(i, low, high)
                        if iszero(i) { break }
                        addToSum(0x460, 0x4a0)
                    }
                }
                // Everything but the last column must be its negative, which is not infinity.
                if isZero(0x580) { leave }
                mulTo(0x320, 0x580, 0x580)
                mulTo(0x360, 0x460, 0x320)
                mulTo(0x320, 0x320, 0x580)
                mulTo(0x320, 0x320, 0x4a0)
                addTo(0x320, 0x320, 0x540)
                holds := and(isEqual(0x360, 0x500), isZero(0x320))
            }
            function negateModuloN(at) {
                let low := mload(add(at, 0x20))
                mstore(add(at, 0x20), sub(0xffffffffffffffffc7634d81f4372ddf581a0db248b0a77aecec196accc52973, low))
                mstore(
                    at,
                    sub(
                        sub(0xffffffffffffffffffffffffffffffff, mload(at)),
                        gt(low, 0xffffffffffffffffc7634d81f4372ddf581a0db248b0a77aecec196accc52973)
                    )
                )
            }
            function rows(c1, c0) -> low, high {
                let mask := 0x1ffffffffffff
                low := or(
                    or(and(c0, mask), shl(64, and(shr(49, c0), mask))),
                    or(shl(128, and(shr(98, c0), mask)), shl(192, and(shr(147, c0), mask)))
                )
                high := or(
                    or(and(shr(196, c0), mask), shl(64, and(or(shr(245, c0), shl(11, c1)), mask))),
                    or(shl(128, and(shr(38, c1), mask)), shl(192, and(shr(87, c1), mask)))
                )
            }
            mstore(0x2e0, eHigh)
            mstore(0x300, eLow)
            mstore(0x420, hints.length)
            mstore(0x4e0, table)
            valid := run(signature.offset, key.offset, hints.offset)
        }
    }
}
