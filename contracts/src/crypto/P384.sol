// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @title ECDSA verification on P-384 (FIPS 186-5, SP 800-186), cheap by hints that are all checked
/// @dev Format of the hints, the equation and why no hint makes a false signature true: docs/protocol/onchain.md.
library P384 {
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
            // One block, because functions of assembly are known in their own block only. Memory, where a number is its high word and its
            // low word, and in places a third: its residue modulo m = 2^256 - 1.
            //   0x080 MODEXP             0x1a0 v  0x1e0 w  0x220 z  0x260 r  0x2a0 s  0x2e0 e     0x320 to 0x480 for a moment
            //   0x4a0 address of the table, 0x4c0 length of the hints
            //   0x500 X  0x560 Y  0x5c0 Z of the sum, with residues        0x620 to 0x8c0 seven numbers with residues, within one step
            //   0x8c0 2P, x and y        0x940 zero                        0x980 -x and 0x9c0 -2y of a column
            //   0xa00 digits of v and of w in turns, a byte each           0xc00 multiples of Q, 0x1200 of N: -x, -2y, 2y each

            // --- the field of p = 2^384 - d, d = 2^128 + E, E = 2^96 - 2^32 + 1; a number is high * 2^256 + low
            // A number below 2 p, modulo p.
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
            // x = a b has the words x0, x1, x2 and the residue s modulo m; q = x2 2^128 + t is its quotient by p, or one less; c = x - q p
            // is found from its residues modulo 2^256, to which p is -d, and modulo m, to which p is -E. Why: docs/protocol/onchain.md.
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
            // a b + l, for a and b up to p and l, which lies at 0x360, below 2^386.
            function fieldMulAdd(a1, a0, b1, b0) -> c1, c0 {
                let s := mulmod(addmod(a1, a0, not(0)), addmod(b1, b0, not(0)), not(0))
                c0 := mul(a0, b0)
                let x1 := add(add(addmod(mulmod(a0, b0, not(0)), not(c0), not(0)), mul(a1, b0)), mul(a0, b1))
                let x2 := addmod(addmod(s, not(c0), not(0)), not(x1), not(0))
                let t :=
                    shr(
                        120,
                        add(
                            add(add(shr(8, x1), shr(8, mload(0x360))), shr(8, x2)),
                            shr(39, mul(shr(97, x2), 0xffffffffffffffff00000001))
                        )
                    )
                c0 := add(
                    add(add(c0, mload(0x380)), mul(x2, 0xffffffffffffffff0000000100000000000000000000000000000000)),
                    mul(t, 0x100000000ffffffffffffffff00000001)
                )
                s := addmod(s, addmod(mload(0x360), mload(0x380), not(0)), not(0))
                s := addmod(s, mulmod(x2, 0xffffffffffffffff0000000100000000000000000000000000000000, not(0)), not(0))
                s := addmod(s, mul(t, 0xffffffffffffffff00000001), not(0))
                c1, c0 := canonical(addmod(s, not(c0), not(0)), c0)
            }
            // 4 p - a - b to 0x360, for a and b up to p.
            function minus(a1, a0, b1, b0) {
                let c0 := sub(0xfffffffffffffffffffffffffffffffbfffffffc0000000000000003fffffffc, a0)
                let c1 :=
                    sub(
                        0x3ffffffffffffffffffffffffffffffff,
                        gt(a0, 0xfffffffffffffffffffffffffffffffbfffffffc0000000000000003fffffffc)
                    )
                mstore(0x360, sub(sub(sub(c1, a1), b1), lt(c0, b0)))
                mstore(0x380, sub(c0, b0))
            }
            // The sum of a and b on a line of the slope that is the hint at `offset`. That it has this slope: slope dx = dy.
            // dx lies at 0x320, 4 p - dy at 0x360; the sum goes to `to`, x before y.
            function along(hint, offset, a, b, to) {
                let c1, c0 := load48(add(hint, offset))
                if iszero(isBelowP(c1, c0)) { refuse(offset) }
                {
                    let d1, d0 := fieldMulAdd(c1, c0, mload(0x320), mload(0x340))
                    if or(d1, d0) { refuse(offset) }
                }
                minus(mload(a), mload(add(a, 0x20)), mload(b), mload(add(b, 0x20)))
                let d1, d0 := fieldMulAdd(c1, c0, c1, c0)
                mstore(to, d1)
                mstore(add(to, 0x20), d0)
                minus(mload(add(a, 0x40)), mload(add(a, 0x60)), 0, 0)
                d1, d0 := fieldSub(mload(a), mload(add(a, 0x20)), d1, d0)
                c1, c0 := fieldMulAdd(c1, c0, d1, d0)
                mstore(add(to, 0x40), c1)
                mstore(add(to, 0x60), c0)
            }
            // x, y to -x, -2y, 2y.
            function finish(at) {
                subTo(at, 0x940, at)
                addTo(add(at, 0x80), add(at, 0x40), add(at, 0x40))
                subTo(add(at, 0x40), 0x940, add(at, 0x80))
            }
            // From P at `at`: P, 3P ... 15P, 0xc0 bytes each.
            function multiples(at, hint, offset) {
                // slope 2 y = 3 x^2 - 3
                mulTo(0x3a0, at, at)
                mstore(0x360, 0)
                mstore(0x380, 1)
                subTo(0x3a0, 0x3a0, 0x360)
                addTo(0x360, 0x3a0, 0x3a0)
                addTo(0x3a0, 0x360, 0x3a0)
                minus(mload(0x3a0), mload(0x3c0), 0, 0)
                addTo(0x320, add(at, 0x40), add(at, 0x40))
                along(hint, offset, at, at, 0x8c0)
                for { let i := 1 } lt(i, 8) { i := add(i, 1) } {
                    subTo(0x320, at, 0x8c0)
                    subTo(0x3a0, add(at, 0x40), 0x900)
                    minus(mload(0x3a0), mload(0x3c0), 0, 0)
                    offset := add(offset, 48)
                    along(hint, offset, 0x8c0, at, add(at, 0xc0))
                    finish(at)
                    at := add(at, 0xc0)
                }
                finish(at)
            }
            // Digits of k for every second byte from `to` on: 0, or 0x10 + (|digit| >> 1), plus 8 for a negative one. k is below 2^192.
            function recode(to, k) {
                for {} k {} {
                    let zeros := sub(255, clz(and(k, sub(0, k))))
                    k := shr(zeros, k)
                    to := add(to, shl(1, zeros))
                    let digit := and(k, 31)
                    k := sub(k, digit)
                    switch lt(digit, 16)
                    case 1 { mstore8(to, or(0x10, shr(1, digit))) }
                    default {
                        k := add(k, 32)
                        mstore8(to, or(0x18, shr(1, sub(32, digit))))
                    }
                }
            }
            // --- the running sum, Jacobian: x = X/Z^2, 2y = Y/Z^3; infinity when Z is 0
            // Written out, for jumps and stack would cost a fifth more. Each block is {fieldMul} without its last step: numbers stay below
            // 2^384 + 2^324. So each product needs a factor that is safe, below 2^384 - 2^328, and the guards before anything is overwritten
            // see to it: high word + 2^72 has no bit 128. What a block adds or subtracts is in t, x0 and s; before a subtraction, p 2^256
            // is added, so that nothing is negative.
            function double() {
                let m := not(0)
                // zz = Z^2
                {
                    let a0 := mload(0x5e0)
                    let x0 := mul(a0, a0)
                    let x1 := add(addmod(mulmod(a0, a0, m), not(x0), m), mul(shl(1, mload(0x5c0)), a0))
                    let s := mulmod(mload(0x600), mload(0x600), m)
                    let x2 := addmod(addmod(s, not(x0), m), not(x1), m)
                    let t :=
                        shr(
                            120,
                            add(add(shr(8, x1), shr(8, x2)), shr(39, mul(shr(97, x2), 0xffffffffffffffff00000001)))
                        )
                    let c0 :=
                        add(
                            add(x0, mul(x2, 0xffffffffffffffff0000000100000000000000000000000000000000)),
                            mul(t, 0x100000000ffffffffffffffff00000001)
                        )
                    mstore(
                        0x620,
                        addmod(
                            addmod(
                                addmod(s, mulmod(x2, 0xffffffffffffffff0000000100000000000000000000000000000000, m), m),
                                mul(t, 0xffffffffffffffff00000001),
                                m
                            ),
                            not(c0),
                            m
                        )
                    )
                    mstore(0x640, c0)
                }
                // yy = Y^2
                {
                    let a0 := mload(0x580)
                    let x0 := mul(a0, a0)
                    let x1 := add(addmod(mulmod(a0, a0, m), not(x0), m), mul(shl(1, mload(0x560)), a0))
                    let s := mulmod(mload(0x5a0), mload(0x5a0), m)
                    let x2 := addmod(addmod(s, not(x0), m), not(x1), m)
                    let t :=
                        shr(
                            120,
                            add(add(shr(8, x1), shr(8, x2)), shr(39, mul(shr(97, x2), 0xffffffffffffffff00000001)))
                        )
                    let c0 :=
                        add(
                            add(x0, mul(x2, 0xffffffffffffffff0000000100000000000000000000000000000000)),
                            mul(t, 0x100000000ffffffffffffffff00000001)
                        )
                    let c :=
                        addmod(
                            addmod(s, mulmod(x2, 0xffffffffffffffff0000000100000000000000000000000000000000, m), m),
                            mul(t, 0xffffffffffffffff00000001),
                            m
                        )
                    mstore(0x680, addmod(c, not(c0), m))
                    mstore(0x6a0, c0)
                    mstore(0x6c0, c)
                }
                // g = 3 (X + zz) (X - zz)
                {
                    let a0 := add(mload(0x520), mload(0x640))
                    let a1 := add(add(mload(0x500), mload(0x620)), lt(a0, mload(0x640)))
                    if shr(128, a1) {
                        a0 := add(a0, 0x100000000ffffffffffffffff00000001)
                        a1 := sub(
                            add(a1, lt(a0, 0x100000000ffffffffffffffff00000001)),
                            0x100000000000000000000000000000000
                        )
                    }
                    let b0 := sub(mload(0x520), mload(0x640))
                    let b1 := sub(sub(mload(0x500), mload(0x620)), lt(mload(0x520), mload(0x640)))
                    if shr(255, b1) {
                        b1 := sub(
                            add(b1, 0x100000000000000000000000000000000),
                            lt(b0, 0x100000000ffffffffffffffff00000001)
                        )
                        b0 := sub(b0, 0x100000000ffffffffffffffff00000001)
                    }
                    let x0 := mul(a0, b0)
                    let x1 := add(add(addmod(mulmod(a0, b0, m), not(x0), m), mul(a1, b0)), mul(a0, b1))
                    let s := mulmod(addmod(a0, a1, m), addmod(b0, b1, m), m)
                    let x2 := addmod(addmod(s, not(x0), m), not(x1), m)
                    let t :=
                        shr(
                            120,
                            mul(
                                3,
                                add(add(shr(8, x1), shr(8, x2)), shr(39, mul(shr(97, x2), 0xffffffffffffffff00000001)))
                            )
                        )
                    let c0 :=
                        add(
                            mul(3, add(x0, mul(x2, 0xffffffffffffffff0000000100000000000000000000000000000000))),
                            mul(t, 0x100000000ffffffffffffffff00000001)
                        )
                    let c :=
                        addmod(
                            mulmod(
                                3,
                                addmod(s, mulmod(x2, 0xffffffffffffffff0000000100000000000000000000000000000000, m), m),
                                m
                            ),
                            mul(t, 0xffffffffffffffff00000001),
                            m
                        )
                    mstore(0x740, addmod(c, not(c0), m))
                    mstore(0x760, c0)
                    mstore(0x780, c)
                }
                if shr(
                    128,
                    or(
                        add(mload(0x740), 0x1000000000000000000),
                        or(
                            add(mload(0x680), 0x1000000000000000000),
                            or(
                                add(mload(0x620), 0x1000000000000000000),
                                or(
                                    add(mload(0x5c0), 0x1000000000000000000),
                                    or(
                                        add(mload(0x560), 0x1000000000000000000),
                                        add(mload(0x500), 0x1000000000000000000)
                                    )
                                )
                            )
                        )
                    )
                ) {
                    doubleSlowly()
                    leave
                }
                // s = X yy
                {
                    let a0 := mload(0x520)
                    let b0 := mload(0x6a0)
                    let x0 := mul(a0, b0)
                    let x1 :=
                        add(add(addmod(mulmod(a0, b0, m), not(x0), m), mul(mload(0x500), b0)), mul(a0, mload(0x680)))
                    let s := mulmod(mload(0x540), mload(0x6c0), m)
                    let x2 := addmod(addmod(s, not(x0), m), not(x1), m)
                    let t :=
                        shr(
                            120,
                            add(add(shr(8, x1), shr(8, x2)), shr(39, mul(shr(97, x2), 0xffffffffffffffff00000001)))
                        )
                    let c0 :=
                        add(
                            add(x0, mul(x2, 0xffffffffffffffff0000000100000000000000000000000000000000)),
                            mul(t, 0x100000000ffffffffffffffff00000001)
                        )
                    let c :=
                        addmod(
                            addmod(s, mulmod(x2, 0xffffffffffffffff0000000100000000000000000000000000000000, m), m),
                            mul(t, 0xffffffffffffffff00000001),
                            m
                        )
                    mstore(0x6e0, addmod(c, not(c0), m))
                    mstore(0x700, c0)
                    mstore(0x720, c)
                }
                // Z = Y Z
                {
                    let a0 := mload(0x580)
                    let b0 := mload(0x5e0)
                    let x0 := mul(a0, b0)
                    let x1 :=
                        add(add(addmod(mulmod(a0, b0, m), not(x0), m), mul(mload(0x560), b0)), mul(a0, mload(0x5c0)))
                    let s := mulmod(mload(0x5a0), mload(0x600), m)
                    let x2 := addmod(addmod(s, not(x0), m), not(x1), m)
                    let t :=
                        shr(
                            120,
                            add(add(shr(8, x1), shr(8, x2)), shr(39, mul(shr(97, x2), 0xffffffffffffffff00000001)))
                        )
                    let c0 :=
                        add(
                            add(x0, mul(x2, 0xffffffffffffffff0000000100000000000000000000000000000000)),
                            mul(t, 0x100000000ffffffffffffffff00000001)
                        )
                    let c :=
                        addmod(
                            addmod(s, mulmod(x2, 0xffffffffffffffff0000000100000000000000000000000000000000, m), m),
                            mul(t, 0xffffffffffffffff00000001),
                            m
                        )
                    mstore(0x5c0, addmod(c, not(c0), m))
                    mstore(0x5e0, c0)
                    mstore(0x600, c)
                }
                // X = g^2 - 2 s
                {
                    let a0 := mload(0x760)
                    let x0 := mul(a0, a0)
                    let x1 := add(addmod(mulmod(a0, a0, m), not(x0), m), mul(shl(1, mload(0x740)), a0))
                    let s := mulmod(mload(0x780), mload(0x780), m)
                    x1 := add(x1, 0xfffffffffffffffffffffffffffffffeffffffff0000000000000000ffffffff)
                    s := addmod(s, 0xffffffffffffffffffffffffffffffffffffffff0000000000000000fffffffe, m)
                    let x2 := addmod(addmod(s, not(x0), m), not(x1), m)
                    let t :=
                        shr(
                            120,
                            add(
                                add(add(shr(8, x1), shr(8, x2)), shr(39, mul(shr(97, x2), 0xffffffffffffffff00000001))),
                                not(shr(7, mload(0x6e0)))
                            )
                        )
                    let c0 :=
                        add(
                            sub(
                                add(x0, mul(x2, 0xffffffffffffffff0000000100000000000000000000000000000000)),
                                shl(1, mload(0x700))
                            ),
                            mul(t, 0x100000000ffffffffffffffff00000001)
                        )
                    let c :=
                        addmod(
                            addmod(
                                addmod(s, mulmod(x2, 0xffffffffffffffff0000000100000000000000000000000000000000, m), m),
                                not(addmod(mload(0x720), mload(0x720), m)),
                                m
                            ),
                            mul(t, 0xffffffffffffffff00000001),
                            m
                        )
                    mstore(0x500, addmod(c, not(c0), m))
                    mstore(0x520, c0)
                    mstore(0x540, c)
                }
                // q = yy^2
                {
                    let a0 := mload(0x6a0)
                    let x0 := mul(a0, a0)
                    let x1 := add(addmod(mulmod(a0, a0, m), not(x0), m), mul(shl(1, mload(0x680)), a0))
                    let s := mulmod(mload(0x6c0), mload(0x6c0), m)
                    let x2 := addmod(addmod(s, not(x0), m), not(x1), m)
                    let t :=
                        shr(
                            120,
                            add(add(shr(8, x1), shr(8, x2)), shr(39, mul(shr(97, x2), 0xffffffffffffffff00000001)))
                        )
                    let c0 :=
                        add(
                            add(x0, mul(x2, 0xffffffffffffffff0000000100000000000000000000000000000000)),
                            mul(t, 0x100000000ffffffffffffffff00000001)
                        )
                    let c :=
                        addmod(
                            addmod(s, mulmod(x2, 0xffffffffffffffff0000000100000000000000000000000000000000, m), m),
                            mul(t, 0xffffffffffffffff00000001),
                            m
                        )
                    mstore(0x7a0, addmod(c, not(c0), m))
                    mstore(0x7c0, c0)
                    mstore(0x7e0, c)
                }
                // Y = 2 g (s - X) - q
                {
                    let b0 := sub(mload(0x700), mload(0x520))
                    let b1 := sub(sub(mload(0x6e0), mload(0x500)), lt(mload(0x700), mload(0x520)))
                    if shr(255, b1) {
                        b1 := sub(
                            add(b1, 0x100000000000000000000000000000000),
                            lt(b0, 0x100000000ffffffffffffffff00000001)
                        )
                        b0 := sub(b0, 0x100000000ffffffffffffffff00000001)
                    }
                    let a0 := mload(0x760)
                    let x0 := mul(a0, b0)
                    let x1 := add(add(addmod(mulmod(a0, b0, m), not(x0), m), mul(mload(0x740), b0)), mul(a0, b1))
                    let s := mulmod(mload(0x780), addmod(b0, b1, m), m)
                    x1 := add(x1, 0xfffffffffffffffffffffffffffffffeffffffff0000000000000000ffffffff)
                    s := addmod(s, 0xffffffffffffffffffffffffffffffffffffffff0000000000000000fffffffe, m)
                    let x2 := addmod(addmod(s, not(x0), m), not(x1), m)
                    let t :=
                        shr(
                            120,
                            add(
                                shl(
                                    1,
                                    add(
                                        add(shr(8, x1), shr(8, x2)),
                                        shr(39, mul(shr(97, x2), 0xffffffffffffffff00000001))
                                    )
                                ),
                                not(shr(8, mload(0x7a0)))
                            )
                        )
                    let c0 :=
                        add(
                            sub(
                                shl(1, add(x0, mul(x2, 0xffffffffffffffff0000000100000000000000000000000000000000))),
                                mload(0x7c0)
                            ),
                            mul(t, 0x100000000ffffffffffffffff00000001)
                        )
                    let c :=
                        addmod(
                            addmod(
                                mulmod(
                                    2,
                                    addmod(
                                        s,
                                        mulmod(x2, 0xffffffffffffffff0000000100000000000000000000000000000000, m),
                                        m
                                    ),
                                    m
                                ),
                                not(mload(0x7e0)),
                                m
                            ),
                            mul(t, 0xffffffffffffffff00000001),
                            m
                        )
                    mstore(0x560, addmod(c, not(c0), m))
                    mstore(0x580, c0)
                    mstore(0x5a0, c)
                }
            }
            function addPoint(x, y) {
                let m := not(0)
                // zz = Z^2
                {
                    let a0 := mload(0x5e0)
                    let x0 := mul(a0, a0)
                    let x1 := add(addmod(mulmod(a0, a0, m), not(x0), m), mul(shl(1, mload(0x5c0)), a0))
                    let s := mulmod(mload(0x600), mload(0x600), m)
                    let x2 := addmod(addmod(s, not(x0), m), not(x1), m)
                    let t :=
                        shr(
                            120,
                            add(add(shr(8, x1), shr(8, x2)), shr(39, mul(shr(97, x2), 0xffffffffffffffff00000001)))
                        )
                    let c0 :=
                        add(
                            add(x0, mul(x2, 0xffffffffffffffff0000000100000000000000000000000000000000)),
                            mul(t, 0x100000000ffffffffffffffff00000001)
                        )
                    let c :=
                        addmod(
                            addmod(s, mulmod(x2, 0xffffffffffffffff0000000100000000000000000000000000000000, m), m),
                            mul(t, 0xffffffffffffffff00000001),
                            m
                        )
                    mstore(0x620, addmod(c, not(c0), m))
                    mstore(0x640, c0)
                    mstore(0x660, c)
                }
                // h = X + x zz
                {
                    let a0 := mload(add(x, 0x20))
                    let a1 := mload(x)
                    let b0 := mload(0x640)
                    let x0 := mul(a0, b0)
                    let x1 := add(add(addmod(mulmod(a0, b0, m), not(x0), m), mul(a1, b0)), mul(a0, mload(0x620)))
                    let s := mulmod(addmod(a0, a1, m), mload(0x660), m)
                    let x2 := addmod(addmod(s, not(x0), m), not(x1), m)
                    let t :=
                        shr(
                            120,
                            add(
                                add(add(shr(8, x1), shr(8, x2)), shr(39, mul(shr(97, x2), 0xffffffffffffffff00000001))),
                                shr(8, mload(0x500))
                            )
                        )
                    let c0 :=
                        add(
                            add(
                                add(x0, mul(x2, 0xffffffffffffffff0000000100000000000000000000000000000000)),
                                mload(0x520)
                            ),
                            mul(t, 0x100000000ffffffffffffffff00000001)
                        )
                    let c :=
                        addmod(
                            addmod(
                                addmod(s, mulmod(x2, 0xffffffffffffffff0000000100000000000000000000000000000000, m), m),
                                mload(0x540),
                                m
                            ),
                            mul(t, 0xffffffffffffffff00000001),
                            m
                        )
                    mstore(0x6e0, addmod(c, not(c0), m))
                    mstore(0x700, c0)
                    mstore(0x720, c)
                }
                // zzz = Z zz
                {
                    let a0 := mload(0x5e0)
                    let b0 := mload(0x640)
                    let x0 := mul(a0, b0)
                    let x1 :=
                        add(add(addmod(mulmod(a0, b0, m), not(x0), m), mul(mload(0x5c0), b0)), mul(a0, mload(0x620)))
                    let s := mulmod(mload(0x600), mload(0x660), m)
                    let x2 := addmod(addmod(s, not(x0), m), not(x1), m)
                    let t :=
                        shr(
                            120,
                            add(add(shr(8, x1), shr(8, x2)), shr(39, mul(shr(97, x2), 0xffffffffffffffff00000001)))
                        )
                    let c0 :=
                        add(
                            add(x0, mul(x2, 0xffffffffffffffff0000000100000000000000000000000000000000)),
                            mul(t, 0x100000000ffffffffffffffff00000001)
                        )
                    let c :=
                        addmod(
                            addmod(s, mulmod(x2, 0xffffffffffffffff0000000100000000000000000000000000000000, m), m),
                            mul(t, 0xffffffffffffffff00000001),
                            m
                        )
                    mstore(0x680, addmod(c, not(c0), m))
                    mstore(0x6a0, c0)
                    mstore(0x6c0, c)
                }
                // r = Y + y zzz
                {
                    let a0 := mload(add(y, 0x20))
                    let a1 := mload(y)
                    let b0 := mload(0x6a0)
                    let x0 := mul(a0, b0)
                    let x1 := add(add(addmod(mulmod(a0, b0, m), not(x0), m), mul(a1, b0)), mul(a0, mload(0x680)))
                    let s := mulmod(addmod(a0, a1, m), mload(0x6c0), m)
                    let x2 := addmod(addmod(s, not(x0), m), not(x1), m)
                    let t :=
                        shr(
                            120,
                            add(
                                add(add(shr(8, x1), shr(8, x2)), shr(39, mul(shr(97, x2), 0xffffffffffffffff00000001))),
                                shr(8, mload(0x560))
                            )
                        )
                    let c0 :=
                        add(
                            add(
                                add(x0, mul(x2, 0xffffffffffffffff0000000100000000000000000000000000000000)),
                                mload(0x580)
                            ),
                            mul(t, 0x100000000ffffffffffffffff00000001)
                        )
                    let c :=
                        addmod(
                            addmod(
                                addmod(s, mulmod(x2, 0xffffffffffffffff0000000100000000000000000000000000000000, m), m),
                                mload(0x5a0),
                                m
                            ),
                            mul(t, 0xffffffffffffffff00000001),
                            m
                        )
                    mstore(0x740, addmod(c, not(c0), m))
                    mstore(0x760, c0)
                    mstore(0x780, c)
                }
                // hh = 2 h
                {
                    let a0 := mload(0x700)
                    let a1 := add(shl(1, mload(0x6e0)), shr(255, a0))
                    a0 := shl(1, a0)
                    if shr(128, a1) {
                        a0 := add(a0, 0x100000000ffffffffffffffff00000001)
                        a1 := sub(
                            add(a1, lt(a0, 0x100000000ffffffffffffffff00000001)),
                            0x100000000000000000000000000000000
                        )
                    }
                    mstore(0x7a0, a1)
                    mstore(0x7c0, a0)
                    mstore(0x7e0, addmod(a0, a1, m))
                }
                if shr(
                    128,
                    or(
                        shl(128, iszero(mul(mload(0x5c0), mload(0x6e0)))),
                        or(
                            add(mload(0x7a0), 0x1000000000000000000),
                            or(
                                add(mload(0x740), 0x1000000000000000000),
                                or(
                                    add(mload(0x6e0), 0x1000000000000000000),
                                    or(
                                        add(mload(0x680), 0x1000000000000000000),
                                        or(
                                            add(mload(0x620), 0x1000000000000000000),
                                            or(
                                                add(mload(0x5c0), 0x1000000000000000000),
                                                or(
                                                    add(mload(0x560), 0x1000000000000000000),
                                                    add(mload(0x500), 0x1000000000000000000)
                                                )
                                            )
                                        )
                                    )
                                )
                            )
                        )
                    )
                ) {
                    addSlowly(x, y)
                    leave
                }
                // i = hh^2
                {
                    let a0 := mload(0x7c0)
                    let x0 := mul(a0, a0)
                    let x1 := add(addmod(mulmod(a0, a0, m), not(x0), m), mul(shl(1, mload(0x7a0)), a0))
                    let s := mulmod(mload(0x7e0), mload(0x7e0), m)
                    let x2 := addmod(addmod(s, not(x0), m), not(x1), m)
                    let t :=
                        shr(
                            120,
                            add(add(shr(8, x1), shr(8, x2)), shr(39, mul(shr(97, x2), 0xffffffffffffffff00000001)))
                        )
                    let c0 :=
                        add(
                            add(x0, mul(x2, 0xffffffffffffffff0000000100000000000000000000000000000000)),
                            mul(t, 0x100000000ffffffffffffffff00000001)
                        )
                    let c :=
                        addmod(
                            addmod(s, mulmod(x2, 0xffffffffffffffff0000000100000000000000000000000000000000, m), m),
                            mul(t, 0xffffffffffffffff00000001),
                            m
                        )
                    mstore(0x800, addmod(c, not(c0), m))
                    mstore(0x820, c0)
                    mstore(0x840, c)
                }
                // j = h i
                {
                    let a0 := mload(0x700)
                    let b0 := mload(0x820)
                    let x0 := mul(a0, b0)
                    let x1 :=
                        add(add(addmod(mulmod(a0, b0, m), not(x0), m), mul(mload(0x6e0), b0)), mul(a0, mload(0x800)))
                    let s := mulmod(mload(0x720), mload(0x840), m)
                    let x2 := addmod(addmod(s, not(x0), m), not(x1), m)
                    let t :=
                        shr(
                            120,
                            add(add(shr(8, x1), shr(8, x2)), shr(39, mul(shr(97, x2), 0xffffffffffffffff00000001)))
                        )
                    let c0 :=
                        add(
                            add(x0, mul(x2, 0xffffffffffffffff0000000100000000000000000000000000000000)),
                            mul(t, 0x100000000ffffffffffffffff00000001)
                        )
                    let c :=
                        addmod(
                            addmod(s, mulmod(x2, 0xffffffffffffffff0000000100000000000000000000000000000000, m), m),
                            mul(t, 0xffffffffffffffff00000001),
                            m
                        )
                    mstore(0x860, addmod(c, not(c0), m))
                    mstore(0x880, c0)
                    mstore(0x8a0, c)
                }
                // v = X i
                {
                    let a0 := mload(0x520)
                    let b0 := mload(0x820)
                    let x0 := mul(a0, b0)
                    let x1 :=
                        add(add(addmod(mulmod(a0, b0, m), not(x0), m), mul(mload(0x500), b0)), mul(a0, mload(0x800)))
                    let s := mulmod(mload(0x540), mload(0x840), m)
                    let x2 := addmod(addmod(s, not(x0), m), not(x1), m)
                    let t :=
                        shr(
                            120,
                            add(add(shr(8, x1), shr(8, x2)), shr(39, mul(shr(97, x2), 0xffffffffffffffff00000001)))
                        )
                    let c0 :=
                        add(
                            add(x0, mul(x2, 0xffffffffffffffff0000000100000000000000000000000000000000)),
                            mul(t, 0x100000000ffffffffffffffff00000001)
                        )
                    let c :=
                        addmod(
                            addmod(s, mulmod(x2, 0xffffffffffffffff0000000100000000000000000000000000000000, m), m),
                            mul(t, 0xffffffffffffffff00000001),
                            m
                        )
                    mstore(0x800, addmod(c, not(c0), m))
                    mstore(0x820, c0)
                    mstore(0x840, c)
                }
                // X = r^2 + j - 2 v
                {
                    let a0 := mload(0x760)
                    let x0 := mul(a0, a0)
                    let x1 := add(addmod(mulmod(a0, a0, m), not(x0), m), mul(shl(1, mload(0x740)), a0))
                    let s := mulmod(mload(0x780), mload(0x780), m)
                    x1 := add(x1, 0xfffffffffffffffffffffffffffffffeffffffff0000000000000000ffffffff)
                    s := addmod(s, 0xffffffffffffffffffffffffffffffffffffffff0000000000000000fffffffe, m)
                    let x2 := addmod(addmod(s, not(x0), m), not(x1), m)
                    let t :=
                        shr(
                            120,
                            add(
                                add(
                                    add(
                                        add(shr(8, x1), shr(8, x2)),
                                        shr(39, mul(shr(97, x2), 0xffffffffffffffff00000001))
                                    ),
                                    shr(8, mload(0x860))
                                ),
                                not(shr(7, mload(0x800)))
                            )
                        )
                    let c0 :=
                        add(
                            sub(
                                add(
                                    add(x0, mul(x2, 0xffffffffffffffff0000000100000000000000000000000000000000)),
                                    mload(0x880)
                                ),
                                shl(1, mload(0x820))
                            ),
                            mul(t, 0x100000000ffffffffffffffff00000001)
                        )
                    let c :=
                        addmod(
                            addmod(
                                addmod(
                                    addmod(
                                        s,
                                        mulmod(x2, 0xffffffffffffffff0000000100000000000000000000000000000000, m),
                                        m
                                    ),
                                    mload(0x8a0),
                                    m
                                ),
                                not(addmod(mload(0x840), mload(0x840), m)),
                                m
                            ),
                            mul(t, 0xffffffffffffffff00000001),
                            m
                        )
                    mstore(0x500, addmod(c, not(c0), m))
                    mstore(0x520, c0)
                    mstore(0x540, c)
                }
                // Z = Z hh
                {
                    let a0 := mload(0x5e0)
                    let b0 := mload(0x7c0)
                    let x0 := mul(a0, b0)
                    let x1 :=
                        add(add(addmod(mulmod(a0, b0, m), not(x0), m), mul(mload(0x5c0), b0)), mul(a0, mload(0x7a0)))
                    let s := mulmod(mload(0x600), mload(0x7e0), m)
                    let x2 := addmod(addmod(s, not(x0), m), not(x1), m)
                    let t :=
                        shr(
                            120,
                            add(add(shr(8, x1), shr(8, x2)), shr(39, mul(shr(97, x2), 0xffffffffffffffff00000001)))
                        )
                    let c0 :=
                        add(
                            add(x0, mul(x2, 0xffffffffffffffff0000000100000000000000000000000000000000)),
                            mul(t, 0x100000000ffffffffffffffff00000001)
                        )
                    let c :=
                        addmod(
                            addmod(s, mulmod(x2, 0xffffffffffffffff0000000100000000000000000000000000000000, m), m),
                            mul(t, 0xffffffffffffffff00000001),
                            m
                        )
                    mstore(0x5c0, addmod(c, not(c0), m))
                    mstore(0x5e0, c0)
                    mstore(0x600, c)
                }
                // j = Y j
                {
                    let a0 := mload(0x580)
                    let b0 := mload(0x880)
                    let x0 := mul(a0, b0)
                    let x1 :=
                        add(add(addmod(mulmod(a0, b0, m), not(x0), m), mul(mload(0x560), b0)), mul(a0, mload(0x860)))
                    let s := mulmod(mload(0x5a0), mload(0x8a0), m)
                    let x2 := addmod(addmod(s, not(x0), m), not(x1), m)
                    let t :=
                        shr(
                            120,
                            add(add(shr(8, x1), shr(8, x2)), shr(39, mul(shr(97, x2), 0xffffffffffffffff00000001)))
                        )
                    let c0 :=
                        add(
                            add(x0, mul(x2, 0xffffffffffffffff0000000100000000000000000000000000000000)),
                            mul(t, 0x100000000ffffffffffffffff00000001)
                        )
                    let c :=
                        addmod(
                            addmod(s, mulmod(x2, 0xffffffffffffffff0000000100000000000000000000000000000000, m), m),
                            mul(t, 0xffffffffffffffff00000001),
                            m
                        )
                    mstore(0x860, addmod(c, not(c0), m))
                    mstore(0x880, c0)
                    mstore(0x8a0, c)
                }
                // Y = 2 (r (v - X) - j)
                {
                    let b0 := sub(mload(0x820), mload(0x520))
                    let b1 := sub(sub(mload(0x800), mload(0x500)), lt(mload(0x820), mload(0x520)))
                    if shr(255, b1) {
                        b1 := sub(
                            add(b1, 0x100000000000000000000000000000000),
                            lt(b0, 0x100000000ffffffffffffffff00000001)
                        )
                        b0 := sub(b0, 0x100000000ffffffffffffffff00000001)
                    }
                    let a0 := mload(0x760)
                    let x0 := mul(a0, b0)
                    let x1 := add(add(addmod(mulmod(a0, b0, m), not(x0), m), mul(mload(0x740), b0)), mul(a0, b1))
                    let s := mulmod(mload(0x780), addmod(b0, b1, m), m)
                    x1 := add(x1, 0xfffffffffffffffffffffffffffffffeffffffff0000000000000000ffffffff)
                    s := addmod(s, 0xffffffffffffffffffffffffffffffffffffffff0000000000000000fffffffe, m)
                    let x2 := addmod(addmod(s, not(x0), m), not(x1), m)
                    let t :=
                        shr(
                            120,
                            shl(
                                1,
                                add(
                                    add(
                                        add(shr(8, x1), shr(8, x2)),
                                        shr(39, mul(shr(97, x2), 0xffffffffffffffff00000001))
                                    ),
                                    not(shr(8, mload(0x860)))
                                )
                            )
                        )
                    let c0 :=
                        add(
                            shl(
                                1,
                                sub(
                                    add(x0, mul(x2, 0xffffffffffffffff0000000100000000000000000000000000000000)),
                                    mload(0x880)
                                )
                            ),
                            mul(t, 0x100000000ffffffffffffffff00000001)
                        )
                    let c :=
                        addmod(
                            mulmod(
                                2,
                                addmod(
                                    addmod(
                                        s,
                                        mulmod(x2, 0xffffffffffffffff0000000100000000000000000000000000000000, m),
                                        m
                                    ),
                                    not(mload(0x8a0)),
                                    m
                                ),
                                m
                            ),
                            mul(t, 0xffffffffffffffff00000001),
                            m
                        )
                    mstore(0x560, addmod(c, not(c0), m))
                    mstore(0x580, c0)
                    mstore(0x5a0, c)
                }
            }
            function reduceTo(to, a) {
                let c1, c0 := canonical(mload(a), mload(add(a, 0x20)))
                mstore(to, c1)
                mstore(add(to, 0x20), c0)
            }
            function reduceSum() {
                reduceTo(0x500, 0x500)
                reduceTo(0x560, 0x560)
                reduceTo(0x5c0, 0x5c0)
            }
            function residues() {
                let m := not(0)
                mstore(0x540, addmod(mload(0x500), mload(0x520), m))
                mstore(0x5a0, addmod(mload(0x560), mload(0x580), m))
                mstore(0x600, addmod(mload(0x5c0), mload(0x5e0), m))
            }
            // {double} with every number below p.
            function doubleSlowly() {
                reduceSum()
                mulTo(0x320, 0x5c0, 0x5c0) // zz
                mulTo(0x5c0, 0x560, 0x5c0) // Z
                mulTo(0x360, 0x560, 0x560) // yy
                mulTo(0x3a0, 0x500, 0x360) // s
                addTo(0x3e0, 0x500, 0x320)
                subTo(0x320, 0x500, 0x320)
                mulTo(0x320, 0x3e0, 0x320)
                addTo(0x3e0, 0x320, 0x320)
                addTo(0x320, 0x3e0, 0x320) // g
                mulTo(0x500, 0x320, 0x320)
                subTo(0x500, 0x500, 0x3a0)
                subTo(0x500, 0x500, 0x3a0) // X
                subTo(0x3a0, 0x3a0, 0x500)
                addTo(0x3a0, 0x3a0, 0x3a0)
                mulTo(0x3a0, 0x320, 0x3a0)
                mulTo(0x360, 0x360, 0x360)
                subTo(0x560, 0x3a0, 0x360) // Y
                residues()
            }
            // {addPoint} with every number below p, and for any two points.
            function addSlowly(x, y) {
                reduceSum()
                switch isZero(0x5c0)
                case 1 {
                    subTo(0x500, 0x940, x)
                    subTo(0x560, 0x940, y)
                    mstore(0x5c0, 0)
                    mstore(0x5e0, 1)
                }
                default {
                    mulTo(0x320, 0x5c0, 0x5c0) // zz
                    mulTo(0x360, x, 0x320)
                    addTo(0x360, 0x360, 0x500) // h
                    mulTo(0x320, 0x5c0, 0x320)
                    mulTo(0x320, y, 0x320)
                    addTo(0x320, 0x320, 0x560) // r
                    if and(isZero(0x320), isZero(0x360)) {
                        doubleSlowly()
                        leave
                    }
                    addTo(0x3a0, 0x360, 0x360) // hh
                    mulTo(0x5c0, 0x5c0, 0x3a0) // Z
                    mulTo(0x3a0, 0x3a0, 0x3a0) // i
                    mulTo(0x360, 0x360, 0x3a0) // j
                    mulTo(0x3a0, 0x500, 0x3a0) // v
                    mulTo(0x500, 0x320, 0x320)
                    addTo(0x500, 0x500, 0x360)
                    subTo(0x500, 0x500, 0x3a0)
                    subTo(0x500, 0x500, 0x3a0) // X
                    subTo(0x3a0, 0x3a0, 0x500)
                    mulTo(0x3a0, 0x320, 0x3a0)
                    mulTo(0x560, 0x560, 0x360)
                    subTo(0x560, 0x3a0, 0x560)
                    addTo(0x560, 0x560, 0x560) // Y
                }
                residues()
            }
            // The entry for column j of the comb, as -x and minus 2y, to 0x980 and 0x9c0.
            function column(j, low, high, top) {
                let lanes := 0x0000000000000001000000000000000100000000000000010000000000000001
                let index :=
                    or(
                        mod(and(shr(j, low), lanes), 0x7fffffffffffffff),
                        shl(4, mod(and(shr(j, high), lanes), 0x7fffffffffffffff))
                    )
                let positive := and(shr(j, top), 1)
                if iszero(positive) { index := xor(index, 255) }
                extcodecopy(mload(0x4a0), 0x320, mul(96, index), 96)
                mstore(0x980, shr(128, mload(0x320)))
                mstore(0x9a0, mload(0x330))
                mstore(0x9c0, shr(128, mload(0x350)))
                mstore(0x9e0, mload(0x360))
                if positive { subTo(0x9c0, 0x940, 0x9c0) }
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
                mstore(0xc00, c1)
                mstore(0xc20, c0)
                c1, c0 := load48(add(pub, 48))
                if iszero(isBelowP(c1, c0)) { leave }
                mstore(0xc40, c1)
                mstore(0xc60, c0)
                if iszero(isOnCurve(0xc00, 0xc40)) { leave }

                if sub(mload(0x4c0), 913) {
                    // HintsWrongLength(uint256,uint256)
                    mstore(0, shl(224, 0x4066a7a9))
                    mstore(4, 913)
                    mstore(0x24, mload(0x4c0))
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
                mstore(0x1200, c1)
                mstore(0x1220, c0)
                c1, c0 := load48(add(hint, 97))
                if iszero(isBelowP(c1, c0)) { refuse(97) }
                mstore(0x1240, c1)
                mstore(0x1260, c0)
                if iszero(isOnCurve(0x1200, 0x1240)) { leave }

                if and(flags, 1) {
                    mstore(0x320, 0)
                    mstore(0x340, 0)
                    subTo(0xc40, 0x320, 0xc40)
                }
                multiples(0xc00, hint, 145)
                multiples(0x1200, hint, 529)
                recode(0xa00, mload(0x1c0))
                recode(0xa01, mload(0x200))
                // z, made odd by adding n, as 387 signs in 9 rows of 43
                c1 := mload(0x220)
                c0 := mload(0x240)
                if iszero(and(c0, 1)) {
                    r0 := add(c0, 0xffffffffffffffffc7634d81f4372ddf581a0db248b0a77aecec196accc52973)
                    c1 := add(add(c1, 0xffffffffffffffffffffffffffffffff), lt(r0, c0))
                    c0 := r0
                }
                c0 := or(shr(1, c0), shl(255, c1))
                c1 := or(shr(1, c1), shl(130, 1))
                let low, high, top := rows(c1, c0)

                // Infinity, for which Z is 0; X and Y don't matter.
                mstore(0x5c0, 0)
                mstore(0x5e0, 0)
                mstore(0x600, 0)
                for { let i := 192 } gt(i, 42) { i := sub(i, 1) } { step(i) }
                for { let i := 42 } 1 { i := sub(i, 1) } {
                    step(i)
                    column(i, low, high, top)
                    if iszero(i) { break }
                    addPoint(0x980, 0x9c0)
                }
                // Everything but the last column must be its negative, which is not infinity.
                reduceSum()
                if isZero(0x5c0) { leave }
                mulTo(0x320, 0x5c0, 0x5c0)
                mulTo(0x360, 0x980, 0x320)
                addTo(0x360, 0x360, 0x500)
                mulTo(0x320, 0x320, 0x5c0)
                mulTo(0x320, 0x320, 0x9c0)
                holds := and(isZero(0x360), isEqual(0x320, 0x560))
            }
            // Doubles, and adds what the digits at position i say.
            function step(i) {
                double()
                i := shr(240, mload(add(0xa00, shl(1, i))))
                if i {
                    let digit := shr(8, i)
                    if digit { addDigit(0x1200, digit) }
                    i := and(i, 0xff)
                    if i { addDigit(0xc00, i) }
                }
            }
            function addDigit(at, digit) {
                at := add(at, mul(and(digit, 7), 0xc0))
                addPoint(at, add(add(at, 0x40), shl(3, and(digit, 8))))
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
            function rows(c1, c0) -> low, high, top {
                let mask := 0x7ffffffffff
                low := or(
                    or(and(c0, mask), shl(64, and(shr(43, c0), mask))),
                    or(shl(128, and(shr(86, c0), mask)), shl(192, and(shr(129, c0), mask)))
                )
                high := or(
                    or(and(shr(172, c0), mask), shl(64, and(or(shr(215, c0), shl(41, c1)), mask))),
                    or(shl(128, and(shr(2, c1), mask)), shl(192, and(shr(45, c1), mask)))
                )
                top := and(shr(88, c1), mask)
            }
            mstore(0x940, 0)
            mstore(0x960, 0)
            mstore(0x2e0, eHigh)
            mstore(0x300, eLow)
            mstore(0x4c0, hints.length)
            mstore(0x4a0, table)
            valid := run(signature.offset, key.offset, hints.offset)
        }
    }
}
