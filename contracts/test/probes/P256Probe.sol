// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {P256} from "../../src/crypto/P256.sol";

/// @dev The library's door for tests that bring their vectors from outside.
contract P256Probe {
    function verify(bytes calldata message, bytes32 r, bytes32 s, bytes32 x, bytes32 y) external view returns (bool) {
        return P256.verify(sha256(message), r, s, x, y);
    }
}
