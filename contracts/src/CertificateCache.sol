// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Ownable, Ownable2Step} from "@openzeppelin/contracts/access/Ownable2Step.sol";
import {IP384Verifier} from "./interfaces/IP384Verifier.sol";
import {Der} from "./encoding/Der.sol";
import {NitroPayload} from "./encoding/NitroPayload.sol";
import {X509} from "./encoding/X509.sol";
import {X509Extensions} from "./encoding/X509Extensions.sol";

/// @title Certificates of a Nitro PKI: each signature is verified once, everything else at each use
/// @notice Anyone may submit certificates. A chain begins at the one pinned root, and whether it holds does not depend on who came first.
/// @dev The id of a certificate is keccak256(id of its parent || keccak256(TBSCertificate)), so that it stands for the whole path up to
/// the root; the root's id is keccak256 of its bytes. A signature (r, n - s) makes other bytes of the same certificate: they are verified
/// anew and end at the same id, and a revocation names TBSCertificate, or issuer and serial number, which they share.
abstract contract CertificateCache is Ownable2Step {
    /// @notice What a certificate may do. Anything else is not kept.
    enum Kind {
        Unknown,
        Authority, // signs certificates
        Leaf // signs documents
    }

    /// @dev Positions are offsets into TBSCertificate, which whoever uses it shows again.
    struct Entry {
        bytes32 parentId; // 0 for the root
        bytes32 tbsHash;
        bytes32 serialKey; // see {serialKeyOf}
        uint64 notBefore; // Unix seconds, inclusive
        uint64 notAfter; // Unix seconds, inclusive
        uint16 keyAt;
        uint16 subjectAt;
        uint16 subjectStop;
        uint16 authoritiesBelow; // how many may still follow, by all pathLenConstraints above; {X509Extensions.UNLIMITED} = any number
        Kind kind;
    }

    /// @dev The last certificate of a chain, while the next one is judged.
    struct Link {
        bytes32 id;
        bytes32 subjectHash;
        uint256 keyAt; // absolute offset into calldata
        uint256 authoritiesBelow;
        uint256 notAfter; // the earliest end so far
        uint256 lastIndex; // the chain's last certificate alone may be a leaf
        Kind kind;
    }

    /// @notice keccak256 of the root certificate of AWS Nitro Enclaves, G1 (SHA-256 641a0321a3e2…), as AWS publishes it.
    bytes32 public constant AWS_ROOT_ID = 0x311d96fcd5c5e0ccf72ef548e2ea7d4c0cd53ad7c4cc49e67471aed41d61f185;

    /// @notice keccak256 of the bytes of the only root certificate that is accepted.
    bytes32 public immutable rootId;
    IP384Verifier public immutable p384Verifier;

    /// @notice May revoke certificates, and nothing else; zero = nobody but the owner.
    address public revoker;

    mapping(bytes32 id => Entry) private _entries;
    /// @dev keccak256(id of the parent || keccak256(bytes)) to the id, for bytes whose signature was verified.
    mapping(bytes32 => bytes32 id) private _idOfBytes;
    /// @dev By keccak256(TBSCertificate) and by {serialKeyOf}.
    mapping(bytes32 => bool) private _revoked;

    event CertificateCached(
        bytes32 indexed id, bytes32 indexed parentId, bytes32 indexed tbsHash, Kind kind, uint64 notAfter
    );
    /// @param key keccak256(TBSCertificate), or a {serialKeyOf}.
    event CertificateRevoked(bytes32 indexed key, address indexed by);
    event RevokerChanged(address indexed previousRevoker, address indexed newRevoker);

    error RootNotAccepted(bytes32 requiredId, bytes32 seenId);
    /// @param index Place in the chain; 0 is the root.
    error CertificateIssuerMismatch(uint256 index);
    error CertificateNotYetValid(uint256 index, uint256 notBefore, uint256 nowAt);
    error CertificateExpired(uint256 index, uint256 notAfter, uint256 nowAt);
    error CertificateNotAuthority(uint256 index);
    error CertificateMayNotSignCertificates(uint256 index);
    /// @notice An authority below one that may have no further authority below it.
    error CertificatePathTooLong(uint256 index);
    error CertificateSignatureInvalid(uint256 index);
    error CertificateIsRevoked(uint256 index, bytes32 id);
    error LeafIsAuthority(uint256 index);
    /// @notice No digitalSignature, or keyCertSign without being an authority.
    error LeafKeyUsageInvalid(uint256 index);
    error CertificateAlreadyRevoked(bytes32 key);
    error NeitherOwnerNorRevoker(address seen);
    /// @notice One for each certificate below the root, and for a document one more.
    error HintCountInvalid(uint256 required, uint256 seen);
    /// @notice Without an owner nobody could name a new revoker.
    error OwnershipNotRenounceable();

    constructor(IP384Verifier p384Verifier_, bytes32 rootId_, address owner_, address revoker_) Ownable(owner_) {
        p384Verifier = p384Verifier_;
        rootId = rootId_;
        revoker = revoker_;
        emit RevokerChanged(address(0), revoker_);
    }

    /// @notice Whether the pinned root is AWS's. An instance for another root verifies test documents, which anyone can make.
    function isAwsRoot() external view returns (bool) {
        return rootId == AWS_ROOT_ID;
    }

    /// @notice Verifies a chain and keeps what was new, for later documents; one transaction each where a block's gas is scarce.
    /// @param chain DER, the root first; the last may be an authority or a leaf.
    /// @param hints One for each certificate below the root; empty for those that are kept already.
    /// @return id Of the last certificate.
    function cacheCertificates(bytes[] calldata chain, bytes[] calldata hints) external returns (bytes32 id) {
        if (chain.length == 0) revert RootNotAccepted(rootId, 0);
        if (hints.length + 1 != chain.length) revert HintCountInvalid(chain.length - 1, hints.length);
        NitroPayload.Piece[] memory pieces = new NitroPayload.Piece[](chain.length);
        for (uint256 i = 0; i < chain.length; ++i) {
            bytes calldata certificate = chain[i];
            uint256 from;
            assembly ("memory-safe") {
                from := certificate.offset
            }
            (pieces[i].from, pieces[i].stop) = (from, from + certificate.length);
        }
        return _verifyChain(pieces, hints).id;
    }

    /// @notice Revokes a certificate, whatever its signature's bytes, at once and for ever. It need not have been seen.
    /// @param tbsHash keccak256(TBSCertificate).
    function revokeCertificate(bytes32 tbsHash) external {
        _revoke(tbsHash);
    }

    /// @notice Revokes as a revocation list does: by issuer and serial number. It need not have been seen.
    /// @param issuer DER of the issuer's name.
    /// @param serial The serial number, big-endian without a sign byte or leading zeros.
    function revokeSerial(bytes calldata issuer, bytes calldata serial) external {
        _revoke(serialKeyOf(keccak256(issuer), keccak256(serial)));
    }

    /// @notice Names who may revoke; zero for nobody but the owner.
    function setRevoker(address newRevoker) external onlyOwner {
        emit RevokerChanged(revoker, newRevoker);
        revoker = newRevoker;
    }

    /// @notice Always reverts.
    function renounceOwnership() public view override onlyOwner {
        revert OwnershipNotRenounceable();
    }

    /// @notice What is known of a certificate; {Kind.Unknown} when it was never verified. Known is not valid: see {isRevoked} and the times.
    function certificateOf(bytes32 id) external view returns (Entry memory) {
        return _entries[id];
    }

    /// @notice Whether this very certificate was revoked; its parents are not looked at.
    function isRevoked(bytes32 id) external view returns (bool) {
        return _isRevoked(_entries[id]);
    }

    /// @notice Whether the signature over these very bytes was verified under this parent: then no hint is needed.
    /// @param bytesHash keccak256 of the certificate's DER.
    /// @return id 0 when it was not.
    function idOfBytes(bytes32 parentId, bytes32 bytesHash) external view returns (bytes32 id) {
        return _idOfBytes[keccak256(abi.encode(parentId, bytesHash))];
    }

    /// @notice The key of a revocation by issuer and serial number.
    function serialKeyOf(bytes32 issuerHash, bytes32 serialHash) public pure returns (bytes32) {
        return keccak256(abi.encode(issuerHash, serialHash));
    }

    /// @dev Whether no certificate from `id` up to the root is revoked.
    function _isPathTrusted(bytes32 id) internal view returns (bool) {
        while (true) {
            Entry storage entry = _entries[id];
            if (entry.kind == Kind.Unknown || _isRevoked(entry)) return false;
            if (id == rootId) return true;
            id = entry.parentId;
        }
        return false;
    }

    /// @dev Judges every certificate from the root to the last, cached or not; there is at least one. Hints behind the chain's are the
    /// caller's.
    function _verifyChain(NitroPayload.Piece[] memory chain, bytes[] calldata hints)
        internal
        returns (Link memory link)
    {
        link.lastIndex = chain.length - 1;
        _root(link, chain[0]);
        for (uint256 i = 1; i < chain.length; ++i) {
            _next(link, i, chain[i], hints[i - 1]);
        }
    }

    /// @dev The root's own signature says nothing: it is accepted byte for byte, or not at all.
    function _root(Link memory link, NitroPayload.Piece memory piece) private {
        bytes32 id = Der.hash(piece.from, piece.stop);
        if (id != rootId) revert RootNotAccepted(rootId, id);
        Entry storage entry = _entries[id];
        if (entry.kind == Kind.Unknown) {
            X509.Certificate memory c = X509.decode(piece.from, piece.stop);
            if (c.issuerHash != c.subjectHash) revert CertificateIssuerMismatch(0);
            link.authoritiesBelow = X509Extensions.UNLIMITED;
            _keep(link, id, c, 0);
        }
        link.notAfter = type(uint256).max;
        _use(link, id, entry, 0, piece);
    }

    function _next(Link memory link, uint256 index, NitroPayload.Piece memory piece, bytes calldata hint) private {
        bytes32 bytesKey = keccak256(abi.encode(link.id, Der.hash(piece.from, piece.stop)));
        bytes32 id = _idOfBytes[bytesKey];
        if (id == 0) {
            X509.Certificate memory c = X509.decode(piece.from, piece.stop);
            if (c.issuerHash != link.subjectHash) revert CertificateIssuerMismatch(index);
            if (!p384Verifier.verify(
                    Der.slice(c.tbsAt, c.tbsStop), c.signature, Der.slice(link.keyAt, link.keyAt + 96), hint
                )) revert CertificateSignatureInvalid(index);
            id = keccak256(abi.encode(link.id, c.tbsHash));
            if (_entries[id].kind == Kind.Unknown) _keep(link, id, c, index);
            _idOfBytes[bytesKey] = id;
        }
        _use(link, id, _entries[id], index, piece);
    }

    /// @dev Judges what never changes, and keeps the certificate. `link` is its parent.
    function _keep(Link memory link, bytes32 id, X509.Certificate memory c, uint256 index) private {
        X509Extensions.Extensions memory e = c.extensions;
        uint256 below = 0;
        if (e.isAuthority) {
            if (!e.keyCertSign) revert CertificateMayNotSignCertificates(index);
            // RFC 5280 does not count self-issued certificates; the Nitro PKI has none below its root, so here they count.
            uint256 allowed = link.authoritiesBelow;
            if (allowed == 0) revert CertificatePathTooLong(index);
            // The root is not below itself.
            if (allowed != X509Extensions.UNLIMITED) --allowed;
            below = e.pathLength < allowed ? e.pathLength : allowed;
        } else {
            if (index != link.lastIndex) revert CertificateNotAuthority(index);
            if (!e.digitalSignature || e.keyCertSign) revert LeafKeyUsageInvalid(index);
        }

        Entry storage entry = _entries[id];
        entry.parentId = link.id;
        entry.tbsHash = c.tbsHash;
        entry.serialKey = serialKeyOf(c.issuerHash, c.serialHash);
        // Each fits: times are before the year 10,000, positions within 1,024 bytes, and a path length is at most 256.
        // forge-lint: disable-start(unsafe-typecast)
        entry.notBefore = uint64(c.notBefore);
        entry.notAfter = uint64(c.notAfter);
        entry.keyAt = uint16(c.keyAt - c.tbsAt);
        entry.subjectAt = uint16(c.subjectAt - c.tbsAt);
        entry.subjectStop = uint16(c.subjectStop - c.tbsAt);
        entry.authoritiesBelow = uint16(below);
        // forge-lint: disable-end(unsafe-typecast)
        entry.kind = e.isAuthority ? Kind.Authority : Kind.Leaf;
        emit CertificateCached(id, link.id, c.tbsHash, entry.kind, entry.notAfter);
    }

    /// @dev Judges what may have changed since, and makes the certificate the chain's last. The bytes are some that were verified, so
    /// that nothing is checked again where they are read.
    function _use(Link memory link, bytes32 id, Entry storage entry, uint256 index, NitroPayload.Piece memory piece)
        private
        view
    {
        (uint256 notBefore, uint256 notAfter) = (entry.notBefore, entry.notAfter);
        // Seconds of a proposer's choice don't matter to lives of hours.
        // forge-lint: disable-next-line(block-timestamp)
        if (block.timestamp < notBefore) revert CertificateNotYetValid(index, notBefore, block.timestamp);
        // forge-lint: disable-next-line(block-timestamp)
        if (block.timestamp > notAfter) revert CertificateExpired(index, notAfter, block.timestamp);
        if (_isRevoked(entry)) revert CertificateIsRevoked(index, id);
        if (entry.kind != Kind.Authority && index != link.lastIndex) revert CertificateNotAuthority(index);

        link.id = id;
        (, uint256 from,) = Der.read(piece.from, piece.stop); // TBSCertificate
        link.subjectHash = Der.hash(from + entry.subjectAt, from + entry.subjectStop);
        link.keyAt = from + entry.keyAt;
        link.authoritiesBelow = entry.authoritiesBelow;
        if (notAfter < link.notAfter) link.notAfter = notAfter;
        link.kind = entry.kind;
    }

    function _isRevoked(Entry storage entry) private view returns (bool) {
        return _revoked[entry.tbsHash] || _revoked[entry.serialKey];
    }

    function _revoke(bytes32 key) private {
        if (msg.sender != revoker && msg.sender != owner()) revert NeitherOwnerNorRevoker(msg.sender);
        if (_revoked[key]) revert CertificateAlreadyRevoked(key);
        _revoked[key] = true;
        emit CertificateRevoked(key, msg.sender);
    }
}
