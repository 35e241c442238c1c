// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {PcrRegistry} from "../../src/PcrRegistry.sol";
import {vm} from "../Vm.sol";

/// @dev Calls the registry in any order, at any time, with few enough measurements that they meet, and notes what it saw.
contract RegistryActions {
    uint256 private constant MEASUREMENTS = 4;

    PcrRegistry public immutable registry;
    /// @dev What this contract saw itself, apart from the registry's own storage.
    mapping(bytes32 id => uint256) public firstReadyAt;
    mapping(bytes32 id => bool) public everRevoked;
    mapping(bytes32 id => uint256) public activations;
    uint256 public proposals;
    uint256 public revocations;

    constructor(uint64 noticePeriod) {
        registry = new PcrRegistry(address(this), address(0), noticePeriod);
    }

    function propose(uint256 which) external {
        bytes memory pcr = _pcr(which);
        bytes32 id = registry.propose(pcr, pcr, pcr, bytes32(uint256(1)), "x", PcrRegistry.Role.Relay);
        firstReadyAt[id] = block.timestamp + registry.noticePeriod();
        ++proposals;
    }

    function activate(uint256 which) external {
        bytes32 id = idOf(which);
        registry.activate(id);
        ++activations[id];
    }

    function revoke(uint256 which) external {
        bytes32 id = idOf(which);
        registry.revoke(id, "x");
        everRevoked[id] = true;
        ++revocations;
    }

    function wait_(uint256 time) external {
        vm.warp(block.timestamp + (time % 4 days));
    }

    function idOf(uint256 which) public pure returns (bytes32) {
        bytes memory pcr = _pcr(which);
        return keccak256(bytes.concat(pcr, pcr, pcr));
    }

    function _pcr(uint256 which) private pure returns (bytes memory) {
        return bytes.concat(bytes32(which % MEASUREMENTS + 1), bytes16(0));
    }
}

/// @dev Attacker: an owner who tries every order of calls. Wants a measurement in force early, twice, or after its revocation.
contract PcrRegistryInvariants {
    RegistryActions private actions;
    PcrRegistry private registry;

    function setUp() public {
        vm.warp(1_800_000_000);
        actions = new RegistryActions(3 days);
        registry = actions.registry();
    }

    /// @dev Read by forge: only these calls are made.
    function targetContracts() public view returns (address[] memory targets) {
        targets = new address[](1);
        targets[0] = address(actions);
    }

    function invariant_neverInForceBeforeReadyAt() public view {
        for (uint256 which = 0; which < 4; ++which) {
            bytes32 id = actions.idOf(which);
            if (registry.isInForce(id)) {
                vm.assertTrue(actions.firstReadyAt(id) != 0, "in force without a proposal");
                vm.assertTrue(block.timestamp >= actions.firstReadyAt(id), "in force before readyAt");
            }
        }
    }

    function invariant_revokedNeverReturns() public view {
        for (uint256 which = 0; which < 4; ++which) {
            bytes32 id = actions.idOf(which);
            (PcrRegistry.State state,,,,) = registry.status(id);
            vm.assertTrue((state == PcrRegistry.State.Revoked) == actions.everRevoked(id), "revoked is final");
            vm.assertTrue(actions.activations(id) <= 1, "activated at most once");
        }
    }

    function invariant_everyProposalIsListedOnce() public view {
        vm.assertEq(registry.measurementCount(), actions.proposals(), "count");
        vm.assertTrue(actions.proposals() <= 4, "each measurement once");
    }
}
