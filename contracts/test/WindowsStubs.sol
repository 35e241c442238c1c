// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IEnclaveRegistry} from "../src/interfaces/IEnclaveRegistry.sol";
import {IOperatorPolicy} from "../src/interfaces/IOperatorPolicy.sol";

/// @dev Boots register at will: whether a document is genuine is the real registry's matter.
contract RegistryStub is IEnclaveRegistry {
    mapping(address boot => bytes32) public keyIdOfBoot;
    mapping(bytes32 keyId => address) public operatorOf;
    mapping(bytes32 keyId => bool) public isValid;

    function register(address boot, address operator) external {
        bytes32 keyId = keccak256(abi.encode(boot));
        keyIdOfBoot[boot] = keyId;
        operatorOf[keyId] = operator;
        isValid[keyId] = true;
    }

    function setValid(address boot, bool valid) external {
        isValid[keyIdOfBoot[boot]] = valid;
    }

    function isValidAt(bytes32 keyId, uint64) external view returns (bool) {
        return isValid[keyId];
    }
}

contract PolicyStub is IOperatorPolicy {
    address public immutable owner;

    constructor(address owner_) {
        owner = owner_;
    }

    uint32 public constant registrationLifetime = 1 days;

    function acceptanceAt(bytes32, bytes32, uint64) external pure returns (bool, bool, bytes32) {
        return (true, false, 0);
    }

    function allows(bytes32, bytes calldata) external pure returns (bool) {
        return true;
    }
}
