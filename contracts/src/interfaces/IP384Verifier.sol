// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @title ECDSA on curve P-384 with SHA-384 (FIPS 186-5, section 6.4), as all of AWS's Nitro PKI signs
interface IP384Verifier {
    /// @notice Whether `signature` over `message` is `publicKey`'s. Hints only make it cheaper: no hint makes a false signature true.
    /// @param message What was signed, not hashed.
    /// @param signature r || s, 96 bytes, big-endian. High s is as good as low s: AWS signs both.
    /// @param publicKey x || y, 96 bytes, big-endian. Coordinates and membership of the curve are checked.
    /// @param hints What a verifier computes off chain, see docs/protocol/onchain.md; malformed hints revert.
    /// @return False for a signature that does not hold, or a key that is none.
    function verify(bytes calldata message, bytes calldata signature, bytes calldata publicKey, bytes calldata hints)
        external
        view
        returns (bool);
}
