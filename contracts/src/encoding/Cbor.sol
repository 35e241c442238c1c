// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @title Strict CBOR (RFC 8949), read where it lies in calldata
/// @dev Definite lengths in their shortest form, as attestation/src/cbor.ts has it. Positions are absolute offsets into calldata;
/// `end` is the first byte that does not belong to the input, and nothing at or behind it is believed.
library Cbor {
    uint256 internal constant UNSIGNED = 0;
    uint256 internal constant BYTES = 2;
    uint256 internal constant TEXT = 3;
    uint256 internal constant ARRAY = 4;
    uint256 internal constant MAP = 5;

    /// @notice The input ends in the middle of an item.
    error CborTruncated(uint256 requiredBytes, uint256 seenBytes);
    /// @notice Another kind of item than what belongs here. Major types are numbered as in RFC 8949, section 3.1.
    error CborTypeUnexpected(uint256 requiredMajorType, uint256 seenMajorType);
    /// @notice Reserved additional information, or an indefinite length where none is allowed.
    error CborHeadForbidden(uint256 seenByte);
    /// @notice A number or length that is not in its shortest form (RFC 8949, section 4.2.1).
    error CborNotMinimal(uint256 value, uint256 seenBytes);

    /// @notice Reads the head of one item.
    /// @return majorType 0 to 7.
    /// @return argument The number, the length in bytes, or the count of entries.
    /// @return next Where the item's content begins.
    function head(uint256 from, uint256 end) internal pure returns (uint256 majorType, uint256 argument, uint256 next) {
        if (from >= end) revert CborTruncated(1, 0);
        uint256 word;
        assembly ("memory-safe") {
            word := calldataload(from)
        }
        unchecked {
            uint256 first = word >> 248;
            majorType = first >> 5;
            argument = first & 0x1f;
            next = from + 1;
            if (argument < 24) return (majorType, argument, next);
            if (argument > 27) revert CborHeadForbidden(first);

            uint256 width = 2 ** (argument - 24);
            if (end - next < width) revert CborTruncated(width, end - next);
            argument = (word << 8) >> (256 - 8 * width);
            next += width;
            uint256 least = width == 1 ? 24 : 2 ** (4 * width);
            if (argument < least) revert CborNotMinimal(argument, width);
        }
    }

    /// @notice Reads the head of an item of one major type.
    function headOf(uint256 requiredMajorType, uint256 from, uint256 end)
        internal
        pure
        returns (uint256 argument, uint256 next)
    {
        uint256 seen;
        (seen, argument, next) = head(from, end);
        if (seen != requiredMajorType) revert CborTypeUnexpected(requiredMajorType, seen);
    }

    /// @notice Reads a byte string or a text string.
    /// @return start Where its content begins.
    /// @return stop Where its content ends, and the next item begins.
    function stringOf(uint256 requiredMajorType, uint256 from, uint256 end)
        internal
        pure
        returns (uint256 start, uint256 stop)
    {
        uint256 length;
        (length, start) = headOf(requiredMajorType, from, end);
        unchecked {
            // A length has at most 64 bits, an offset into calldata far fewer.
            stop = start + length;
            if (stop > end) revert CborTruncated(length, end - start);
        }
    }
}
