// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @title Strict DER (X.690) as certificates need it, read where it lies in calldata
/// @dev One-byte tags, definite lengths in their shortest form, as attestation/src/der.ts has it. Positions are absolute offsets into
/// calldata; `end` is the first byte that does not belong to what is read.
library Der {
    uint256 internal constant BOOLEAN = 0x01;
    uint256 internal constant INTEGER = 0x02;
    uint256 internal constant BIT_STRING = 0x03;
    uint256 internal constant OCTET_STRING = 0x04;
    uint256 internal constant OID = 0x06;
    uint256 internal constant UTF8_STRING = 0x0c;
    uint256 internal constant PRINTABLE_STRING = 0x13;
    uint256 internal constant IA5_STRING = 0x16;
    uint256 internal constant UTC_TIME = 0x17;
    uint256 internal constant GENERALIZED_TIME = 0x18;
    uint256 internal constant SEQUENCE = 0x30;
    uint256 internal constant SET = 0x31;

    /// @notice An element, or its header, reaches behind what contains it.
    error DerTruncated(uint256 requiredBytes, uint256 seenBytes);
    error DerTagUnexpected(uint256 requiredTag, uint256 seenTag);
    /// @notice BER's indefinite length, or one of more than two bytes.
    error DerLengthForbidden(uint256 seenByte);
    /// @notice A length that is not in its shortest form.
    error DerLengthNotMinimal(uint256 length);
    /// @notice An element does not fill what contains it.
    error DerTrailingBytes(uint256 seenBytes);
    /// @notice An INTEGER that is empty, negative, or has a needless leading zero (X.690, section 8.3.2).
    error DerIntegerMalformed();

    /// @notice Reads the header of one element.
    /// @return tag Its identifier. A reader compares it with what it wants, so a tag of several bytes never gets further.
    /// @return start Where its content begins.
    /// @return stop Where its content ends, and the next element begins.
    function read(uint256 from, uint256 end) internal pure returns (uint256 tag, uint256 start, uint256 stop) {
        unchecked {
            if (from + 2 > end) revert DerTruncated(2, end - from); // `from` is at most `end` wherever this is called
            uint256 word;
            assembly ("memory-safe") {
                word := calldataload(from)
            }
            tag = word >> 248;
            uint256 length = (word >> 240) & 0xff;
            start = from + 2;
            if (length >= 0x80) {
                uint256 first = length;
                if (first == 0x81) {
                    length = (word >> 232) & 0xff;
                    start = from + 3;
                    if (length < 0x80) revert DerLengthNotMinimal(length);
                } else if (first == 0x82) {
                    length = (word >> 224) & 0xffff;
                    start = from + 4;
                    if (length < 0x100) revert DerLengthNotMinimal(length);
                } else {
                    revert DerLengthForbidden(first);
                }
            }
            stop = start + length;
            if (stop > end) revert DerTruncated(stop - from, end - from);
        }
    }

    /// @notice Reads an element of one tag.
    function readTag(uint256 requiredTag, uint256 from, uint256 end)
        internal
        pure
        returns (uint256 start, uint256 stop)
    {
        uint256 seen;
        (seen, start, stop) = read(from, end);
        if (seen != requiredTag) revert DerTagUnexpected(requiredTag, seen);
    }

    /// @notice Reads an element of one tag that ends exactly at `end`.
    function readLast(uint256 requiredTag, uint256 from, uint256 end) internal pure returns (uint256 start) {
        uint256 stop;
        (start, stop) = readTag(requiredTag, from, end);
        requireEnd(stop, end);
    }

    function requireEnd(uint256 from, uint256 end) internal pure {
        if (from != end) revert DerTrailingBytes(end - from);
    }

    /// @notice Reads an INTEGER that is not negative.
    /// @return start Where its magnitude begins, behind the sign byte if it has one; zero has no magnitude at all.
    /// @return stop Where it ends.
    function readUnsigned(uint256 from, uint256 end) internal pure returns (uint256 start, uint256 stop) {
        (start, stop) = readTag(INTEGER, from, end);
        if (start == stop) revert DerIntegerMalformed();
        uint256 first = byteAt(start);
        if (first >= 0x80) revert DerIntegerMalformed();
        if (first == 0) {
            unchecked {
                ++start;
            }
            if (start < stop && byteAt(start) < 0x80) revert DerIntegerMalformed();
        }
    }

    function byteAt(uint256 from) internal pure returns (uint256 value) {
        assembly ("memory-safe") {
            value := byte(0, calldataload(from))
        }
    }

    /// @notice keccak256 of a piece of calldata.
    function hash(uint256 start, uint256 stop) internal pure returns (bytes32) {
        return keccak256(slice(start, stop));
    }

    /// @notice A piece of calldata. It is for offsets that were read within bounds; here nothing is checked.
    function slice(uint256 start, uint256 end) internal pure returns (bytes calldata piece) {
        assembly ("memory-safe") {
            piece.offset := start
            piece.length := sub(end, start)
        }
    }
}
