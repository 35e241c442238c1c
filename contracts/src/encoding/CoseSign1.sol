// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Cbor} from "./Cbor.sol";

/// @title COSE_Sign1 (RFC 9052, section 4.2) as AWS uses it
/// @dev ES384 alone, an empty unprotected header, signed over the bytes as received: the rules of attestation/src/cose.ts.
library CoseSign1 {
    /// @dev Absolute offsets into calldata.
    struct Envelope {
        uint256 payloadHeadAt; // the head of the payload's byte string
        uint256 payloadAt;
        uint256 payloadStop;
        uint256 signatureAt; // 96 bytes, to the end
    }

    uint256 internal constant PAYLOAD_BYTES_MAX = 16_384;
    /// @dev Around the payload: tag, array, headers, lengths, signature.
    uint256 internal constant DOCUMENT_BYTES_MAX = PAYLOAD_BYTES_MAX + 128;
    uint256 internal constant SIGNATURE_BYTES = 96;

    /// @dev Tag 18: "may" stand in front, and in no genuine document does.
    uint256 private constant TAG = 0xd2;
    /// @dev An array of four, then bytes with {1: -35}, then an empty map: the only encoding of the only accepted content.
    bytes7 private constant ES384_START = 0x8444a1013822a0;
    /// @dev An array of four: "Signature1", bytes with {1: -35}, no external data, and then the payload's byte string.
    bytes18 private constant SIG_STRUCTURE_START = 0x846a5369676e61747572653144a101382240;

    error DocumentSizeInvalid(uint256 maximumBytes, uint256 seenBytes);
    /// @notice Another tag than 18, another algorithm than ES384, another shape, or an unprotected header that is not empty.
    /// @param requiredStart The first seven bytes, behind the tag if there is one.
    error EnvelopeInvalid(bytes7 requiredStart, bytes7 seenStart);
    error PayloadSizeInvalid(uint256 maximumBytes, uint256 seenBytes);
    error SignatureSizeInvalid(uint256 requiredBytes, uint256 seenBytes);
    /// @notice Bytes follow the envelope.
    error TrailingBytes(uint256 seenBytes);

    function decode(bytes calldata document) internal pure returns (Envelope memory e) {
        if (document.length < 1 || document.length > DOCUMENT_BYTES_MAX) {
            revert DocumentSizeInvalid(DOCUMENT_BYTES_MAX, document.length);
        }
        uint256 from;
        assembly ("memory-safe") {
            from := document.offset
            if eq(byte(0, calldataload(from)), TAG) { from := add(from, 1) }
        }
        uint256 end;
        bytes7 seen;
        assembly ("memory-safe") {
            end := add(document.offset, document.length)
            seen := and(calldataload(from), shl(200, 0xffffffffffffff))
        }
        if (seen != ES384_START) revert EnvelopeInvalid(ES384_START, seen);
        unchecked {
            from += 7;
        }

        e.payloadHeadAt = from;
        (e.payloadAt, from) = Cbor.stringOf(Cbor.BYTES, from, end);
        e.payloadStop = from;
        uint256 length = from - e.payloadAt;
        if (length < 1 || length > PAYLOAD_BYTES_MAX) revert PayloadSizeInvalid(PAYLOAD_BYTES_MAX, length);

        (e.signatureAt, from) = Cbor.stringOf(Cbor.BYTES, from, end);
        length = from - e.signatureAt;
        if (length != SIGNATURE_BYTES) revert SignatureSizeInvalid(SIGNATURE_BYTES, length);
        if (from != end) revert TrailingBytes(end - from);
    }

    /// @notice The Sig_structure (RFC 9052, section 4.4): what the hypervisor signed. The payload is copied as received.
    function signedBytes(Envelope memory e) internal pure returns (bytes memory signed) {
        uint256 from = e.payloadHeadAt;
        uint256 length = e.payloadStop - from;
        signed = new bytes(18 + length);
        assembly ("memory-safe") {
            mstore(add(signed, 32), SIG_STRUCTURE_START)
            calldatacopy(add(signed, 50), from, length)
        }
    }
}
