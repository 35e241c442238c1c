// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Cbor} from "./Cbor.sol";
import {Der} from "./Der.sol";
import {X509} from "./X509.sol";

/// @title The payload of an attestation document (attestation_process.md, section 3.2.2): its fields, types and sizes
/// @dev The rules of attestation/src/document.ts. The top map may be of indefinite length, as AWS writes it since June 2025; the order of
/// keys is free, each occurs at most once, and no other key than the nine is understood.
library NitroPayload {
    /// @dev A piece of calldata, as absolute offsets; 0 and 0 when it is absent.
    struct Piece {
        uint256 from;
        uint256 stop;
    }

    struct Fields {
        uint256 seen; // one bit for each of the nine keys
        uint256 timestampMs;
        bytes32 moduleIdHash;
        uint256[32] pcrAt; // 48 bytes each; 0 = not locked
        Piece[] cabundle; // the root first
        Piece certificate;
        Piece publicKey;
        Piece userData;
        Piece nonce;
    }

    uint256 internal constant MODULE_ID_BYTES_MAX = 128;
    uint256 internal constant PCRS_MAX = 32;
    uint256 internal constant PCR_BYTES = 48;
    /// @dev AWS states no bound and sends 4.
    uint256 internal constant CABUNDLE_COUNT_MAX = 8;
    /// @dev public_key, user_data and nonce alike. AWS's prose says 512 for two of them, its CDDL 1024, and genuine documents exceed 512.
    uint256 internal constant OPTIONAL_BYTES_MAX = 1024;

    uint256 private constant BREAK = 0xff;
    uint256 private constant INDEFINITE_MAP = 0xbf;
    uint256 private constant NULL = 0xf6;

    // The bits of {Fields.seen}.
    uint256 private constant MODULE_ID = 1;
    uint256 private constant DIGEST = 2;
    uint256 private constant TIMESTAMP = 4;
    uint256 private constant PCRS = 8;
    uint256 private constant CERTIFICATE = 16;
    uint256 private constant CABUNDLE = 32;
    uint256 private constant MANDATORY = 63;
    uint256 private constant PUBLIC_KEY = 64;
    uint256 private constant USER_DATA = 128;
    uint256 private constant NONCE = 256;

    /// @notice A document of EC2 NitroTPM: the same PKI, but a normal virtual machine's boot and no enclave.
    error NitroTpmDocument();
    /// @notice A key that attestation documents of enclaves don't have.
    /// @param seenStart Its CBOR head and first bytes.
    error FieldUnknown(bytes32 seenStart);
    /// @param field Bits of module_id, digest, timestamp, pcrs, certificate, cabundle, public_key, user_data, nonce, from the lowest.
    error FieldDuplicate(uint256 field);
    error FieldsMissing(uint256 required, uint256 seen);
    /// @notice Empty, longer than 128 bytes, or not printable ASCII.
    error ModuleIdInvalid();
    error DigestInvalid();
    /// @notice Not above 0, or above 2^53 - 1.
    error TimestampInvalid(uint256 seen);
    error PcrCountInvalid(uint256 maximum, uint256 seen);
    error PcrIndexInvalid(uint256 maximum, uint256 seen);
    error PcrDuplicate(uint256 index);
    error PcrLengthInvalid(uint256 index, uint256 requiredBytes, uint256 seenBytes);
    error PcrMissing(uint256 index);
    error CabundleCountInvalid(uint256 maximum, uint256 seen);
    error FieldSizeInvalid(uint256 field, uint256 maximumBytes, uint256 seenBytes);
    /// @notice Bytes follow the map.
    error PayloadTrailingBytes(uint256 seenBytes);

    /// @notice Decodes the payload that fills calldata from `from` to `end`.
    function decode(uint256 from, uint256 end) internal pure returns (Fields memory f) {
        if (Der.byteAt(from) == INDEFINITE_MAP) {
            ++from;
            while (from < end && Der.byteAt(from) != BREAK) from = _entry(f, from, end);
            if (from == end) revert Cbor.CborTruncated(1, 0);
            ++from;
        } else {
            uint256 count;
            (count, from) = Cbor.headOf(Cbor.MAP, from, end);
            // A false count ends at a key that is unknown, a duplicate, or not there.
            for (uint256 i = 0; i < count; ++i) {
                from = _entry(f, from, end);
            }
        }
        if (from != end) revert PayloadTrailingBytes(end - from);
        if (f.seen & MANDATORY != MANDATORY) revert FieldsMissing(MANDATORY, f.seen);
    }

    function _entry(Fields memory f, uint256 from, uint256 end) private pure returns (uint256) {
        (uint256 field, uint256 next) = _key(from, end);
        if (f.seen & field != 0) revert FieldDuplicate(field);
        f.seen |= field;

        if (field == PCRS) return _pcrs(f, next, end);
        if (field == CERTIFICATE) return _certificate(f.certificate, CERTIFICATE, next, end);
        if (field == CABUNDLE) return _cabundle(f, next, end);
        if (field == MODULE_ID) return _moduleId(f, next, end);
        if (field == DIGEST) return _digest(next, end);
        if (field == TIMESTAMP) return _timestamp(f, next, end);
        if (field == PUBLIC_KEY) return _optional(f.publicKey, field, next, end);
        if (field == USER_DATA) return _optional(f.userData, field, next, end);
        return _optional(f.nonce, field, next, end);
    }

    /// @dev A key is compared with its head, so that its length is compared too.
    function _key(uint256 from, uint256 end) private pure returns (uint256 field, uint256 next) {
        if (from >= end) revert Cbor.CborTruncated(1, 0);
        bytes32 word;
        assembly ("memory-safe") {
            word := calldataload(from)
        }
        // Not more than 23 bytes, or it is none of the nine: the head is one byte, and head and text fit a word.
        uint256 length = 1 + (uint8(word[0]) & 0x1f);
        next = from + length;
        if (length > 24) revert FieldUnknown(word);
        if (next > end) revert Cbor.CborTruncated(length, end - from);
        word &= ~(bytes32(type(uint256).max) >> (8 * length));

        if (word == "\x69module_id") field = MODULE_ID;
        else if (word == "\x66digest") field = DIGEST;
        else if (word == "\x69timestamp") field = TIMESTAMP;
        else if (word == "\x64pcrs") field = PCRS;
        else if (word == "\x6bcertificate") field = CERTIFICATE;
        else if (word == "\x68cabundle") field = CABUNDLE;
        else if (word == "\x6apublic_key") field = PUBLIC_KEY;
        else if (word == "\x69user_data") field = USER_DATA;
        else if (word == "\x65nonce") field = NONCE;
        else if (word == "\x6dnitrotpm_pcrs") revert NitroTpmDocument();
        else revert FieldUnknown(word);
    }

    /// @dev Printable ASCII. Those of NitroTPM end in "-tpm" and 16 hexadecimal digits.
    function _moduleId(Fields memory f, uint256 from, uint256 end) private pure returns (uint256 stop) {
        (from, stop) = Cbor.stringOf(Cbor.TEXT, from, end);
        if (from == stop || stop - from > MODULE_ID_BYTES_MAX) revert ModuleIdInvalid();
        f.moduleIdHash = Der.hash(from, stop);
        uint256 hexDigits = 0; // lower-case ones in a row, up to where the loop is
        for (uint256 i = from; i < stop; ++i) {
            uint256 character = Der.byteAt(i);
            if (character < 0x21 || character > 0x7e) revert ModuleIdInvalid();
            bool isDigit = (character >= 0x30 && character <= 0x39) || (character >= 0x61 && character <= 0x66);
            hexDigits = isDigit ? hexDigits + 1 : 0;
        }
        if (hexDigits >= 16 && stop - from >= 20) {
            uint256 suffixAt = stop - 20;
            uint256 suffix;
            assembly ("memory-safe") {
                suffix := shr(224, calldataload(suffixAt))
            }
            if (suffix == 0x2d74706d) revert NitroTpmDocument(); // "-tpm"
        }
    }

    function _digest(uint256 from, uint256 end) private pure returns (uint256 stop) {
        (from, stop) = Cbor.stringOf(Cbor.TEXT, from, end);
        uint256 word;
        assembly ("memory-safe") {
            word := shr(208, calldataload(from))
        }
        if (stop - from != 6 || word != 0x534841333834) revert DigestInvalid(); // "SHA384"
    }

    function _timestamp(Fields memory f, uint256 from, uint256 end) private pure returns (uint256 next) {
        uint256 time;
        (time, next) = Cbor.headOf(Cbor.UNSIGNED, from, end);
        if (time == 0 || time > 2 ** 53 - 1) revert TimestampInvalid(time);
        f.timestampMs = time;
    }

    function _pcrs(Fields memory f, uint256 from, uint256 end) private pure returns (uint256) {
        uint256 count;
        (count, from) = Cbor.headOf(Cbor.MAP, from, end);
        if (count < 1 || count > PCRS_MAX) revert PcrCountInvalid(PCRS_MAX, count);
        for (uint256 i = 0; i < count; ++i) {
            uint256 index;
            (index, from) = Cbor.headOf(Cbor.UNSIGNED, from, end);
            if (index >= PCRS_MAX) revert PcrIndexInvalid(PCRS_MAX - 1, index);
            if (f.pcrAt[index] != 0) revert PcrDuplicate(index);
            uint256 start;
            (start, from) = Cbor.stringOf(Cbor.BYTES, from, end);
            if (from - start != PCR_BYTES) revert PcrLengthInvalid(index, PCR_BYTES, from - start);
            f.pcrAt[index] = start;
        }
        for (uint256 index = 0; index < 3; ++index) {
            if (f.pcrAt[index] == 0) revert PcrMissing(index);
        }
        return from;
    }

    function _cabundle(Fields memory f, uint256 from, uint256 end) private pure returns (uint256) {
        uint256 count;
        (count, from) = Cbor.headOf(Cbor.ARRAY, from, end);
        if (count < 1 || count > CABUNDLE_COUNT_MAX) revert CabundleCountInvalid(CABUNDLE_COUNT_MAX, count);
        f.cabundle = new Piece[](count);
        for (uint256 i = 0; i < count; ++i) {
            from = _certificate(f.cabundle[i], CABUNDLE, from, end);
        }
        return from;
    }

    function _certificate(Piece memory piece, uint256 field, uint256 from, uint256 end)
        private
        pure
        returns (uint256 stop)
    {
        (from, stop) = Cbor.stringOf(Cbor.BYTES, from, end);
        if (from == stop || stop - from > X509.BYTES_MAX) revert FieldSizeInvalid(field, X509.BYTES_MAX, stop - from);
        (piece.from, piece.stop) = (from, stop);
    }

    /// @dev Null is as good as absent; zero bytes are present, and empty.
    function _optional(Piece memory piece, uint256 field, uint256 from, uint256 end)
        private
        pure
        returns (uint256 stop)
    {
        if (from < end && Der.byteAt(from) == NULL) return from + 1;
        (from, stop) = Cbor.stringOf(Cbor.BYTES, from, end);
        if (stop - from > OPTIONAL_BYTES_MAX) revert FieldSizeInvalid(field, OPTIONAL_BYTES_MAX, stop - from);
        (piece.from, piece.stop) = (from, stop);
    }
}
