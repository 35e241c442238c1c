// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {PcrRegistry} from "../src/PcrRegistry.sol";
import {Releases} from "./Releases.sol";
import {vm} from "./Vm.sol";

/// @dev Attacker: anyone with an account; a proposer who bought too few rebuilders; somebody who stole the owner's key and hopes that
/// nobody has time to look. Wants: a release in force that was not rebuilt and public for the notice period, a revoked one back, or an
/// image of debug mode allowed. Every refusal has the honest call beside it.
contract PcrRegistryTest is Releases {
    function setUp() public {
        _openRegistry();
    }

    // --- what may be proposed

    function test_onlyTheProposerProposes() public {
        address[4] memory others = [OWNER, GUARDIAN, REBUILDER_A, STRANGER];
        for (uint256 i = 0; i < others.length; ++i) {
            vm.expectRevert(abi.encodeWithSelector(PcrRegistry.NotProposer.selector, others[i]));
            _proposeAs(others[i], _proposal(1));
        }
        _proposeAs(PROPOSER, _proposal(1)); // control
    }

    function test_debugImagesAreRefused() public {
        for (uint8 index = 0; index < 3; ++index) {
            bytes memory pcr = new bytes(48);
            vm.expectRevert(abi.encodeWithSelector(PcrRegistry.PcrAllZero.selector, index));
            _proposeAs(PROPOSER, _with(index, pcr));
            pcr[47] = 0x01; // control: one bit makes it a measurement
            _proposeAs(PROPOSER, _with(index, pcr));
        }
    }

    function test_pcrsOfAnotherLengthAreRefused() public {
        uint8[4] memory lengths = [0, 32, 47, 49];
        for (uint8 index = 0; index < 3; ++index) {
            for (uint256 i = 0; i < lengths.length; ++i) {
                vm.expectRevert(
                    abi.encodeWithSelector(
                        PcrRegistry.PcrLengthInvalid.selector, index, uint256(48), uint256(lengths[i])
                    )
                );
                _proposeAs(PROPOSER, _with(index, new bytes(lengths[i])));
            }
        }
    }

    function test_pcr8IsAbsentOrAMeasurement() public {
        PcrRegistry.Proposal memory p = _proposal(1);
        p.pcr8 = new bytes(32);
        vm.expectRevert(
            abi.encodeWithSelector(PcrRegistry.PcrLengthInvalid.selector, uint8(8), uint256(48), uint256(32))
        );
        _proposeAs(PROPOSER, p);
        p.pcr8 = new bytes(48);
        vm.expectRevert(abi.encodeWithSelector(PcrRegistry.PcrAllZero.selector, uint8(8)));
        _proposeAs(PROPOSER, p);

        p.pcr8 = _pcr(1, 8); // control
        bytes32 id = _proposeAs(PROPOSER, p);
        vm.assertEq(registry.release(id).pcr8Hash, keccak256(p.pcr8), "signed");
        vm.assertEq(registry.release(_propose(2)).pcr8Hash, bytes32(0), "not signed");
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
        PcrRegistry.Proposal memory p = _proposal(1);
        p.sourceCommit = 0;
        vm.expectRevert(abi.encodeWithSelector(PcrRegistry.SourceCommitMissing.selector));
        _proposeAs(PROPOSER, p);

        p = _proposal(1);
        uint8[2] memory counts = [0, 9];
        for (uint256 i = 0; i < counts.length; ++i) {
            p.sourceLocators = new string[](counts[i]);
            vm.expectRevert(
                abi.encodeWithSelector(
                    PcrRegistry.LocatorCountInvalid.selector, uint256(1), uint256(8), uint256(counts[i])
                )
            );
            _proposeAs(PROPOSER, p);
        }

        p.sourceLocators = new string[](8);
        for (uint256 i = 0; i < 8; ++i) {
            p.sourceLocators[i] = string(new bytes(256));
        }
        uint16[2] memory lengths = [0, 257];
        for (uint256 i = 0; i < lengths.length; ++i) {
            p.sourceLocators[7] = string(new bytes(lengths[i]));
            vm.expectRevert(
                abi.encodeWithSelector(
                    PcrRegistry.TextLengthInvalid.selector, uint256(1), uint256(256), uint256(lengths[i])
                )
            );
            _proposeAs(PROPOSER, p);
        }
        p.sourceLocators[7] = string(new bytes(256)); // control: at the limits
        _proposeAs(PROPOSER, p);
    }

    function test_theImageHashIsSha256OrSha384() public {
        uint8[4] memory lengths = [0, 31, 33, 49];
        PcrRegistry.Proposal memory p = _proposal(1);
        for (uint256 i = 0; i < lengths.length; ++i) {
            p.imageHash = new bytes(lengths[i]);
            vm.expectRevert(abi.encodeWithSelector(PcrRegistry.ImageHashLengthInvalid.selector, uint256(lengths[i])));
            _proposeAs(PROPOSER, p);
        }
        p.imageHash = new bytes(32); // controls
        _proposeAs(PROPOSER, p);
        p = _proposal(2);
        p.imageHash = new bytes(48);
        _proposeAs(PROPOSER, p);
    }

    // --- who must agree

    function test_onlyRebuildersAttest_andEachOnce() public {
        bytes32 id = _propose(1);
        address[4] memory others = [OWNER, PROPOSER, GUARDIAN, STRANGER];
        for (uint256 i = 0; i < others.length; ++i) {
            vm.expectRevert(abi.encodeWithSelector(PcrRegistry.NotRebuilder.selector, others[i]));
            _attestAs(others[i], 1);
        }
        _attestAs(REBUILDER_A, 1); // control
        vm.expectRevert(abi.encodeWithSelector(PcrRegistry.BuildAlreadyAttested.selector, id, REBUILDER_A));
        _attestAs(REBUILDER_A, 1);
        vm.assertTrue(registry.hasAttested(id, REBUILDER_A) && !registry.hasAttested(id, REBUILDER_B), "who");
        vm.assertEq(registry.agreement(id), 1, "one of two");
    }

    function test_aRebuilderThatBuiltAnotherImageDoesNotAgree() public {
        bytes32 id = _propose(1);
        vm.expectRevert(
            abi.encodeWithSelector(PcrRegistry.ImageHashMismatch.selector, id, _imageHash(1), _imageHash(2))
        );
        vm.prank(REBUILDER_A);
        registry.attestBuild(id, _imageHash(2));
        _attestAs(REBUILDER_A, 1); // control
    }

    /// @dev The proposer of before, made a rebuilder, would confirm its own work.
    function test_aRebuilderIsNotTheProposer() public {
        vm.expectRevert(abi.encodeWithSelector(PcrRegistry.RebuilderIsProposer.selector, PROPOSER));
        vm.prank(OWNER);
        registry.addRebuilder(PROPOSER);
        vm.expectRevert(abi.encodeWithSelector(PcrRegistry.RebuilderIsProposer.selector, REBUILDER_A));
        vm.prank(OWNER);
        registry.setProposer(REBUILDER_A);

        _propose(1);
        vm.startPrank(OWNER);
        registry.setProposer(STRANGER);
        registry.addRebuilder(PROPOSER); // control: it proposes no longer
        vm.stopPrank();
        vm.expectRevert(abi.encodeWithSelector(PcrRegistry.RebuilderIsProposer.selector, PROPOSER));
        _attestAs(PROPOSER, 1);
        _proposeAs(STRANGER, _proposal(2));
        _attestAs(PROPOSER, 2); // control: of another's release it is one
    }

    function test_theNoticePeriodBeginsWhenEnoughAgree() public {
        bytes32 id = _propose(1);
        vm.warp(START + 30 days);
        _attestAs(REBUILDER_A, 1);
        vm.expectRevert(abi.encodeWithSelector(PcrRegistry.QuorumMissing.selector, id, uint256(2), uint256(1)));
        registry.activate(id);
        vm.assertEq(uint256(registry.release(id).readyAt), 0, "no notice yet");

        uint64 readyAt = START + 30 days + NOTICE;
        vm.expectEmit(address(registry));
        emit PcrRegistry.BuildAttested(id, REBUILDER_B, 2);
        vm.expectEmit(address(registry));
        emit PcrRegistry.NoticeBegan(id, readyAt);
        _attestAs(REBUILDER_B, 1);

        vm.warp(readyAt - 1);
        _attestAs(REBUILDER_C, 1); // one more doesn't move it
        vm.expectRevert(
            abi.encodeWithSelector(PcrRegistry.NoticePeriodRunning.selector, id, readyAt, uint64(readyAt - 1))
        );
        vm.prank(OWNER);
        registry.activate(id);

        vm.warp(readyAt);
        vm.assertFalse(registry.isInForce(id), "ready, but nobody activated it");
        vm.expectEmit(address(registry));
        emit PcrRegistry.ReleaseActivated(id);
        vm.prank(STRANGER);
        registry.activate(id);
        vm.assertTrue(registry.isInForce(id), "control: at readyAt, by anyone");
    }

    function test_aRebuilderThatWasRemovedCountsNoLonger() public {
        bytes32 id = _noticed(1);
        vm.prank(OWNER);
        registry.removeRebuilder(REBUILDER_A);
        vm.expectRevert(abi.encodeWithSelector(PcrRegistry.NotRebuilder.selector, REBUILDER_A));
        _attestAs(REBUILDER_A, 1);

        vm.warp(START + NOTICE);
        vm.expectRevert(abi.encodeWithSelector(PcrRegistry.QuorumMissing.selector, id, uint256(2), uint256(1)));
        registry.activate(id);
        _attestAs(REBUILDER_C, 1);
        registry.activate(id); // control: another one took its place
    }

    function test_withoutNoticeAndQuorumADevelopmentChainActivatesAtOnce() public {
        registry = new PcrRegistry(OWNER, PROPOSER, GUARDIAN, 0, 0);
        bytes32 id = _propose(1);
        registry.activate(id);
        vm.assertTrue(registry.isInForce(id), "same block");
    }

    // --- the states

    function test_anUnknownReleaseIsNothing() public {
        bytes32 id = _idOf(1);
        vm.assertFalse(registry.isInForce(id), "unknown");
        vm.expectRevert(abi.encodeWithSelector(PcrRegistry.ReleaseNotPending.selector, id, PcrRegistry.State.Unknown));
        registry.activate(id);
        vm.expectRevert(abi.encodeWithSelector(PcrRegistry.ReleaseNotPending.selector, id, PcrRegistry.State.Unknown));
        _attestAs(REBUILDER_A, 1);
        vm.expectRevert(abi.encodeWithSelector(PcrRegistry.ReleaseNotRevocable.selector, id, PcrRegistry.State.Unknown));
        _revokeAs(OWNER, id, START);
    }

    /// @dev Proposing again must not move readyAt, in either direction, nor change role or source.
    function test_aReleaseIsProposedOnce() public {
        bytes32 id = _noticed(1);
        vm.warp(START + 1 days);
        vm.expectRevert(abi.encodeWithSelector(PcrRegistry.ReleaseAlreadyKnown.selector, id, PcrRegistry.State.Pending));
        _propose(1);
        vm.assertEq(uint256(registry.release(id).readyAt), START + NOTICE, "readyAt");

        vm.warp(START + NOTICE);
        registry.activate(id);
        vm.expectRevert(abi.encodeWithSelector(PcrRegistry.ReleaseAlreadyKnown.selector, id, PcrRegistry.State.InForce));
        _propose(1);
        vm.expectRevert(abi.encodeWithSelector(PcrRegistry.ReleaseNotPending.selector, id, PcrRegistry.State.InForce));
        registry.activate(id);
    }

    function test_readersSeeEverythingThatWasProposed() public {
        bytes32 first = _propose(1);
        bytes32 second = _propose(2);
        _revokeAs(OWNER, first, START);

        vm.assertEq(registry.releaseCount(), 2, "count");
        bytes32[] memory ids = registry.releaseIds(0, 10);
        vm.assertEq(ids.length, 2, "page");
        vm.assertEq(ids[0], first, "order");
        vm.assertEq(registry.releaseIds(1, 1)[0], second, "second page");
        vm.assertEq(registry.releaseIds(2, type(uint256).max).length, 0, "past the end");
        vm.assertEq(registry.releaseIds(type(uint256).max, 1).length, 0, "far past the end");

        PcrRegistry.Release memory r = registry.release(first);
        vm.assertEq(keccak256(r.pcrs), first, "the PCRs hash to the id");
        vm.assertEq(r.sourceCommit, COMMIT, "commit");
        vm.assertEq(r.sourceLocators.length, 2, "locators");
        vm.assertEq(r.sourceLocators[1], "ipfs://bafy", "locator");
        vm.assertEq(keccak256(r.imageHash), keccak256(_imageHash(1)), "image");
        vm.assertEq(r.proposer, PROPOSER, "proposer");
        vm.assertEq(uint256(r.proposedAt), START, "proposed");
        vm.assertEq(uint256(r.activatedAt), 0, "never in force");
        vm.assertEq(r.revocationReason, REASON, "reason");
    }

    function test_statusIsOneCall() public {
        bytes32 id = _inForce(1);
        vm.warp(START + NOTICE + 9);
        _revokeAs(GUARDIAN, id, START + 5);
        (
            PcrRegistry.State state,
            PcrRegistry.Role role,
            uint64 readyAt,
            uint64 revokedAt,
            uint64 revokedSince,
            string memory reason
        ) = registry.status(id);
        vm.assertTrue(state == PcrRegistry.State.Revoked && role == PcrRegistry.Role.Signer, "state and role");
        vm.assertEq(uint256(readyAt), START + NOTICE, "readyAt");
        vm.assertEq(uint256(revokedAt), START + NOTICE + 9, "revokedAt");
        vm.assertEq(uint256(revokedSince), START + 5, "revokedSince");
        vm.assertEq(reason, REASON, "reason");
    }

    /// @dev The documented layout, for readers with `eth_getProof`: the whole first slot of a release.
    function test_stateAndTimesAreInTheFirstSlot() public {
        bytes32 id = _inForce(1);
        vm.warp(START + NOTICE + 9);
        _revokeAs(OWNER, id, START + 5);
        uint256 slot = uint256(vm.load(address(registry), keccak256(abi.encode(id, uint256(2)))));
        vm.assertEq(slot & 0xff, uint256(PcrRegistry.State.Revoked), "state");
        vm.assertEq((slot >> 8) & 0xff, uint256(PcrRegistry.Role.Signer), "role");
        vm.assertEq((slot >> 16) & 0xff, QUORUM, "quorum");
        vm.assertEq((slot >> 24) & 0xffffffff, NOTICE, "noticePeriod");
        vm.assertEq((slot >> 56) & 0xffffffffffff, START + NOTICE, "readyAt");
        vm.assertEq((slot >> 104) & 0xffffffffffff, START + NOTICE, "activatedAt");
        vm.assertEq((slot >> 152) & 0xffffffffffff, START + NOTICE + 9, "revokedAt");
        vm.assertEq(slot >> 200, START + 5, "revokedSince");
    }

    // --- fuzz

    function testFuzz_neverInForceBeforeReadyAt(uint32 notice, uint64 waited, uint256 seed) public {
        notice %= 365 days + 1;
        registry = new PcrRegistry(OWNER, PROPOSER, GUARDIAN, notice, 0);
        bytes32 id = _propose(seed);
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

    function testFuzz_strangersChangeNothing(address who, uint256 seed, string calldata text) public {
        vm.assume(who != OWNER && who != PROPOSER && who != GUARDIAN);
        vm.assume(who != REBUILDER_A && who != REBUILDER_B && who != REBUILDER_C);
        bytes32 id = _propose(seed);
        vm.startPrank(who);
        vm.expectRevert();
        registry.revoke(id, START, text);
        vm.expectRevert();
        registry.propose(_proposal(~seed));
        vm.expectRevert();
        registry.attestBuild(id, _imageHash(seed));
        vm.expectRevert();
        registry.setGuardian(who);
        vm.expectRevert();
        registry.setProposer(who);
        vm.expectRevert();
        registry.addRebuilder(who);
        vm.expectRevert();
        registry.removeRebuilder(REBUILDER_A);
        vm.expectRevert();
        registry.setTerms(0, 0);
        vm.expectRevert();
        registry.nameSuccessor(address(registry), who);
        vm.expectRevert();
        registry.transferOwnership(who);
        vm.stopPrank();
        vm.assertTrue(_stateOf(id) == PcrRegistry.State.Pending, "as it was");
    }

    function _with(uint8 index, bytes memory pcr) private pure returns (PcrRegistry.Proposal memory p) {
        p = _proposal(1);
        if (index == 0) p.pcr0 = pcr;
        if (index == 1) p.pcr1 = pcr;
        if (index == 2) p.pcr2 = pcr;
    }
}
