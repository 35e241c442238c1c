// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Der} from "./Der.sol";

/// @title Extensions of a certificate (RFC 5280, section 4.2)
/// @dev Two are understood, four restrict and are refused, the rest must not matter: the rules of attestation/src/x509-extensions.ts.
library X509Extensions {
    struct Extensions {
        bool isAuthority; // BasicConstraints with CA true
        bool keyCertSign;
        bool digitalSignature;
        uint256 pathLength; // {UNLIMITED} when there is none
    }

    /// @dev Beyond every pathLenConstraint that is accepted, which has one byte.
    uint256 internal constant UNLIMITED = 256;
    uint256 internal constant COUNT_MAX = 16;

    // Object identifiers with their header, left-aligned: id-ce 15, 19, 30, 36, 37, 54.
    bytes5 private constant KEY_USAGE = 0x0603551d0f;
    bytes5 private constant BASIC_CONSTRAINTS = 0x0603551d13;
    bytes5 private constant NAME_CONSTRAINTS = 0x0603551d1e;
    bytes5 private constant POLICY_CONSTRAINTS = 0x0603551d24;
    bytes5 private constant EXT_KEY_USAGE = 0x0603551d25;
    bytes5 private constant INHIBIT_ANY_POLICY = 0x0603551d36;

    /// @notice No extension, or more than understood.
    error ExtensionCountInvalid(uint256 maximum, uint256 seen);
    error ExtensionDuplicate(bytes32 oidHash);
    /// @notice Critical and unknown, or one that restricts and is not evaluated here.
    error ExtensionNotUnderstood(bytes5 oidStart);
    error ExtensionMalformed();

    /// @notice Reads the content of the list, which ends at `end`.
    function read(uint256 from, uint256 end) internal pure returns (Extensions memory e) {
        e.pathLength = UNLIMITED;
        if (from == end) revert ExtensionCountInvalid(COUNT_MAX, 0);
        bytes32[COUNT_MAX] memory seen;
        for (uint256 count = 0; from != end; ++count) {
            if (count == COUNT_MAX) revert ExtensionCountInvalid(COUNT_MAX, count + 1);
            (bytes32 oidHash, uint256 next) = _one(e, from, end);
            for (uint256 i = 0; i < count; ++i) {
                if (seen[i] == oidHash) revert ExtensionDuplicate(oidHash);
            }
            seen[count] = oidHash;
            from = next;
        }
    }

    function _one(Extensions memory e, uint256 from, uint256 end) private pure returns (bytes32 oidHash, uint256 stop) {
        (from, stop) = Der.readTag(Der.SEQUENCE, from, end);
        bytes5 oid;
        assembly ("memory-safe") {
            oid := and(calldataload(from), shl(216, 0xffffffffff))
        }
        (uint256 start, uint256 next) = Der.readTag(Der.OID, from, stop);
        oidHash = Der.hash(start, next);

        bool critical;
        (uint256 tag,,) = Der.read(next, stop);
        if (tag == Der.BOOLEAN) {
            // X.690, section 11.5: a default value is left out, so a written `false` is not DER.
            next = _true(next, stop);
            critical = true;
        }
        uint256 valueAt = Der.readLast(Der.OCTET_STRING, next, stop);

        if (oid == BASIC_CONSTRAINTS) {
            _basicConstraints(e, valueAt, stop);
        } else if (oid == KEY_USAGE) {
            _keyUsage(e, valueAt, stop);
        } else if (
            critical || oid == NAME_CONSTRAINTS || oid == POLICY_CONSTRAINTS || oid == EXT_KEY_USAGE
                || oid == INHIBIT_ANY_POLICY
        ) {
            revert ExtensionNotUnderstood(oid);
        }
    }

    function _basicConstraints(Extensions memory e, uint256 from, uint256 end) private pure {
        from = Der.readLast(Der.SEQUENCE, from, end);
        if (from == end) return;
        from = _true(from, end);
        e.isAuthority = true;
        if (from == end) return;
        uint256 stop;
        (from, stop) = Der.readUnsigned(from, end);
        Der.requireEnd(stop, end);
        if (stop - from > 1) revert ExtensionMalformed();
        e.pathLength = from == stop ? 0 : Der.byteAt(from);
    }

    /// @dev BIT STRING of named bits: DER cuts trailing zeros off (X.690, section 11.2.2), so there is one form of each set.
    function _keyUsage(Extensions memory e, uint256 from, uint256 end) private pure {
        from = Der.readLast(Der.BIT_STRING, from, end);
        unchecked {
            if (end - from != 2 && end - from != 3) revert ExtensionMalformed();
            uint256 unused = Der.byteAt(from);
            uint256 last = Der.byteAt(end - 1);
            if (unused > 7 || last % (2 * 2 ** unused) != 2 ** unused) revert ExtensionMalformed();
            uint256 bits = Der.byteAt(from + 1);
            e.digitalSignature = bits & 0x80 != 0;
            e.keyCertSign = bits & 0x04 != 0;
        }
    }

    /// @dev BOOLEAN true, which DER writes in one way (X.690, section 11.1).
    function _true(uint256 from, uint256 end) private pure returns (uint256 stop) {
        uint256 start;
        (start, stop) = Der.readTag(Der.BOOLEAN, from, end);
        if (stop - start != 1 || Der.byteAt(start) != 0xff) revert ExtensionMalformed();
    }
}
