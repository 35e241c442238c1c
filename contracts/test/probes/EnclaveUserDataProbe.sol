// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {EnclaveUserData} from "../../src/encoding/EnclaveUserData.sol";

/// @dev The library's door for tests that bring their vectors from outside.
contract EnclaveUserDataProbe {
    function decode(bytes calldata data) external pure returns (EnclaveUserData.Statement memory) {
        return EnclaveUserData.decode(data);
    }

    /// @dev Many at once: which of them are taken.
    function decodable(bytes[] calldata many) external view returns (bool[] memory taken) {
        taken = new bool[](many.length);
        for (uint256 i = 0; i < many.length; ++i) {
            try this.decode(many[i]) {
                taken[i] = true;
            } catch {}
        }
    }
}
