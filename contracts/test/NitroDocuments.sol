// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IP384Verifier} from "../src/interfaces/IP384Verifier.sol";

/// @dev Stands in for P-384 where the rules on everything else are tested: a signature holds unless it begins with ee. What real
/// signatures do is the matter of test/conformance/onchain-attestation.test.ts, with real ones.
contract AnySignature is IP384Verifier {
    function verify(bytes calldata, bytes calldata signature, bytes calldata publicKey, bytes calldata)
        external
        pure
        returns (bool)
    {
        return signature.length == 96 && publicKey.length == 96 && signature[0] != 0xee;
    }
}

/// @dev Certificates and documents made in Solidity, each part of which a test may replace.
library NitroDocuments {
    /// @dev Every part is whole DER.
    struct Certificate {
        bytes version;
        bytes serial;
        bytes innerAlgorithm;
        bytes issuer;
        bytes validity;
        bytes subject;
        bytes spki;
        bytes extensions;
        bytes outerAlgorithm;
        bytes signature;
    }

    /// @dev CBOR of each value; an empty one leaves its key out.
    struct Payload {
        bytes moduleId;
        bytes digest;
        bytes timestamp;
        bytes pcrs;
        bytes certificate;
        bytes cabundle;
        bytes publicKey;
        bytes userData;
        bytes nonce;
        bytes more; // whole entries behind those
        uint256 moreCount;
    }

    bytes internal constant ALGORITHM = hex"300a06082a8648ce3d040303";
    bytes internal constant AUTHORITY_USAGE = hex"300e0603551d0f0101ff040403020186";
    bytes internal constant LEAF_USAGE = hex"300e0603551d0f0101ff0404030206c0";
    bytes internal constant NOT_AUTHORITY = hex"300c0603551d130101ff04023000";
    bytes internal constant AUTHORITY = hex"300f0603551d130101ff040530030101ff";

    // --- DER

    function der(uint8 tag, bytes memory content) internal pure returns (bytes memory) {
        uint256 length = content.length;
        if (length < 0x80) return abi.encodePacked(tag, uint8(length), content);
        if (length < 0x100) return abi.encodePacked(tag, uint8(0x81), uint8(length), content);
        return abi.encodePacked(tag, uint8(0x82), uint16(length), content);
    }

    function name(string memory commonName) internal pure returns (bytes memory) {
        return der(0x30, der(0x31, der(0x30, bytes.concat(hex"0603550403", der(0x0c, bytes(commonName))))));
    }

    function utc(string memory digits) internal pure returns (bytes memory) {
        return der(0x17, bytes(digits));
    }

    function validity(string memory notBefore, string memory notAfter) internal pure returns (bytes memory) {
        return der(0x30, bytes.concat(utc(notBefore), utc(notAfter)));
    }

    function authority(uint8 pathLength) internal pure returns (bytes memory) {
        return bytes.concat(hex"30120603551d130101ff040830060101ff0201", bytes1(pathLength));
    }

    function extensions(bytes memory list) internal pure returns (bytes memory) {
        return der(0xa3, der(0x30, list));
    }

    function spki(bytes32 key) internal pure returns (bytes memory) {
        return bytes.concat(hex"3076301006072a8648ce3d020106052b8104002203620004", key, key, key);
    }

    function signature(bytes memory r, bytes memory s) internal pure returns (bytes memory) {
        return der(0x03, bytes.concat(hex"00", der(0x30, bytes.concat(der(0x02, r), der(0x02, s)))));
    }

    /// @param index 0 is the root, 4 the leaf.
    function soundCertificate(uint256 index) internal pure returns (Certificate memory c) {
        string[5] memory names = ["root", "regional", "zonal", "instance", "leaf"];
        c.version = hex"a003020102";
        c.serial = abi.encodePacked(hex"02020a", uint8(index));
        c.innerAlgorithm = ALGORITHM;
        c.issuer = name(names[index == 0 ? 0 : index - 1]);
        c.validity = validity("251231230000Z", "261231235959Z");
        c.subject = name(names[index]);
        c.spki = spki(bytes32(index + 1));
        if (index == 0) c.extensions = extensions(bytes.concat(AUTHORITY, AUTHORITY_USAGE));
        else if (index < 4) c.extensions = extensions(bytes.concat(authority(uint8(3 - index)), AUTHORITY_USAGE));
        else c.extensions = extensions(bytes.concat(NOT_AUTHORITY, LEAF_USAGE));
        c.outerAlgorithm = ALGORITHM;
        c.signature = signature(hex"1234", hex"5678");
    }

    function tbs(Certificate memory c) internal pure returns (bytes memory) {
        bytes memory content = bytes.concat(c.version, c.serial, c.innerAlgorithm, c.issuer, c.validity);
        return der(0x30, bytes.concat(content, c.subject, c.spki, c.extensions));
    }

    function encode(Certificate memory c) internal pure returns (bytes memory) {
        return der(0x30, bytes.concat(tbs(c), c.outerAlgorithm, c.signature));
    }

    function soundChain() internal pure returns (bytes[] memory chain) {
        chain = new bytes[](5);
        for (uint256 i = 0; i < 5; ++i) {
            chain[i] = encode(soundCertificate(i));
        }
    }

    // --- CBOR

    function head(uint8 majorType, uint256 argument) internal pure returns (bytes memory) {
        uint8 first = majorType << 5;
        if (argument < 24) return abi.encodePacked(first | uint8(argument));
        if (argument < 0x100) return abi.encodePacked(first | 24, uint8(argument));
        if (argument < 0x10000) return abi.encodePacked(first | 25, uint16(argument));
        if (argument < 0x100000000) return abi.encodePacked(first | 26, uint32(argument));
        return abi.encodePacked(first | 27, uint64(argument));
    }

    function text(string memory value) internal pure returns (bytes memory) {
        return bytes.concat(head(3, bytes(value).length), bytes(value));
    }

    function byteString(bytes memory value) internal pure returns (bytes memory) {
        return bytes.concat(head(2, value.length), value);
    }

    function pcr(uint256 index, bytes memory value) internal pure returns (bytes memory) {
        return bytes.concat(head(0, index), byteString(value));
    }

    function pcrValue(uint8 fill) internal pure returns (bytes memory value) {
        value = new bytes(48);
        value[47] = bytes1(fill);
    }

    /// @dev PCR0 to PCR2, whose last bytes are 1, 2 and 3.
    function threePcrs() internal pure returns (bytes memory) {
        return bytes.concat(pcr(0, pcrValue(1)), pcr(1, pcrValue(2)), pcr(2, pcrValue(3)));
    }

    function cabundle(bytes[] memory chain) internal pure returns (bytes memory bundle) {
        bundle = head(4, chain.length - 1);
        for (uint256 i = 0; i + 1 < chain.length; ++i) {
            bundle = bytes.concat(bundle, byteString(chain[i]));
        }
    }

    function soundPayload(bytes[] memory chain) internal pure returns (Payload memory p) {
        p.moduleId = text("i-0123456789abcdef0-enc0123456789abcdef");
        p.digest = text("SHA384");
        p.timestamp = head(0, 1_767_225_600_000);
        p.pcrs = bytes.concat(head(5, 3), threePcrs());
        p.certificate = byteString(chain[chain.length - 1]);
        p.cabundle = cabundle(chain);
        p.publicKey = hex"f6";
        p.userData = hex"f6";
        p.nonce = hex"f6";
    }

    function entries(Payload memory p) internal pure returns (bytes memory all, uint256 count) {
        string[9] memory keys =
            ["module_id", "digest", "timestamp", "pcrs", "certificate", "cabundle", "public_key", "user_data", "nonce"];
        bytes[9] memory values =
            [p.moduleId, p.digest, p.timestamp, p.pcrs, p.certificate, p.cabundle, p.publicKey, p.userData, p.nonce];
        for (uint256 i = 0; i < 9; ++i) {
            if (values[i].length == 0) continue;
            all = bytes.concat(all, text(keys[i]), values[i]);
            ++count;
        }
        all = bytes.concat(all, p.more);
        count += p.moreCount;
    }

    function encode(Payload memory p) internal pure returns (bytes memory) {
        (bytes memory all, uint256 count) = entries(p);
        return bytes.concat(head(5, count), all);
    }

    function envelope(bytes memory payload) internal pure returns (bytes memory) {
        return bytes.concat(hex"8444a1013822a0", byteString(payload), hex"5860", new bytes(96));
    }

    function document(bytes[] memory chain) internal pure returns (bytes memory) {
        return envelope(encode(soundPayload(chain)));
    }
}
