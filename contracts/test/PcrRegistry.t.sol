// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Ownable} from "@openzeppelin/contracts/access/Ownable.sol";
import {PcrRegistry} from "../src/PcrRegistry.sol";
import {vm} from "./Vm.sol";

/// @dev Attacker: anyone with an account; the guardian's key; and somebody who stole the owner's key and hopes that nobody
/// has time to look. Wants: a measurement in force that was not public for the notice period, a revoked one back, or an
/// image of debug mode allowed. Every refusal has the honest call beside it.
contract PcrRegistryTest {
    address private constant OWNER = address(0x0a11ce);
    address private constant GUARDIAN = address(0x6a);
    address private constant STRANGER = address(0xbad);
    uint64 private constant NOTICE = 7 days;
    uint256 private constant START = 1_800_000_000;
    bytes32 private constant COMMIT = bytes32(bytes20(hex"00112233445566778899aabbccddeeff00112233"));
    string private constant LOCATOR = "https://example.org/inkan.git";
    string private constant REASON = "image leaked its key";

    PcrRegistry private registry;

    function setUp() public {
        vm.warp(START);
        registry = new PcrRegistry(OWNER, GUARDIAN, NOTICE);
    }

    // --- who may

    function test_strangerMayNotPropose() public {
        vm.expectRevert(abi.encodeWithSelector(Ownable.OwnableUnauthorizedAccount.selector, STRANGER));
        _proposeAs(STRANGER, 1);
        _proposeAs(OWNER, 1); // control
    }

    function test_guardianMayNotPropose() public {
        vm.expectRevert(abi.encodeWithSelector(Ownable.OwnableUnauthorizedAccount.selector, GUARDIAN));
        _proposeAs(GUARDIAN, 1);
    }

    function test_strangerMayNotRevoke_ownerAndGuardianMay() public {
        bytes32 first = _inForce(1);
        bytes32 second = _inForce(2);
        vm.expectRevert(abi.encodeWithSelector(PcrRegistry.NeitherOwnerNorGuardian.selector, STRANGER));
        _revokeAs(STRANGER, first);

        _revokeAs(OWNER, first);
        _revokeAs(GUARDIAN, second);
        vm.assertFalse(registry.isInForce(first) || registry.isInForce(second), "both revoked");
    }

    function test_nobodyIsGuardianWhenItIsZero() public {
        bytes32 id = _inForce(1);
        vm.prank(OWNER);
        registry.setGuardian(address(0));
        vm.expectRevert(abi.encodeWithSelector(PcrRegistry.NeitherOwnerNorGuardian.selector, GUARDIAN));
        _revokeAs(GUARDIAN, id);
        _revokeAs(OWNER, id); // control
    }

    function test_onlyTheOwnerNamesTheGuardian() public {
        vm.expectRevert(abi.encodeWithSelector(Ownable.OwnableUnauthorizedAccount.selector, GUARDIAN));
        vm.prank(GUARDIAN);
        registry.setGuardian(STRANGER);

        vm.expectEmit(address(registry));
        emit PcrRegistry.GuardianChanged(GUARDIAN, STRANGER);
        vm.prank(OWNER);
        registry.setGuardian(STRANGER);
        vm.assertEq(registry.guardian(), STRANGER, "the owner's choice");
    }

    function test_ownershipMovesInTwoSteps_andIsNeverRenounced() public {
        vm.prank(OWNER);
        registry.transferOwnership(STRANGER);
        vm.assertEq(registry.owner(), OWNER, "an address that never accepts takes nothing");
        vm.prank(STRANGER);
        registry.acceptOwnership();
        vm.assertEq(registry.owner(), STRANGER, "control: it accepted");

        vm.expectRevert(abi.encodeWithSelector(PcrRegistry.OwnershipNotRenounceable.selector));
        vm.prank(STRANGER);
        registry.renounceOwnership();
    }

    // --- what may be proposed

    function test_debugImagesAreRefused() public {
        for (uint8 index = 0; index < 3; ++index) {
            bytes[3] memory pcrs = _pcrs(1);
            pcrs[index] = new bytes(48);
            vm.expectRevert(abi.encodeWithSelector(PcrRegistry.PcrAllZero.selector, index));
            _proposePcrs(pcrs);
            pcrs[index][47] = 0x01; // control: one bit makes it a measurement
            _proposePcrs(pcrs);
        }
    }

    function test_pcrsOfAnotherLengthAreRefused() public {
        uint8[4] memory lengths = [0, 32, 47, 49];
        for (uint8 index = 0; index < 3; ++index) {
            for (uint256 i = 0; i < lengths.length; ++i) {
                bytes[3] memory pcrs = _pcrs(1);
                pcrs[index] = new bytes(lengths[i]);
                vm.expectRevert(
                    abi.encodeWithSelector(
                        PcrRegistry.PcrLengthInvalid.selector, index, uint256(48), uint256(lengths[i])
                    )
                );
                _proposePcrs(pcrs);
            }
        }
    }

    /// @dev 47 + 49 bytes would concatenate to the same 144 bytes, and so to the id of another measurement.
    function test_bytesMayNotMoveFromOnePcrToTheNext() public {
        bytes memory longer = bytes.concat(_pcr(1, 0), bytes1(0x01));
        bytes memory shorter = new bytes(47);
        vm.expectRevert(
            abi.encodeWithSelector(PcrRegistry.PcrLengthInvalid.selector, uint8(0), uint256(48), uint256(49))
        );
        registry.measurementId(longer, shorter, _pcr(1, 2));
    }

    function test_aProposalSaysWhereItsSourceIs() public {
        bytes[3] memory p = _pcrs(1);
        vm.expectRevert(abi.encodeWithSelector(PcrRegistry.SourceCommitMissing.selector));
        vm.prank(OWNER);
        registry.propose(p[0], p[1], p[2], bytes32(0), LOCATOR, PcrRegistry.Role.Relay);

        vm.expectRevert(
            abi.encodeWithSelector(PcrRegistry.TextLengthInvalid.selector, uint256(1), uint256(256), uint256(0))
        );
        vm.prank(OWNER);
        registry.propose(p[0], p[1], p[2], COMMIT, "", PcrRegistry.Role.Relay);

        vm.expectRevert(
            abi.encodeWithSelector(PcrRegistry.TextLengthInvalid.selector, uint256(1), uint256(256), uint256(257))
        );
        vm.prank(OWNER);
        registry.propose(p[0], p[1], p[2], COMMIT, string(new bytes(257)), PcrRegistry.Role.Relay);

        vm.prank(OWNER); // control: at the limit
        registry.propose(p[0], p[1], p[2], COMMIT, string(new bytes(256)), PcrRegistry.Role.Relay);
    }

    function test_aLongNoticePeriodIsASlip() public {
        uint64 maximum = registry.NOTICE_PERIOD_MAX();
        vm.expectRevert(abi.encodeWithSelector(PcrRegistry.NoticePeriodTooLong.selector, maximum, maximum + 1));
        new PcrRegistry(OWNER, GUARDIAN, maximum + 1);
        new PcrRegistry(OWNER, GUARDIAN, maximum); // control
    }

    // --- when it is in force

    function test_nobodyActivatesDuringTheNoticePeriod_anyoneAfterIt() public {
        bytes32 id = _proposeAs(OWNER, 1);
        uint64 readyAt = uint64(START) + NOTICE;
        vm.warp(readyAt - 1);
        vm.expectRevert(
            abi.encodeWithSelector(PcrRegistry.NoticePeriodRunning.selector, id, readyAt, uint64(readyAt - 1))
        );
        vm.prank(OWNER);
        registry.activate(id);
        vm.assertFalse(registry.isInForce(id), "one second early");

        vm.warp(readyAt);
        vm.assertFalse(registry.isInForce(id), "ready, but nobody activated it");
        vm.expectEmit(address(registry));
        emit PcrRegistry.MeasurementActivated(id);
        vm.prank(STRANGER);
        registry.activate(id);
        vm.assertTrue(registry.isInForce(id), "control: at readyAt");
    }

    function test_anUnknownMeasurementIsNotInForce_andNotActivated() public {
        bytes32 id = keccak256("never proposed");
        vm.assertFalse(registry.isInForce(id), "unknown");
        vm.expectRevert(
            abi.encodeWithSelector(PcrRegistry.MeasurementNotPending.selector, id, PcrRegistry.State.Unknown)
        );
        registry.activate(id);
        vm.expectRevert(
            abi.encodeWithSelector(PcrRegistry.MeasurementNotRevocable.selector, id, PcrRegistry.State.Unknown)
        );
        _revokeAs(OWNER, id);
    }

    /// @dev Proposing again must not move readyAt, in either direction, nor change role or source.
    function test_aPendingMeasurementIsNotProposedAgain() public {
        bytes32 id = _proposeAs(OWNER, 1);
        vm.warp(START + 1 days);
        vm.expectRevert(
            abi.encodeWithSelector(PcrRegistry.MeasurementAlreadyKnown.selector, id, PcrRegistry.State.Pending)
        );
        _proposeAs(OWNER, 1);
        (,, uint64 readyAt,,) = registry.status(id);
        vm.assertEq(uint256(readyAt), START + NOTICE, "readyAt");
    }

    function test_anActiveMeasurementIsNotActivatedAgain() public {
        bytes32 id = _inForce(1);
        vm.expectRevert(
            abi.encodeWithSelector(PcrRegistry.MeasurementNotPending.selector, id, PcrRegistry.State.InForce)
        );
        registry.activate(id);
    }

    function test_withoutANoticePeriodADevelopmentChainActivatesAtOnce() public {
        registry = new PcrRegistry(OWNER, GUARDIAN, 0);
        bytes32 id = _proposeAs(OWNER, 1);
        registry.activate(id);
        vm.assertTrue(registry.isInForce(id), "same block");
    }

    // --- revocation

    function test_revocationHoldsAtOnceAndForEver() public {
        bytes32 id = _inForce(1);
        vm.expectEmit(address(registry));
        emit PcrRegistry.MeasurementRevoked(id, OWNER, REASON);
        _revokeAs(OWNER, id);
        vm.assertFalse(registry.isInForce(id), "at once");

        vm.warp(block.timestamp + 365 days);
        vm.expectRevert(
            abi.encodeWithSelector(PcrRegistry.MeasurementNotPending.selector, id, PcrRegistry.State.Revoked)
        );
        registry.activate(id);
        vm.expectRevert(
            abi.encodeWithSelector(PcrRegistry.MeasurementAlreadyKnown.selector, id, PcrRegistry.State.Revoked)
        );
        _proposeAs(OWNER, 1);
        vm.expectRevert(
            abi.encodeWithSelector(PcrRegistry.MeasurementNotRevocable.selector, id, PcrRegistry.State.Revoked)
        );
        _revokeAs(OWNER, id);
    }

    function test_theGuardianStopsAProposalOfAStolenOwnerKey() public {
        bytes32 id = _proposeAs(OWNER, 1);
        _revokeAs(GUARDIAN, id);
        vm.warp(START + NOTICE);
        vm.expectRevert(
            abi.encodeWithSelector(PcrRegistry.MeasurementNotPending.selector, id, PcrRegistry.State.Revoked)
        );
        registry.activate(id);
    }

    function test_aRevocationHasAReason() public {
        bytes32 id = _inForce(1);
        vm.expectRevert(
            abi.encodeWithSelector(PcrRegistry.TextLengthInvalid.selector, uint256(1), uint256(256), uint256(0))
        );
        vm.prank(OWNER);
        registry.revoke(id, "");
        vm.assertTrue(registry.isInForce(id), "nothing happened");
    }

    // --- what a reader sees

    function test_readersSeeEverythingThatWasProposed() public {
        bytes32 first = _proposeAs(OWNER, 1);
        bytes32 second = _proposeAs(OWNER, 2);
        _revokeAs(OWNER, first);

        vm.assertEq(registry.measurementCount(), 2, "count");
        bytes32[] memory ids = registry.measurementIds(0, 10);
        vm.assertEq(ids.length, 2, "page");
        vm.assertEq(ids[0], first, "order");
        vm.assertEq(registry.measurementIds(1, 1)[0], second, "second page");
        vm.assertEq(registry.measurementIds(2, type(uint256).max).length, 0, "past the end");
        vm.assertEq(registry.measurementIds(type(uint256).max, 1).length, 0, "far past the end");

        PcrRegistry.Measurement memory m = registry.measurement(first);
        vm.assertEq(keccak256(m.pcrs), first, "the PCRs hash to the id");
        vm.assertEq(m.sourceCommit, COMMIT, "commit");
        vm.assertEq(m.sourceLocator, LOCATOR, "locator");
        vm.assertEq(m.revocationReason, REASON, "reason");
        vm.assertEq(uint256(m.activatedAt), 0, "never in force");
    }

    function test_statusIsOneCall() public {
        bytes32 id = _inForce(1);
        _revokeAs(GUARDIAN, id);
        (PcrRegistry.State state, PcrRegistry.Role role, uint64 readyAt, uint64 revokedAt, string memory reason) =
            registry.status(id);
        vm.assertTrue(state == PcrRegistry.State.Revoked && role == PcrRegistry.Role.Signer, "state and role");
        vm.assertEq(uint256(readyAt), START + NOTICE, "readyAt");
        vm.assertEq(uint256(revokedAt), block.timestamp, "revokedAt");
        vm.assertEq(reason, REASON, "reason");
    }

    /// @dev The documented layout: state in the lowest byte of the measurement's first slot. Owner and pendingOwner and
    /// guardian come before the mapping.
    function test_stateIsInTheFirstSlot() public {
        bytes32 id = _inForce(1);
        bytes32 slot = keccak256(abi.encode(id, uint256(3)));
        vm.assertEq(
            uint256(vm.load(address(registry), slot)) & 0xff, uint256(PcrRegistry.State.InForce), "state by storage"
        );
    }

    // --- fuzz

    function testFuzz_neverInForceBeforeReadyAt(uint64 notice, uint64 waited, uint256 seed) public {
        notice %= 365 days + 1;
        registry = new PcrRegistry(OWNER, GUARDIAN, notice);
        bytes32 id = _proposeAs(OWNER, seed);
        waited %= 2 * (365 days);
        vm.warp(START + waited);
        if (waited < notice) vm.expectRevert();
        registry.activate(id);
        vm.assertTrue(registry.isInForce(id) == (waited >= notice), "in force exactly from readyAt");
    }

    function testFuzz_anIdIsTheHashOfItsPcrs(bytes32 a, bytes16 b, bytes32 c, bytes16 d, bytes32 e, bytes16 f)
        public
        view
    {
        vm.assume((a != 0 || b != 0) && (c != 0 || d != 0) && (e != 0 || f != 0));
        bytes32 id = registry.measurementId(bytes.concat(a, b), bytes.concat(c, d), bytes.concat(e, f));
        vm.assertEq(id, keccak256(abi.encodePacked(a, b, c, d, e, f)), "id");
    }

    function testFuzz_strangersChangeNothing(address who, bytes32 id, string calldata text) public {
        vm.assume(who != OWNER && who != GUARDIAN);
        vm.expectRevert();
        vm.prank(who);
        registry.revoke(id, text);
        vm.expectRevert();
        _proposeAs(who, uint256(id));
        vm.expectRevert();
        vm.prank(who);
        registry.setGuardian(who);
        vm.expectRevert();
        vm.prank(who);
        registry.transferOwnership(who);
    }

    // --- the parts of a scenario

    function _pcr(uint256 seed, uint256 index) private pure returns (bytes memory) {
        bytes32 left = keccak256(abi.encode(seed, index));
        return bytes.concat(left, bytes16(keccak256(abi.encode(left))));
    }

    function _pcrs(uint256 seed) private pure returns (bytes[3] memory) {
        return [_pcr(seed, 0), _pcr(seed, 1), _pcr(seed, 2)];
    }

    /// @dev One external call only, so that an expected revert is that of the proposal.
    function _proposeAs(address who, uint256 seed) private returns (bytes32) {
        bytes[3] memory p = _pcrs(seed);
        vm.prank(who);
        return registry.propose(p[0], p[1], p[2], COMMIT, LOCATOR, PcrRegistry.Role.Signer);
    }

    function _proposePcrs(bytes[3] memory p) private {
        vm.prank(OWNER);
        registry.propose(p[0], p[1], p[2], COMMIT, LOCATOR, PcrRegistry.Role.Relay);
    }

    function _revokeAs(address who, bytes32 id) private {
        vm.prank(who);
        registry.revoke(id, REASON);
    }

    function _inForce(uint256 seed) private returns (bytes32 id) {
        id = _proposeAs(OWNER, seed);
        vm.warp(block.timestamp + NOTICE);
        registry.activate(id);
        vm.assertTrue(registry.isInForce(id), "control: honest use");
        vm.warp(START);
    }
}
