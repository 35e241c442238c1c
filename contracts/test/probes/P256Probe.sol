// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {P256} from "../../src/crypto/P256.sol";

/// @dev The library's door for tests that bring their vectors from outside.
contract P256Probe {
    struct Question {
        bytes32 hash;
        bytes32 r;
        bytes32 s;
        bytes32 x;
        bytes32 y;
    }

    function verifyAll(Question[] calldata questions) external view returns (bool[] memory answers) {
        answers = new bool[](questions.length);
        for (uint256 i = 0; i < questions.length; ++i) {
            Question calldata q = questions[i];
            answers[i] = P256.verify(q.hash, q.r, q.s, q.x, q.y);
        }
    }

    function verify(bytes calldata message, bytes32 r, bytes32 s, bytes32 x, bytes32 y) external view returns (bool) {
        return P256.verify(sha256(message), r, s, x, y);
    }
}
