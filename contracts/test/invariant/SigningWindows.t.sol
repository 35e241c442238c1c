// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {SigningWindows} from "../../src/SigningWindows.sol";
import {vm} from "../Vm.sol";
import {PolicyStub, RegistryStub} from "../WindowsStubs.sol";

/// @dev Sends records of a few boots in any order, old ones again too, and notes what was taken, apart from the log's own storage.
contract WindowActions {
    struct Taken {
        uint256 boot;
        SigningWindows.Kind kind;
        bytes32 identity;
        bytes32 hash;
        SigningWindows.Maxima floor; // what was claimed and not given back by others, as this contract reckons it
        SigningWindows.Maxima maxima;
    }

    uint256 private constant BOOTS = 4;

    SigningWindows public immutable windows;
    RegistryStub private immutable registry;
    bytes32 public immutable group;
    Taken[] private _taken;

    constructor() {
        registry = new RegistryStub();
        windows = new SigningWindows(registry);
        PolicyStub policy = new PolicyStub(address(this));
        group = windows.open(address(policy), "default");
        for (uint256 key = 1; key <= BOOTS; ++key) {
            registry.register(vm.addr(key), address(policy));
        }
    }

    function boot(uint256 which) public {
        SigningWindows.Record memory r = _record(which, SigningWindows.Kind.Boot);
        r.detail = _identityOf(which);
        _append(which, r);
    }

    function claim(uint256 which, uint8 target, uint8 source, uint8 slot) external {
        _introduce(which);
        SigningWindows.Record memory r = _record(which, SigningWindows.Kind.Claim);
        SigningWindows.Maxima memory high = windows.groupState(group).high;
        // Mostly just above what is there, sometimes below.
        r.maxima = SigningWindows.Maxima(_near(high.target, target), _near(high.source, source), _near(high.slot, slot));
        _append(which, r);
    }

    function end(uint256 which, bool forEver, uint8 target, uint8 source, uint8 slot) external {
        // A retirement ends half of all: it comes seldom.
        SigningWindows.Kind kind = forEver && target < 32 ? SigningWindows.Kind.Retire : SigningWindows.Kind.Release;
        SigningWindows.Record memory r = _record(which, kind);
        r.maxima = SigningWindows.Maxima(target % 8, source % 8, slot % 8);
        _append(which, r);
    }

    function keys(uint256 which, bytes32 digest) external {
        SigningWindows.Record memory r = _record(which, SigningWindows.Kind.Keys);
        r.detail = digest;
        _append(which, r);
    }

    /// @dev A number that was given before, with the signature that would be right at its time.
    function again(uint256 which, uint256 n) external {
        SigningWindows.Record memory r = _record(which, SigningWindows.Kind.Boot);
        r.detail = _identityOf(which);
        r.n = uint64(n % (_taken.length + 2));
        r.previous = r.n == 0 ? bytes32(0) : windows.hashOf(group, r.n - 1);
        _append(which, r);
    }

    /// @dev Seldom invalid: a run would end with it.
    function setValid(uint256 which, uint8 chance) external {
        registry.setValid(vm.addr(which % BOOTS + 1), chance > 31);
    }

    function length() external view returns (uint256) {
        return _taken.length;
    }

    function taken(uint256 n) external view returns (Taken memory) {
        return _taken[n];
    }

    function _introduce(uint256 which) private {
        if (windows.bootState(group, vm.addr(which % BOOTS + 1)).identity == bytes32(0)) boot(which);
    }

    function _append(uint256 which, SigningWindows.Record memory r) private {
        uint256 key = which % BOOTS + 1;
        bytes memory content = abi.encode(r, _taken.length);
        (uint8 v, bytes32 r_, bytes32 s) = vm.sign(key, windows.digestOf(r, content));
        SigningWindows.Maxima memory floor = _claimedByOthers(key);
        windows.append(r, content, abi.encodePacked(r_, s, v));
        _taken.push(Taken(key, r.kind, _identityOf(which), sha256(content), floor, r.maxima));
    }

    /// @dev The rule as docs/protocol/window-log.md states it, from the records alone.
    function _claimedByOthers(uint256 key) private view returns (SigningWindows.Maxima memory floor) {
        for (uint256 other = 1; other <= BOOTS; ++other) {
            if (other == key) continue;
            SigningWindows.Maxima memory its;
            for (uint256 n = 0; n < _taken.length; ++n) {
                Taken storage t = _taken[n];
                if (t.boot != other) continue;
                if (t.kind == SigningWindows.Kind.Claim) its = _higher(its, t.maxima);
                if (t.kind == SigningWindows.Kind.Release || t.kind == SigningWindows.Kind.Retire) its = t.maxima;
            }
            floor = _higher(floor, its);
        }
    }

    function _record(uint256 which, SigningWindows.Kind kind) private view returns (SigningWindows.Record memory r) {
        r.group = group;
        r.n = uint64(_taken.length);
        r.previous = r.n == 0 ? bytes32(0) : windows.hashOf(group, r.n - 1);
        r.boot = vm.addr(which % BOOTS + 1);
        r.kind = kind;
    }

    function _identityOf(uint256 which) private pure returns (bytes32) {
        return bytes32(which % BOOTS / 2 + 1);
    }

    function _near(uint72 high, uint8 by) private pure returns (uint72) {
        uint72 sum = high + by % 8;
        return sum > 1 ? sum - 1 : 0;
    }

    function _higher(SigningWindows.Maxima memory a, SigningWindows.Maxima memory b)
        private
        pure
        returns (SigningWindows.Maxima memory)
    {
        return SigningWindows.Maxima({
            target: a.target > b.target ? a.target : b.target,
            source: a.source > b.source ? a.source : b.source,
            slot: a.slot > b.slot ? a.slot : b.slot
        });
    }
}

