// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {OperatorPolicy} from "../src/OperatorPolicy.sol";
import {PcrRegistry} from "../src/PcrRegistry.sol";
import {INitroAttestation} from "../src/interfaces/INitroAttestation.sol";
import {Enclaves} from "./Enclaves.sol";
import {vm} from "./Vm.sol";

/// @dev Attacker: an enclave that was good once, and whoever shows evidence of it. Wants: to be believed after that, or for a time when it
/// was not. Each time the block is the same as that of the change.
contract EnclaveValidityTest is Enclaves {
    function setUp() public {
        _openEnclaves();
    }

    function test_validTurnsFalseInTheBlockOfTheRevocation() public {
        bytes32 relay = _registered(RELAY, 1);
        bytes32 signer = _registered(SIGNER, 2);
        _revokeAs(GUARDIAN, _idOf(RELAY), start);
        vm.assertFalse(enclaves.isValid(relay), "same block");
        vm.assertTrue(enclaves.isValid(signer), "control: the other release");
    }

    function test_validTurnsFalseInTheBlockOfTheRemoval() public {
        bytes32 relay = _registered(RELAY, 1);
        bytes32 signer = _registered(SIGNER, 2);
        _remove(RELAY, start);
        vm.assertFalse(enclaves.isValid(relay), "same block");
        vm.assertTrue(enclaves.isValid(signer), "control: the other pair");
    }

    function test_validTurnsFalseWithACertificate() public {
        bytes32 keyId = _registered(RELAY, 1);
        bytes32 leafId = enclaves.enclave(keyId).periods[0].leafId;
        attestation.revoke(leafId, true);
        vm.assertFalse(enclaves.isValid(keyId), "same block");
        vm.assertFalse(enclaves.isValidAt(keyId, start), "and whatever it signed");

        vm.warp(start + 1);
        _register(_document(RELAY, 1)); // another certificate vouches for the same key
        vm.assertTrue(enclaves.isValid(keyId), "control");
    }

    function test_validEndsWithTheRegistration() public {
        bytes32 keyId = _registered(RELAY, 1);
        vm.warp(start + 1 days - 1);
        vm.assertTrue(enclaves.isValid(keyId), "control: the last second");
        vm.warp(start + 1 days);
        vm.assertFalse(enclaves.isValid(keyId), "expired");
        vm.assertTrue(enclaves.isValidAt(keyId, start + 1 days - 1), "old evidence stays good");
    }

    /// @dev The end counts from the document: holding it back gains nothing.
    function test_anOldDocumentEndsEarlier() public {
        INitroAttestation.Document memory d = _document(RELAY, 1);
        vm.warp(start + 30 minutes);
        bytes32 keyId = _register(d);
        vm.assertEq(enclaves.expiresAt(keyId), start + 1 days, "from the document");
        vm.assertFalse(enclaves.isValidAt(keyId, start + 29 minutes), "but valid from its registration only");
        vm.assertTrue(enclaves.isValidAt(keyId, start + 30 minutes), "control");
    }

    function test_aGapStaysAGap() public {
        bytes32 keyId = _registered(RELAY, 1);
        vm.warp(start + 2 days);
        _registered(RELAY, 1);
        vm.assertTrue(enclaves.isValidAt(keyId, start) && enclaves.isValidAt(keyId, start + 2 days), "both periods");
        vm.assertFalse(
            enclaves.isValidAt(keyId, start + 1 days) || enclaves.isValidAt(keyId, start + 2 days - 1), "the gap"
        );
        vm.assertFalse(enclaves.isValidAt(keyId, start - 1), "before");
        vm.assertEq(enclaves.enclave(keyId).periods.length, 2, "periods");
    }

    function test_nothingIsKnownOfTheFuture() public {
        bytes32 keyId = _registered(RELAY, 1);
        vm.assertFalse(enclaves.isValidAt(keyId, start + 1), "in a second");
        vm.assertFalse(enclaves.isValidAt(keyId, type(uint64).max), "ever");
        vm.assertTrue(enclaves.isValidAt(keyId, start), "control: now");
    }

    function test_aRevocationSinceReachesBack() public {
        bytes32 keyId = _registered(RELAY, 1);
        vm.warp(start + 100);
        _revokeAs(GUARDIAN, _idOf(RELAY), start + 50);
        vm.assertTrue(enclaves.isValidAt(keyId, start + 49), "before since");
        vm.assertFalse(enclaves.isValidAt(keyId, start + 50), "since");
        _revokeAs(GUARDIAN, _idOf(RELAY), start + 10);
        vm.assertTrue(enclaves.isValidAt(keyId, start + 9), "before since");
        vm.assertFalse(enclaves.isValidAt(keyId, start + 49), "more is known");
    }

    function test_aRemovalSinceReachesBack() public {
        bytes32 keyId = _registered(RELAY, 1);
        vm.warp(start + 100);
        _remove(RELAY, start + 50);
        vm.assertTrue(enclaves.isValidAt(keyId, start + 49), "before since");
        vm.assertFalse(enclaves.isValidAt(keyId, start + 50), "since");
        _accept(policy, RELAY, OperatorPolicy.OnRevocation.Stop);
        vm.assertTrue(enclaves.isValid(keyId), "accepted again, not expired");
        vm.assertFalse(enclaves.isValidAt(keyId, start + 99), "the gap stays");
    }

    // --- continue

    function _continuing(uint256 release) private {
        _remove(release, start);
        _accept(policy, release, OperatorPolicy.OnRevocation.Continue);
    }

    /// @dev A validator is not taken off the network by somebody else: not now, not when it restarts, until its operator says so.
    function test_aContinuingSignerGoesOn_untilItsOperatorRemovesIt() public {
        _continuing(SIGNER);
        bytes32 keyId = _registered(SIGNER, 1);
        _revokeAs(GUARDIAN, _idOf(SIGNER), start);
        vm.assertTrue(enclaves.isValid(keyId), "goes on");
        bytes32 restarted = _registered(SIGNER, 2);
        vm.assertTrue(registry.isInForce(_idOf(SIGNER)) == false, "whoever asks the other registry sees it");

        _remove(SIGNER, start);
        vm.assertFalse(enclaves.isValid(keyId) || enclaves.isValid(restarted), "removed");
    }

    function test_aContinuingRelayStops() public {
        _continuing(RELAY);
        bytes32 keyId = _registered(RELAY, 1);
        _revokeAs(GUARDIAN, _idOf(RELAY), start);
        vm.assertFalse(enclaves.isValid(keyId), "users did not choose it");
    }

    function test_aStoppingSignerStops() public {
        bytes32 keyId = _registered(SIGNER, 1);
        _revokeAs(GUARDIAN, _idOf(SIGNER), start);
        vm.assertFalse(enclaves.isValid(keyId), "stops");
    }

    // --- fuzz

    /// @dev At any later time, what is said of the past is what was said then: nothing but "since" changes history.
    function testFuzz_thePastIsWhatItWas(uint32[8] calldata waits, uint8[8] calldata deeds) public {
        bytes32 keyId = _registered(SIGNER, 1);
        uint64[8] memory times;
        bool[8] memory answers;
        for (uint256 i = 0; i < 8; ++i) {
            vm.warp(block.timestamp + 1 + (waits[i] % 20 hours));
            _do(deeds[i] % 4);
            (times[i], answers[i]) = (uint64(block.timestamp), enclaves.isValid(keyId));
        }
        vm.warp(block.timestamp + 1 days);
        for (uint256 i = 0; i < 8; ++i) {
            vm.assertTrue(enclaves.isValidAt(keyId, times[i]) == answers[i], "as it was said then");
        }
    }

    function _do(uint256 deed) private {
        uint64 now_ = uint64(block.timestamp);
        bool accepted = policy.allows(_idOf(SIGNER), _pcr16(SIGNER));
        bool revoked = _stateOf(_idOf(SIGNER)) == PcrRegistry.State.Revoked;
        if (deed == 0 && accepted && !revoked) _register(_document(SIGNER, 1));
        if (deed == 1 && accepted) _remove(SIGNER, now_);
        if (deed == 2 && !accepted) _accept(policy, SIGNER, OperatorPolicy.OnRevocation.Stop);
        if (deed == 3 && !revoked && uint256(now_) % 3 == 0) _revokeAs(GUARDIAN, _idOf(SIGNER), now_);
    }
}
