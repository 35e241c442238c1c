// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @dev SHA-384 as FIPS 180-4 writes it, for comparison: nothing here is clever. K is computed from
/// the cube roots of the first eighty primes.
library Sha384Reference {
    function digest(bytes memory message) internal pure returns (uint256 high, uint256 low) {
        uint64[80] memory k = _constants();
        uint64[8] memory h = [
            0xcbbb9d5dc1059ed8,
            0x629a292a367cd507,
            0x9159015a3070dd17,
            0x152fecd8f70e5939,
            0x67332667ffc00b31,
            0x8eb44a8768581511,
            0xdb0c2e0d64f98fa7,
            0x47b5481dbefa4fa4
        ];
        bytes memory padded = abi.encodePacked(message, uint8(0x80));
        while (padded.length % 128 != 112) padded = abi.encodePacked(padded, uint8(0));
        padded = abi.encodePacked(padded, uint128(message.length * 8));
        for (uint256 start = 0; start < padded.length; start += 128) {
            _block(h, k, padded, start);
        }
        high = uint256(h[0]) << 64 | h[1];
        low = uint256(h[2]) << 192 | uint256(h[3]) << 128 | uint256(h[4]) << 64 | h[5];
    }

    function _block(uint64[8] memory h, uint64[80] memory k, bytes memory padded, uint256 start) private pure {
        uint64[80] memory w;
        for (uint256 t = 0; t < 16; ++t) {
            for (uint256 i = 0; i < 8; ++i) {
                w[t] = w[t] << 8 | uint8(padded[start + 8 * t + i]);
            }
        }
        unchecked {
            for (uint256 t = 16; t < 80; ++t) {
                uint64 x = w[t - 15];
                uint64 y = w[t - 2];
                w[t] = (_rotr(y, 19) ^ _rotr(y, 61) ^ y >> 6) + w[t - 7] + (_rotr(x, 1) ^ _rotr(x, 8) ^ x >> 7)
                    + w[t - 16];
            }
            uint64[8] memory v;
            for (uint256 i = 0; i < 8; ++i) {
                v[i] = h[i];
            }
            for (uint256 t = 0; t < 80; ++t) {
                uint64 t1 = v[7] + (_rotr(v[4], 14) ^ _rotr(v[4], 18) ^ _rotr(v[4], 41))
                    + ((v[4] & v[5]) ^ (~v[4] & v[6])) + k[t] + w[t];
                uint64 t2 = (_rotr(v[0], 28) ^ _rotr(v[0], 34) ^ _rotr(v[0], 39))
                    + ((v[0] & v[1]) ^ (v[0] & v[2]) ^ (v[1] & v[2]));
                for (uint256 i = 7; i > 0; --i) {
                    v[i] = v[i - 1];
                }
                v[4] += t1;
                v[0] = t1 + t2;
            }
            for (uint256 i = 0; i < 8; ++i) {
                h[i] += v[i];
            }
        }
    }

    function _rotr(uint64 x, uint64 n) private pure returns (uint64) {
        return x >> n | x << (64 - n);
    }

    /// @dev The first 64 bits of the fractional parts of the cube roots of the first eighty primes.
    function _constants() private pure returns (uint64[80] memory k) {
        uint256 found = 0;
        for (uint256 n = 2; found < 80; ++n) {
            bool prime = true;
            for (uint256 d = 2; d * d <= n; ++d) {
                if (n % d == 0) prime = false;
            }
            if (!prime) continue;
            // floor(cube root of n 2^192), bit by bit; it is below 2^67.
            uint256 root = 0;
            for (uint256 bit = 1 << 66; bit > 0; bit >>= 1) {
                uint256 next = root | bit;
                if (next * next * next <= n << 192) root = next;
            }
            // casting to 'uint64' is safe because the fraction is what is wanted
            // forge-lint: disable-next-line(unsafe-typecast)
            k[found++] = uint64(root & type(uint64).max);
        }
    }
}
