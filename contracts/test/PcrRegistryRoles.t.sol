// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Ownable} from "@openzeppelin/contracts/access/Ownable.sol";
import {PcrRegistry} from "../src/PcrRegistry.sol";
import {Releases} from "./Releases.sol";
import {vm} from "./Vm.sol";

/// @dev Attacker: whoever stole one of the keys, or was given one role and wants another. Revocation, terms, ownership, roles.
contract PcrRegistryRolesTest is Releases {
    function setUp() public {
        _openRegistry();
    }

    // --- revocation

    function test_ownerAndGuardianRevoke_nobodyElse() public {
        bytes32 first = _inForce(1);
        bytes32 second = _inForce(2);
        address[3] memory others = [PROPOSER, REBUILDER_A, STRANGER];
        for (uint256 i = 0; i < others.length; ++i) {
            vm.expectRevert(abi.encodeWithSelector(PcrRegistry.NeitherOwnerNorGuardian.selector, others[i]));
            _revokeAs(others[i], first, START);
        }
        _revokeAs(OWNER, first, START);
        _revokeAs(GUARDIAN, second, START);
        vm.assertFalse(registry.isInForce(first) || registry.isInForce(second), "both revoked");
    }

    function test_nobodyIsGuardianWhenItIsZero() public {
        bytes32 id = _inForce(1);
        vm.prank(OWNER);
        registry.setGuardian(address(0));
        vm.expectRevert(abi.encodeWithSelector(PcrRegistry.NeitherOwnerNorGuardian.selector, GUARDIAN));
        _revokeAs(GUARDIAN, id, START);
        _revokeAs(OWNER, id, START); // control
    }

    function test_revocationHoldsAtOnceAndForEver() public {
        bytes32 id = _inForce(1);
        vm.expectEmit(address(registry));
        emit PcrRegistry.ReleaseRevoked(id, GUARDIAN, START, REASON);
        _revokeAs(GUARDIAN, id, START);
        vm.assertFalse(registry.isInForce(id), "at once");

        vm.warp(block.timestamp + 365 days);
        vm.expectRevert(abi.encodeWithSelector(PcrRegistry.ReleaseNotPending.selector, id, PcrRegistry.State.Revoked));
        registry.activate(id);
        vm.expectRevert(abi.encodeWithSelector(PcrRegistry.ReleaseAlreadyKnown.selector, id, PcrRegistry.State.Revoked));
        _propose(1);
        vm.expectRevert(abi.encodeWithSelector(PcrRegistry.ReleaseNotPending.selector, id, PcrRegistry.State.Revoked));
        _attestAs(REBUILDER_C, 1);
    }

    function test_theGuardianStopsAProposalOfAStolenProposersKey() public {
        bytes32 id = _noticed(1);
        _revokeAs(GUARDIAN, id, START);
        vm.warp(START + NOTICE);
        vm.expectRevert(abi.encodeWithSelector(PcrRegistry.ReleaseNotPending.selector, id, PcrRegistry.State.Revoked));
        registry.activate(id);
    }

    function test_aRevocationHasAReason() public {
        bytes32 id = _inForce(1);
        uint16[2] memory lengths = [0, 257];
        for (uint256 i = 0; i < lengths.length; ++i) {
            vm.expectRevert(
                abi.encodeWithSelector(
                    PcrRegistry.TextLengthInvalid.selector, uint256(1), uint256(256), uint256(lengths[i])
                )
            );
            vm.prank(OWNER);
            registry.revoke(id, START, string(new bytes(lengths[i])));
        }
        vm.assertTrue(registry.isInForce(id), "nothing happened");
    }

    /// @dev What is known later moves it back, never forward, and the time of the first revocation stays.
    function test_revocationLiesInThePast_andMovesBackOnly() public {
        bytes32 id = _inForce(1);
        uint64 now_ = START + NOTICE;
        vm.expectRevert(abi.encodeWithSelector(PcrRegistry.RevocationInFuture.selector, now_, now_ + 1));
        _revokeAs(GUARDIAN, id, now_ + 1);
        _revokeAs(GUARDIAN, id, now_); // control: now

        vm.warp(now_ + 1 days);
        uint64[2] memory later = [now_, now_ + 1 days];
        for (uint256 i = 0; i < later.length; ++i) {
            vm.expectRevert(abi.encodeWithSelector(PcrRegistry.RevocationNotEarlier.selector, id, now_, later[i]));
            _revokeAs(GUARDIAN, id, later[i]);
        }
        _revokeAs(GUARDIAN, id, 0);
        vm.assertEq(uint256(registry.release(id).revokedSince), 0, "for all time");
        vm.assertEq(uint256(registry.release(id).revokedAt), now_, "first revoked");
    }

    function test_standingAtTellsThePast() public {
        bytes32 id = _inForce(1, PcrRegistry.Role.Relay, _pcr(1, 8));
        uint64 activatedAt = START + NOTICE;
        vm.warp(activatedAt + 100);
        _expectStanding(id, activatedAt - 1, false, false);
        _expectStanding(id, activatedAt, true, false);
        _revokeAs(GUARDIAN, id, activatedAt + 50);
        _expectStanding(id, activatedAt + 49, true, false);
        _expectStanding(id, activatedAt + 50, true, true);
        (,, PcrRegistry.Role role, bytes32 pcr8Hash) = registry.standingAt(id, activatedAt);
        vm.assertTrue(role == PcrRegistry.Role.Relay && pcr8Hash == keccak256(_pcr(1, 8)), "role and PCR8");

        bytes32 never = _noticed(2);
        _expectStanding(never, type(uint64).max, false, false);
    }

    // --- terms

    function test_aSlipOfUnitsIsRefused() public {
        uint32 maximum = registry.NOTICE_PERIOD_MAX();
        bytes memory tooLong = abi.encodeWithSelector(PcrRegistry.NoticePeriodTooLong.selector, maximum, maximum + 1);
        vm.expectRevert(tooLong);
        new PcrRegistry(OWNER, PROPOSER, GUARDIAN, maximum + 1, QUORUM);
        vm.expectRevert(abi.encodeWithSelector(PcrRegistry.QuorumTooLarge.selector, uint256(32), uint256(33)));
        new PcrRegistry(OWNER, PROPOSER, GUARDIAN, maximum, 33);
        new PcrRegistry(OWNER, PROPOSER, GUARDIAN, maximum, 32); // control
        vm.expectRevert(tooLong);
        vm.prank(OWNER);
        registry.setTerms(maximum + 1, QUORUM);
    }

    function test_stricterTermsHoldAtOnce_butNotForWhatIsPending() public {
        bytes32 pending = _noticed(1);
        vm.expectEmit(address(registry));
        emit PcrRegistry.TermsChanged(NOTICE + 1, 3, START);
        _setTerms(NOTICE + 1, 3);
        _expectTerms(NOTICE + 1, 3);

        PcrRegistry.Release memory r = registry.release(_propose(2));
        vm.assertTrue(r.noticePeriod == NOTICE + 1 && r.quorum == 3, "the later proposal");
        vm.warp(START + NOTICE);
        registry.activate(pending);
    }

    /// @dev Neither longer nor shorter, though its notice had not begun when the terms changed.
    function test_aProposalIsJudgedByItsOwnTerms() public {
        bytes32 id = _propose(1);
        _setTerms(NOTICE + 1 days, 3);
        _attestAs(REBUILDER_A, 1);
        vm.assertEq(uint256(registry.release(id).readyAt), 0, "its own quorum");
        _attestAs(REBUILDER_B, 1);
        vm.assertEq(uint256(registry.release(id).readyAt), START + NOTICE, "its own notice");
        vm.warp(START + NOTICE);
        registry.activate(id);

        bytes32 stricter = _propose(2);
        _setTerms(0, 0);
        vm.warp(START + 3 * NOTICE);
        _expectTerms(0, 0);
        _attestAs(REBUILDER_A, 2);
        _attestAs(REBUILDER_B, 2);
        vm.assertEq(uint256(registry.release(stricter).readyAt), 0, "its own quorum");
        _attestAs(REBUILDER_C, 2);
        uint256 readyAt = START + 3 * NOTICE + NOTICE + 1 days;
        vm.assertEq(uint256(registry.release(stricter).readyAt), readyAt, "its own notice");
    }

    /// @dev Whoever stole the owner's key would shorten first and propose second.
    function test_weakerTermsWaitOutTheNoticePeriod() public {
        uint32[2][3] memory weaker = [[uint32(0), 0], [NOTICE - 1, QUORUM], [NOTICE + 1, QUORUM - 1]];
        for (uint256 i = 0; i < weaker.length; ++i) {
            _openRegistry();
            bytes32 pending = _noticed(1);
            _setTerms(weaker[i][0], uint8(weaker[i][1]));
            _expectTerms(NOTICE, QUORUM);
            (uint32 noticePeriod, uint8 quorum, uint64 effectiveAt) = registry.waitingTerms();
            vm.assertTrue(noticePeriod == weaker[i][0] && quorum == weaker[i][1], "waiting");
            vm.assertEq(effectiveAt, START + NOTICE, "for the notice period");

            vm.warp(START + NOTICE - 1);
            vm.assertTrue(registry.release(_propose(2)).noticePeriod == NOTICE, "still");
            vm.warp(START + NOTICE);
            _expectTerms(weaker[i][0], uint8(weaker[i][1]));
            (,, effectiveAt) = registry.waitingTerms();
            vm.assertEq(uint256(effectiveAt), 0, "nothing waits");
            PcrRegistry.Release memory r = registry.release(pending);
            vm.assertTrue(r.noticePeriod == NOTICE && r.quorum == QUORUM, "pending keeps its own");
            r = registry.release(_propose(3));
            vm.assertTrue(r.noticePeriod == weaker[i][0] && r.quorum == weaker[i][1], "control: now they hold");
        }
    }

    function test_aLaterCallReplacesWhatWaits() public {
        _setTerms(0, 0);
        vm.warp(START + NOTICE - 1);
        _setTerms(NOTICE, QUORUM); // the true owner takes it back
        vm.warp(START + 2 * NOTICE);
        _expectTerms(NOTICE, QUORUM);

        _setTerms(1 days, 0);
        vm.warp(START + 3 * NOTICE);
        _setTerms(1 hours, 0); // what waited has come to hold, and this waits a day
        vm.warp(START + 3 * NOTICE + 1 days - 1);
        _expectTerms(1 days, 0);
        vm.warp(START + 3 * NOTICE + 1 days);
        _expectTerms(1 hours, 0);
    }

    // --- roles

    function test_onlyTheOwnerGivesRoles() public {
        address[4] memory others = [PROPOSER, GUARDIAN, REBUILDER_A, STRANGER];
        for (uint256 i = 0; i < others.length; ++i) {
            bytes memory refused = abi.encodeWithSelector(Ownable.OwnableUnauthorizedAccount.selector, others[i]);
            vm.startPrank(others[i]);
            vm.expectRevert(refused);
            registry.setGuardian(others[i]);
            vm.expectRevert(refused);
            registry.setProposer(others[i]);
            vm.expectRevert(refused);
            registry.addRebuilder(others[i]);
            vm.expectRevert(refused);
            registry.removeRebuilder(REBUILDER_B);
            vm.expectRevert(refused);
            registry.setTerms(NOTICE, QUORUM);
            vm.expectRevert(refused);
            registry.nameSuccessor(address(registry), others[i]);
            vm.stopPrank();
        }
    }

    function test_rolesChangeWithEvents() public {
        vm.startPrank(OWNER);
        vm.expectEmit(address(registry));
        emit PcrRegistry.GuardianChanged(GUARDIAN, STRANGER);
        registry.setGuardian(STRANGER);
        vm.expectEmit(address(registry));
        emit PcrRegistry.ProposerChanged(PROPOSER, STRANGER);
        registry.setProposer(STRANGER);
        vm.expectEmit(address(registry));
        emit PcrRegistry.RebuilderRemoved(REBUILDER_A);
        registry.removeRebuilder(REBUILDER_A);
        vm.expectEmit(address(registry));
        emit PcrRegistry.RebuilderAdded(GUARDIAN);
        registry.addRebuilder(GUARDIAN);
        vm.expectEmit(address(registry));
        emit PcrRegistry.SuccessorNamed(address(registry), STRANGER);
        registry.nameSuccessor(address(registry), STRANGER);
        vm.stopPrank();

        vm.assertEq(registry.guardian(), STRANGER, "guardian");
        vm.assertEq(registry.proposer(), STRANGER, "proposer");
        vm.assertEq(registry.successorOf(address(registry)), STRANGER, "successor");
        address[] memory rebuilders = registry.rebuilders();
        vm.assertEq(rebuilders.length, 3, "rebuilders");
        vm.assertTrue(
            rebuilders[0] == REBUILDER_C && rebuilders[1] == REBUILDER_B && rebuilders[2] == GUARDIAN, "which"
        );
    }

    function test_rebuildersAreFewAndDistinct() public {
        vm.startPrank(OWNER);
        vm.expectRevert(abi.encodeWithSelector(PcrRegistry.RebuilderAlreadyKnown.selector, REBUILDER_A));
        registry.addRebuilder(REBUILDER_A);
        vm.expectRevert(abi.encodeWithSelector(PcrRegistry.NotRebuilder.selector, STRANGER));
        registry.removeRebuilder(STRANGER);
        for (uint160 i = 4; i <= 32; ++i) {
            registry.addRebuilder(address(i));
        }
        vm.expectRevert(abi.encodeWithSelector(PcrRegistry.TooManyRebuilders.selector, uint256(32)));
        registry.addRebuilder(STRANGER);
        registry.removeRebuilder(address(32));
        registry.addRebuilder(STRANGER); // control
        vm.stopPrank();
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
        vm.expectRevert(abi.encodeWithSelector(Ownable.OwnableUnauthorizedAccount.selector, OWNER));
        vm.prank(OWNER);
        registry.renounceOwnership();
    }

    function _setTerms(uint32 noticePeriod, uint8 quorum) private {
        vm.prank(OWNER);
        registry.setTerms(noticePeriod, quorum);
    }

    function _expectTerms(uint32 noticePeriod, uint8 quorum) private view {
        (uint32 seenNoticePeriod, uint8 seenQuorum) = registry.terms();
        vm.assertEq(seenNoticePeriod, noticePeriod, "notice period");
        vm.assertEq(uint256(seenQuorum), quorum, "quorum");
    }

    function _expectStanding(bytes32 id, uint64 time, bool activated, bool revoked) private view {
        (bool seenActivated, bool seenRevoked,,) = registry.standingAt(id, time);
        vm.assertTrue(seenActivated == activated && seenRevoked == revoked, "standing");
    }
}
