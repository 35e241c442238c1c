// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @title Nitro attestation documents, verified on chain
interface INitroAttestation {
    /// @dev What a verified document says. Everything that a policy decides on, and nothing that was not signed.
    struct Document {
        uint64 timestampMs; // UTC milliseconds, by the hypervisor
        bytes32 moduleIdHash; // keccak256 of the module id's text
        bytes32 measurementId; // keccak256(PCR0 || PCR1 || PCR2)
        bytes32 pcr8Hash; // keccak256(PCR8); 0 when it is absent or all zero: an image without a signature
        bytes pcr16; // 48 bytes; empty when it is not locked
        bytes publicKey; // empty when absent
        bytes userData; // empty when absent
        bytes nonce; // empty when absent
        bytes32 leafId; // the certificate that signed it, for {areCertificatesTrusted}
        uint64 notAfter; // Unix seconds: the earliest end of a certificate of its chain
    }

    /// @notice Verifies signature, chain to the pinned AWS root, validity now, and all rules on fields; reverts with a typed error.
    /// Debug documents (PCR0, 1 or 2 all zero) and NitroTPM documents are refused. Certificates that it had not seen are cached.
    /// What the caller must still check: freshness against `timestampMs`, nonce, purpose and keys in `userData`, measurements.
    /// @param document COSE_Sign1 as received.
    /// @param hints One for each certificate below the root, from the regional one to the leaf, then one for the document; empty for a
    /// certificate that is cached.
    function verify(bytes calldata document, bytes[] calldata hints) external returns (Document memory);

    /// @notice Whether no certificate from the leaf to the root has been revoked. Says nothing of expiry: a leaf lives three hours,
    /// and what it signed in that time stays true.
    function areCertificatesTrusted(bytes32 leafId) external view returns (bool);
}
