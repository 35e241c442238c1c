// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {CertificateCache} from "../src/CertificateCache.sol";
import {NitroAttestation} from "../src/NitroAttestation.sol";
import {Cbor} from "../src/encoding/Cbor.sol";
import {CoseSign1} from "../src/encoding/CoseSign1.sol";
import {NitroPayload} from "../src/encoding/NitroPayload.sol";
import {INitroAttestation} from "../src/interfaces/INitroAttestation.sol";
import {AnySignature, NitroDocuments as N} from "./NitroDocuments.sol";
import {vm} from "./Vm.sol";

/// @dev Attacker: whoever holds a key that signs documents, and writes into them what no enclave says. Wants another reader than the
/// hypervisor's, a debug or virtual machine's document accepted, or a field read twice. Each refusal has the sound document beside it.
contract NitroAttestationTest {
    uint256 private constant START = 1_767_225_600; // 2026-01-01

    NitroAttestation private attestation;
    bytes[] private chain;

    function setUp() public {
        vm.warp(START);
        chain = N.soundChain();
        attestation = new NitroAttestation(new AnySignature(), keccak256(chain[0]), address(this), address(0));
    }

    function test_aSoundDocumentSaysWhatItSays() public {
        N.Payload memory p = _sound();
        bytes memory pcr16 = N.pcrValue(16);
        p.pcrs = bytes.concat(N.head(5, 5), N.threePcrs(), N.pcr(8, N.pcrValue(8)), N.pcr(16, pcr16));
        p.publicKey = N.byteString("key");
        p.userData = N.byteString("");
        p.nonce = N.byteString("nonce");
        INitroAttestation.Document memory d = attestation.verify(_of(p), _noHints(5));
        vm.assertEq(uint256(d.timestampMs), START * 1000, "timestamp");
        vm.assertEq(d.moduleIdHash, keccak256("i-0123456789abcdef0-enc0123456789abcdef"), "module id");
        vm.assertEq(
            d.measurementId, keccak256(bytes.concat(N.pcrValue(1), N.pcrValue(2), N.pcrValue(3))), "measurement"
        );
        vm.assertEq(d.pcr8Hash, keccak256(N.pcrValue(8)), "PCR8");
        vm.assertEq(keccak256(d.pcr16), keccak256(pcr16), "PCR16");
        vm.assertEq(string(d.publicKey), "key", "public key");
        vm.assertEq(d.userData.length, 0, "user data");
        vm.assertEq(string(d.nonce), "nonce", "nonce");
        vm.assertEq(uint256(d.notAfter), 1_798_761_599, "the end of its certificates");
        vm.assertTrue(attestation.areCertificatesTrusted(d.leafId), "trusted");
        vm.assertTrue(!attestation.isAwsRoot(), "no instance for AWS's root");
    }

    function test_whatIsAbsentIsEmpty() public {
        N.Payload memory p = _sound();
        (p.publicKey, p.userData, p.nonce) = ("", "", "");
        INitroAttestation.Document memory d = attestation.verify(_of(p), _noHints(5));
        vm.assertEq(d.publicKey.length + d.userData.length + d.nonce.length + d.pcr16.length, 0, "absent");
        vm.assertEq(d.pcr8Hash, bytes32(0), "no PCR8");

        p.pcrs = bytes.concat(N.head(5, 4), N.threePcrs(), N.pcr(8, new bytes(48)));
        vm.assertEq(attestation.verify(_of(p), _noHints(5)).pcr8Hash, bytes32(0), "a zero PCR8");
    }

    // --- the envelope

    function test_theEnvelopeIsEs384AndNothingElse() public {
        bytes memory sound = _of(_sound());
        _accepted(sound);
        _accepted(bytes.concat(hex"d2", sound));
        _refused(bytes.concat(hex"d1", sound), CoseSign1.EnvelopeInvalid.selector);
        _refused(bytes.concat(hex"d2d2", sound), CoseSign1.EnvelopeInvalid.selector);
        _refused(bytes.concat(sound, hex"00"), CoseSign1.TrailingBytes.selector);
        _refused("", CoseSign1.DocumentSizeInvalid.selector);
        _refused(new bytes(16_513), CoseSign1.DocumentSizeInvalid.selector);

        bytes memory payload = N.byteString(N.encode(_sound()));
        bytes memory tail = bytes.concat(hex"5860", new bytes(96));
        _accepted(bytes.concat(hex"8444a1013822a0", payload, tail));
        _refused(bytes.concat(hex"8444a1013823a0", payload, tail), CoseSign1.EnvelopeInvalid.selector); // ES512
        _refused(bytes.concat(hex"8444a1013822a1044101", payload, tail), CoseSign1.EnvelopeInvalid.selector);
        _refused(bytes.concat(hex"8544a1013822a0", payload, tail), CoseSign1.EnvelopeInvalid.selector);
        _refused(bytes.concat(hex"8444a1013822a0", hex"40", tail), CoseSign1.PayloadSizeInvalid.selector);
        _refused(N.envelope(new bytes(16_385)), CoseSign1.PayloadSizeInvalid.selector);
        _refused(
            bytes.concat(hex"8444a1013822a0", payload, hex"585f", new bytes(95)),
            CoseSign1.SignatureSizeInvalid.selector
        );
        _refused(bytes.concat(hex"8444a1013822a0", payload, hex"5860", new bytes(95)), Cbor.CborTruncated.selector);
        _refused(bytes.concat(hex"8444a1013822a0", payload), Cbor.CborTruncated.selector);
        _refused(bytes.concat(hex"8444a1013822a0", payload, hex"58"), Cbor.CborTruncated.selector);
    }

    function test_aSignatureThatDoesNotHoldIsRefused() public {
        bytes memory payload = N.byteString(N.encode(_sound()));
        bytes memory forged = bytes.concat(hex"8444a1013822a0", payload, hex"5860ee", new bytes(95));
        _refused(forged, NitroAttestation.DocumentSignatureInvalid.selector);
    }

    // --- the map

    function test_theMapMayBeIndefinite_andIsCountedOtherwise() public {
        (bytes memory all,) = N.entries(_sound());
        _acceptedPayload(bytes.concat(hex"bf", all, hex"ff"));
        _refusedPayload(bytes.concat(hex"bf", all), Cbor.CborTruncated.selector);
        _refusedPayload(bytes.concat(hex"bf", all, hex"ff00"), NitroPayload.PayloadTrailingBytes.selector);
        _refusedPayload(bytes.concat(hex"a9", all, hex"00"), NitroPayload.PayloadTrailingBytes.selector);
        _refusedPayload(bytes.concat(hex"aa", all), Cbor.CborTruncated.selector);
        _refusedPayload(bytes.concat(hex"b809", all), Cbor.CborNotMinimal.selector);
        _refusedPayload(bytes.concat(hex"89", all), Cbor.CborTypeUnexpected.selector);
        _refusedPayload(hex"bc", Cbor.CborHeadForbidden.selector);
        _refusedPayload(hex"a0", NitroPayload.FieldsMissing.selector);
    }

    function test_eachKeyOccursOnceAtMost() public {
        N.Payload memory p = _sound();
        p.moreCount = 1;
        p.more = bytes.concat(N.text("nonce"), hex"f6");
        _refused(_of(p), NitroPayload.FieldDuplicate.selector);
        p.nonce = "";
        _accepted(_of(p)); // control: the same key, once
        p.more = bytes.concat(N.text("extra"), hex"f6");
        _refused(_of(p), NitroPayload.FieldUnknown.selector);
        p.more = bytes.concat(N.text("an unknown key of 24 byt"), hex"f6");
        _refused(_of(p), NitroPayload.FieldUnknown.selector);
        p.more = bytes.concat(N.text("nitrotpm_pcrs"), hex"a0");
        _refused(_of(p), NitroPayload.NitroTpmDocument.selector);
        p.more = hex"656e6f6e";
        _refused(_of(p), Cbor.CborTruncated.selector);
        p.more = hex"456e6f6e6365f6"; // the key as bytes
        _refused(_of(p), NitroPayload.FieldUnknown.selector);
    }

    function test_noMandatoryFieldIsMissing() public {
        for (uint256 i = 0; i < 6; ++i) {
            N.Payload memory p = _sound();
            if (i == 0) p.moduleId = "";
            if (i == 1) p.digest = "";
            if (i == 2) p.timestamp = "";
            if (i == 3) p.pcrs = "";
            if (i == 4) p.certificate = "";
            if (i == 5) p.cabundle = "";
            _refused(_of(p), NitroPayload.FieldsMissing.selector);
        }
    }

    function test_moduleIdIsPrintable_andNoNitroTpm() public {
        N.Payload memory p = _sound();
        string[6] memory sound =
            ["i", "~!", "i-tpm0123456789abcdeF", "-tpm0123456789abcdef0", "-tpm0123456789abcde", "tpm0123456789abcdef"];
        for (uint256 i = 0; i < sound.length; ++i) {
            p.moduleId = N.text(sound[i]);
            _accepted(_of(p));
        }
        string[4] memory wrong = ["", "i 0", "i\x7f", "i\xc3\xa9"];
        for (uint256 i = 0; i < wrong.length; ++i) {
            p.moduleId = N.text(wrong[i]);
            _refused(_of(p), NitroPayload.ModuleIdInvalid.selector);
        }
        p.moduleId = N.text(string(_filled(128)));
        _accepted(_of(p));
        p.moduleId = N.text(string(_filled(129)));
        _refused(_of(p), NitroPayload.ModuleIdInvalid.selector);
        p.moduleId = N.text("i-0123456789abcdef0-tpm0000000000000000");
        _refused(_of(p), NitroPayload.NitroTpmDocument.selector);
        p.moduleId = N.byteString("i");
        _refused(_of(p), Cbor.CborTypeUnexpected.selector);
    }

    function test_digestIsSha384() public {
        N.Payload memory p = _sound();
        string[3] memory wrong = ["SHA256", "SHA3840", "SHA38"];
        for (uint256 i = 0; i < wrong.length; ++i) {
            p.digest = N.text(wrong[i]);
            _refused(_of(p), NitroPayload.DigestInvalid.selector);
        }
    }

    function test_timestampIsAbove0AndASafeInteger() public {
        N.Payload memory p = _sound();
        p.timestamp = N.head(0, 2 ** 53 - 1);
        _accepted(_of(p));
        p.timestamp = N.head(0, 2 ** 53);
        _refused(_of(p), NitroPayload.TimestampInvalid.selector);
        p.timestamp = hex"00";
        _refused(_of(p), NitroPayload.TimestampInvalid.selector);
        p.timestamp = hex"20"; // -1
        _refused(_of(p), Cbor.CborTypeUnexpected.selector);
        p.timestamp = hex"1b00000000ffffffff";
        _refused(_of(p), Cbor.CborNotMinimal.selector);
    }

    // --- PCRs

    function test_pcrsAreCountedAndSized() public {
        N.Payload memory p = _sound();
        p.pcrs = bytes.concat(N.head(5, 4), N.threePcrs(), N.pcr(31, N.pcrValue(1)));
        _accepted(_of(p));
        p.pcrs = bytes.concat(N.head(5, 4), N.threePcrs(), N.pcr(32, N.pcrValue(1)));
        _refused(_of(p), NitroPayload.PcrIndexInvalid.selector);
        p.pcrs = bytes.concat(N.head(5, 4), N.threePcrs(), N.pcr(2, N.pcrValue(1)));
        _refused(_of(p), NitroPayload.PcrDuplicate.selector);
        p.pcrs = bytes.concat(N.head(5, 4), N.threePcrs(), N.pcr(3, new bytes(47)));
        _refused(_of(p), NitroPayload.PcrLengthInvalid.selector);
        p.pcrs = bytes.concat(N.head(5, 4), N.threePcrs(), hex"1803", N.byteString(new bytes(48)));
        _refused(_of(p), Cbor.CborNotMinimal.selector);
        p.pcrs = bytes.concat(N.head(5, 2), N.pcr(0, N.pcrValue(1)), N.pcr(2, N.pcrValue(1)));
        _refused(_of(p), NitroPayload.PcrMissing.selector);
        p.pcrs = hex"a0";
        _refused(_of(p), NitroPayload.PcrCountInvalid.selector);
        p.pcrs = N.head(5, 33);
        _refused(_of(p), NitroPayload.PcrCountInvalid.selector);
        p.pcrs = bytes.concat(hex"bf", N.threePcrs(), hex"ff");
        _refused(_of(p), Cbor.CborHeadForbidden.selector);
    }

    function test_debugDocumentsAreRefused() public {
        for (uint256 zero = 0; zero < 3; ++zero) {
            N.Payload memory p = _sound();
            bytes memory pcrs = N.head(5, 3);
            for (uint256 i = 0; i < 3; ++i) {
                pcrs = bytes.concat(pcrs, N.pcr(i, i == zero ? new bytes(48) : N.pcrValue(1)));
            }
            p.pcrs = pcrs;
            vm.expectRevert(abi.encodeWithSelector(NitroAttestation.DebugDocument.selector, zero));
            attestation.verify(_of(p), _noHints(5));
        }
    }

    // --- bytes and certificates

    function test_bytesHaveTheirBounds() public {
        N.Payload memory p = _sound();
        (p.publicKey, p.userData, p.nonce) =
        (N.byteString(new bytes(1024)), N.byteString(new bytes(1024)), N.byteString(new bytes(1024)));
        _accepted(_of(p));
        p.publicKey = N.byteString(new bytes(1025));
        _refused(_of(p), NitroPayload.FieldSizeInvalid.selector);
        p.publicKey = hex"f5";
        _refused(_of(p), Cbor.CborTypeUnexpected.selector);
        p.publicKey = hex"f6";
        p.certificate = hex"40";
        _refused(_of(p), NitroPayload.FieldSizeInvalid.selector);
        p.certificate = N.byteString(new bytes(1025));
        _refused(_of(p), NitroPayload.FieldSizeInvalid.selector);
    }

    function test_cabundleHasOneToEightCertificates() public {
        N.Payload memory p = _sound();
        p.cabundle = hex"80";
        _refused(_of(p), NitroPayload.CabundleCountInvalid.selector);
        p.cabundle = N.head(4, 9);
        _refused(_of(p), NitroPayload.CabundleCountInvalid.selector);
    }

    function test_oneHintForEachSignature() public {
        bytes memory document = _of(_sound());
        for (uint256 count = 4; count < 7; ++count) {
            if (count != 5) {
                vm.expectRevert(abi.encodeWithSelector(CertificateCache.HintCountInvalid.selector, uint256(5), count));
            }
            attestation.verify(document, _noHints(count));
        }
    }

    function test_whoSignsDocumentsIsNoAuthority() public {
        bytes[] memory short = new bytes[](4);
        for (uint256 i = 0; i < 4; ++i) {
            short[i] = chain[i];
        }
        bytes memory document = N.document(short);
        vm.expectRevert(abi.encodeWithSelector(CertificateCache.LeafIsAuthority.selector, uint256(3)));
        attestation.verify(document, _noHints(4));
    }

    // --- the rest is how it is called

    function _sound() private view returns (N.Payload memory) {
        return N.soundPayload(chain);
    }

    function _of(N.Payload memory p) private pure returns (bytes memory) {
        return N.envelope(N.encode(p));
    }

    function _filled(uint256 length) private pure returns (bytes memory filled) {
        filled = new bytes(length);
        for (uint256 i = 0; i < length; ++i) {
            filled[i] = "i";
        }
    }

    function _noHints(uint256 count) private pure returns (bytes[] memory) {
        return new bytes[](count);
    }

    function _acceptedPayload(bytes memory payload) private {
        _accepted(N.envelope(payload));
    }

    function _refusedPayload(bytes memory payload, bytes4 selector) private {
        _refused(N.envelope(payload), selector);
    }

    function _accepted(bytes memory document) private {
        attestation.verify(document, _noHints(5));
    }

    function _refused(bytes memory document, bytes4 selector) private {
        (bool success, bytes memory returned) =
            address(attestation).call(abi.encodeCall(attestation.verify, (document, _noHints(5))));
        vm.assertTrue(!success, "refused");
        vm.assertEq(bytes32(bytes4(returned)), bytes32(selector), "for the reason in its error");
    }
}
