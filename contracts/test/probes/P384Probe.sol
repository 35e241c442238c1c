// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {P384} from "../../src/crypto/P384.sol";
import {P384Table} from "../../src/crypto/P384Table.sol";
import {Sha384} from "../../src/crypto/Sha384.sol";

/// @dev The doors of the two libraries for tests that choose the digest, and lengths and places of messages.
contract P384Probe {
    address public immutable basePointTable = address(new P384Table());

    /// @dev Declared in P384Verifier for its callers; here for this one.
    error HintsWrongLength(uint256 required, uint256 seen);
    error HintRefused(uint256 offset);

    function verify(uint256 high, uint256 low, bytes calldata signature, bytes calldata key, bytes calldata hints)
        external
        view
        returns (bool)
    {
        return P384.verify(basePointTable, high, low, signature, key, hints);
    }

    function digestOfCalldata(bytes calldata message) external pure returns (uint256 high, uint256 low) {
        return Sha384.digestOfCalldata(message);
    }

    /// @dev Up to 5 KB: the message lies where the library's own memory isn't.
    function digestOfMemory(bytes memory message) external pure returns (uint256 high, uint256 low) {
        uint256 pointer;
        assembly ("memory-safe") {
            pointer := add(message, 0x20)
        }
        return Sha384.digestOfMemory(pointer, message.length);
    }
}
