// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @title What one operator runs. Its address is the `operator` of the measured configuration and of the registration's nonce.
interface IOperatorPolicy {
    /// @notice Whether the operator accepts this release, with this configuration, now.
    /// @param measurementId keccak256(PCR0 || PCR1 || PCR2).
    /// @param pcr16 48 bytes.
    function allows(bytes32 measurementId, bytes calldata pcr16) external view returns (bool);

    /// @notice The account that speaks for the operator: bootstraps window logs, changes this policy.
    function owner() external view returns (address);
}
