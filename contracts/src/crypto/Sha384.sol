// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @title SHA-384 (FIPS 180-4, sections 5.3.4 and 6.4)
/// @dev A word of 64 bits lies in a lane of 128, so one word of the EVM carries two of the message schedule. A lane times 2^64 + 1
/// holds the word twice, and then a rotation to the right is a shift: what is above the low 64 bits is rubbish until it is masked.
///
/// Addresses are fixed, which is what makes it cheap: memory from {SCRATCH} on is overwritten, up to SCRATCH + 0x8c0 and the length of
/// the message beyond that. For use in external functions that need no memory of their own there.
library Sha384 {
    /// @notice First address that is used: 18 lanes of the schedule W; 16 of W + K; 8 words of state; 80 lanes of K; the padded message.
    uint256 internal constant SCRATCH = 0x1100;

    /// @notice The digest of calldata.
    /// @return high The first 16 bytes.
    /// @return low The other 32.
    function digestOfCalldata(bytes calldata message) internal pure returns (uint256 high, uint256 low) {
        assembly {
            calldatacopy(0x1920, message.offset, message.length)
        }
        return _digest(message.length);
    }

    /// @notice The digest of `length` bytes of memory from `pointer` on, which may lie anywhere.
    function digestOfMemory(uint256 pointer, uint256 length) internal pure returns (uint256 high, uint256 low) {
        assembly {
            mcopy(0x1920, pointer, length)
        }
        return _digest(length);
    }

    /// @dev The message lies at 0x1920.
    function _digest(uint256 length) private pure returns (uint256 high, uint256 low) {
        assembly {
            // Initial hash value, then K in pairs.
            mstore(0x1320, 0xcbbb9d5dc1059ed8)
            mstore(0x1340, 0x629a292a367cd507)
            mstore(0x1360, 0x9159015a3070dd17)
            mstore(0x1380, 0x152fecd8f70e5939)
            mstore(0x13a0, 0x67332667ffc00b31)
            mstore(0x13c0, 0x8eb44a8768581511)
            mstore(0x13e0, 0xdb0c2e0d64f98fa7)
            mstore(0x1400, 0x47b5481dbefa4fa4)
            mstore(0x1420, 0x428a2f98d728ae2200000000000000007137449123ef65cd)
            mstore(0x1440, 0xb5c0fbcfec4d3b2f0000000000000000e9b5dba58189dbbc)
            mstore(0x1460, 0x3956c25bf348b538000000000000000059f111f1b605d019)
            mstore(0x1480, 0x923f82a4af194f9b0000000000000000ab1c5ed5da6d8118)
            mstore(0x14a0, 0xd807aa98a3030242000000000000000012835b0145706fbe)
            mstore(0x14c0, 0x243185be4ee4b28c0000000000000000550c7dc3d5ffb4e2)
            mstore(0x14e0, 0x72be5d74f27b896f000000000000000080deb1fe3b1696b1)
            mstore(0x1500, 0x9bdc06a725c712350000000000000000c19bf174cf692694)
            mstore(0x1520, 0xe49b69c19ef14ad20000000000000000efbe4786384f25e3)
            mstore(0x1540, 0x0fc19dc68b8cd5b50000000000000000240ca1cc77ac9c65)
            mstore(0x1560, 0x2de92c6f592b027500000000000000004a7484aa6ea6e483)
            mstore(0x1580, 0x5cb0a9dcbd41fbd4000000000000000076f988da831153b5)
            mstore(0x15a0, 0x983e5152ee66dfab0000000000000000a831c66d2db43210)
            mstore(0x15c0, 0xb00327c898fb213f0000000000000000bf597fc7beef0ee4)
            mstore(0x15e0, 0xc6e00bf33da88fc20000000000000000d5a79147930aa725)
            mstore(0x1600, 0x06ca6351e003826f0000000000000000142929670a0e6e70)
            mstore(0x1620, 0x27b70a8546d22ffc00000000000000002e1b21385c26c926)
            mstore(0x1640, 0x4d2c6dfc5ac42aed000000000000000053380d139d95b3df)
            mstore(0x1660, 0x650a73548baf63de0000000000000000766a0abb3c77b2a8)
            mstore(0x1680, 0x81c2c92e47edaee6000000000000000092722c851482353b)
            mstore(0x16a0, 0xa2bfe8a14cf103640000000000000000a81a664bbc423001)
            mstore(0x16c0, 0xc24b8b70d0f897910000000000000000c76c51a30654be30)
            mstore(0x16e0, 0xd192e819d6ef52180000000000000000d69906245565a910)
            mstore(0x1700, 0xf40e35855771202a0000000000000000106aa07032bbd1b8)
            mstore(0x1720, 0x19a4c116b8d2d0c800000000000000001e376c085141ab53)
            mstore(0x1740, 0x2748774cdf8eeb99000000000000000034b0bcb5e19b48a8)
            mstore(0x1760, 0x391c0cb3c5c95a6300000000000000004ed8aa4ae3418acb)
            mstore(0x1780, 0x5b9cca4f7763e3730000000000000000682e6ff3d6b2b8a3)
            mstore(0x17a0, 0x748f82ee5defb2fc000000000000000078a5636f43172f60)
            mstore(0x17c0, 0x84c87814a1f0ab7200000000000000008cc702081a6439ec)
            mstore(0x17e0, 0x90befffa23631e280000000000000000a4506cebde82bde9)
            mstore(0x1800, 0xbef9a3f7b2c679150000000000000000c67178f2e372532b)
            mstore(0x1820, 0xca273eceea26619c0000000000000000d186b8c721c0c207)
            mstore(0x1840, 0xeada7dd6cde0eb1e0000000000000000f57d4f7fee6ed178)
            mstore(0x1860, 0x06f067aa72176fba00000000000000000a637dc5a2c898a6)
            mstore(0x1880, 0x113f9804bef90dae00000000000000001b710b35131c471b)
            mstore(0x18a0, 0x28db77f523047d84000000000000000032caab7b40c72493)
            mstore(0x18c0, 0x3c9ebe0a15c9bebc0000000000000000431d67c49c100d4c)
            mstore(0x18e0, 0x4cc5d4becb3e42b60000000000000000597f299cfc657e2a)
            mstore(0x1900, 0x5fcb6fab3ad6faec00000000000000006c44198c4a475817)

            // Padding: a one bit, zeros, the length in bits as 128 bits, up to a multiple of 128 bytes.
            let at := 0x1920
            let end := add(at, length)
            mstore(end, shl(255, 1))
            mstore(add(end, 0x20), 0)
            mstore(add(end, 0x40), 0)
            mstore(add(end, 0x60), 0)
            mstore(add(end, 0x80), 0)
            end := add(at, and(add(length, 144), not(127)))
            mstore(sub(end, 0x20), or(mload(sub(end, 0x20)), shl(3, length)))

            for {} lt(at, end) { at := add(at, 128) } {
                let k := 0x1420
                {
                    let x
                    let y
                    x := mload(at)
                    y := or(and(shr(64, x), shl(128, 0xffffffffffffffff)), and(shr(128, x), 0xffffffffffffffff))
                    mstore(0x1100, y)
                    mstore(0x1220, add(y, mload(0x1420)))
                    y := or(shl(128, and(shr(64, x), 0xffffffffffffffff)), and(x, 0xffffffffffffffff))
                    mstore(0x1120, y)
                    mstore(0x1240, add(y, mload(0x1440)))
                    x := mload(add(at, 0x20))
                    y := or(and(shr(64, x), shl(128, 0xffffffffffffffff)), and(shr(128, x), 0xffffffffffffffff))
                    mstore(0x1140, y)
                    mstore(0x1260, add(y, mload(0x1460)))
                    y := or(shl(128, and(shr(64, x), 0xffffffffffffffff)), and(x, 0xffffffffffffffff))
                    mstore(0x1160, y)
                    mstore(0x1280, add(y, mload(0x1480)))
                    x := mload(add(at, 0x40))
                    y := or(and(shr(64, x), shl(128, 0xffffffffffffffff)), and(shr(128, x), 0xffffffffffffffff))
                    mstore(0x1180, y)
                    mstore(0x12a0, add(y, mload(0x14a0)))
                    y := or(shl(128, and(shr(64, x), 0xffffffffffffffff)), and(x, 0xffffffffffffffff))
                    mstore(0x11a0, y)
                    mstore(0x12c0, add(y, mload(0x14c0)))
                    x := mload(add(at, 0x60))
                    y := or(and(shr(64, x), shl(128, 0xffffffffffffffff)), and(shr(128, x), 0xffffffffffffffff))
                    mstore(0x11c0, y)
                    mstore(0x12e0, add(y, mload(0x14e0)))
                    y := or(shl(128, and(shr(64, x), 0xffffffffffffffff)), and(x, 0xffffffffffffffff))
                    mstore(0x11e0, y)
                    mstore(0x1300, add(y, mload(0x1500)))
                }
                let a := mload(0x1320)
                let b := mload(0x1340)
                let c := mload(0x1360)
                let d := mload(0x1380)
                let e := mload(0x13a0)
                let f := mload(0x13c0)
                let g := mload(0x13e0)
                let h := mload(0x1400)
                let bc := xor(b, c)
                for {} 1 {} {
                    {
                        let x := mul(e, 0x10000000000000001)
                        x := add(
                            add(add(h, shr(128, mload(0x1220))), xor(g, and(e, xor(f, g)))),
                            shr(14, xor(x, xor(shr(4, x), shr(27, x))))
                        )
                        d := and(add(d, x), 0xffffffffffffffff)
                        let y := mul(a, 0x10000000000000001)
                        x := add(x, shr(28, xor(y, xor(shr(6, y), shr(11, y)))))
                        y := xor(a, b)
                        h := and(add(x, xor(b, and(y, bc))), 0xffffffffffffffff)
                        bc := y
                    }
                    {
                        let x := mul(d, 0x10000000000000001)
                        x := add(
                            add(add(g, mload(0x1220)), xor(f, and(d, xor(e, f)))),
                            shr(14, xor(x, xor(shr(4, x), shr(27, x))))
                        )
                        c := and(add(c, x), 0xffffffffffffffff)
                        let y := mul(h, 0x10000000000000001)
                        x := add(x, shr(28, xor(y, xor(shr(6, y), shr(11, y)))))
                        y := xor(h, a)
                        g := and(add(x, xor(a, and(y, bc))), 0xffffffffffffffff)
                        bc := y
                    }
                    {
                        let x := mul(c, 0x10000000000000001)
                        x := add(
                            add(add(f, shr(128, mload(0x1240))), xor(e, and(c, xor(d, e)))),
                            shr(14, xor(x, xor(shr(4, x), shr(27, x))))
                        )
                        b := and(add(b, x), 0xffffffffffffffff)
                        let y := mul(g, 0x10000000000000001)
                        x := add(x, shr(28, xor(y, xor(shr(6, y), shr(11, y)))))
                        y := xor(g, h)
                        f := and(add(x, xor(h, and(y, bc))), 0xffffffffffffffff)
                        bc := y
                    }
                    {
                        let x := mul(b, 0x10000000000000001)
                        x := add(
                            add(add(e, mload(0x1240)), xor(d, and(b, xor(c, d)))),
                            shr(14, xor(x, xor(shr(4, x), shr(27, x))))
                        )
                        a := and(add(a, x), 0xffffffffffffffff)
                        let y := mul(f, 0x10000000000000001)
                        x := add(x, shr(28, xor(y, xor(shr(6, y), shr(11, y)))))
                        y := xor(f, g)
                        e := and(add(x, xor(g, and(y, bc))), 0xffffffffffffffff)
                        bc := y
                    }
                    {
                        let x := mul(a, 0x10000000000000001)
                        x := add(
                            add(add(d, shr(128, mload(0x1260))), xor(c, and(a, xor(b, c)))),
                            shr(14, xor(x, xor(shr(4, x), shr(27, x))))
                        )
                        h := and(add(h, x), 0xffffffffffffffff)
                        let y := mul(e, 0x10000000000000001)
                        x := add(x, shr(28, xor(y, xor(shr(6, y), shr(11, y)))))
                        y := xor(e, f)
                        d := and(add(x, xor(f, and(y, bc))), 0xffffffffffffffff)
                        bc := y
                    }
                    {
                        let x := mul(h, 0x10000000000000001)
                        x := add(
                            add(add(c, mload(0x1260)), xor(b, and(h, xor(a, b)))),
                            shr(14, xor(x, xor(shr(4, x), shr(27, x))))
                        )
                        g := and(add(g, x), 0xffffffffffffffff)
                        let y := mul(d, 0x10000000000000001)
                        x := add(x, shr(28, xor(y, xor(shr(6, y), shr(11, y)))))
                        y := xor(d, e)
                        c := and(add(x, xor(e, and(y, bc))), 0xffffffffffffffff)
                        bc := y
                    }
                    {
                        let x := mul(g, 0x10000000000000001)
                        x := add(
                            add(add(b, shr(128, mload(0x1280))), xor(a, and(g, xor(h, a)))),
                            shr(14, xor(x, xor(shr(4, x), shr(27, x))))
                        )
                        f := and(add(f, x), 0xffffffffffffffff)
                        let y := mul(c, 0x10000000000000001)
                        x := add(x, shr(28, xor(y, xor(shr(6, y), shr(11, y)))))
                        y := xor(c, d)
                        b := and(add(x, xor(d, and(y, bc))), 0xffffffffffffffff)
                        bc := y
                    }
                    {
                        let x := mul(f, 0x10000000000000001)
                        x := add(
                            add(add(a, mload(0x1280)), xor(h, and(f, xor(g, h)))),
                            shr(14, xor(x, xor(shr(4, x), shr(27, x))))
                        )
                        e := and(add(e, x), 0xffffffffffffffff)
                        let y := mul(b, 0x10000000000000001)
                        x := add(x, shr(28, xor(y, xor(shr(6, y), shr(11, y)))))
                        y := xor(b, c)
                        a := and(add(x, xor(c, and(y, bc))), 0xffffffffffffffff)
                        bc := y
                    }
                    {
                        let x := mul(e, 0x10000000000000001)
                        x := add(
                            add(add(h, shr(128, mload(0x12a0))), xor(g, and(e, xor(f, g)))),
                            shr(14, xor(x, xor(shr(4, x), shr(27, x))))
                        )
                        d := and(add(d, x), 0xffffffffffffffff)
                        let y := mul(a, 0x10000000000000001)
                        x := add(x, shr(28, xor(y, xor(shr(6, y), shr(11, y)))))
                        y := xor(a, b)
                        h := and(add(x, xor(b, and(y, bc))), 0xffffffffffffffff)
                        bc := y
                    }
                    {
                        let x := mul(d, 0x10000000000000001)
                        x := add(
                            add(add(g, mload(0x12a0)), xor(f, and(d, xor(e, f)))),
                            shr(14, xor(x, xor(shr(4, x), shr(27, x))))
                        )
                        c := and(add(c, x), 0xffffffffffffffff)
                        let y := mul(h, 0x10000000000000001)
                        x := add(x, shr(28, xor(y, xor(shr(6, y), shr(11, y)))))
                        y := xor(h, a)
                        g := and(add(x, xor(a, and(y, bc))), 0xffffffffffffffff)
                        bc := y
                    }
                    {
                        let x := mul(c, 0x10000000000000001)
                        x := add(
                            add(add(f, shr(128, mload(0x12c0))), xor(e, and(c, xor(d, e)))),
                            shr(14, xor(x, xor(shr(4, x), shr(27, x))))
                        )
                        b := and(add(b, x), 0xffffffffffffffff)
                        let y := mul(g, 0x10000000000000001)
                        x := add(x, shr(28, xor(y, xor(shr(6, y), shr(11, y)))))
                        y := xor(g, h)
                        f := and(add(x, xor(h, and(y, bc))), 0xffffffffffffffff)
                        bc := y
                    }
                    {
                        let x := mul(b, 0x10000000000000001)
                        x := add(
                            add(add(e, mload(0x12c0)), xor(d, and(b, xor(c, d)))),
                            shr(14, xor(x, xor(shr(4, x), shr(27, x))))
                        )
                        a := and(add(a, x), 0xffffffffffffffff)
                        let y := mul(f, 0x10000000000000001)
                        x := add(x, shr(28, xor(y, xor(shr(6, y), shr(11, y)))))
                        y := xor(f, g)
                        e := and(add(x, xor(g, and(y, bc))), 0xffffffffffffffff)
                        bc := y
                    }
                    {
                        let x := mul(a, 0x10000000000000001)
                        x := add(
                            add(add(d, shr(128, mload(0x12e0))), xor(c, and(a, xor(b, c)))),
                            shr(14, xor(x, xor(shr(4, x), shr(27, x))))
                        )
                        h := and(add(h, x), 0xffffffffffffffff)
                        let y := mul(e, 0x10000000000000001)
                        x := add(x, shr(28, xor(y, xor(shr(6, y), shr(11, y)))))
                        y := xor(e, f)
                        d := and(add(x, xor(f, and(y, bc))), 0xffffffffffffffff)
                        bc := y
                    }
                    {
                        let x := mul(h, 0x10000000000000001)
                        x := add(
                            add(add(c, mload(0x12e0)), xor(b, and(h, xor(a, b)))),
                            shr(14, xor(x, xor(shr(4, x), shr(27, x))))
                        )
                        g := and(add(g, x), 0xffffffffffffffff)
                        let y := mul(d, 0x10000000000000001)
                        x := add(x, shr(28, xor(y, xor(shr(6, y), shr(11, y)))))
                        y := xor(d, e)
                        c := and(add(x, xor(e, and(y, bc))), 0xffffffffffffffff)
                        bc := y
                    }
                    {
                        let x := mul(g, 0x10000000000000001)
                        x := add(
                            add(add(b, shr(128, mload(0x1300))), xor(a, and(g, xor(h, a)))),
                            shr(14, xor(x, xor(shr(4, x), shr(27, x))))
                        )
                        f := and(add(f, x), 0xffffffffffffffff)
                        let y := mul(c, 0x10000000000000001)
                        x := add(x, shr(28, xor(y, xor(shr(6, y), shr(11, y)))))
                        y := xor(c, d)
                        b := and(add(x, xor(d, and(y, bc))), 0xffffffffffffffff)
                        bc := y
                    }
                    {
                        let x := mul(f, 0x10000000000000001)
                        x := add(
                            add(add(a, mload(0x1300)), xor(h, and(f, xor(g, h)))),
                            shr(14, xor(x, xor(shr(4, x), shr(27, x))))
                        )
                        e := and(add(e, x), 0xffffffffffffffff)
                        let y := mul(b, 0x10000000000000001)
                        x := add(x, shr(28, xor(y, xor(shr(6, y), shr(11, y)))))
                        y := xor(b, c)
                        a := and(add(x, xor(c, and(y, bc))), 0xffffffffffffffff)
                        bc := y
                    }

                    if eq(k, 0x1820) { break }
                    k := add(k, 0x100)
                    // The next 16 words of the schedule take the place of these, two at a time.
                    {
                        let x := mload(0x1110)
                        let xx := mul(x, 0x10000000000000001)
                        let y := mload(0x11e0)
                        let yy := mul(y, 0x10000000000000001)
                        y := and(
                            add(
                                add(mload(0x1100), mload(0x1190)),
                                add(
                                    and(
                                        xor(xor(shr(1, xx), shr(8, xx)), shr(7, x)),
                                        0xffffffffffffffff0000000000000000ffffffffffffffff
                                    ),
                                    and(
                                        xor(xor(shr(19, yy), shr(61, yy)), shr(6, y)),
                                        0xffffffffffffffff0000000000000000ffffffffffffffff
                                    )
                                )
                            ),
                            0xffffffffffffffff0000000000000000ffffffffffffffff
                        )
                        mstore(0x1100, y)
                        mstore(0x1200, y)
                        mstore(0x1220, add(y, mload(k)))
                    }
                    {
                        let x := mload(0x1130)
                        let xx := mul(x, 0x10000000000000001)
                        let y := mload(0x1100)
                        let yy := mul(y, 0x10000000000000001)
                        y := and(
                            add(
                                add(mload(0x1120), mload(0x11b0)),
                                add(
                                    and(
                                        xor(xor(shr(1, xx), shr(8, xx)), shr(7, x)),
                                        0xffffffffffffffff0000000000000000ffffffffffffffff
                                    ),
                                    and(
                                        xor(xor(shr(19, yy), shr(61, yy)), shr(6, y)),
                                        0xffffffffffffffff0000000000000000ffffffffffffffff
                                    )
                                )
                            ),
                            0xffffffffffffffff0000000000000000ffffffffffffffff
                        )
                        mstore(0x1120, y)
                        mstore(0x1240, add(y, mload(add(k, 0x20))))
                    }
                    {
                        let x := mload(0x1150)
                        let xx := mul(x, 0x10000000000000001)
                        let y := mload(0x1120)
                        let yy := mul(y, 0x10000000000000001)
                        y := and(
                            add(
                                add(mload(0x1140), mload(0x11d0)),
                                add(
                                    and(
                                        xor(xor(shr(1, xx), shr(8, xx)), shr(7, x)),
                                        0xffffffffffffffff0000000000000000ffffffffffffffff
                                    ),
                                    and(
                                        xor(xor(shr(19, yy), shr(61, yy)), shr(6, y)),
                                        0xffffffffffffffff0000000000000000ffffffffffffffff
                                    )
                                )
                            ),
                            0xffffffffffffffff0000000000000000ffffffffffffffff
                        )
                        mstore(0x1140, y)
                        mstore(0x1260, add(y, mload(add(k, 0x40))))
                    }
                    {
                        let x := mload(0x1170)
                        let xx := mul(x, 0x10000000000000001)
                        let y := mload(0x1140)
                        let yy := mul(y, 0x10000000000000001)
                        y := and(
                            add(
                                add(mload(0x1160), mload(0x11f0)),
                                add(
                                    and(
                                        xor(xor(shr(1, xx), shr(8, xx)), shr(7, x)),
                                        0xffffffffffffffff0000000000000000ffffffffffffffff
                                    ),
                                    and(
                                        xor(xor(shr(19, yy), shr(61, yy)), shr(6, y)),
                                        0xffffffffffffffff0000000000000000ffffffffffffffff
                                    )
                                )
                            ),
                            0xffffffffffffffff0000000000000000ffffffffffffffff
                        )
                        mstore(0x1160, y)
                        mstore(0x1280, add(y, mload(add(k, 0x60))))
                    }
                    {
                        let x := mload(0x1190)
                        let xx := mul(x, 0x10000000000000001)
                        let y := mload(0x1160)
                        let yy := mul(y, 0x10000000000000001)
                        y := and(
                            add(
                                add(mload(0x1180), mload(0x1110)),
                                add(
                                    and(
                                        xor(xor(shr(1, xx), shr(8, xx)), shr(7, x)),
                                        0xffffffffffffffff0000000000000000ffffffffffffffff
                                    ),
                                    and(
                                        xor(xor(shr(19, yy), shr(61, yy)), shr(6, y)),
                                        0xffffffffffffffff0000000000000000ffffffffffffffff
                                    )
                                )
                            ),
                            0xffffffffffffffff0000000000000000ffffffffffffffff
                        )
                        mstore(0x1180, y)
                        mstore(0x12a0, add(y, mload(add(k, 0x80))))
                    }
                    {
                        let x := mload(0x11b0)
                        let xx := mul(x, 0x10000000000000001)
                        let y := mload(0x1180)
                        let yy := mul(y, 0x10000000000000001)
                        y := and(
                            add(
                                add(mload(0x11a0), mload(0x1130)),
                                add(
                                    and(
                                        xor(xor(shr(1, xx), shr(8, xx)), shr(7, x)),
                                        0xffffffffffffffff0000000000000000ffffffffffffffff
                                    ),
                                    and(
                                        xor(xor(shr(19, yy), shr(61, yy)), shr(6, y)),
                                        0xffffffffffffffff0000000000000000ffffffffffffffff
                                    )
                                )
                            ),
                            0xffffffffffffffff0000000000000000ffffffffffffffff
                        )
                        mstore(0x11a0, y)
                        mstore(0x12c0, add(y, mload(add(k, 0xa0))))
                    }
                    {
                        let x := mload(0x11d0)
                        let xx := mul(x, 0x10000000000000001)
                        let y := mload(0x11a0)
                        let yy := mul(y, 0x10000000000000001)
                        y := and(
                            add(
                                add(mload(0x11c0), mload(0x1150)),
                                add(
                                    and(
                                        xor(xor(shr(1, xx), shr(8, xx)), shr(7, x)),
                                        0xffffffffffffffff0000000000000000ffffffffffffffff
                                    ),
                                    and(
                                        xor(xor(shr(19, yy), shr(61, yy)), shr(6, y)),
                                        0xffffffffffffffff0000000000000000ffffffffffffffff
                                    )
                                )
                            ),
                            0xffffffffffffffff0000000000000000ffffffffffffffff
                        )
                        mstore(0x11c0, y)
                        mstore(0x12e0, add(y, mload(add(k, 0xc0))))
                    }
                    {
                        let x := mload(0x11f0)
                        let xx := mul(x, 0x10000000000000001)
                        let y := mload(0x11c0)
                        let yy := mul(y, 0x10000000000000001)
                        y := and(
                            add(
                                add(mload(0x11e0), mload(0x1170)),
                                add(
                                    and(
                                        xor(xor(shr(1, xx), shr(8, xx)), shr(7, x)),
                                        0xffffffffffffffff0000000000000000ffffffffffffffff
                                    ),
                                    and(
                                        xor(xor(shr(19, yy), shr(61, yy)), shr(6, y)),
                                        0xffffffffffffffff0000000000000000ffffffffffffffff
                                    )
                                )
                            ),
                            0xffffffffffffffff0000000000000000ffffffffffffffff
                        )
                        mstore(0x11e0, y)
                        mstore(0x1300, add(y, mload(add(k, 0xe0))))
                    }
                }
                pop(bc)
                mstore(0x1400, and(add(mload(0x1400), h), 0xffffffffffffffff))
                mstore(0x13e0, and(add(mload(0x13e0), g), 0xffffffffffffffff))
                mstore(0x13c0, and(add(mload(0x13c0), f), 0xffffffffffffffff))
                mstore(0x13a0, and(add(mload(0x13a0), e), 0xffffffffffffffff))
                mstore(0x1380, and(add(mload(0x1380), d), 0xffffffffffffffff))
                mstore(0x1360, and(add(mload(0x1360), c), 0xffffffffffffffff))
                mstore(0x1340, and(add(mload(0x1340), b), 0xffffffffffffffff))
                mstore(0x1320, and(add(mload(0x1320), a), 0xffffffffffffffff))
            }
            high := or(shl(64, mload(0x1320)), mload(0x1340))
            low := or(or(shl(192, mload(0x1360)), shl(128, mload(0x1380))), or(shl(64, mload(0x13a0)), mload(0x13c0)))
        }
    }
}
