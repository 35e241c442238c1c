// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Ownable} from "@openzeppelin/contracts/access/Ownable.sol";
import {OperatorPolicy} from "../src/OperatorPolicy.sol";
import {OperatorPolicyFactory} from "../src/OperatorPolicyFactory.sol";
import {vm} from "./Vm.sol";

/// @dev Attacker: anyone, and the parent, which runs an old image with a new configuration or the other way round. Wants: a pair accepted
/// that its operator did not accept, or history changed.
contract OperatorPolicyTest {
    address private constant OPERATOR = address(0x0b);
    address private constant STRANGER = address(0xbad);
    uint64 private constant START = 1_800_000_000;
    bytes32 private constant RELEASE = keccak256("release");
    string private constant ORIGIN = "https://rpc.example";

    OperatorPolicyFactory private factory;
    OperatorPolicy private policy;

    function setUp() public {
        vm.warp(START);
        factory = new OperatorPolicyFactory();
        policy = OperatorPolicy(factory.create(OPERATOR, 0));
    }

    // --- what is accepted

    function test_aPairIsAccepted_andNoOther() public {
        vm.expectEmit(address(policy));
        emit OperatorPolicy.ReleaseAccepted(
            RELEASE, keccak256(_pcr16(1)), _pcr16(1), ORIGIN, OperatorPolicy.OnRevocation.Stop
        );
        _accept(RELEASE, 1);
        _accept(keccak256("newer"), 2);
        vm.assertTrue(policy.allows(RELEASE, _pcr16(1)), "the pair");
        vm.assertFalse(policy.allows(RELEASE, _pcr16(2)), "an old release with the new configuration");
        vm.assertFalse(policy.allows(keccak256("newer"), _pcr16(1)), "a new release with the old configuration");
    }

    function test_termsOfAnAcceptance() public {
        vm.prank(OPERATOR);
        policy.accept(RELEASE, _pcr16(1), ORIGIN, OperatorPolicy.OnRevocation.Continue);
        (bool accepted, bool continues, bytes32 originHash) = policy.acceptanceAt(RELEASE, keccak256(_pcr16(1)), START);
        vm.assertTrue(accepted && continues, "accepted, and goes on");
        vm.assertEq(originHash, keccak256(bytes(ORIGIN)), "origin");
        (accepted, continues, originHash) = policy.acceptanceAt(RELEASE, keccak256(_pcr16(1)), START - 1);
        vm.assertTrue(!accepted && !continues && originHash == 0, "not before");

        _accept(RELEASE, 2);
        (, continues,) = policy.acceptanceAt(RELEASE, keccak256(_pcr16(2)), START);
        vm.assertFalse(continues, "stops");
    }

    function test_aConfigurationIsAMeasurement() public {
        uint8[4] memory lengths = [0, 32, 47, 49];
        for (uint256 i = 0; i < lengths.length; ++i) {
            vm.expectRevert(
                abi.encodeWithSelector(
                    OperatorPolicy.PcrLengthInvalid.selector, uint8(16), uint256(48), uint256(lengths[i])
                )
            );
            _acceptAs(OPERATOR, new bytes(lengths[i]), ORIGIN);
        }
        bytes memory pcr = new bytes(48);
        vm.expectRevert(abi.encodeWithSelector(OperatorPolicy.PcrAllZero.selector, uint8(16)));
        _acceptAs(OPERATOR, pcr, ORIGIN);
        pcr[47] = 0x01; // control
        _acceptAs(OPERATOR, pcr, ORIGIN);
    }

    function test_anOriginIsWhatAnEnclaveCanState() public {
        bytes memory longest = new bytes(255);
        for (uint256 i = 0; i < 255; ++i) {
            longest[i] = "x";
        }
        string[5] memory refused =
            ["", string(bytes.concat(longest, "x")), "https://a b", unicode"https://ä", "https://a\x7f"];
        for (uint256 i = 0; i < refused.length; ++i) {
            vm.expectRevert(
                abi.encodeWithSelector(OperatorPolicy.OriginInvalid.selector, uint256(255), bytes(refused[i]).length)
            );
            _acceptAs(OPERATOR, _pcr16(1), refused[i]);
        }
        _acceptAs(OPERATOR, _pcr16(1), string(longest)); // controls: at the limits
        _acceptAs(OPERATOR, _pcr16(2), "!~");
    }

    function test_whatIsAcceptedIsNotAcceptedAgain() public {
        _accept(RELEASE, 1);
        vm.expectRevert(abi.encodeWithSelector(OperatorPolicy.AlreadyAccepted.selector, RELEASE, keccak256(_pcr16(1))));
        _accept(RELEASE, 1);
    }

    // --- what is removed

    function test_aRemovalHoldsAtOnce_andReachesBack() public {
        _accept(RELEASE, 1);
        vm.warp(START + 100);
        vm.expectEmit(address(policy));
        emit OperatorPolicy.ReleaseRemoved(RELEASE, keccak256(_pcr16(1)), START + 50);
        _remove(1, START + 50);
        vm.assertFalse(policy.allows(RELEASE, _pcr16(1)), "at once");
        vm.assertTrue(_acceptedAt(1, START + 49) && !_acceptedAt(1, START + 50), "since");
    }

    function test_aRemovalLiesBetweenAcceptanceAndNow() public {
        _accept(RELEASE, 1);
        vm.warp(START + 100);
        uint64[2] memory refused = [START - 1, START + 101];
        for (uint256 i = 0; i < refused.length; ++i) {
            vm.expectRevert(
                abi.encodeWithSelector(OperatorPolicy.RemovalTimeInvalid.selector, START, START + 100, refused[i])
            );
            _remove(1, refused[i]);
        }
        _remove(1, START); // control: it was never worth anything
        vm.assertFalse(_acceptedAt(1, START), "never");
    }

    function test_onlyWhatIsAcceptedIsRemoved() public {
        bytes memory refused =
            abi.encodeWithSelector(OperatorPolicy.NotAccepted.selector, RELEASE, keccak256(_pcr16(1)));
        vm.expectRevert(refused);
        _remove(1, START);
        _accept(RELEASE, 1);
        _remove(1, START); // control
        vm.expectRevert(refused);
        _remove(1, START);
    }

    function test_aPairComesBack_withTheSameOrigin_andAGapBetween() public {
        _accept(RELEASE, 1);
        vm.warp(START + 100);
        _remove(1, START + 100);
        vm.warp(START + 200);
        vm.expectRevert(abi.encodeWithSelector(OperatorPolicy.OriginDiffers.selector, ORIGIN, "https://other"));
        _acceptAs(OPERATOR, _pcr16(1), "https://other");
        vm.prank(OPERATOR);
        policy.accept(RELEASE, _pcr16(1), ORIGIN, OperatorPolicy.OnRevocation.Continue);

        vm.assertTrue(_acceptedAt(1, START + 99) && _acceptedAt(1, START + 200), "both periods");
        vm.assertFalse(_acceptedAt(1, START + 100) || _acceptedAt(1, START + 199), "the gap");
        (, bool continues,) = policy.acceptanceAt(RELEASE, keccak256(_pcr16(1)), START);
        vm.assertFalse(continues, "the first period keeps its own terms");

        OperatorPolicy.Acceptance[] memory all = policy.acceptances(0, 10);
        vm.assertEq(policy.acceptanceCount(), 1, "one pair");
        vm.assertEq(all[0].periods.length, 2, "two periods");
        vm.assertEq(all[0].origin, ORIGIN, "origin");
        vm.assertEq(keccak256(all[0].pcr16), keccak256(_pcr16(1)), "PCR16");
        vm.assertEq(policy.acceptances(1, type(uint256).max).length, 0, "past the end");
        vm.assertEq(policy.acceptances(0, 0).length, 0, "none asked for");
    }

    // --- who, and for how long

    function test_theLifetimeIsBounded() public {
        vm.assertEq(policy.registrationLifetime(), 1 days, "at first");
        uint32[2] memory refused = [uint32(1 hours - 1), 30 days + 1];
        for (uint256 i = 0; i < refused.length; ++i) {
            vm.expectRevert(
                abi.encodeWithSelector(
                    OperatorPolicy.LifetimeInvalid.selector, uint32(1 hours), uint32(30 days), refused[i]
                )
            );
            vm.prank(OPERATOR);
            policy.setRegistrationLifetime(refused[i]);
        }
        vm.startPrank(OPERATOR);
        vm.expectEmit(address(policy));
        emit OperatorPolicy.RegistrationLifetimeChanged(1 days, 1 hours);
        policy.setRegistrationLifetime(1 hours); // controls
        policy.setRegistrationLifetime(30 days);
        vm.stopPrank();
        vm.assertEq(policy.registrationLifetime(), 30 days, "at last");
    }

    function testFuzz_strangersChangeNothing(address who, uint256 seed) public {
        vm.assume(who != OPERATOR);
        _accept(RELEASE, 1);
        bytes memory refused = abi.encodeWithSelector(Ownable.OwnableUnauthorizedAccount.selector, who);
        vm.expectRevert(refused);
        _acceptAs(who, _pcr16(seed), ORIGIN);
        vm.startPrank(who);
        vm.expectRevert(refused);
        policy.remove(RELEASE, _pcr16(1), START);
        vm.expectRevert(refused);
        policy.setRegistrationLifetime(1 days);
        vm.expectRevert(refused);
        policy.transferOwnership(who);
        vm.expectRevert(refused);
        policy.renounceOwnership();
        vm.stopPrank();
        vm.assertTrue(policy.allows(RELEASE, _pcr16(1)), "as it was");
    }

    function test_ownershipMovesInTwoSteps_andIsNeverRenounced() public {
        vm.prank(OPERATOR);
        policy.transferOwnership(STRANGER);
        vm.assertEq(policy.owner(), OPERATOR, "not yet");
        vm.prank(STRANGER);
        policy.acceptOwnership();
        vm.assertEq(policy.owner(), STRANGER, "control: it accepted");
        vm.expectRevert(abi.encodeWithSelector(OperatorPolicy.OwnershipNotRenounceable.selector));
        vm.prank(STRANGER);
        policy.renounceOwnership();
    }

    // --- the factory

    function test_anyoneMakesAPolicy_whereItWasExpected() public {
        address expected = factory.policyAddress(STRANGER, bytes32(uint256(7)));
        vm.assertFalse(factory.isPolicy(expected), "not yet");
        vm.expectEmit(address(factory));
        emit OperatorPolicyFactory.PolicyCreated(expected, STRANGER, bytes32(uint256(7)));
        vm.prank(OPERATOR);
        address made = factory.create(STRANGER, bytes32(uint256(7)));
        vm.assertEq(made, expected, "address");
        vm.assertTrue(factory.isPolicy(made) && made.code.length > 0, "it is there");
        vm.assertEq(OperatorPolicy(made).owner(), STRANGER, "its owner's, whoever made it");
        vm.assertTrue(made != factory.policyAddress(STRANGER, 0) && made != address(policy), "another salt");

        vm.assertEq(factory.policyCount(), 2, "count");
        vm.assertEq(factory.policies(1, 5)[0], made, "listed");
        vm.assertEq(factory.policies(2, 5).length, 0, "past the end");
        vm.assertEq(factory.policies(0, 1)[0], address(policy), "first");
    }

    function test_aPolicyIsMadeOnce_andHasAnOwner() public {
        vm.expectRevert(abi.encodeWithSelector(OperatorPolicyFactory.PolicyExists.selector, address(policy)));
        factory.create(OPERATOR, 0);
        vm.expectRevert(abi.encodeWithSelector(Ownable.OwnableInvalidOwner.selector, address(0)));
        factory.create(address(0), 0);
    }

    // --- the parts of a scenario

    function _pcr16(uint256 seed) private pure returns (bytes memory) {
        return bytes.concat(keccak256(abi.encode("pcr16", seed)), bytes16(uint128(1)));
    }

    function _accept(bytes32 release, uint256 seed) private {
        bytes memory pcr16 = _pcr16(seed);
        vm.prank(OPERATOR);
        policy.accept(release, pcr16, ORIGIN, OperatorPolicy.OnRevocation.Stop);
    }

    function _acceptAs(address who, bytes memory pcr16, string memory origin) private {
        vm.prank(who);
        policy.accept(RELEASE, pcr16, origin, OperatorPolicy.OnRevocation.Stop);
    }

    function _remove(uint256 seed, uint64 since) private {
        bytes memory pcr16 = _pcr16(seed);
        vm.prank(OPERATOR);
        policy.remove(RELEASE, pcr16, since);
    }

    function _acceptedAt(uint256 seed, uint64 time) private view returns (bool accepted) {
        (accepted,,) = policy.acceptanceAt(RELEASE, keccak256(_pcr16(seed)), time);
    }
}
