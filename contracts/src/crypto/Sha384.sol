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
    uint256 internal constant SCRATCH = 0x1800;

    /// @notice The digest of calldata.
    /// @return high The first 16 bytes.
    /// @return low The other 32.
    function digestOfCalldata(bytes calldata message) internal pure returns (uint256 high, uint256 low) {
        assembly {
            calldatacopy(0x2020, message.offset, message.length)
        }
        return _digest(message.length);
    }

    /// @notice The digest of `length` bytes of memory from `pointer` on, which may lie anywhere.
    function digestOfMemory(uint256 pointer, uint256 length) internal pure returns (uint256 high, uint256 low) {
        assembly {
            mcopy(0x2020, pointer, length)
        }
        return _digest(length);
    }

    /// @dev The message lies at 0x2020.
    function _digest(uint256 length) private pure returns (uint256 high, uint256 low) {
        assembly {
            // Initial hash value, then K in pairs.
            mstore(0x1a20, 0xcbbb9d5dc1059ed8)
            mstore(0x1a40, 0x629a292a367cd507)
            mstore(0x1a60, 0x9159015a3070dd17)
            mstore(0x1a80, 0x152fecd8f70e5939)
            mstore(0x1aa0, 0x67332667ffc00b31)
            mstore(0x1ac0, 0x8eb44a8768581511)
            mstore(0x1ae0, 0xdb0c2e0d64f98fa7)
            mstore(0x1b00, 0x47b5481dbefa4fa4)
            mstore(0x1b20, 0x428a2f98d728ae2200000000000000007137449123ef65cd)
            mstore(0x1b40, 0xb5c0fbcfec4d3b2f0000000000000000e9b5dba58189dbbc)
            mstore(0x1b60, 0x3956c25bf348b538000000000000000059f111f1b605d019)
            mstore(0x1b80, 0x923f82a4af194f9b0000000000000000ab1c5ed5da6d8118)
            mstore(0x1ba0, 0xd807aa98a3030242000000000000000012835b0145706fbe)
            mstore(0x1bc0, 0x243185be4ee4b28c0000000000000000550c7dc3d5ffb4e2)
            mstore(0x1be0, 0x72be5d74f27b896f000000000000000080deb1fe3b1696b1)
            mstore(0x1c00, 0x9bdc06a725c712350000000000000000c19bf174cf692694)
            mstore(0x1c20, 0xe49b69c19ef14ad20000000000000000efbe4786384f25e3)
            mstore(0x1c40, 0x0fc19dc68b8cd5b50000000000000000240ca1cc77ac9c65)
            mstore(0x1c60, 0x2de92c6f592b027500000000000000004a7484aa6ea6e483)
            mstore(0x1c80, 0x5cb0a9dcbd41fbd4000000000000000076f988da831153b5)
            mstore(0x1ca0, 0x983e5152ee66dfab0000000000000000a831c66d2db43210)
            mstore(0x1cc0, 0xb00327c898fb213f0000000000000000bf597fc7beef0ee4)
            mstore(0x1ce0, 0xc6e00bf33da88fc20000000000000000d5a79147930aa725)
            mstore(0x1d00, 0x06ca6351e003826f0000000000000000142929670a0e6e70)
            mstore(0x1d20, 0x27b70a8546d22ffc00000000000000002e1b21385c26c926)
            mstore(0x1d40, 0x4d2c6dfc5ac42aed000000000000000053380d139d95b3df)
            mstore(0x1d60, 0x650a73548baf63de0000000000000000766a0abb3c77b2a8)
            mstore(0x1d80, 0x81c2c92e47edaee6000000000000000092722c851482353b)
            mstore(0x1da0, 0xa2bfe8a14cf103640000000000000000a81a664bbc423001)
            mstore(0x1dc0, 0xc24b8b70d0f897910000000000000000c76c51a30654be30)
            mstore(0x1de0, 0xd192e819d6ef52180000000000000000d69906245565a910)
            mstore(0x1e00, 0xf40e35855771202a0000000000000000106aa07032bbd1b8)
            mstore(0x1e20, 0x19a4c116b8d2d0c800000000000000001e376c085141ab53)
            mstore(0x1e40, 0x2748774cdf8eeb99000000000000000034b0bcb5e19b48a8)
            mstore(0x1e60, 0x391c0cb3c5c95a6300000000000000004ed8aa4ae3418acb)
            mstore(0x1e80, 0x5b9cca4f7763e3730000000000000000682e6ff3d6b2b8a3)
            mstore(0x1ea0, 0x748f82ee5defb2fc000000000000000078a5636f43172f60)
            mstore(0x1ec0, 0x84c87814a1f0ab7200000000000000008cc702081a6439ec)
            mstore(0x1ee0, 0x90befffa23631e280000000000000000a4506cebde82bde9)
            mstore(0x1f00, 0xbef9a3f7b2c679150000000000000000c67178f2e372532b)
            mstore(0x1f20, 0xca273eceea26619c0000000000000000d186b8c721c0c207)
            mstore(0x1f40, 0xeada7dd6cde0eb1e0000000000000000f57d4f7fee6ed178)
            mstore(0x1f60, 0x06f067aa72176fba00000000000000000a637dc5a2c898a6)
            mstore(0x1f80, 0x113f9804bef90dae00000000000000001b710b35131c471b)
            mstore(0x1fa0, 0x28db77f523047d84000000000000000032caab7b40c72493)
            mstore(0x1fc0, 0x3c9ebe0a15c9bebc0000000000000000431d67c49c100d4c)
            mstore(0x1fe0, 0x4cc5d4becb3e42b60000000000000000597f299cfc657e2a)
            mstore(0x2000, 0x5fcb6fab3ad6faec00000000000000006c44198c4a475817)

            // Padding: a one bit, zeros, the length in bits as 128 bits, up to a multiple of 128 bytes.
            let at := 0x2020
            let end := add(at, length)
            mstore(end, shl(255, 1))
            mstore(add(end, 0x20), 0)
            mstore(add(end, 0x40), 0)
            mstore(add(end, 0x60), 0)
            mstore(add(end, 0x80), 0)
            end := add(at, and(add(length, 144), not(127)))
            mstore(sub(end, 0x20), or(mload(sub(end, 0x20)), shl(3, length)))

            for {} lt(at, end) { at := add(at, 128) } {
                let k := 0x1b20
                {
                    let x
                    let y
                    x := mload(at)
                    y := or(and(shr(64, x), shl(128, 0xffffffffffffffff)), and(shr(128, x), 0xffffffffffffffff))
                    mstore(0x1800, y)
                    mstore(0x1920, add(y, mload(0x1b20)))
                    y := or(shl(128, and(shr(64, x), 0xffffffffffffffff)), and(x, 0xffffffffffffffff))
                    mstore(0x1820, y)
                    mstore(0x1940, add(y, mload(0x1b40)))
                    x := mload(add(at, 0x20))
                    y := or(and(shr(64, x), shl(128, 0xffffffffffffffff)), and(shr(128, x), 0xffffffffffffffff))
                    mstore(0x1840, y)
                    mstore(0x1960, add(y, mload(0x1b60)))
                    y := or(shl(128, and(shr(64, x), 0xffffffffffffffff)), and(x, 0xffffffffffffffff))
                    mstore(0x1860, y)
                    mstore(0x1980, add(y, mload(0x1b80)))
                    x := mload(add(at, 0x40))
                    y := or(and(shr(64, x), shl(128, 0xffffffffffffffff)), and(shr(128, x), 0xffffffffffffffff))
                    mstore(0x1880, y)
                    mstore(0x19a0, add(y, mload(0x1ba0)))
                    y := or(shl(128, and(shr(64, x), 0xffffffffffffffff)), and(x, 0xffffffffffffffff))
                    mstore(0x18a0, y)
                    mstore(0x19c0, add(y, mload(0x1bc0)))
                    x := mload(add(at, 0x60))
                    y := or(and(shr(64, x), shl(128, 0xffffffffffffffff)), and(shr(128, x), 0xffffffffffffffff))
                    mstore(0x18c0, y)
                    mstore(0x19e0, add(y, mload(0x1be0)))
                    y := or(shl(128, and(shr(64, x), 0xffffffffffffffff)), and(x, 0xffffffffffffffff))
                    mstore(0x18e0, y)
                    mstore(0x1a00, add(y, mload(0x1c00)))
                }
                let a := mload(0x1a20)
                let b := mload(0x1a40)
                let c := mload(0x1a60)
                let d := mload(0x1a80)
                let e := mload(0x1aa0)
                let f := mload(0x1ac0)
                let g := mload(0x1ae0)
                let h := mload(0x1b00)
                for {} 1 {} {
                    {
                        let x := mul(e, 0x10000000000000001)
                        let t :=
                            add(
                                shr(14, xor(x, xor(shr(4, x), shr(27, x)))),
                                add(add(h, shr(128, mload(0x1920))), xor(g, and(e, xor(f, g))))
                            )
                        d := and(add(d, t), 0xffffffffffffffff)
                        let y := mul(a, 0x10000000000000001)
                        h := and(
                            add(add(shr(28, xor(y, xor(shr(6, y), shr(11, y)))), t), xor(b, and(xor(a, b), xor(b, c)))),
                            0xffffffffffffffff
                        )
                    }
                    {
                        let x := mul(d, 0x10000000000000001)
                        let t :=
                            add(
                                shr(14, xor(x, xor(shr(4, x), shr(27, x)))),
                                add(add(g, mload(0x1920)), xor(f, and(d, xor(e, f))))
                            )
                        c := and(add(c, t), 0xffffffffffffffff)
                        let y := mul(h, 0x10000000000000001)
                        g := and(
                            add(add(shr(28, xor(y, xor(shr(6, y), shr(11, y)))), t), xor(a, and(xor(h, a), xor(a, b)))),
                            0xffffffffffffffff
                        )
                    }
                    {
                        let x := mul(c, 0x10000000000000001)
                        let t :=
                            add(
                                shr(14, xor(x, xor(shr(4, x), shr(27, x)))),
                                add(add(f, shr(128, mload(0x1940))), xor(e, and(c, xor(d, e))))
                            )
                        b := and(add(b, t), 0xffffffffffffffff)
                        let y := mul(g, 0x10000000000000001)
                        f := and(
                            add(add(shr(28, xor(y, xor(shr(6, y), shr(11, y)))), t), xor(h, and(xor(g, h), xor(h, a)))),
                            0xffffffffffffffff
                        )
                    }
                    {
                        let x := mul(b, 0x10000000000000001)
                        let t :=
                            add(
                                shr(14, xor(x, xor(shr(4, x), shr(27, x)))),
                                add(add(e, mload(0x1940)), xor(d, and(b, xor(c, d))))
                            )
                        a := and(add(a, t), 0xffffffffffffffff)
                        let y := mul(f, 0x10000000000000001)
                        e := and(
                            add(add(shr(28, xor(y, xor(shr(6, y), shr(11, y)))), t), xor(g, and(xor(f, g), xor(g, h)))),
                            0xffffffffffffffff
                        )
                    }
                    {
                        let x := mul(a, 0x10000000000000001)
                        let t :=
                            add(
                                shr(14, xor(x, xor(shr(4, x), shr(27, x)))),
                                add(add(d, shr(128, mload(0x1960))), xor(c, and(a, xor(b, c))))
                            )
                        h := and(add(h, t), 0xffffffffffffffff)
                        let y := mul(e, 0x10000000000000001)
                        d := and(
                            add(add(shr(28, xor(y, xor(shr(6, y), shr(11, y)))), t), xor(f, and(xor(e, f), xor(f, g)))),
                            0xffffffffffffffff
                        )
                    }
                    {
                        let x := mul(h, 0x10000000000000001)
                        let t :=
                            add(
                                shr(14, xor(x, xor(shr(4, x), shr(27, x)))),
                                add(add(c, mload(0x1960)), xor(b, and(h, xor(a, b))))
                            )
                        g := and(add(g, t), 0xffffffffffffffff)
                        let y := mul(d, 0x10000000000000001)
                        c := and(
                            add(add(shr(28, xor(y, xor(shr(6, y), shr(11, y)))), t), xor(e, and(xor(d, e), xor(e, f)))),
                            0xffffffffffffffff
                        )
                    }
                    {
                        let x := mul(g, 0x10000000000000001)
                        let t :=
                            add(
                                shr(14, xor(x, xor(shr(4, x), shr(27, x)))),
                                add(add(b, shr(128, mload(0x1980))), xor(a, and(g, xor(h, a))))
                            )
                        f := and(add(f, t), 0xffffffffffffffff)
                        let y := mul(c, 0x10000000000000001)
                        b := and(
                            add(add(shr(28, xor(y, xor(shr(6, y), shr(11, y)))), t), xor(d, and(xor(c, d), xor(d, e)))),
                            0xffffffffffffffff
                        )
                    }
                    {
                        let x := mul(f, 0x10000000000000001)
                        let t :=
                            add(
                                shr(14, xor(x, xor(shr(4, x), shr(27, x)))),
                                add(add(a, mload(0x1980)), xor(h, and(f, xor(g, h))))
                            )
                        e := and(add(e, t), 0xffffffffffffffff)
                        let y := mul(b, 0x10000000000000001)
                        a := and(
                            add(add(shr(28, xor(y, xor(shr(6, y), shr(11, y)))), t), xor(c, and(xor(b, c), xor(c, d)))),
                            0xffffffffffffffff
                        )
                    }
                    {
                        let x := mul(e, 0x10000000000000001)
                        let t :=
                            add(
                                shr(14, xor(x, xor(shr(4, x), shr(27, x)))),
                                add(add(h, shr(128, mload(0x19a0))), xor(g, and(e, xor(f, g))))
                            )
                        d := and(add(d, t), 0xffffffffffffffff)
                        let y := mul(a, 0x10000000000000001)
                        h := and(
                            add(add(shr(28, xor(y, xor(shr(6, y), shr(11, y)))), t), xor(b, and(xor(a, b), xor(b, c)))),
                            0xffffffffffffffff
                        )
                    }
                    {
                        let x := mul(d, 0x10000000000000001)
                        let t :=
                            add(
                                shr(14, xor(x, xor(shr(4, x), shr(27, x)))),
                                add(add(g, mload(0x19a0)), xor(f, and(d, xor(e, f))))
                            )
                        c := and(add(c, t), 0xffffffffffffffff)
                        let y := mul(h, 0x10000000000000001)
                        g := and(
                            add(add(shr(28, xor(y, xor(shr(6, y), shr(11, y)))), t), xor(a, and(xor(h, a), xor(a, b)))),
                            0xffffffffffffffff
                        )
                    }
                    {
                        let x := mul(c, 0x10000000000000001)
                        let t :=
                            add(
                                shr(14, xor(x, xor(shr(4, x), shr(27, x)))),
                                add(add(f, shr(128, mload(0x19c0))), xor(e, and(c, xor(d, e))))
                            )
                        b := and(add(b, t), 0xffffffffffffffff)
                        let y := mul(g, 0x10000000000000001)
                        f := and(
                            add(add(shr(28, xor(y, xor(shr(6, y), shr(11, y)))), t), xor(h, and(xor(g, h), xor(h, a)))),
                            0xffffffffffffffff
                        )
                    }
                    {
                        let x := mul(b, 0x10000000000000001)
                        let t :=
                            add(
                                shr(14, xor(x, xor(shr(4, x), shr(27, x)))),
                                add(add(e, mload(0x19c0)), xor(d, and(b, xor(c, d))))
                            )
                        a := and(add(a, t), 0xffffffffffffffff)
                        let y := mul(f, 0x10000000000000001)
                        e := and(
                            add(add(shr(28, xor(y, xor(shr(6, y), shr(11, y)))), t), xor(g, and(xor(f, g), xor(g, h)))),
                            0xffffffffffffffff
                        )
                    }
                    {
                        let x := mul(a, 0x10000000000000001)
                        let t :=
                            add(
                                shr(14, xor(x, xor(shr(4, x), shr(27, x)))),
                                add(add(d, shr(128, mload(0x19e0))), xor(c, and(a, xor(b, c))))
                            )
                        h := and(add(h, t), 0xffffffffffffffff)
                        let y := mul(e, 0x10000000000000001)
                        d := and(
                            add(add(shr(28, xor(y, xor(shr(6, y), shr(11, y)))), t), xor(f, and(xor(e, f), xor(f, g)))),
                            0xffffffffffffffff
                        )
                    }
                    {
                        let x := mul(h, 0x10000000000000001)
                        let t :=
                            add(
                                shr(14, xor(x, xor(shr(4, x), shr(27, x)))),
                                add(add(c, mload(0x19e0)), xor(b, and(h, xor(a, b))))
                            )
                        g := and(add(g, t), 0xffffffffffffffff)
                        let y := mul(d, 0x10000000000000001)
                        c := and(
                            add(add(shr(28, xor(y, xor(shr(6, y), shr(11, y)))), t), xor(e, and(xor(d, e), xor(e, f)))),
                            0xffffffffffffffff
                        )
                    }
                    {
                        let x := mul(g, 0x10000000000000001)
                        let t :=
                            add(
                                shr(14, xor(x, xor(shr(4, x), shr(27, x)))),
                                add(add(b, shr(128, mload(0x1a00))), xor(a, and(g, xor(h, a))))
                            )
                        f := and(add(f, t), 0xffffffffffffffff)
                        let y := mul(c, 0x10000000000000001)
                        b := and(
                            add(add(shr(28, xor(y, xor(shr(6, y), shr(11, y)))), t), xor(d, and(xor(c, d), xor(d, e)))),
                            0xffffffffffffffff
                        )
                    }
                    {
                        let x := mul(f, 0x10000000000000001)
                        let t :=
                            add(
                                shr(14, xor(x, xor(shr(4, x), shr(27, x)))),
                                add(add(a, mload(0x1a00)), xor(h, and(f, xor(g, h))))
                            )
                        e := and(add(e, t), 0xffffffffffffffff)
                        let y := mul(b, 0x10000000000000001)
                        a := and(
                            add(add(shr(28, xor(y, xor(shr(6, y), shr(11, y)))), t), xor(c, and(xor(b, c), xor(c, d)))),
                            0xffffffffffffffff
                        )
                    }

                    if eq(k, 0x1f20) { break }
                    k := add(k, 0x100)
                    // The next 16 words of the schedule take the place of these, two at a time.
                    {
                        let x := mload(0x1810)
                        let xx := mul(x, 0x10000000000000001)
                        let y := mload(0x18e0)
                        let yy := mul(y, 0x10000000000000001)
                        y := and(
                            add(
                                add(mload(0x1800), mload(0x1890)),
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
                        mstore(0x1800, y)
                        mstore(0x1900, y)
                        mstore(0x1920, add(y, mload(k)))
                    }
                    {
                        let x := mload(0x1830)
                        let xx := mul(x, 0x10000000000000001)
                        let y := mload(0x1800)
                        let yy := mul(y, 0x10000000000000001)
                        y := and(
                            add(
                                add(mload(0x1820), mload(0x18b0)),
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
                        mstore(0x1820, y)
                        mstore(0x1940, add(y, mload(add(k, 0x20))))
                    }
                    {
                        let x := mload(0x1850)
                        let xx := mul(x, 0x10000000000000001)
                        let y := mload(0x1820)
                        let yy := mul(y, 0x10000000000000001)
                        y := and(
                            add(
                                add(mload(0x1840), mload(0x18d0)),
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
                        mstore(0x1840, y)
                        mstore(0x1960, add(y, mload(add(k, 0x40))))
                    }
                    {
                        let x := mload(0x1870)
                        let xx := mul(x, 0x10000000000000001)
                        let y := mload(0x1840)
                        let yy := mul(y, 0x10000000000000001)
                        y := and(
                            add(
                                add(mload(0x1860), mload(0x18f0)),
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
                        mstore(0x1860, y)
                        mstore(0x1980, add(y, mload(add(k, 0x60))))
                    }
                    {
                        let x := mload(0x1890)
                        let xx := mul(x, 0x10000000000000001)
                        let y := mload(0x1860)
                        let yy := mul(y, 0x10000000000000001)
                        y := and(
                            add(
                                add(mload(0x1880), mload(0x1810)),
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
                        mstore(0x1880, y)
                        mstore(0x19a0, add(y, mload(add(k, 0x80))))
                    }
                    {
                        let x := mload(0x18b0)
                        let xx := mul(x, 0x10000000000000001)
                        let y := mload(0x1880)
                        let yy := mul(y, 0x10000000000000001)
                        y := and(
                            add(
                                add(mload(0x18a0), mload(0x1830)),
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
                        mstore(0x18a0, y)
                        mstore(0x19c0, add(y, mload(add(k, 0xa0))))
                    }
                    {
                        let x := mload(0x18d0)
                        let xx := mul(x, 0x10000000000000001)
                        let y := mload(0x18a0)
                        let yy := mul(y, 0x10000000000000001)
                        y := and(
                            add(
                                add(mload(0x18c0), mload(0x1850)),
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
                        mstore(0x18c0, y)
                        mstore(0x19e0, add(y, mload(add(k, 0xc0))))
                    }
                    {
                        let x := mload(0x18f0)
                        let xx := mul(x, 0x10000000000000001)
                        let y := mload(0x18c0)
                        let yy := mul(y, 0x10000000000000001)
                        y := and(
                            add(
                                add(mload(0x18e0), mload(0x1870)),
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
                        mstore(0x18e0, y)
                        mstore(0x1a00, add(y, mload(add(k, 0xe0))))
                    }
                }
                mstore(0x1b00, and(add(mload(0x1b00), h), 0xffffffffffffffff))
                mstore(0x1ae0, and(add(mload(0x1ae0), g), 0xffffffffffffffff))
                mstore(0x1ac0, and(add(mload(0x1ac0), f), 0xffffffffffffffff))
                mstore(0x1aa0, and(add(mload(0x1aa0), e), 0xffffffffffffffff))
                mstore(0x1a80, and(add(mload(0x1a80), d), 0xffffffffffffffff))
                mstore(0x1a60, and(add(mload(0x1a60), c), 0xffffffffffffffff))
                mstore(0x1a40, and(add(mload(0x1a40), b), 0xffffffffffffffff))
                mstore(0x1a20, and(add(mload(0x1a20), a), 0xffffffffffffffff))
            }
            high := or(shl(64, mload(0x1a20)), mload(0x1a40))
            low := or(or(shl(192, mload(0x1a60)), shl(128, mload(0x1a80))), or(shl(64, mload(0x1aa0)), mload(0x1ac0)))
        }
    }
}