/// @dev Attacker: whoever sends records in any order. Wants a gap, a second record n, windows of two boots that meet, or a boot that
/// goes on after its end.
contract SigningWindowsInvariants {
    WindowActions private actions;
    SigningWindows private windows;

    function setUp() public {
        actions = new WindowActions();
        windows = actions.windows();
    }

    /// @dev Read by forge: only these calls are made.
    function targetContracts() public view returns (address[] memory targets) {
        targets = new address[](1);
        targets[0] = address(actions);
    }

    function invariant_recordsAreContiguousAndKeptOnce() public view {
        uint256 length = actions.length();
        vm.assertEq(windows.groupState(actions.group()).length, length, "length");
        for (uint256 n = 0; n < length; ++n) {
            vm.assertEq(windows.hashOf(actions.group(), n), actions.taken(n).hash, "the record that was taken");
        }
        vm.assertEq(windows.hashOf(actions.group(), length), bytes32(0), "none behind the last");
    }

    /// @dev What a claim adds, (floor, maxima], meets no window that another boot still had.
    function invariant_claimsOfDifferentBootsAreDisjoint() public view {
        uint256 length = actions.length();
        for (uint256 n = 0; n < length; ++n) {
            WindowActions.Taken memory t = actions.taken(n);
            if (t.kind != SigningWindows.Kind.Claim) continue;
            vm.assertTrue(t.maxima.target >= t.floor.target, "target above others'");
            vm.assertTrue(t.maxima.source >= t.floor.source, "source not below others'");
            vm.assertTrue(t.maxima.slot >= t.floor.slot, "slot above others'");
        }
    }

    function invariant_claimsOfABootNeverGoDown() public view {
        SigningWindows.Maxima[5] memory last;
        for (uint256 n = 0; n < actions.length(); ++n) {
            WindowActions.Taken memory t = actions.taken(n);
            if (t.kind != SigningWindows.Kind.Claim) continue;
            SigningWindows.Maxima memory before = last[t.boot];
            vm.assertTrue(
                t.maxima.target >= before.target && t.maxima.source >= before.source && t.maxima.slot >= before.slot,
                "monotone"
            );
            last[t.boot] = t.maxima;
        }
    }

    function invariant_nothingAfterAnEnd() public view {
        bool[5] memory introduced;
        bool[5] memory ended;
        bool[3] memory retired;
        for (uint256 n = 0; n < actions.length(); ++n) {
            WindowActions.Taken memory t = actions.taken(n);
            uint256 identity = uint256(t.identity);
            vm.assertFalse(ended[t.boot] || retired[identity], "after its end");
            vm.assertTrue(introduced[t.boot] == (t.kind != SigningWindows.Kind.Boot), "introduced once, and first");
            introduced[t.boot] = true;
            ended[t.boot] = t.kind == SigningWindows.Kind.Release || t.kind == SigningWindows.Kind.Retire;
            if (t.kind == SigningWindows.Kind.Retire) retired[identity] = true;
        }
    }

    /// @dev Read by forge after each run: a log that stayed short would prove little.
    function afterInvariant() public view {
        vm.assertTrue(actions.length() > 0, "something was written");
    }
}
