// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @title Base64 (RFC 4648, section 4) of 32 and of 64 bytes, read in its one canonical form
library Base64 {
    /// @notice Characters of 32 bytes, with their one "=".
    uint256 internal constant CHARACTERS_OF_32 = 44;
    /// @notice Characters of 64 bytes, with their two "=".
    uint256 internal constant CHARACTERS_OF_64 = 88;

    uint256 private constant UNKNOWN = type(uint256).max;
    /// @dev The value of each character of ASCII, ff where it is not of the alphabet.
    bytes private constant TABLE = hex"ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff"
        hex"ffffffffffffffffffffff3effffff3f3435363738393a3b3c3dffffffffffff"
        hex"ff000102030405060708090a0b0c0d0e0f10111213141516171819ffffffffff"
        hex"ff1a1b1c1d1e1f202122232425262728292a2b2c2d2e2f30313233ffffffffff";

    /// @return valid False for another length or alphabet, other padding, or unused bits that are not zero.
    function decode32(bytes calldata text) internal pure returns (bool valid, bytes32 value) {
        if (text.length != CHARACTERS_OF_32 || text[43] != "=") return (false, 0);
        uint256 bits = _sextets(text[:42]); // 252 bits; the 43rd character has 4 more, and 2 unused
        uint256 last = _sextets(text[42:43]);
        if (bits == UNKNOWN || last > 63 || last & 3 != 0) return (false, 0);
        return (true, bytes32(bits << 4 | last >> 2));
    }

    /// @return valid As {decode32}'s.
    function decode64(bytes calldata text) internal pure returns (bool valid, bytes32 first, bytes32 second) {
        if (text.length != CHARACTERS_OF_64 || text[86] != "=" || text[87] != "=") return (false, 0, 0);
        uint256 left = _sextets(text[:42]);
        uint256 middle = _sextets(text[42:43]); // 4 bits of the first word, 2 of the second
        uint256 right = _sextets(text[43:85]);
        uint256 last = _sextets(text[85:86]); // 2 bits, and 4 unused
        if (left == UNKNOWN || middle > 63 || right == UNKNOWN || last > 63 || last & 15 != 0) return (false, 0, 0);
        return (true, bytes32(left << 4 | middle >> 2), bytes32(middle << 254 | right << 2 | last >> 4));
    }

    /// @dev At most 42 characters: 252 bits, so that {UNKNOWN} is none of its values.
    function _sextets(bytes calldata text) private pure returns (uint256 bits) {
        bytes memory table = TABLE;
        uint256 seen = 0; // bit 7 is set by an unknown character's value, and by a byte beyond the table
        assembly ("memory-safe") {
            let end := add(text.offset, text.length)
            for { let from := text.offset } lt(from, end) { from := add(from, 1) } {
                let code := byte(0, calldataload(from))
                let sextet := byte(0, mload(add(add(table, 32), and(code, 127))))
                seen := or(seen, or(code, sextet))
                bits := or(shl(6, bits), sextet)
            }
        }
        if (seen & 128 != 0) return UNKNOWN;
    }
}
