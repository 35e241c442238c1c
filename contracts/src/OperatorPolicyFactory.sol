// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {OperatorPolicy} from "./OperatorPolicy.sol";

/// @title Makes operators' policies
/// @notice Anyone makes a policy, for any owner: nobody's permission is needed. What comes from here is known code.
/// @dev CREATE2: the address depends on owner and salt, so that a configuration can name it before it exists. Whoever else makes it
/// first makes the same contract with the same owner.
contract OperatorPolicyFactory {
    mapping(address policy => bool) public isPolicy;
    address[] private _policies;

    event PolicyCreated(address indexed policy, address indexed owner, bytes32 salt);

    /// @notice The same owner with the same salt has a policy already.
    error PolicyExists(address policy);

    /// @param owner_ Who the policy belongs to; not zero.
    /// @param salt Any; for a second policy of the same owner.
    function create(address owner_, bytes32 salt) external returns (address policy) {
        policy = policyAddress(owner_, salt);
        if (isPolicy[policy]) revert PolicyExists(policy);
        isPolicy[policy] = true;
        _policies.push(policy);
        emit PolicyCreated(policy, owner_, salt);
        new OperatorPolicy{salt: salt}(owner_);
    }

    /// @notice Where {create} puts it, or has put it.
    function policyAddress(address owner_, bytes32 salt) public view returns (address) {
        bytes32 initCodeHash = keccak256(bytes.concat(type(OperatorPolicy).creationCode, abi.encode(owner_)));
        bytes32 hash = keccak256(bytes.concat(bytes1(0xff), bytes20(address(this)), salt, initCodeHash));
        return address(uint160(uint256(hash)));
    }

    function policyCount() external view returns (uint256) {
        return _policies.length;
    }

    /// @notice Policies in the order in which they were made, from index `from`, at most `maximum`. An index past the end gives none.
    function policies(uint256 from, uint256 maximum) external view returns (address[] memory page) {
        uint256 left = from < _policies.length ? _policies.length - from : 0;
        page = new address[](left < maximum ? left : maximum);
        for (uint256 i = 0; i < page.length; ++i) {
            page[i] = _policies[from + i];
        }
    }
}
