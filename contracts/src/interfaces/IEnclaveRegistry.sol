// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @title Which enclave keys are proven, for contracts that rely on them
interface IEnclaveRegistry {
    /// @notice Whether the enclave that holds this response key is valid now: registered, not expired, its measurement in force, its
    /// configuration and release allowed by its operator's policy, no certificate revoked. All of it is checked again at each call.
    /// @param keyId SHA-256 of the P-256 response key's DER SubjectPublicKeyInfo: `keyid` of a proof.
    function isValid(bytes32 keyId) external view returns (bool);

    /// @notice Whether it was valid at `time` (Unix seconds, not in the future) by what is known now: a revocation "since" an earlier
    /// time takes effect for that time too.
    function isValidAt(bytes32 keyId, uint64 time) external view returns (bool);

    /// @notice The response key of the enclave that registered this boot address; 0 when there is none.
    /// @param bootAddress Address of the secp256k1 key that a signer enclave made at boot.
    function keyIdOfBoot(address bootAddress) external view returns (bytes32);

    /// @notice The operator (an {IOperatorPolicy}) that an enclave was registered for; 0 when it was not.
    function operatorOf(bytes32 keyId) external view returns (address);
}
