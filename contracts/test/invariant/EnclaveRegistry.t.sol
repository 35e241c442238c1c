// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {EnclaveRegistry} from "../../src/EnclaveRegistry.sol";
import {OperatorPolicy} from "../../src/OperatorPolicy.sol";
import {PcrRegistry} from "../../src/PcrRegistry.sol";
import {Enclaves} from "../Enclaves.sol";
import {vm} from "../Vm.sol";

/// @dev Registers, accepts, removes, revokes and waits in any order, and keeps its own book of what each key may still rely on.
contract EnclaveActions is Enclaves {
    uint256 private constant KEYS = 3;

    mapping(uint256 release => bool) public accepted;
    mapping(uint256 release => bool) public continuing;
    mapping(uint256 release => bool) public revoked;
    mapping(uint256 key => mapping(uint256 release => uint256)) public expiry; // of the newest registration
    mapping(bytes32 leafId => bool) public leafRevoked;
    /// @dev A revert is no failure here, so that what must not be seen in the middle of a call is kept.
    string public violation;

    constructor() {
        _openEnclaves();
        (accepted[RELAY], accepted[SIGNER]) = (true, true);
    }

    function register(bool signer, uint256 key) external {
        uint256 release = signer ? SIGNER : RELAY;
        uint256 seed = keyOf(release, key);
        bytes32 keyId = _register(_document(release, seed));
        if (!allowed(release)) violation = "registered without an allowed measurement";
        expiry[seed][release] = block.timestamp + policy.registrationLifetime();
        if (!enclaves.isValid(keyId) && !leafRevoked[leafOf(keyId)]) violation = "registered and not valid";
    }

    function accept(bool signer, bool continues) external {
        uint256 release = signer ? SIGNER : RELAY;
        _accept(policy, release, continues ? OperatorPolicy.OnRevocation.Continue : OperatorPolicy.OnRevocation.Stop);
        (accepted[release], continuing[release]) = (true, continues);
    }

    function remove(bool signer, uint64 ago) external {
        uint256 release = signer ? SIGNER : RELAY;
        _remove(release, uint64(block.timestamp) - (ago % 1 hours));
        accepted[release] = false;
    }

    /// @dev Seldom: it ends half of all.
    function revoke(bool signer, uint64 ago) external {
        if (ago % 4 != 0) return;
        uint256 release = signer ? SIGNER : RELAY;
        _revokeAs(GUARDIAN, _idOf(release), uint64(block.timestamp) - (ago % 1 days));
        revoked[release] = true;
    }

    function revokeCertificate(bool signer, uint256 key) external {
        bytes32 leafId = leafOf(keyIdOf(signer ? SIGNER : RELAY, key));
        attestation.revoke(leafId, true);
        leafRevoked[leafId] = true;
    }

    function wait_(uint256 time) external {
        vm.warp(block.timestamp + 1 + (time % 16 hours));
    }

    function allowed(uint256 release) public view returns (bool) {
        return accepted[release] && (!revoked[release] || (continuing[release] && release == SIGNER));
    }

    function keyOf(uint256 release, uint256 key) public pure returns (uint256) {
        return release * 1000 + key % KEYS;
    }

    function keyIdOf(uint256 release, uint256 key) public pure returns (bytes32) {
        return _keyId(keyOf(release, key));
    }

    function leafOf(bytes32 keyId) public view returns (bytes32) {
        EnclaveRegistry.Period[] memory periods = enclaves.enclave(keyId).periods;
        return periods.length == 0 ? bytes32(0) : periods[periods.length - 1].leafId;
    }

    function contracts() external view returns (EnclaveRegistry, PcrRegistry) {
        return (enclaves, registry);
    }

    function releases() external pure returns (uint256[2] memory) {
        return [RELAY, SIGNER];
    }

    function keys() external pure returns (uint256) {
        return KEYS;
    }
}

/// @dev Attacker: everybody together, in any order. Wants a key valid that no allowed measurement, accepted configuration, trusted
/// certificate and unexpired registration stand behind.
contract EnclaveRegistryInvariants {
    EnclaveActions private actions;
    EnclaveRegistry private enclaves;

    function setUp() public {
        actions = new EnclaveActions();
        (enclaves,) = actions.contracts();
    }

    /// @dev Read by forge: only these calls are made.
    function targetContracts() public view returns (address[] memory targets) {
        targets = new address[](1);
        targets[0] = address(actions);
    }

    /// @dev Valid exactly when all of it holds: neither more keys than that, nor fewer.
    function invariant_validIsWhatTheBooksSay() public view {
        uint256[2] memory releases = actions.releases();
        for (uint256 r = 0; r < 2; ++r) {
            for (uint256 key = 0; key < actions.keys(); ++key) {
                bytes32 keyId = actions.keyIdOf(releases[r], key);
                bool expected = actions.allowed(releases[r])
                    && block.timestamp < actions.expiry(actions.keyOf(releases[r], key), releases[r])
                    && !actions.leafRevoked(actions.leafOf(keyId));
                vm.assertTrue(enclaves.isValid(keyId) == expected, "valid, or not");
            }
        }
    }

    function invariant_nothingWasSeenOnTheWay() public view {
        vm.assertEq(actions.violation(), "", "violation");
    }

    function invariant_nowIsOneOfTheTimes() public view {
        uint256[2] memory releases = actions.releases();
        for (uint256 r = 0; r < 2; ++r) {
            for (uint256 key = 0; key < actions.keys(); ++key) {
                bytes32 keyId = actions.keyIdOf(releases[r], key);
                uint64 now_ = uint64(block.timestamp);
                vm.assertTrue(enclaves.isValid(keyId) == enclaves.isValidAt(keyId, now_), "now");
                vm.assertFalse(enclaves.isValidAt(keyId, now_ + 1), "the future");
            }
        }
    }

    function invariant_expiryIsTheRegistrys() public view {
        uint256[2] memory releases = actions.releases();
        for (uint256 r = 0; r < 2; ++r) {
            for (uint256 key = 0; key < actions.keys(); ++key) {
                uint256 expected = actions.expiry(actions.keyOf(releases[r], key), releases[r]);
                vm.assertEq(uint256(enclaves.expiresAt(actions.keyIdOf(releases[r], key))), expected, "expiry");
            }
        }
    }
}
