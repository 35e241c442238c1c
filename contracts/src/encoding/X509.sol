// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Der} from "./Der.sol";
import {X509Extensions} from "./X509Extensions.sol";
import {X509Time} from "./X509Time.sol";

/// @title X.509 certificates (RFC 5280) of the Nitro PKI
/// @dev Version 3, secp384r1, ecdsa-with-SHA384, strict DER; nothing else is understood, and every byte is read. The rules are those of
/// attestation/src/x509.ts. What stands in a certificate is judged in {CertificateCache}.
library X509 {
    /// @dev Positions are absolute offsets into calldata.
    struct Certificate {
        uint256 tbsAt;
        uint256 tbsStop;
        bytes32 tbsHash; // keccak256 of TBSCertificate as received
        bytes32 issuerHash; // keccak256 of the name's DER
        bytes32 serialHash; // keccak256 of the magnitude
        uint256 subjectAt;
        uint256 subjectStop;
        bytes32 subjectHash;
        uint256 notBefore; // Unix seconds, inclusive; a time before 1970 is 0
        uint256 notAfter; // Unix seconds, inclusive
        uint256 keyAt; // x || y, 96 bytes
        bytes signature; // r || s, 96 bytes
        X509Extensions.Extensions extensions;
    }

    /// @notice The longest certificate, in bytes, inclusive (attestation_process.md, section 3.2.2.2).
    uint256 internal constant BYTES_MAX = 1024;
    /// @dev RFC 5280, section 4.1.2.2; AWS fills all 20, so a sign byte does not count.
    uint256 internal constant SERIAL_BYTES_MAX = 20;

    /// @dev [0] { INTEGER 2 }: version 3.
    uint256 private constant VERSION_3 = 0xa003020102;
    /// @dev AlgorithmIdentifier { ecdsa-with-SHA384 } without parameters (RFC 5758, section 3.2).
    uint256 private constant ECDSA_WITH_SHA384 = 0x300a06082a8648ce3d040303;
    /// @dev SubjectPublicKeyInfo of an uncompressed point on secp384r1, up to and including the 04 (RFC 5480).
    uint256 private constant SPKI_SECP384R1 = 0x3076301006072a8648ce3d020106052b8104002203620004;
    uint256 private constant SPKI_BYTES = 120;
    uint256 private constant EXTENSIONS_TAG = 0xa3;

    error CertificateSizeInvalid(uint256 maximumBytes, uint256 seenBytes);
    error CertificateVersionInvalid();
    error CertificateSerialInvalid(uint256 maximumBytes, uint256 seenBytes);
    error CertificateAlgorithmInvalid();
    /// @notice The key is not an uncompressed point for secp384r1.
    error CertificateKeyInvalid();
    /// @notice A name without a part, or a part that is no attribute of UTF8String, PrintableString or IA5String.
    error CertificateNameInvalid();
    /// @notice The signature is not a BIT STRING of two INTEGERs of at most 384 bits.
    error CertificateSignatureMalformed();

    /// @notice Decodes the certificate that fills calldata from `from` to `end`.
    function decode(uint256 from, uint256 end) internal pure returns (Certificate memory c) {
        if (end - from < 1 || end - from > BYTES_MAX) revert CertificateSizeInvalid(BYTES_MAX, end - from);
        uint256 start = Der.readLast(Der.SEQUENCE, from, end);
        c.tbsAt = start;
        (start, c.tbsStop) = Der.readTag(Der.SEQUENCE, start, end);
        c.tbsHash = Der.hash(c.tbsAt, c.tbsStop);
        _tbs(c, start, c.tbsStop);
        c.signature = _signature(_algorithm(c.tbsStop, end), end);
    }

    function _tbs(Certificate memory c, uint256 from, uint256 end) private pure {
        uint256 start;
        (bool version3, uint256 next) = _startsWith(from, end, VERSION_3, 5);
        if (!version3) revert CertificateVersionInvalid();

        (start, from) = Der.readUnsigned(next, end);
        uint256 serialBytes = from - start;
        if (serialBytes == 0 || serialBytes > SERIAL_BYTES_MAX) {
            revert CertificateSerialInvalid(SERIAL_BYTES_MAX, serialBytes);
        }
        c.serialHash = Der.hash(start, from);
        from = _algorithm(from, end);

        start = from;
        from = _name(from, end);
        c.issuerHash = Der.hash(start, from);

        uint256 stop;
        (start, stop) = Der.readTag(Der.SEQUENCE, from, end);
        (c.notBefore, start) = X509Time.read(start, stop);
        (c.notAfter, start) = X509Time.read(start, stop);
        Der.requireEnd(start, stop);

        c.subjectAt = stop;
        from = _name(stop, end);
        c.subjectStop = from;
        c.subjectHash = Der.hash(stop, from);

        bool secp384r1;
        (secp384r1, c.keyAt) = _startsWith(from, end, SPKI_SECP384R1, 24);
        unchecked {
            if (!secp384r1 || end - from < SPKI_BYTES) revert CertificateKeyInvalid();
            from += SPKI_BYTES;
        }

        // Unique identifiers ([1], [2]) would come here; AWS has none, and none is understood.
        start = Der.readLast(EXTENSIONS_TAG, from, end);
        c.extensions = X509Extensions.read(Der.readLast(Der.SEQUENCE, start, end), end);
    }

    function _algorithm(uint256 from, uint256 end) private pure returns (uint256 next) {
        bool same;
        (same, next) = _startsWith(from, end, ECDSA_WITH_SHA384, 12);
        if (!same) revert CertificateAlgorithmInvalid();
    }

    /// @dev RDNSequence: SEQUENCE of SET of SEQUENCE { OID, string }. An empty name identifies nobody.
    function _name(uint256 from, uint256 end) private pure returns (uint256 nameStop) {
        (from, nameStop) = Der.readTag(Der.SEQUENCE, from, end);
        if (from == nameStop) revert CertificateNameInvalid();
        while (from != nameStop) {
            uint256 setStop;
            (from, setStop) = Der.readTag(Der.SET, from, nameStop);
            if (from == setStop) revert CertificateNameInvalid();
            while (from != setStop) {
                uint256 attributeStop;
                (from, attributeStop) = Der.readTag(Der.SEQUENCE, from, setStop);
                uint256 tag;
                (, from) = Der.readTag(Der.OID, from, attributeStop);
                (tag,, from) = Der.read(from, attributeStop);
                if (tag != Der.UTF8_STRING && tag != Der.PRINTABLE_STRING && tag != Der.IA5_STRING) {
                    revert CertificateNameInvalid();
                }
                Der.requireEnd(from, attributeStop);
            }
        }
    }

    /// @dev BIT STRING with the DER of Ecdsa-Sig-Value { r, s } (RFC 3279, section 2.2.3), as r || s. Their range is judged by P-384.
    function _signature(uint256 from, uint256 end) private pure returns (bytes memory signature) {
        from = Der.readLast(Der.BIT_STRING, from, end);
        if (from == end || Der.byteAt(from) != 0) revert CertificateSignatureMalformed();
        from = Der.readLast(Der.SEQUENCE, from + 1, end);
        (uint256 rAt, uint256 rStop) = Der.readUnsigned(from, end);
        (uint256 sAt, uint256 sStop) = Der.readUnsigned(rStop, end);
        Der.requireEnd(sStop, end);
        unchecked {
            uint256 rBytes = rStop - rAt;
            uint256 sBytes = sStop - sAt;
            if (rBytes > 48 || sBytes > 48) revert CertificateSignatureMalformed();
            signature = new bytes(96);
            assembly ("memory-safe") {
                // Each is right-aligned in its 48 bytes; the allocation is zero.
                calldatacopy(sub(add(signature, 80), rBytes), rAt, rBytes)
                calldatacopy(sub(add(signature, 128), sBytes), sAt, sBytes)
            }
        }
    }

    /// @dev Whether the bytes at `from` are these, right-aligned in `expected`.
    function _startsWith(uint256 from, uint256 end, uint256 expected, uint256 length)
        private
        pure
        returns (bool same, uint256 next)
    {
        unchecked {
            uint256 word;
            assembly ("memory-safe") {
                word := calldataload(from)
            }
            next = from + length;
            same = next <= end && word >> (256 - 8 * length) == expected;
        }
    }
}
