// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @title What an Inkan enclave states in `user_data` of a document for registration
/// @dev Deterministic CBOR (RFC 8949, section 4.2.1), as attestation/src/user-data.ts writes it:
///   {"keys": {"tls"?: bstr32, "boot"?: bstr32, "hpke"?: bstr32, "response": bstr32, "bootAddress"?: bstr32},
///    "origin": text, "purpose": "register", "version": 1}
/// One value has one encoding, so this reads from front to back and compares with what must stand there; anything else is refused.
library EnclaveUserData {
    struct Statement {
        bytes32 responseKey; // SHA-256 of the response key's DER SubjectPublicKeyInfo
        bool hasBoot;
        bool hasBootAddress;
        address bootAddress; // last 20 bytes of keccak256(x || y) of the boot's secp256k1 key
        bytes32 originHash; // keccak256 of the origin's text
    }

    /// @notice The longest user data that an enclave states, in bytes, inclusive.
    uint256 internal constant BYTES_MAX = 512;

    /// @notice Something else stands at this byte than what belongs there.
    error UserDataMalformed(uint256 position);
    /// @notice A document for another purpose, such as the answer to anybody's challenge.
    error PurposeNotRegister(uint256 position);

    function decode(bytes memory data) internal pure returns (Statement memory statement) {
        if (data.length > BYTES_MAX) revert UserDataMalformed(BYTES_MAX);
        uint256 position = _take(data, 0, "\xa4\x64keys", 6);
        position = _takeKeys(data, position, statement);
        position = _take(data, position, "\x66origin", 7);
        position = _takeOrigin(data, position, statement);
        position = _take(data, position, "\x67purpose", 8);
        if (!_startsWith(data, position, "\x68register", 9)) revert PurposeNotRegister(position);
        position = _take(data, position + 9, "\x67version\x01", 9);
        if (position != data.length) revert UserDataMalformed(position);
    }

    /// @dev In the order of their encodings: shorter names first. So none stands twice, and no unknown one passes.
    function _takeKeys(bytes memory data, uint256 start, Statement memory statement)
        private
        pure
        returns (uint256 position)
    {
        uint256 entries = 1;
        bool present;
        bytes32 digest;
        (present,, position) = _digest(data, start + 1, "\x63tls\x58\x20", 6);
        if (present) ++entries;
        (statement.hasBoot,, position) = _digest(data, position, "\x64boot\x58\x20", 7);
        if (statement.hasBoot) ++entries;
        (present,, position) = _digest(data, position, "\x64hpke\x58\x20", 7);
        if (present) ++entries;
        (present, statement.responseKey, position) = _digest(data, position, "\x68response\x58\x20", 11);
        if (!present) revert UserDataMalformed(position);
        (statement.hasBootAddress, digest, position) = _digest(data, position, "\x6bbootAddress\x58\x20", 14);
        if (statement.hasBootAddress) ++entries;
        statement.bootAddress = address(uint160(uint256(digest)));
        if (uint8(data[start]) != 0xa0 + entries) revert UserDataMalformed(start);
    }

    function _digest(bytes memory data, uint256 position, bytes32 name, uint256 nameBytes)
        private
        pure
        returns (bool present, bytes32 digest, uint256 next)
    {
        if (!_startsWith(data, position, name, nameBytes)) return (false, 0, position);
        next = position + nameBytes + 32;
        if (next > data.length) revert UserDataMalformed(data.length);
        return (true, _word(data, position + nameBytes), next);
    }

    function _takeOrigin(bytes memory data, uint256 position, Statement memory statement)
        private
        pure
        returns (uint256 end)
    {
        if (position + 2 > data.length) revert UserDataMalformed(data.length);
        uint256 length = uint256(uint8(data[position])) ^ 0x60;
        uint256 start = position + 1;
        if (length == 24) {
            // The length is in the next byte, which is the shortest form from 24 on.
            length = uint8(data[start++]);
            if (length < 24) revert UserDataMalformed(position);
        } else if (length == 0 || length > 24) {
            revert UserDataMalformed(position);
        }
        end = start + length;
        if (end > data.length) revert UserDataMalformed(data.length);
        // Printable ASCII without a space: what a URL's origin consists of.
        for (uint256 i = start; i < end; ++i) {
            if (data[i] < 0x21 || data[i] > 0x7e) revert UserDataMalformed(i);
        }
        bytes32 originHash;
        assembly ("memory-safe") {
            originHash := keccak256(add(add(data, 32), start), length)
        }
        statement.originHash = originHash;
    }

    function _take(bytes memory data, uint256 position, bytes32 wanted, uint256 wantedBytes)
        private
        pure
        returns (uint256)
    {
        if (!_startsWith(data, position, wanted, wantedBytes)) revert UserDataMalformed(position);
        return position + wantedBytes;
    }

    function _startsWith(bytes memory data, uint256 position, bytes32 wanted, uint256 wantedBytes)
        private
        pure
        returns (bool)
    {
        return position + wantedBytes <= data.length && (_word(data, position) ^ wanted) >> (256 - 8 * wantedBytes) == 0;
    }

    /// @dev Callers look only at bytes that lie within `data`.
    function _word(bytes memory data, uint256 position) private pure returns (bytes32 word) {
        assembly ("memory-safe") {
            word := mload(add(add(data, 32), position))
        }
    }
}
