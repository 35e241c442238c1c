// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {EnclaveUserData} from "../src/encoding/EnclaveUserData.sol";
import {Enclaves} from "./Enclaves.sol";
import {EnclaveUserDataProbe} from "./probes/EnclaveUserDataProbe.sol";
import {vm} from "./Vm.sol";

/// @dev Attacker: the parent, should it find an enclave that signs user data of its choice. Wants: one byte string read in two ways.
/// test/conformance/enclave-user-data.test.ts holds this reader to the TypeScript one on thousands of changed byte strings.
contract EnclaveUserDataTest is Enclaves {
    EnclaveUserDataProbe private probe;

    function setUp() public {
        probe = new EnclaveUserDataProbe();
    }

    function test_everySetOfKeysIsRead() public view {
        for (uint256 set = 0; set < 16; ++set) {
            EnclaveUserData.Statement memory s = probe.decode(_userData(_keys(set), ORIGIN, "register"));
            vm.assertEq(s.responseKey, _digestOf("response"), "response");
            vm.assertTrue(s.hasBoot == (set & 2 != 0), "boot");
            vm.assertTrue(s.hasBootAddress == (set & 8 != 0), "bootAddress");
            address boot = set & 8 == 0 ? address(0) : address(uint160(uint256(_digestOf("bootAddress"))));
            vm.assertEq(s.bootAddress, boot, "address");
            vm.assertEq(s.originHash, keccak256(bytes(ORIGIN)), "origin");
        }
    }

    function test_aMapOfAnotherCountIsRefused() public {
        for (uint256 set = 0; set < 16; ++set) {
            bytes memory keys = _keys(set);
            keys[0] = bytes1(uint8(keys[0]) + 1);
            _expectMalformed(_userData(keys, ORIGIN, "register"), 6);
        }
    }

    function test_theResponseKeyIsThere() public {
        _expectMalformed(_userData(bytes.concat(hex"a1", _digest("tls", 0)), ORIGIN, "register"), 45);
        _expectMalformed(_userData(hex"a0", ORIGIN, "register"), 7);
    }

    /// @dev Another order is another encoding, and a name that is not known is nothing.
    function test_keysStandInTheirOrder_onceEach() public {
        bytes memory response = _digest("response", 0);
        bytes memory boot = _digest("boot", 0);
        _expectMalformed(_userData(bytes.concat(hex"a2", response, boot), ORIGIN, "register"), 6);
        _expectMalformed(_userData(bytes.concat(hex"a3", boot, boot, response), ORIGIN, "register"), 46);
        _expectMalformed(_userData(bytes.concat(hex"a2", _digest("b00t", 0), response), ORIGIN, "register"), 7);
        probe.decode(_userData(bytes.concat(hex"a2", boot, response), ORIGIN, "register")); // control
    }

    function test_aDigestHas32Bytes() public {
        _expectMalformed(_prefixed(bytes.concat(hex"a1", _text("response"), hex"5820", bytes31(0))), 49);
        _expectMalformed(
            _userData(bytes.concat(hex"a1", _text("response"), hex"581f", bytes31(0)), ORIGIN, "register"), 7
        );
    }

    function test_originsOfEachFormOfLength() public {
        uint8[5] memory lengths = [1, 23, 24, 100, 255];
        for (uint256 i = 0; i < lengths.length; ++i) {
            probe.decode(_userData(_keys(0), _origin(lengths[i]), "register"));
        }
        bytes memory keys = _keys(0);
        uint256 head = 6 + keys.length + 7;
        _expectMalformed(_userData(keys, "", "register"), head); // empty
        // 23 in a longer form; two bytes of length; a byte string
        _expectMalformed(_withOrigin(keys, bytes.concat(hex"7817", bytes(_origin(23)))), head);
        _expectMalformed(_withOrigin(keys, bytes.concat(hex"790018", bytes(_origin(24)))), head);
        _expectMalformed(_withOrigin(keys, bytes.concat(hex"41", "o")), head);
        // cut short in the head and in the text
        _expectMalformed(bytes.concat(_prefixed(keys), _text("origin"), hex"78"), head + 1);
        _expectMalformed(bytes.concat(_prefixed(keys), _text("origin"), hex"7818", "short"), head + 7);
        // not what a URL's origin consists of
        _expectMalformed(_userData(keys, "a b", "register"), head + 2);
        _expectMalformed(_userData(keys, "ab\x7f", "register"), head + 3);
    }

    function test_anyByteInFrontOrBehindIsRefused() public {
        bytes memory honest = _userData(_keys(1), ORIGIN, "register");
        _expectMalformed(bytes.concat(honest, hex"00"), honest.length);
        _expectMalformed(bytes.concat(hex"00", honest), 0);
        _expectMalformed("", 0);
        for (uint256 length = 0; length < honest.length; ++length) {
            bytes memory cut = new bytes(length);
            for (uint256 i = 0; i < length; ++i) {
                cut[i] = honest[i];
            }
            vm.expectRevert();
            probe.decode(cut);
        }
        _expectMalformed(new bytes(513), 512);
        probe.decode(honest); // control
    }

    function test_anotherVersionIsRefused() public {
        bytes memory data = _userData(_keys(0), ORIGIN, "register");
        data[data.length - 1] = 0x02;
        _expectMalformed(data, data.length - 9);
    }

    function _expectMalformed(bytes memory data, uint256 position) private {
        vm.expectRevert(abi.encodeWithSelector(EnclaveUserData.UserDataMalformed.selector, position));
        probe.decode(data);
    }

    function _prefixed(bytes memory keys) private pure returns (bytes memory) {
        return bytes.concat(hex"a4", _text("keys"), keys);
    }

    function _withOrigin(bytes memory keys, bytes memory origin) private pure returns (bytes memory) {
        return bytes.concat(_prefixed(keys), _text("origin"), origin, _text("purpose"), _text("register"));
    }

    /// @dev By the bits of `set`: tls, boot, hpke, bootAddress.
    function _keys(uint256 set) private pure returns (bytes memory keys) {
        string[5] memory names = ["tls", "boot", "hpke", "response", "bootAddress"];
        uint256 count = 0;
        for (uint256 i = 0; i < 5; ++i) {
            uint256 bit = i < 3 ? set >> i & 1 : i == 3 ? 1 : set >> 3 & 1;
            if (bit == 0) continue;
            keys = bytes.concat(keys, _digest(names[i], _digestOf(names[i])));
            ++count;
        }
        keys = bytes.concat(bytes1(uint8(0xa0 + count)), keys);
    }

    function _digestOf(string memory name) private pure returns (bytes32) {
        return keccak256(bytes(name));
    }

    function _origin(uint256 length) private pure returns (string memory) {
        bytes memory text = new bytes(length);
        for (uint256 i = 0; i < length; ++i) {
            text[i] = "o";
        }
        return string(text);
    }
}
