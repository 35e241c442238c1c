// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {PcrRegistry} from "../src/PcrRegistry.sol";
import {vm} from "./Vm.sol";

/// @dev A registry with everybody who has a role, and honest releases for it: what the tests of all contracts begin with.
abstract contract Releases {
    address internal constant OWNER = address(0x0a11ce);
    address internal constant PROPOSER = address(0x9009);
    address internal constant GUARDIAN = address(0x6a);
    address internal constant STRANGER = address(0xbad);
    address internal constant REBUILDER_A = address(0xa1);
    address internal constant REBUILDER_B = address(0xb2);
    address internal constant REBUILDER_C = address(0xc3);
    uint32 internal constant NOTICE = 7 days;
    uint8 internal constant QUORUM = 2;
    uint64 internal constant START = 1_800_000_000;
    bytes32 internal constant COMMIT = bytes32(bytes20(hex"00112233445566778899aabbccddeeff00112233"));
    string internal constant REASON = "image leaked its key";

    PcrRegistry internal registry;

    function _openRegistry() internal {
        vm.warp(START);
        registry = new PcrRegistry(OWNER, PROPOSER, GUARDIAN, NOTICE, QUORUM);
        vm.startPrank(OWNER);
        registry.addRebuilder(REBUILDER_A);
        registry.addRebuilder(REBUILDER_B);
        registry.addRebuilder(REBUILDER_C);
        vm.stopPrank();
    }

    function _pcr(uint256 seed, uint256 index) internal pure returns (bytes memory) {
        bytes32 left = keccak256(abi.encode(seed, index));
        return bytes.concat(left, bytes16(keccak256(abi.encode(left))));
    }

    function _proposal(uint256 seed) internal pure returns (PcrRegistry.Proposal memory p) {
        (p.pcr0, p.pcr1, p.pcr2) = (_pcr(seed, 0), _pcr(seed, 1), _pcr(seed, 2));
        p.sourceCommit = COMMIT;
        p.sourceLocators = new string[](2);
        p.sourceLocators[0] = "https://example.org/inkan.git";
        p.sourceLocators[1] = "ipfs://bafy";
        p.imageHash = _imageHash(seed);
        p.role = PcrRegistry.Role.Signer;
    }

    function _imageHash(uint256 seed) internal pure returns (bytes memory) {
        return _pcr(seed, 99);
    }

    function _idOf(uint256 seed) internal pure returns (bytes32) {
        return keccak256(bytes.concat(_pcr(seed, 0), _pcr(seed, 1), _pcr(seed, 2)));
    }

    /// @dev One external call only, so that an expected revert is that of the proposal.
    function _proposeAs(address who, PcrRegistry.Proposal memory p) internal returns (bytes32) {
        vm.prank(who);
        return registry.propose(p);
    }

    function _propose(uint256 seed) internal returns (bytes32) {
        return _proposeAs(PROPOSER, _proposal(seed));
    }

    function _attestAs(address who, uint256 seed) internal {
        vm.prank(who);
        registry.attestBuild(_idOf(seed), _imageHash(seed));
    }

    function _revokeAs(address who, bytes32 id, uint64 since) internal {
        vm.prank(who);
        registry.revoke(id, since, REASON);
    }

    /// @dev Proposed and agreed on: the notice period runs.
    function _noticed(uint256 seed) internal returns (bytes32 id) {
        id = _propose(seed);
        _attestAs(REBUILDER_A, seed);
        _attestAs(REBUILDER_B, seed);
    }

    /// @dev In force, {NOTICE} later.
    function _inForce(uint256 seed) internal returns (bytes32) {
        return _inForce(seed, PcrRegistry.Role.Signer, "");
    }

    function _inForce(uint256 seed, PcrRegistry.Role role, bytes memory pcr8) internal returns (bytes32 id) {
        PcrRegistry.Proposal memory p = _proposal(seed);
        (p.role, p.pcr8) = (role, pcr8);
        id = _proposeAs(PROPOSER, p);
        _attestAs(REBUILDER_A, seed);
        _attestAs(REBUILDER_B, seed);
        vm.warp(block.timestamp + NOTICE);
        registry.activate(id);
        vm.assertTrue(registry.isInForce(id), "control: honest use");
    }

    function _stateOf(bytes32 id) internal view returns (PcrRegistry.State) {
        return registry.release(id).state;
    }
}
