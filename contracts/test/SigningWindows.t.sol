// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ECDSA} from "@openzeppelin/contracts/utils/cryptography/ECDSA.sol";
import {IEnclaveRegistry} from "../src/interfaces/IEnclaveRegistry.sol";
import {SigningWindows} from "../src/SigningWindows.sol";
import {vm} from "./Vm.sol";
import {PolicyStub, RegistryStub} from "./WindowsStubs.sol";

/// @dev Attacker: the parent, which sends any transaction it likes, old records and foreign ones; another operator; a boot of its own
/// making. Wants: a second record n, a record that its boot did not sign for this place, two boots with one window, or one that goes
/// on after it gave up. Every refusal has the honest call beside it.
contract SigningWindowsTest {
    address private constant OWNER = address(0x0a11ce);
    address private constant STRANGER = address(0xbad);
    uint256 private constant A = 0xa11;
    uint256 private constant B = 0xb22;
    bytes32 private constant ONE = keccak256("program one");
    bytes32 private constant TWO = keccak256("program two");

    RegistryStub private registry;
    PolicyStub private policy;
    SigningWindows private windows;
    bytes32 private group;

    event Recorded(
        bytes32 indexed group,
        uint64 indexed n,
        address indexed boot,
        SigningWindows.Kind kind,
        bytes32 contentHash,
        bytes content
    );
    event Claimed(bytes32 indexed group, address indexed boot, SigningWindows.Maxima floor, SigningWindows.Maxima high);
    event Ended(bytes32 indexed group, address indexed boot, SigningWindows.Maxima signed, bool retired);
    event GroupOpened(bytes32 indexed group, address indexed operator, string name);

    function setUp() public {
        vm.roll(1000);
        registry = new RegistryStub();
        policy = new PolicyStub(OWNER);
        windows = new SigningWindows(registry);
        vm.prank(OWNER);
        group = windows.open(address(policy), "default");
        registry.register(vm.addr(A), address(policy));
        registry.register(vm.addr(B), address(policy));
    }

    // --- opening

    function test_aLogWithoutRegistryIsNone() public {
        vm.expectRevert(abi.encodeWithSelector(SigningWindows.EnclaveRegistryMissing.selector));
        new SigningWindows(IEnclaveRegistry(address(0)));
    }

    function test_onlyTheOperatorsOwnerOpens() public {
        vm.expectRevert(abi.encodeWithSelector(SigningWindows.NotOperatorsOwner.selector, OWNER, STRANGER));
        vm.prank(STRANGER);
        windows.open(address(policy), "other");

        bytes32 id = windows.groupOf(address(policy), "other");
        vm.expectEmit(address(windows));
        emit GroupOpened(id, address(policy), "other");
        vm.prank(OWNER);
        bytes32 other = windows.open(address(policy), "other"); // control
        SigningWindows.Group memory g = windows.groupState(other);
        vm.assertEq(g.operator, address(policy), "operator");
        vm.assertEq(g.openedAt, 1000, "block");
    }

    function test_aGroupOpensOnce_namesAreAnOperatorsOwn() public {
        vm.expectRevert(abi.encodeWithSelector(SigningWindows.GroupAlreadyOpen.selector, group));
        vm.prank(OWNER);
        windows.open(address(policy), "default");

        PolicyStub another = new PolicyStub(STRANGER);
        vm.prank(STRANGER);
        bytes32 same = windows.open(address(another), "default"); // control: somebody else's name
        vm.assertTrue(same != group, "another id");
    }

    function test_namesAreBounded() public {
        vm.expectRevert(abi.encodeWithSelector(SigningWindows.NameLengthInvalid.selector, 1, 128, 0));
        vm.prank(OWNER);
        windows.open(address(policy), "");
        string memory longest = string(new bytes(128));
        vm.expectRevert(abi.encodeWithSelector(SigningWindows.NameLengthInvalid.selector, 1, 128, 129));
        vm.prank(OWNER);
        windows.open(address(policy), string.concat(longest, "x"));
        vm.prank(OWNER);
        windows.open(address(policy), longest); // control
    }

    // --- place

    function test_aRecordIsKeptOnce() public {
        SigningWindows.Record memory first = _boot(A, ONE);
        bytes memory signature = _sign(windows, A, first, "zero");
        vm.expectEmit(address(windows));
        emit Recorded(group, 0, vm.addr(A), SigningWindows.Kind.Boot, sha256("zero"), "zero");
        windows.append(first, "zero", signature); // control
        vm.assertEq(windows.hashOf(group, 0), sha256("zero"), "hash");
        vm.assertEq(windows.groupState(group).length, 1, "length");
        vm.assertEq(windows.bootState(group, vm.addr(A)).identity, ONE, "introduced");

        vm.expectRevert(abi.encodeWithSelector(SigningWindows.RecordNumberInvalid.selector, 1, 0));
        windows.append(first, "zero", signature);
    }

    function test_noNumberIsSkipped() public {
        SigningWindows.Record memory r = _boot(A, ONE);
        r.n = 1;
        _refuse(A, r, "x", abi.encodeWithSelector(SigningWindows.RecordNumberInvalid.selector, 0, 1));
        r.n = 0;
        _append(A, r, "x"); // control
    }

    function test_aRecordFollowsTheOneBefore() public {
        SigningWindows.Record memory r = _boot(A, ONE);
        r.previous = bytes32(uint256(1));
        _refuse(A, r, "x", abi.encodeWithSelector(SigningWindows.PreviousHashInvalid.selector, 0, r.previous));
        r.previous = 0;
        _append(A, r, "x"); // control

        SigningWindows.Record memory second = _claim(A, 5, 4, 40);
        second.previous = sha256("forged");
        _refuse(
            A,
            second,
            "y",
            abi.encodeWithSelector(SigningWindows.PreviousHashInvalid.selector, sha256("x"), sha256("forged"))
        );
        second.previous = sha256("x");
        _append(A, second, "y"); // control
    }

    function test_aGroupIsOpenedFirst() public {
        SigningWindows.Record memory r = _boot(A, ONE);
        r.group = windows.groupOf(address(policy), "unopened");
        _refuse(A, r, "x", abi.encodeWithSelector(SigningWindows.GroupNotOpen.selector, r.group));
        vm.prank(OWNER);
        windows.open(address(policy), "unopened");
        _append(A, r, "x"); // control
    }

    function test_contentIsBounded() public {
        SigningWindows.Record memory r = _boot(A, ONE);
        _refuse(A, r, "", abi.encodeWithSelector(SigningWindows.ContentLengthInvalid.selector, 1, 65_536, 0));
        bytes memory long = new bytes(65_537);
        _refuse(A, r, long, abi.encodeWithSelector(SigningWindows.ContentLengthInvalid.selector, 1, 65_536, 65_537));
        _append(A, r, new bytes(65_536)); // control
    }

    // --- who

    function test_anotherKeysSignatureIsRefused() public {
        SigningWindows.Record memory r = _boot(A, ONE);
        bytes memory byB = _sign(windows, B, r, "x");
        vm.expectRevert(abi.encodeWithSelector(SigningWindows.SignerInvalid.selector, vm.addr(A), vm.addr(B)));
        windows.append(r, "x", byB);
        _append(A, r, "x"); // control
    }

    function test_aSignatureIsForOneContentGroupContractAndChain() public {
        SigningWindows.Record memory r = _boot(A, ONE);
        bytes memory signature = _sign(windows, A, r, "x");
        _refuseSignature(windows, r, "y", signature);

        SigningWindows.Record memory elsewhere = _boot(A, ONE);
        vm.prank(OWNER);
        elsewhere.group = windows.open(address(policy), "elsewhere");
        _refuseSignature(windows, elsewhere, "x", signature);

        SigningWindows another = new SigningWindows(registry);
        vm.prank(OWNER);
        another.open(address(policy), "default");
        _refuseSignature(another, r, "x", signature);

        uint256 chain = block.chainid;
        vm.chainId(chain + 1);
        _refuseSignature(windows, r, "x", signature);
        vm.chainId(chain);
        windows.append(r, "x", signature); // control
    }

    function test_everyMemberIsSigned() public {
        _append(A, _boot(A, ONE), "boot");
        SigningWindows.Record memory r = _claim(A, 5, 4, 40);
        bytes memory signature = _sign(windows, A, r, "x");
        r.maxima.target = 7;
        _refuseSignature(windows, r, "x", signature);
        r = _claim(A, 5, 4, 40);
        r.maxima.source = 5;
        _refuseSignature(windows, r, "x", signature);
        r = _claim(A, 5, 4, 40);
        r.maxima.slot = 42;
        _refuseSignature(windows, r, "x", signature);
        r = _claim(A, 5, 4, 40);
        r.kind = SigningWindows.Kind.Release;
        _refuseSignature(windows, r, "x", signature);
        r = _claim(A, 5, 4, 40);
        r.detail = ONE;
        _refuseSignature(windows, r, "x", signature);
        r = _claim(A, 5, 4, 40);
        windows.append(r, "x", signature); // control
    }

    function test_theOtherHalfOfASignatureIsRefused() public {
        SigningWindows.Record memory r = _boot(A, ONE);
        (uint8 v, bytes32 r_, bytes32 s) = vm.sign(A, windows.digestOf(r, "x"));
        uint256 order = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141;
        bytes32 high = bytes32(order - uint256(s));
        vm.expectRevert(abi.encodeWithSelector(ECDSA.ECDSAInvalidSignatureS.selector, high));
        windows.append(r, "x", abi.encodePacked(r_, high, v == 27 ? uint8(28) : uint8(27)));
        vm.expectRevert(abi.encodeWithSelector(ECDSA.ECDSAInvalidSignatureLength.selector, 64));
        windows.append(r, "x", abi.encodePacked(r_, s));
        windows.append(r, "x", abi.encodePacked(r_, s, v)); // control
    }

    function test_onlyARegisteredBootWrites() public {
        uint256 stranger = 0xbad;
        SigningWindows.Record memory r = _boot(stranger, ONE);
        _refuse(stranger, r, "x", abi.encodeWithSelector(SigningWindows.BootNotRegistered.selector, vm.addr(stranger)));
        registry.register(vm.addr(stranger), address(policy));
        _append(stranger, r, "x"); // control
    }

    function test_onlyTheOperatorsOwnBootsWrite() public {
        uint256 foreigner = 0xf0e;
        registry.register(vm.addr(foreigner), STRANGER);
        _refuse(
            foreigner,
            _boot(foreigner, ONE),
            "x",
            abi.encodeWithSelector(SigningWindows.BootOfAnotherOperator.selector, address(policy), STRANGER)
        );
        _append(A, _boot(A, ONE), "x"); // control
    }

    function test_validityIsLookedAtWithEachRecord() public {
        _append(A, _boot(A, ONE), "x");
        registry.setValid(vm.addr(A), false);
        bytes32 keyId = registry.keyIdOfBoot(vm.addr(A));
        SigningWindows.Record memory r = _claim(A, 5, 4, 40);
        _refuse(A, r, "y", abi.encodeWithSelector(SigningWindows.BootNotValid.selector, vm.addr(A), keyId));
        registry.setValid(vm.addr(A), true);
        _append(A, r, "y"); // control
    }

    // --- kinds

    function test_aBootIsIntroducedOnce() public {
        _append(A, _boot(A, ONE), "x");
        _refuse(
            A, _boot(A, ONE), "y", abi.encodeWithSelector(SigningWindows.BootAlreadyIntroduced.selector, vm.addr(A))
        );
        _append(B, _boot(B, ONE), "y"); // control
    }

    function test_nothingBeforeTheIntroduction() public {
        SigningWindows.Record memory r = _claim(A, 5, 4, 40);
        _refuse(A, r, "x", abi.encodeWithSelector(SigningWindows.BootNotIntroduced.selector, vm.addr(A)));
        _append(A, _boot(A, ONE), "x");
        _append(A, _claim(A, 5, 4, 40), "y"); // control
    }

    function test_membersOfAnotherKindAreRefused() public {
        SigningWindows.Record memory r = _boot(A, ONE);
        r.maxima.slot = 1;
        _refuse(A, r, "x", abi.encodeWithSelector(SigningWindows.MemberNotOfKind.selector, SigningWindows.Kind.Boot));
        r = _boot(A, 0);
        _refuse(A, r, "x", abi.encodeWithSelector(SigningWindows.DetailMissing.selector));
        _append(A, _boot(A, ONE), "x"); // control

        r = _claim(A, 5, 4, 40);
        r.detail = ONE;
        _refuse(A, r, "y", abi.encodeWithSelector(SigningWindows.MemberNotOfKind.selector, SigningWindows.Kind.Claim));
        r = _keys(A, 0);
        _refuse(A, r, "y", abi.encodeWithSelector(SigningWindows.DetailMissing.selector));
        r = _keys(A, TWO);
        r.maxima.target = 1;
        _refuse(A, r, "y", abi.encodeWithSelector(SigningWindows.MemberNotOfKind.selector, SigningWindows.Kind.Keys));
        _append(A, _keys(A, TWO), "y"); // control
        vm.assertEq(windows.groupState(group).keys, TWO, "current");
    }

    function test_numbersHave64Bits() public {
        _append(A, _boot(A, ONE), "x");
        uint72 most = uint72(1 << 64);
        for (uint256 which = 0; which < 3; ++which) {
            SigningWindows.Record memory r = _claim(A, which == 0 ? most + 1 : 5, which == 1 ? most + 1 : 5, 5);
            if (which == 2) r.maxima.slot = most + 1;
            _refuse(A, r, "y", abi.encodeWithSelector(SigningWindows.NumberTooLarge.selector, most, most + 1));
        }
        _append(A, _claim(A, most, most, most), "y"); // control
    }

    function test_aClaimIsNowhereBelowTheOnesBefore() public {
        _append(A, _boot(A, ONE), "0");
        _append(A, _claim(A, 5, 4, 40), "1");
        _append(B, _boot(B, ONE), "2");
        SigningWindows.Maxima memory high = SigningWindows.Maxima(5, 4, 40);
        SigningWindows.Maxima[3] memory below =
            [SigningWindows.Maxima(4, 9, 90), SigningWindows.Maxima(9, 3, 90), SigningWindows.Maxima(9, 9, 39)];
        for (uint256 which = 0; which < below.length; ++which) {
            bytes memory why = abi.encodeWithSelector(SigningWindows.ClaimBelow.selector, high, below[which]);
            _refuse(A, _claimOf(A, below[which]), "3", why);
            _refuse(B, _claimOf(B, below[which]), "3", why);
        }
        SigningWindows.Record memory r = _claim(B, 9, 8, 80);
        bytes memory signature = _sign(windows, B, r, "3");
        vm.expectEmit(address(windows));
        emit Claimed(group, vm.addr(B), high, r.maxima);
        windows.append(r, "3", signature); // control
    }

    function test_ownClaimsGrowAboveTheSameFloor() public {
        _append(A, _boot(A, ONE), "0");
        _append(A, _claim(A, 5, 4, 40), "1");
        _append(B, _boot(B, ONE), "2");
        _append(B, _claim(B, 9, 8, 80), "3");
        SigningWindows.Record memory r = _claim(B, 12, 11, 100);
        bytes memory signature = _sign(windows, B, r, "4");
        vm.expectEmit(address(windows));
        emit Claimed(group, vm.addr(B), SigningWindows.Maxima(5, 4, 40), r.maxima);
        windows.append(r, "4", signature);
    }

    function test_aReleaseGivesBackWhatWasNotSigned_andNothingFollows() public {
        _append(A, _boot(A, ONE), "0");
        _append(A, _claim(A, 50, 49, 400), "1");
        SigningWindows.Record memory r = _end(A, SigningWindows.Kind.Release, 10, 9, 80);
        bytes memory signature = _sign(windows, A, r, "2");
        vm.expectEmit(address(windows));
        emit Ended(group, vm.addr(A), r.maxima, false);
        windows.append(r, "2", signature);
        for (uint256 kind = 1; kind < 5; ++kind) {
            SigningWindows.Record memory after_ = _record(A, SigningWindows.Kind(kind));
            if (after_.kind == SigningWindows.Kind.Keys) after_.detail = TWO;
            _refuse(A, after_, "3", abi.encodeWithSelector(SigningWindows.BootEnded.selector, vm.addr(A)));
        }
        _append(B, _boot(B, ONE), "3");
        SigningWindows.Maxima memory signed = SigningWindows.Maxima(10, 9, 80);
        _refuse(
            B,
            _claim(B, 9, 9, 80),
            "4",
            abi.encodeWithSelector(SigningWindows.ClaimBelow.selector, signed, SigningWindows.Maxima(9, 9, 80))
        );
        _append(B, _claim(B, 11, 10, 88), "4"); // control: far below what A had claimed
    }

    function test_aReleaseOfOneThatOthersPassedGivesNothingBack() public {
        _append(A, _boot(A, ONE), "0");
        _append(A, _claim(A, 50, 49, 400), "1");
        _append(B, _boot(B, ONE), "2");
        _append(B, _claim(B, 60, 59, 480), "3");
        _append(A, _end(A, SigningWindows.Kind.Release, 10, 9, 80), "4");
        SigningWindows.Maxima memory high = SigningWindows.Maxima(60, 59, 480);
        bytes memory why =
            abi.encodeWithSelector(SigningWindows.ClaimBelow.selector, high, SigningWindows.Maxima(59, 59, 480));
        _refuse(B, _claim(B, 59, 59, 480), "5", why);
        _append(B, _end(B, SigningWindows.Kind.Release, 0, 0, 0), "5");
        // Nothing of B's is left; what A claimed stands.
        SigningWindows.Maxima memory left = windows.groupState(group).high;
        vm.assertEq(left.target, 50, "target");
        vm.assertEq(left.source, 49, "source");
        vm.assertEq(left.slot, 400, "slot");
    }

    function test_anEndSaysNoMoreThanWasClaimed() public {
        _append(A, _boot(A, ONE), "0");
        _append(A, _claim(A, 50, 49, 400), "1");
        SigningWindows.Maxima memory claimed = SigningWindows.Maxima(50, 49, 400);
        SigningWindows.Maxima memory more = SigningWindows.Maxima(50, 49, 401);
        bytes memory why = abi.encodeWithSelector(SigningWindows.EndAboveClaims.selector, claimed, more);
        _refuse(A, _end(A, SigningWindows.Kind.Release, 50, 49, 401), "2", why);
        // Nor does one that never claimed.
        _append(B, _boot(B, ONE), "2");
        more = SigningWindows.Maxima(1, 0, 0);
        why = abi.encodeWithSelector(SigningWindows.EndAboveClaims.selector, SigningWindows.Maxima(0, 0, 0), more);
        _refuse(B, _end(B, SigningWindows.Kind.Release, 1, 0, 0), "3", why);
        _append(B, _end(B, SigningWindows.Kind.Release, 0, 0, 0), "3"); // control
        _append(A, _end(A, SigningWindows.Kind.Release, 50, 49, 400), "4"); // control
    }

    function test_anEndAfterTheClaimantsEnd() public {
        _append(A, _boot(A, ONE), "0");
        _append(A, _claim(A, 50, 49, 400), "1");
        _append(B, _boot(B, ONE), "2");
        _append(B, _claim(B, 60, 59, 480), "3");
        _append(B, _end(B, SigningWindows.Kind.Release, 55, 54, 440), "4");
        SigningWindows.Maxima memory left = SigningWindows.Maxima(55, 54, 440);
        SigningWindows.Maxima memory more = SigningWindows.Maxima(56, 54, 440);
        bytes memory why = abi.encodeWithSelector(SigningWindows.EndAboveClaims.selector, left, more);
        _refuse(A, _end(A, SigningWindows.Kind.Release, 56, 54, 440), "5", why);
        _append(A, _end(A, SigningWindows.Kind.Release, 50, 49, 400), "5"); // control
        vm.assertEq(windows.groupState(group).high.target, 55, "what B signed stands");
    }

    function test_nothingOfAProgramAfterItsRetirement() public {
        _append(A, _boot(A, ONE), "0");
        _append(A, _claim(A, 50, 49, 400), "1");
        _append(B, _boot(B, ONE), "2"); // alive beside it
        SigningWindows.Record memory r = _end(A, SigningWindows.Kind.Retire, 10, 9, 80);
        bytes memory signature = _sign(windows, A, r, "3");
        vm.expectEmit(address(windows));
        emit Ended(group, vm.addr(A), r.maxima, true);
        windows.append(r, "3", signature);
        vm.assertTrue(windows.isRetired(group, ONE), "retired");

        bytes memory why = abi.encodeWithSelector(SigningWindows.IdentityRetired.selector, ONE);
        _refuse(B, _claim(B, 60, 59, 480), "4", why);
        _refuse(B, _keys(B, TWO), "4", why);
        _refuse(B, _end(B, SigningWindows.Kind.Release, 0, 0, 0), "4", why);
        uint256 later = 0xc33;
        registry.register(vm.addr(later), address(policy));
        _refuse(later, _boot(later, ONE), "4", why);
        _append(later, _boot(later, TWO), "4"); // control: the next program goes on
        _append(later, _claim(later, 11, 10, 88), "5");
    }

    // --- any numbers

    /// @dev Fuzz: of any two claims the second is taken exactly when it is nowhere below the first.
    function test_claimsNeverGoDown(uint64[3] calldata first, uint64[3] calldata second, bool same) public {
        uint256 other = same ? A : B;
        _append(A, _boot(A, ONE), "0");
        _append(A, _claim(A, first[0], first[1], first[2]), "1");
        if (!same) _append(B, _boot(B, ONE), "2");
        SigningWindows.Record memory r = _claim(other, second[0], second[1], second[2]);
        bool isAbove = second[0] >= first[0] && second[1] >= first[1] && second[2] >= first[2];
        if (isAbove) {
            _append(other, r, "3");
            return;
        }
        SigningWindows.Maxima memory high = SigningWindows.Maxima(first[0], first[1], first[2]);
        _refuse(other, r, "3", abi.encodeWithSelector(SigningWindows.ClaimBelow.selector, high, r.maxima));
    }

    /// @dev Fuzz: no byte of the content or of the signature can be another.
    function test_noBitIsFree(uint256 where, bool inContent) public {
        SigningWindows.Record memory r = _boot(A, ONE);
        bytes memory content = "what signers read";
        bytes memory signature = _sign(windows, A, r, content);
        bytes memory changed = bytes.concat(inContent ? content : signature);
        uint256 bit = where % (changed.length * 8);
        changed[bit / 8] ^= bytes1(uint8(1 << (bit % 8)));
        vm.expectRevert();
        windows.append(r, inContent ? changed : content, inContent ? signature : changed);
        windows.append(r, content, signature); // control
    }

    // --- making records

    function _record(uint256 key, SigningWindows.Kind kind) private view returns (SigningWindows.Record memory r) {
        uint64 n = uint64(windows.groupState(group).length);
        r.group = group;
        r.n = n;
        r.previous = n == 0 ? bytes32(0) : windows.hashOf(group, n - 1);
        r.boot = vm.addr(key);
        r.kind = kind;
    }

    function _boot(uint256 key, bytes32 identity) private view returns (SigningWindows.Record memory r) {
        r = _record(key, SigningWindows.Kind.Boot);
        r.detail = identity;
    }

    function _keys(uint256 key, bytes32 digest) private view returns (SigningWindows.Record memory r) {
        r = _record(key, SigningWindows.Kind.Keys);
        r.detail = digest;
    }

    function _claim(uint256 key, uint72 target, uint72 source, uint72 slot)
        private
        view
        returns (SigningWindows.Record memory)
    {
        return _claimOf(key, SigningWindows.Maxima(target, source, slot));
    }

    function _claimOf(uint256 key, SigningWindows.Maxima memory maxima)
        private
        view
        returns (SigningWindows.Record memory r)
    {
        r = _record(key, SigningWindows.Kind.Claim);
        r.maxima = maxima;
    }

    function _end(uint256 key, SigningWindows.Kind kind, uint72 target, uint72 source, uint72 slot)
        private
        view
        returns (SigningWindows.Record memory r)
    {
        r = _record(key, kind);
        r.maxima = SigningWindows.Maxima(target, source, slot);
    }

    function _sign(SigningWindows log, uint256 key, SigningWindows.Record memory r, bytes memory content)
        private
        view
        returns (bytes memory)
    {
        (uint8 v, bytes32 r_, bytes32 s) = vm.sign(key, log.digestOf(r, content));
        return abi.encodePacked(r_, s, v);
    }

    function _append(uint256 key, SigningWindows.Record memory r, bytes memory content) private {
        windows.append(r, content, _sign(windows, key, r, content));
    }

    function _refuse(uint256 key, SigningWindows.Record memory r, bytes memory content, bytes memory why) private {
        bytes memory signature = _sign(windows, key, r, content);
        vm.expectRevert(why);
        windows.append(r, content, signature);
    }

    /// @dev Whose signature it then seems to be is anybody's guess.
    function _refuseSignature(
        SigningWindows log,
        SigningWindows.Record memory r,
        bytes memory content,
        bytes memory signature
    ) private {
        address seen = ECDSA.recover(log.digestOf(r, content), signature);
        vm.expectRevert(abi.encodeWithSelector(SigningWindows.SignerInvalid.selector, r.boot, seen));
        log.append(r, content, signature);
    }
}
