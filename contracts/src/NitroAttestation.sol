// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {CertificateCache} from "./CertificateCache.sol";
import {CoseSign1} from "./encoding/CoseSign1.sol";
import {Der} from "./encoding/Der.sol";
import {NitroPayload} from "./encoding/NitroPayload.sol";
import {INitroAttestation} from "./interfaces/INitroAttestation.sol";
import {IP384Verifier} from "./interfaces/IP384Verifier.sol";

/// @title Nitro attestation documents, verified on chain
/// @dev The rules are those of the TypeScript verifier (attestation/src), and a differential test holds both to the same answers.
/// docs/protocol/onchain.md has them in the order in which they are checked. The time of checking is the block's.
contract NitroAttestation is INitroAttestation, CertificateCache {
    error DocumentSignatureInvalid();
    /// @notice PCR0, PCR1 or PCR2 is all zero: an enclave in debug mode, whose memory is open to its parent.
    error DebugDocument(uint256 pcrIndex);

    /// @param p384Verifier_ Verifies every signature; it has no state and no owner.
    /// @param rootId_ keccak256 of the root certificate's DER: {CertificateCache.AWS_ROOT_ID} in production.
    /// @param owner_ Names the revoker, and revokes.
    /// @param revoker_ Revokes and does nothing else; zero for nobody.
    constructor(IP384Verifier p384Verifier_, bytes32 rootId_, address owner_, address revoker_)
        CertificateCache(p384Verifier_, rootId_, owner_, revoker_)
    {}

    /// @inheritdoc INitroAttestation
    function verify(bytes calldata document, bytes[] calldata hints) external returns (Document memory) {
        CoseSign1.Envelope memory envelope = CoseSign1.decode(document);
        NitroPayload.Fields memory fields = NitroPayload.decode(envelope.payloadAt, envelope.payloadStop);
        _requireNotDebug(fields);

        NitroPayload.Piece[] memory chain = _chainOf(fields);
        if (hints.length != chain.length) revert HintCountInvalid(chain.length, hints.length);
        Link memory leaf = _verifyChain(chain, hints);
        if (leaf.kind != Kind.Leaf) revert LeafIsAuthority(chain.length - 1);
        _requireSignature(envelope, leaf.keyAt, hints[hints.length - 1]);
        return _document(fields, leaf);
    }

    /// @inheritdoc INitroAttestation
    function areCertificatesTrusted(bytes32 leafId) external view returns (bool) {
        return _isPathTrusted(leafId);
    }

    function _requireSignature(CoseSign1.Envelope memory envelope, uint256 keyAt, bytes calldata hint) private view {
        uint256 signatureAt = envelope.signatureAt;
        if (!p384Verifier.verify(
                CoseSign1.signedBytes(envelope),
                Der.slice(signatureAt, signatureAt + CoseSign1.SIGNATURE_BYTES),
                Der.slice(keyAt, keyAt + 96),
                hint
            )) revert DocumentSignatureInvalid();
    }

    /// @dev [root, ..., certificate], as the chain is verified.
    function _chainOf(NitroPayload.Fields memory fields) private pure returns (NitroPayload.Piece[] memory chain) {
        uint256 authorities = fields.cabundle.length;
        chain = new NitroPayload.Piece[](authorities + 1);
        for (uint256 i = 0; i < authorities; ++i) {
            chain[i] = fields.cabundle[i];
        }
        chain[authorities] = fields.certificate;
    }

    function _requireNotDebug(NitroPayload.Fields memory fields) private pure {
        for (uint256 index = 0; index < 3; ++index) {
            if (_isZero(fields.pcrAt[index])) revert DebugDocument(index);
        }
    }

    function _document(NitroPayload.Fields memory fields, Link memory leaf) private pure returns (Document memory d) {
        // Each fits: a timestamp has at most 53 bits, and notAfter came out of 64.
        d.timestampMs = uint64(fields.timestampMs);
        d.notAfter = uint64(leaf.notAfter);
        d.leafId = leaf.id;
        d.moduleIdHash = fields.moduleIdHash;
        d.measurementId = keccak256(bytes.concat(_pcr(fields.pcrAt[0]), _pcr(fields.pcrAt[1]), _pcr(fields.pcrAt[2])));
        uint256 pcr8At = fields.pcrAt[8];
        if (pcr8At != 0 && !_isZero(pcr8At)) d.pcr8Hash = keccak256(_pcr(pcr8At));
        if (fields.pcrAt[16] != 0) d.pcr16 = _pcr(fields.pcrAt[16]);
        d.publicKey = Der.slice(fields.publicKey.from, fields.publicKey.stop);
        d.userData = Der.slice(fields.userData.from, fields.userData.stop);
        d.nonce = Der.slice(fields.nonce.from, fields.nonce.stop);
    }

    function _pcr(uint256 from) private pure returns (bytes calldata) {
        return Der.slice(from, from + NitroPayload.PCR_BYTES);
    }

    function _isZero(uint256 pcrAt) private pure returns (bool zero) {
        assembly ("memory-safe") {
            zero := iszero(or(calldataload(pcrAt), shr(128, calldataload(add(pcrAt, 32)))))
        }
    }
}
