// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {P384Probe} from "./probes/P384Probe.sol";
import {Sha384Reference} from "./Sha384Reference.sol";
import {vm} from "./Vm.sol";

/// @dev The assembly beside the plain words of the standard. Beside OpenSSL: test/conformance/p384-edges.test.ts.
contract Sha384Test {
    P384Probe private probe;

    function setUp() public {
        probe = new P384Probe();
    }

    function test_theStandardsOwnExample() public view {
        _same(
            "abc",
            0xcb00753f45a35e8bb5a03d699ac65007,
            0x272c32ab0eded1631a8b605a43ff5bed8086072ba1e7cc2358baeca134c825a7
        );
    }

    function test_everyLengthAroundTheEndOfABlock() public view {
        for (uint256 length = 110; length < 130; ++length) {
            bytes memory message = new bytes(length);
            for (uint256 i = 0; i < length; ++i) {
                // casting to 'uint8' is safe because any byte will do
                // forge-lint: disable-next-line(unsafe-typecast)
                message[i] = bytes1(uint8(i * 7));
            }
            (uint256 high, uint256 low) = Sha384Reference.digest(message);
            _same(message, high, low);
        }
    }

    /// forge-config: default.fuzz.runs = 64
    function test_anyMessage(bytes memory message) public view {
        vm.assume(message.length <= 2048);
        (uint256 high, uint256 low) = Sha384Reference.digest(message);
        _same(message, high, low);
    }

    function _same(bytes memory message, uint256 high, uint256 low) private view {
        (uint256 a1, uint256 a0) = probe.digestOfCalldata(message);
        (uint256 b1, uint256 b0) = probe.digestOfMemory(message);
        vm.assertEq(a1, high, "calldata, high");
        vm.assertEq(a0, low, "calldata, low");
        vm.assertEq(b1, high, "memory, high");
        vm.assertEq(b0, low, "memory, low");
    }
}
