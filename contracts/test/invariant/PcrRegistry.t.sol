// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {PcrRegistry} from "../../src/PcrRegistry.sol";
import {vm} from "../Vm.sol";

/// @dev Calls the registry in any order, at any time, with few enough releases that they meet, and notes what it saw. It has every role:
/// proposer and guardian itself, rebuilders by prank.
contract RegistryActions {
    uint256 private constant RELEASES = 4;
    uint160 private constant REBUILDERS = 3;

    PcrRegistry public immutable registry;
    /// @dev What this contract saw itself, apart from the registry's own storage.
    mapping(bytes32 id => uint256) public noticeFrom; // when enough had attested, by the terms of the proposal
    mapping(bytes32 id => uint256) public noticePeriod;
    mapping(bytes32 id => uint256) public quorum;
    mapping(bytes32 id => uint256) public attestations;
    mapping(bytes32 id => bool) public everRevoked;
    mapping(bytes32 id => uint256) public revokedSince;
    mapping(bytes32 id => uint256) public activations;
    uint256 public proposals;
    /// @dev A revert is no failure here, so that what must not be seen in the middle of a call is kept.
    string public violation;

    constructor() {
        registry = new PcrRegistry(address(this), address(this), address(this), 3 days, 2);
        for (uint160 i = 1; i <= REBUILDERS; ++i) {
            registry.addRebuilder(address(i));
        }
    }

    function propose(uint256 which) external {
        PcrRegistry.Proposal memory p;
        (p.pcr0, p.pcr1, p.pcr2) = (_pcr(which), _pcr(which), _pcr(which));
        p.sourceCommit = bytes32(uint256(1));
        p.sourceLocators = new string[](1);
        p.sourceLocators[0] = "x";
        p.imageHash = new bytes(32);
        (uint32 currentNotice, uint8 currentQuorum) = registry.terms();
        bytes32 id = registry.propose(p);
        (noticePeriod[id], quorum[id]) = (currentNotice, currentQuorum);
        if (currentQuorum == 0) noticeFrom[id] = block.timestamp;
        ++proposals;
    }

    function attestBuild(uint256 which, uint160 rebuilder) external {
        bytes32 id = idOf(which);
        vm.prank(address(rebuilder % REBUILDERS + 1));
        registry.attestBuild(id, new bytes(32));
        if (++attestations[id] == quorum[id]) noticeFrom[id] = block.timestamp;
    }

    function activate(uint256 which) external {
        bytes32 id = idOf(which);
        registry.activate(id);
        ++activations[id];
    }

    /// @dev Seldom: it ends a quarter of all.
    function revoke(uint256 which, uint64 ago) external {
        if (ago % 4 != 0) return;
        bytes32 id = idOf(which);
        uint64 since = uint64(block.timestamp) - (ago % 10 days);
        registry.revoke(id, since, "x");
        if (registry.isInForce(id)) violation = "removal is not immediate";
        if (everRevoked[id] && since >= revokedSince[id]) violation = "since did not move back";
        everRevoked[id] = true;
        revokedSince[id] = since;
    }

    function setTerms(uint32 notice, uint8 quorum_) external {
        registry.setTerms(notice % 6 days, quorum_ % 4);
    }

    function wait_(uint256 time) external {
        vm.warp(block.timestamp + (time % 8 days));
    }

    function idOf(uint256 which) public pure returns (bytes32) {
        bytes memory pcr = _pcr(which);
        return keccak256(bytes.concat(pcr, pcr, pcr));
    }

    function _pcr(uint256 which) private pure returns (bytes memory) {
        return bytes.concat(bytes32(which % RELEASES + 1), bytes16(0));
    }
}

/// @dev Attacker: an owner who tries every order of calls, changes of the terms included. Wants a release in force early, without its
/// rebuilds, twice, or after its revocation.
contract PcrRegistryInvariants {
    RegistryActions private actions;
    PcrRegistry private registry;

    function setUp() public {
        vm.warp(1_800_000_000);
        actions = new RegistryActions();
        registry = actions.registry();
    }

    /// @dev Read by forge: only these calls are made.
    function targetContracts() public view returns (address[] memory targets) {
        targets = new address[](1);
        targets[0] = address(actions);
    }

    /// @dev Whatever happened to the terms meanwhile, each by its own.
    function invariant_neverInForceWithoutRebuildsAndNotice() public view {
        for (uint256 which = 0; which < 4; ++which) {
            bytes32 id = actions.idOf(which);
            if (!registry.isInForce(id)) continue;
            vm.assertTrue(actions.attestations(id) >= actions.quorum(id), "in force without its quorum");
            vm.assertTrue(actions.noticeFrom(id) != 0, "in force without notice");
            uint256 activatedAt = registry.release(id).activatedAt;
            vm.assertTrue(activatedAt >= actions.noticeFrom(id) + actions.noticePeriod(id), "notice shortened");
        }
    }

    function invariant_whatIsPendingKeepsItsTerms() public view {
        for (uint256 which = 0; which < 4; ++which) {
            bytes32 id = actions.idOf(which);
            PcrRegistry.Release memory r = registry.release(id);
            vm.assertEq(r.noticePeriod, actions.noticePeriod(id), "notice period");
            vm.assertEq(uint256(r.quorum), actions.quorum(id), "quorum");
            uint256 readyAt = actions.noticeFrom(id) == 0 ? 0 : actions.noticeFrom(id) + actions.noticePeriod(id);
            vm.assertEq(uint256(r.readyAt), readyAt, "readyAt");
        }
    }

    function invariant_revokedNeverReturns() public view {
        for (uint256 which = 0; which < 4; ++which) {
            bytes32 id = actions.idOf(which);
            PcrRegistry.Release memory r = registry.release(id);
            vm.assertTrue((r.state == PcrRegistry.State.Revoked) == actions.everRevoked(id), "revoked is final");
            vm.assertEq(uint256(r.revokedSince), actions.revokedSince(id), "since");
            vm.assertTrue(actions.activations(id) <= 1, "activated at most once");
        }
    }

    function invariant_nothingWasSeenOnTheWay() public view {
        vm.assertEq(actions.violation(), "", "violation");
    }

    function invariant_everyProposalIsListedOnce() public view {
        vm.assertEq(registry.releaseCount(), actions.proposals(), "count");
        vm.assertTrue(actions.proposals() <= 4, "each release once");
    }
}
