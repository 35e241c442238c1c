// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @title Pieces of a structured field (RFC 8941), each in the one form in which section 4.1 writes it
/// @dev A reader is a position in the text. What does not stand there gives {ABSENT}, and every further step from {ABSENT} is {ABSENT}: a
/// chain of steps is judged once, at its end. Nothing is skipped, so a text is read in one way or not at all.
library FieldText {
    /// @notice The position behind something that is not there.
    uint256 internal constant ABSENT = type(uint256).max;
    /// @notice RFC 8941, section 3.3.1: an Integer has at most 15 digits.
    uint256 internal constant DIGITS_MAX = 15;

    uint256 private constant HIGH_BITS = 0x8080808080808080808080808080808080808080808080808080808080808080;
    uint256 private constant SIXTIES = 0x6060606060606060606060606060606060606060606060606060606060606060;
    uint256 private constant ONES = 0x0101010101010101010101010101010101010101010101010101010101010101;
    uint256 private constant SPACES = 0x2020202020202020202020202020202020202020202020202020202020202020;

    /// @notice Whether every byte is 0x20 to 0x7e. An empty text is printable.
    /// @dev 32 bytes at once. With no high bit set, adding 0x60 sets a byte's from 0x20 on, and adding 1 sets it for 0x7f alone; no sum
    /// carries into the next byte.
    function isPrintable(bytes calldata text) internal pure returns (bool) {
        for (uint256 position = 0; position < text.length; position += 32) {
            uint256 word;
            if (position + 32 <= text.length) {
                word = uint256(bytes32(text[position:position + 32]));
            } else {
                uint256 tailBits = 8 * (text.length - position);
                word = uint256(bytes32(text[position:])) | (SPACES >> tailBits);
            }
            unchecked {
                if (word & HIGH_BITS != 0) return false;
                if ((word + SIXTIES) & HIGH_BITS != HIGH_BITS || (word + ONES) & HIGH_BITS != 0) return false;
            }
        }
        return true;
    }

    /// @notice Exactly `wanted`.
    function literal(bytes calldata text, uint256 position, bytes memory wanted)
        internal
        pure
        returns (uint256 behind)
    {
        if (position > text.length || text.length - position < wanted.length) return ABSENT;
        behind = position + wanted.length;
        if (keccak256(text[position:behind]) != keccak256(wanted)) return ABSENT;
    }

    /// @notice An Integer that is not negative: 1 to 15 digits, no zero before another digit.
    function integer(bytes calldata text, uint256 position) internal pure returns (uint64 value, uint256 behind) {
        if (position > text.length) return (0, ABSENT);
        for (behind = position; behind < text.length; behind++) {
            uint8 code = uint8(text[behind]);
            if (code < 0x30 || code > 0x39) break;
            if (behind - position == DIGITS_MAX || (behind > position && value == 0)) return (0, ABSENT);
            value = value * 10 + (code - 0x30);
        }
        if (behind == position) return (0, ABSENT);
    }

    /// @notice A String: what stands between two double quotes, with its escapes (\" and \\, no other).
    /// @dev Printability is the caller's to check, of the whole field.
    function quoted(bytes calldata text, uint256 position)
        internal
        pure
        returns (bytes calldata inner, uint256 behind)
    {
        inner = text[0:0];
        if (position >= text.length || text[position] != '"') return (inner, ABSENT);
        for (uint256 end = position + 1; end < text.length; end++) {
            if (text[end] == '"') return (text[position + 1:end], end + 1);
            if (text[end] != "\\") continue;
            end++;
            if (end == text.length || (text[end] != '"' && text[end] != "\\")) return (inner, ABSENT);
        }
        return (inner, ABSENT);
    }

    /// @notice The value of a String, from what {quoted} found.
    function unescaped(bytes calldata inner) internal pure returns (bytes memory value) {
        value = new bytes(inner.length);
        uint256 length = 0;
        for (uint256 position = 0; position < inner.length; position++) {
            if (inner[position] == "\\") position++;
            value[length++] = inner[position];
        }
        assembly ("memory-safe") {
            mstore(value, length) // only ever shorter
        }
    }
}
