// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @title What one operator runs. Its address is the `operator` of the measured configuration and of the registration's nonce.
interface IOperatorPolicy {
    /// @notice Whether the operator accepts this release, with this configuration, now.
    /// @dev Half of what makes an enclave valid: the registry must have the release in force besides.
    /// @param measurementId keccak256(PCR0 || PCR1 || PCR2).
    /// @param pcr16 48 bytes.
    function allows(bytes32 measurementId, bytes calldata pcr16) external view returns (bool);

    /// @notice Whether it was accepted at `time`, and on which terms.
    /// @param pcr16Hash keccak256(PCR16).
    /// @param time Unix seconds, not in the future.
    /// @return accepted The operator accepted it at that time.
    /// @return continues The operator chose to go on with it after a revocation of the release, until it removes it itself.
    /// @return originHash keccak256 of the origin that this configuration serves.
    function acceptanceAt(bytes32 measurementId, bytes32 pcr16Hash, uint64 time)
        external
        view
        returns (bool accepted, bool continues, bytes32 originHash);

    /// @notice How long a registration lasts from the time of its document, in seconds.
    function registrationLifetime() external view returns (uint32);

    /// @notice The account that speaks for the operator: bootstraps window logs, changes this policy.
    function owner() external view returns (address);
}
