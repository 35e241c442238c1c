// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {EnclaveRegistry} from "../src/EnclaveRegistry.sol";
import {OperatorPolicy} from "../src/OperatorPolicy.sol";
import {PcrRegistry} from "../src/PcrRegistry.sol";
import {EnclaveUserData} from "../src/encoding/EnclaveUserData.sol";
import {INitroAttestation} from "../src/interfaces/INitroAttestation.sol";
import {AttestationStub, Enclaves} from "./Enclaves.sol";
import {vm} from "./Vm.sol";

/// @dev Attacker: the parent, which has the enclave make documents, and anyone who sees one. Wants: a key registered that no allowed enclave
/// with an accepted configuration holds, or somebody else's enclave registered as one's own.
contract EnclaveRegistryTest is Enclaves {
    function setUp() public {
        _openEnclaves();
    }

    // --- honest use

    function test_aRelayRegisters_byAnyone() public {
        INitroAttestation.Document memory d = _document(RELAY, 1);
        vm.expectEmit(address(enclaves));
        emit EnclaveRegistry.EnclaveRegistered(
            _keyId(1),
            address(policy),
            _idOf(RELAY),
            _pcr16(RELAY),
            _publicKey(1),
            address(0),
            start * 1000,
            start + 1 days
        );
        vm.prank(STRANGER);
        bytes32 keyId = _register(d);
        vm.assertEq(keyId, _keyId(1), "keyId");
        vm.assertTrue(enclaves.isValid(keyId), "valid");
        vm.assertEq(enclaves.operatorOf(keyId), address(policy), "operator");
        (bytes32 x, bytes32 y) = enclaves.responseKeyOf(keyId);
        vm.assertTrue(x == keccak256(abi.encode("x", 1)) && y == keccak256(abi.encode("y", 1)), "key");
        vm.assertEq(enclaves.expiresAt(keyId), start + 1 days, "expiry");
    }

    function test_aSignerRegistersItsBootAddress() public {
        bytes32 keyId = _registered(SIGNER, 1);
        vm.assertEq(enclaves.keyIdOfBoot(_bootAddress(1)), keyId, "boot");
        vm.assertEq(enclaves.enclave(keyId).bootAddress, _bootAddress(1), "kept");
        vm.assertEq(enclaves.keyIdOfBoot(_bootAddress(2)), bytes32(0), "no other");
    }

    function test_anOperatorsKeysAreListed() public {
        bytes32 first = _registered(RELAY, 1);
        bytes32 second = _registered(RELAY, 2);
        address operator = address(policy);
        vm.assertEq(enclaves.enclaveCount(operator), 2, "count");
        vm.assertEq(enclaves.enclaveKeyIds(operator, 0, 1)[0], first, "first");
        vm.assertEq(enclaves.enclaveKeyIds(operator, 1, type(uint256).max)[0], second, "second");
        vm.assertEq(enclaves.enclaveKeyIds(operator, 2, 1).length, 0, "past the end");
        vm.assertEq(enclaves.enclaveCount(address(this)), 0, "no other's");
    }

    function test_whatWasNeverRegisteredIsNothing() public view {
        bytes32 keyId = keccak256("never");
        vm.assertFalse(enclaves.isValid(keyId) || enclaves.isValidAt(keyId, 1), "valid");
        vm.assertEq(enclaves.operatorOf(keyId), address(0), "operator");
        vm.assertEq(uint256(enclaves.expiresAt(keyId)), 0, "expiry");
    }

    // --- the document

    function test_aDocumentThatDoesNotVerifyRegistersNothing() public {
        INitroAttestation.Document memory d = _document(RELAY, 1);
        attestation.refuse(true);
        vm.expectRevert(abi.encodeWithSelector(AttestationStub.NotGenuine.selector));
        _register(d);
        attestation.refuse(false);
        _register(d); // control
    }

    /// @dev Milliseconds against milliseconds: in other units either bound would be void.
    function test_aDocumentIsFresh_onBothSides() public {
        uint64 nowMs = start * 1000;
        INitroAttestation.Document memory d = _document(RELAY, 1);
        d.timestampMs = nowMs - 1_800_001;
        vm.expectRevert(
            abi.encodeWithSelector(EnclaveRegistry.DocumentTooOld.selector, nowMs - 1_800_000, nowMs - 1_800_001)
        );
        _register(d);
        d.timestampMs = nowMs + 300_001;
        vm.expectRevert(
            abi.encodeWithSelector(EnclaveRegistry.DocumentFromFuture.selector, nowMs + 300_000, nowMs + 300_001)
        );
        _register(d);
        d.timestampMs = start; // seconds, where milliseconds belong
        vm.expectRevert(abi.encodeWithSelector(EnclaveRegistry.DocumentTooOld.selector, nowMs - 1_800_000, start));
        _register(d);

        d.timestampMs = nowMs - 1_800_000; // controls: at the bounds
        _register(d);
        d.timestampMs = nowMs + 300_000;
        _register(d);
    }

    /// @dev Somebody else's document, one for another registry, and one with a nonce of a caller's choice.
    function test_aDocumentServesOneOperatorAtOneRegistryOnOneChain() public {
        bytes32 required = enclaves.registrationNonce(address(policy));
        INitroAttestation.Document memory d = _document(RELAY, 1);
        bytes[6] memory nonces = [
            bytes(""),
            new bytes(32),
            bytes.concat(required, bytes1(0)),
            bytes.concat(keccak256(abi.encode(block.chainid + 1, address(enclaves), address(policy)))),
            bytes.concat(keccak256(abi.encode(block.chainid, address(this), address(policy)))),
            bytes.concat(keccak256(abi.encode(block.chainid, address(enclaves), address(this))))
        ];
        for (uint256 i = 0; i < nonces.length; ++i) {
            d.nonce = nonces[i];
            vm.expectRevert(abi.encodeWithSelector(EnclaveRegistry.NonceMismatch.selector, required, nonces[i]));
            _register(d);
        }
        d.nonce = bytes.concat(required); // control
        _register(d);
    }

    /// @dev Front-running: whoever sees the document can't claim it for a policy of its own.
    function test_nobodyClaimsAnothersEnclave() public {
        OperatorPolicy thiefs = OperatorPolicy(factory.create(STRANGER, 0));
        _accept(thiefs, RELAY, OperatorPolicy.OnRevocation.Stop);
        bytes memory document = abi.encode(_document(RELAY, 1));
        bytes32 thiefsNonce = enclaves.registrationNonce(address(thiefs));
        vm.expectRevert(
            abi.encodeWithSelector(
                EnclaveRegistry.NonceMismatch.selector,
                thiefsNonce,
                bytes.concat(enclaves.registrationNonce(address(policy)))
            )
        );
        vm.prank(STRANGER);
        enclaves.register(document, new bytes[](0), address(thiefs));
        _register(_document(RELAY, 1)); // control
    }

    function test_anOperatorIsAPolicyOfTheFactory() public {
        OperatorPolicy own = new OperatorPolicy(STRANGER);
        _accept(own, RELAY, OperatorPolicy.OnRevocation.Stop);
        INitroAttestation.Document memory d = _document(RELAY, 1);
        d.nonce = bytes.concat(enclaves.registrationNonce(address(own)));
        vm.expectRevert(abi.encodeWithSelector(EnclaveRegistry.OperatorUnknown.selector, address(own)));
        enclaves.register(abi.encode(d), new bytes[](0), address(own));
    }

    // --- user data and keys

    function test_aDocumentOfAnotherPurposeRegistersNothing() public {
        INitroAttestation.Document memory d = _document(RELAY, 1);
        string[4] memory purposes = ["challenge", "kms", "handover", "log"];
        for (uint256 i = 0; i < purposes.length; ++i) {
            d.userData = _userData(_relayKeys(1), ORIGIN, purposes[i]);
            vm.expectRevert(abi.encodeWithSelector(EnclaveUserData.PurposeNotRegister.selector, uint256(123)));
            _register(d);
        }
        d.userData = _userData(_relayKeys(1), ORIGIN, "register"); // control
        _register(d);
    }

    function test_thePublicKeyIsTheResponseKey_onP256() public {
        INitroAttestation.Document memory d = _document(RELAY, 1);
        bytes memory honest = d.publicKey;
        d.publicKey = _publicKey(2);
        vm.expectRevert(abi.encodeWithSelector(EnclaveRegistry.ResponseKeyMismatch.selector, _keyId(1), _keyId(2)));
        _register(d);

        bytes[4] memory malformed = [bytes(""), bytes.concat(honest, hex"00"), _cut(honest, 90), _flip(honest, 26)];
        for (uint256 i = 0; i < malformed.length; ++i) {
            d.publicKey = malformed[i];
            d.userData = _userData(bytes.concat(hex"a1", _digest("response", sha256(malformed[i]))), ORIGIN, "register");
            vm.expectRevert(
                abi.encodeWithSelector(EnclaveRegistry.ResponseKeyMalformed.selector, uint256(91), malformed[i].length)
            );
            _register(d);
        }
        _register(_document(RELAY, 1)); // control
    }

    function test_anyBitOfTheKeysPrefixCounts() public {
        INitroAttestation.Document memory d = _document(RELAY, 1);
        for (uint256 i = 0; i < 27; ++i) {
            d.publicKey = _flip(_publicKey(1), i);
            vm.expectRevert(
                abi.encodeWithSelector(EnclaveRegistry.ResponseKeyMalformed.selector, uint256(91), uint256(91))
            );
            _register(d);
        }
    }

    function test_theOriginIsThePolicys() public {
        INitroAttestation.Document memory d = _document(RELAY, 1);
        d.userData = _userData(_relayKeys(1), "https://rpc.examp1e", "register");
        vm.expectRevert(
            abi.encodeWithSelector(
                EnclaveRegistry.OriginMismatch.selector, keccak256(bytes(ORIGIN)), keccak256("https://rpc.examp1e")
            )
        );
        _register(d);
    }

    /// @dev Role by the release: a signer's boot must be known, and a relay must not pass for one.
    function test_aBootAddressIsASignersAlone() public {
        INitroAttestation.Document memory d = _document(RELAY, 1);
        d.userData = _userData(_signerKeys(1), ORIGIN, "register");
        vm.expectRevert(
            abi.encodeWithSelector(EnclaveRegistry.BootAddressInvalid.selector, PcrRegistry.Role.Relay, _bootAddress(1))
        );
        _register(d);
        d.userData =
            _userData(bytes.concat(hex"a2", _digest("boot", 0), _digest("response", _keyId(1))), ORIGIN, "register");
        vm.expectRevert(
            abi.encodeWithSelector(EnclaveRegistry.BootAddressInvalid.selector, PcrRegistry.Role.Relay, address(0))
        );
        _register(d);

        d = _document(SIGNER, 2);
        d.userData = _userData(_relayKeys(2), ORIGIN, "register");
        vm.expectRevert(
            abi.encodeWithSelector(EnclaveRegistry.BootAddressInvalid.selector, PcrRegistry.Role.Signer, address(0))
        );
        _register(d);
        _register(_document(SIGNER, 2)); // control
    }

    function test_twoEnclavesDoNotShareABoot() public {
        bytes32 keyId = _registered(SIGNER, 1);
        INitroAttestation.Document memory d = _document(SIGNER, 2);
        d.userData = _userData(
            bytes.concat(
                hex"a3",
                _digest("boot", 0),
                _digest("response", _keyId(2)),
                _digest("bootAddress", keccak256(abi.encode("boot", 1)))
            ),
            ORIGIN,
            "register"
        );
        vm.expectRevert(abi.encodeWithSelector(EnclaveRegistry.BootAddressTaken.selector, _bootAddress(1), keyId));
        _register(d);
    }

    // --- measurement and configuration

    function test_theReleaseIsInForceNow() public {
        _accept(policy, 300, OperatorPolicy.OnRevocation.Continue);
        INitroAttestation.Document memory d = _document(300, 1);
        vm.expectRevert(abi.encodeWithSelector(EnclaveRegistry.ReleaseNotInForce.selector, _idOf(300)));
        _register(d); // never proposed
        _noticed(300);
        vm.expectRevert(abi.encodeWithSelector(EnclaveRegistry.ReleaseNotInForce.selector, _idOf(300)));
        _register(d); // pending
        _revokeAs(GUARDIAN, _idOf(300), start);
        vm.expectRevert(abi.encodeWithSelector(EnclaveRegistry.ReleaseNotInForce.selector, _idOf(300)));
        _register(d); // revoked before it was in force: there is nothing to go on with

        _registered(RELAY, 2); // control
        _revokeAs(GUARDIAN, _idOf(RELAY), start);
        d = _document(RELAY, 1);
        vm.expectRevert(abi.encodeWithSelector(EnclaveRegistry.ReleaseNotInForce.selector, _idOf(RELAY)));
        _register(d);
    }

    function test_theSigningCertificateIsTheReleases() public {
        INitroAttestation.Document memory d = _document(SIGNER, 1);
        bytes32 honest = d.pcr8Hash;
        d.pcr8Hash = 0;
        vm.expectRevert(abi.encodeWithSelector(EnclaveRegistry.Pcr8Mismatch.selector, honest, bytes32(0)));
        _register(d);
        d = _document(RELAY, 1);
        d.pcr8Hash = honest;
        vm.expectRevert(abi.encodeWithSelector(EnclaveRegistry.Pcr8Mismatch.selector, bytes32(0), honest));
        _register(d);
    }

    function test_theConfigurationIsMeasuredAndAccepted() public {
        INitroAttestation.Document memory d = _document(RELAY, 1);
        d.pcr16 = "";
        vm.expectRevert(
            abi.encodeWithSelector(EnclaveRegistry.ConfigurationNotMeasured.selector, uint256(48), uint256(0))
        );
        _register(d);
        d.pcr16 = _pcr16(SIGNER); // accepted, but with another release
        vm.expectRevert(
            abi.encodeWithSelector(
                EnclaveRegistry.ConfigurationNotAccepted.selector, _idOf(RELAY), keccak256(_pcr16(SIGNER))
            )
        );
        _register(d);
        d.pcr16 = _pcr16(RELAY); // control
        _register(d);

        _remove(RELAY, start);
        d = _document(RELAY, 2);
        vm.expectRevert(
            abi.encodeWithSelector(
                EnclaveRegistry.ConfigurationNotAccepted.selector, _idOf(RELAY), keccak256(_pcr16(RELAY))
            )
        );
        _register(d);
    }

    // --- again

    function test_aNewerDocumentExtends_anOlderOneIsRefused() public {
        bytes32 keyId = _registered(RELAY, 1);
        INitroAttestation.Document memory first = _document(RELAY, 1);
        vm.expectRevert(abi.encodeWithSelector(EnclaveRegistry.DocumentNotNewer.selector, start * 1000, start * 1000));
        _register(first); // replayed

        vm.warp(start + 20 minutes);
        INitroAttestation.Document memory second = _document(RELAY, 1);
        _register(second);
        vm.assertEq(enclaves.expiresAt(keyId), start + 20 minutes + 1 days, "extended");
        vm.expectRevert(
            abi.encodeWithSelector(EnclaveRegistry.DocumentNotNewer.selector, (start + 20 minutes) * 1000, start * 1000)
        );
        _register(first); // older, still fresh
        EnclaveRegistry.Enclave memory e = enclaves.enclave(keyId);
        vm.assertEq(e.periods.length, 1, "one period");
        vm.assertEq(e.periods[0].leafId, second.leafId, "the newest certificate");
        vm.assertEq(enclaves.enclaveCount(address(policy)), 1, "listed once");
    }

    function test_aShorterLifetimeTakesNothingBack() public {
        bytes32 keyId = _registered(RELAY, 1);
        vm.prank(OPERATOR);
        policy.setRegistrationLifetime(1 hours);
        vm.warp(start + 1);
        _register(_document(RELAY, 1));
        vm.assertEq(enclaves.expiresAt(keyId), start + 1 days, "the later end");
    }

    /// @dev The same key in two places has been copied, or somebody found a way to pretend.
    function test_aKeyStaysWhereItIs() public {
        _registered(SIGNER, 1);
        vm.warp(start + 1);
        bytes memory refused = abi.encodeWithSelector(EnclaveRegistry.KeyElsewhere.selector, _keyId(1));

        INitroAttestation.Document memory d = _document(RELAY, 1);
        vm.expectRevert(refused);
        _register(d); // another release

        d = _document(SIGNER, 1);
        d.userData = _userData(
            bytes.concat(
                hex"a3",
                _digest("boot", 0),
                _digest("response", _keyId(1)),
                _digest("bootAddress", keccak256(abi.encode("boot", 2)))
            ),
            ORIGIN,
            "register"
        );
        vm.expectRevert(refused);
        _register(d); // another boot

        d = _document(SIGNER, 1);
        d.pcr16 = _pcr16(300);
        vm.prank(OPERATOR);
        policy.accept(_idOf(SIGNER), _pcr16(300), ORIGIN, OperatorPolicy.OnRevocation.Stop);
        vm.expectRevert(refused);
        _register(d); // another configuration

        OperatorPolicy second = OperatorPolicy(factory.create(OPERATOR, bytes32(uint256(1))));
        _accept(second, SIGNER, OperatorPolicy.OnRevocation.Stop);
        d = _document(SIGNER, 1);
        d.nonce = bytes.concat(enclaves.registrationNonce(address(second)));
        vm.expectRevert(refused);
        enclaves.register(abi.encode(d), new bytes[](0), address(second)); // another operator

        _register(_document(SIGNER, 1)); // control
    }

    // --- the parts of a scenario

    function _cut(bytes memory data, uint256 length) private pure returns (bytes memory cut) {
        cut = new bytes(length);
        for (uint256 i = 0; i < length; ++i) {
            cut[i] = data[i];
        }
    }

    function _flip(bytes memory data, uint256 position) private pure returns (bytes memory) {
        data[position] ^= 0x01;
        return data;
    }
}
