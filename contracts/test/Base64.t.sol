// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Base64 as OpenZeppelinBase64} from "@openzeppelin/contracts/utils/Base64.sol";
import {Base64} from "../src/encoding/Base64.sol";
import {vm} from "./Vm.sol";

/// @dev Attacker: whoever writes the same bytes in two ways, so that two readers see two signatures. OpenZeppelin's encoder is the reference:
/// a text is accepted exactly when it is what that encoder writes.
contract Base64Test {
    function testFuzz_whatIsEncodedIsRead(bytes32 first, bytes32 second) public view {
        (bool valid, bytes32 value) = this.decode32(bytes(OpenZeppelinBase64.encode(bytes.concat(first))));
        vm.assertTrue(valid && value == first, "32 bytes");
        bytes32 left;
        bytes32 right;
        (valid, left, right) = this.decode64(bytes(OpenZeppelinBase64.encode(bytes.concat(first, second))));
        vm.assertTrue(valid && left == first && right == second, "64 bytes");
    }

    function testFuzz_anyOtherCharacterIsReadAsWhatItIs_orNotAtAll(
        bytes32 first,
        bytes32 second,
        uint256 where,
        bytes1 other
    ) public view {
        bytes memory text = bytes(OpenZeppelinBase64.encode(bytes.concat(first)));
        text[where % text.length] = other;
        (bool valid, bytes32 value) = this.decode32(text);
        bytes32 again = keccak256(bytes(OpenZeppelinBase64.encode(bytes.concat(value))));
        vm.assertTrue(!valid || again == keccak256(text), "32 bytes: the one encoding");

        text = bytes(OpenZeppelinBase64.encode(bytes.concat(first, second)));
        text[where % text.length] = other;
        bytes32 right;
        (valid, value, right) = this.decode64(text);
        again = keccak256(bytes(OpenZeppelinBase64.encode(bytes.concat(value, right))));
        vm.assertTrue(!valid || again == keccak256(text), "64 bytes: the one encoding");
    }

    function test_everyByteInEveryPlace() public view {
        bytes memory text = bytes(OpenZeppelinBase64.encode(bytes.concat(bytes32(uint256(0xa5a5) << 128))));
        uint256 accepted = 0;
        for (uint256 place = 0; place < text.length; place++) {
            bytes1 before = text[place];
            for (uint256 code = 0; code < 256; code++) {
                text[place] = bytes1(uint8(code));
                (bool valid,) = this.decode32(text);
                if (valid) accepted++;
            }
            text[place] = before;
        }
        vm.assertEq(accepted, 42 * 64 + 16 + 1, "64 in 42 places, 16 whose last two bits are zero, one padding");
    }

    function test_anotherLengthIsRefused() public view {
        bytes memory text = bytes(OpenZeppelinBase64.encode(new bytes(31)));
        (bool valid,) = this.decode32(text); // 44 characters too, with two paddings
        vm.assertFalse(valid, "31 bytes");
        (valid,) = this.decode32(bytes(OpenZeppelinBase64.encode(new bytes(33))));
        vm.assertFalse(valid, "33 bytes");
        (valid,,) = this.decode64(bytes(OpenZeppelinBase64.encode(new bytes(65))));
        vm.assertFalse(valid, "65 bytes");
        (valid,) = this.decode32("");
        vm.assertFalse(valid, "nothing");
    }

    function decode32(bytes calldata text) external pure returns (bool, bytes32) {
        return Base64.decode32(text);
    }

    function decode64(bytes calldata text) external pure returns (bool, bytes32, bytes32) {
        return Base64.decode64(text);
    }
}
