// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Sha384} from "../../src/crypto/Sha384.sol";

/// @dev What SHA-384 alone costs: `npm run gas` asks it.
contract Sha384Probe {
    /// @return used Gas, without the call's own.
    function digest(bytes calldata message) external view returns (uint256 used, uint256 high, uint256 low) {
        uint256 before = gasleft();
        (high, low) = Sha384.digestOfCalldata(message);
        used = before - gasleft();
    }
}
