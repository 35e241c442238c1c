// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {OperatorPolicyFactory} from "./OperatorPolicyFactory.sol";
import {PcrRegistry} from "./PcrRegistry.sol";
import {EnclaveUserData} from "./encoding/EnclaveUserData.sol";
import {IEnclaveRegistry} from "./interfaces/IEnclaveRegistry.sol";
import {INitroAttestation} from "./interfaces/INitroAttestation.sol";
import {IOperatorPolicy} from "./interfaces/IOperatorPolicy.sol";

/// @title Enclave keys that were proven on chain
/// @notice Anyone registers an enclave with its own attestation document; nobody's permission is needed, and nobody owns this contract.
/// @dev A key is valid while both halves hold: {PcrRegistry} has the release in force, and the operator's policy accepts the release
/// with the enclave's measured configuration (PCR16). Both, the certificates and the expiry are looked at again at every question.
/// What a document proves is bound to this chain, this contract and one operator by its nonce, which the enclave computes from its
/// measured configuration: no document of another purpose, chain, registry or operator registers anything, whoever sends it.
contract EnclaveRegistry is IEnclaveRegistry {
    /// @dev Unix seconds; `until` is exclusive. Registrations that meet are one period.
    struct Period {
        uint48 from;
        uint48 until;
        bytes32 leafId; // the certificate that signed the newest document of the period
    }

    struct Enclave {
        bytes32 measurementId;
        bytes32 pcr16Hash; // keccak256(PCR16)
        address operator;
        uint64 attestedAtMs; // UTC milliseconds of the newest document
        address bootAddress; // zero: a relay
        bytes32 x; // P-256 response key
        bytes32 y;
        Period[] periods; // in order, apart
    }

    /// @notice How old a document may be when it is registered, and how far ahead of the block's time, in milliseconds, inclusive.
    uint64 public constant DOCUMENT_AGE_MS_MAX = 30 minutes * 1000;
    uint64 public constant DOCUMENT_AHEAD_MS_MAX = 5 minutes * 1000;

    /// @dev DER of a SubjectPublicKeyInfo for P-256 (RFC 5480) up to the first coordinate: 27 bytes, then x and y.
    bytes32 private constant SPKI_PREFIX = 0x3059301306072a8648ce3d020106082a8648ce3d030107034200040000000000;
    uint256 private constant SPKI_BYTES = 91;
    uint256 private constant PCR_BYTES = 48;

    INitroAttestation public immutable attestation;
    PcrRegistry public immutable pcrRegistry;
    OperatorPolicyFactory public immutable policyFactory;

    mapping(bytes32 keyId => Enclave) private _enclaves;
    mapping(address operator => bytes32[]) private _keyIds;
    /// @inheritdoc IEnclaveRegistry
    mapping(address bootAddress => bytes32) public keyIdOfBoot;

    /// @notice A key was registered, or its registration extended.
    /// @param expiresAt Unix seconds, exclusive.
    event EnclaveRegistered(
        bytes32 indexed keyId,
        address indexed operator,
        bytes32 indexed measurementId,
        bytes pcr16,
        bytes publicKey,
        address bootAddress,
        uint64 attestedAtMs,
        uint64 expiresAt
    );

    /// @notice Not made by the factory, so nothing is known of it.
    error OperatorUnknown(address operator);
    error DocumentTooOld(uint64 oldestMs, uint64 seenMs);
    error DocumentFromFuture(uint64 newestMs, uint64 seenMs);
    /// @notice The document is for another operator, registry or chain, or was made at a caller's request.
    error NonceMismatch(bytes32 required, bytes seen);
    /// @notice PCR16 is not locked: any configuration could have been loaded later.
    error ConfigurationNotMeasured(uint256 requiredBytes, uint256 seenBytes);
    /// @notice Not in force, and not one that the operator goes on with after its revocation.
    error ReleaseNotInForce(bytes32 measurementId);
    /// @notice Signed by another certificate than the release, or not signed at all.
    error Pcr8Mismatch(bytes32 requiredHash, bytes32 seenHash);
    /// @notice The operator's policy has not this release with this PCR16.
    error ConfigurationNotAccepted(bytes32 measurementId, bytes32 pcr16Hash);
    error OriginMismatch(bytes32 requiredHash, bytes32 seenHash);
    /// @notice Not the DER SubjectPublicKeyInfo of a P-256 key.
    error ResponseKeyMalformed(uint256 requiredBytes, uint256 seenBytes);
    /// @notice `public_key` and `user_data` name different keys.
    error ResponseKeyMismatch(bytes32 required, bytes32 seen);
    /// @notice A signer states a boot address, a relay states none.
    error BootAddressInvalid(PcrRegistry.Role role, address seen);
    error BootAddressTaken(address bootAddress, bytes32 byKeyId);
    /// @notice The key was registered with another release, configuration, operator or boot address: it is in two places.
    error KeyElsewhere(bytes32 keyId);
    /// @notice As old as what is known, or older.
    error DocumentNotNewer(uint64 knownMs, uint64 seenMs);

    constructor(INitroAttestation attestation_, PcrRegistry pcrRegistry_, OperatorPolicyFactory policyFactory_) {
        attestation = attestation_;
        pcrRegistry = pcrRegistry_;
        policyFactory = policyFactory_;
    }

    /// @notice Registers the key of an enclave, or extends its registration. Anyone may send it.
    /// @param document COSE_Sign1 attestation document of purpose `register`, at most {DOCUMENT_AGE_MS_MAX} old.
    /// @param hints See {INitroAttestation.verify}.
    /// @param operator The policy that the enclave's configuration names.
    /// @return keyId SHA-256 of the response key's SubjectPublicKeyInfo.
    function register(bytes calldata document, bytes[] calldata hints, address operator)
        external
        returns (bytes32 keyId)
    {
        if (!policyFactory.isPolicy(operator)) revert OperatorUnknown(operator);
        INitroAttestation.Document memory d = attestation.verify(document, hints);
        _requireFresh(d.timestampMs);
        _requireNonce(d.nonce, operator);

        EnclaveUserData.Statement memory statement = EnclaveUserData.decode(d.userData);
        keyId = _requireResponseKey(d.publicKey, statement.responseKey);
        _requireAllowed(d, statement, operator);
        _record(keyId, d, statement.bootAddress, operator);
    }

    /// @inheritdoc IEnclaveRegistry
    function isValid(bytes32 keyId) external view returns (bool) {
        return isValidAt(keyId, _now());
    }

    /// @inheritdoc IEnclaveRegistry
    function isValidAt(bytes32 keyId, uint64 time) public view returns (bool) {
        // The time of a block is not to be met to the second, and what is asked for lies in it or before.
        // forge-lint: disable-next-line(block-timestamp)
        if (time > block.timestamp) return false;
        Enclave storage e = _enclaves[keyId];
        bytes32 leafId = _leafAt(e, time);
        if (leafId == 0) return false;
        (bool allowed,,) = _standing(e.measurementId, e.pcr16Hash, e.operator, time);
        return allowed && attestation.areCertificatesTrusted(leafId);
    }

    /// @inheritdoc IEnclaveRegistry
    function operatorOf(bytes32 keyId) external view returns (address) {
        return _enclaves[keyId].operator;
    }

    /// @notice The P-256 response key itself; zeros when it is not registered. Whether it is valid is another question.
    function responseKeyOf(bytes32 keyId) external view returns (bytes32 x, bytes32 y) {
        Enclave storage e = _enclaves[keyId];
        return (e.x, e.y);
    }

    /// @notice Everything that is kept of a key; all members are zero for one that was never registered.
    function enclave(bytes32 keyId) external view returns (Enclave memory) {
        return _enclaves[keyId];
    }

    /// @notice End of the newest registration, in Unix seconds, exclusive; 0 when there is none.
    function expiresAt(bytes32 keyId) external view returns (uint64) {
        Period[] storage periods = _enclaves[keyId].periods;
        return periods.length == 0 ? 0 : periods[periods.length - 1].until;
    }

    /// @notice How many keys were ever registered for an operator, expired ones included.
    function enclaveCount(address operator) external view returns (uint256) {
        return _keyIds[operator].length;
    }

    /// @notice An operator's keys in the order of their registrations, from index `from`, at most `maximum`. An index past the end gives
    /// none.
    function enclaveKeyIds(address operator, uint256 from, uint256 maximum)
        external
        view
        returns (bytes32[] memory keyIds)
    {
        bytes32[] storage all = _keyIds[operator];
        uint256 left = from < all.length ? all.length - from : 0;
        keyIds = new bytes32[](left < maximum ? left : maximum);
        for (uint256 i = 0; i < keyIds.length; ++i) {
            keyIds[i] = all[from + i];
        }
    }

    /// @notice The nonce that an enclave of this operator puts into its document for registration here.
    function registrationNonce(address operator) public view returns (bytes32) {
        return keccak256(abi.encode(block.chainid, address(this), operator));
    }

    function _record(bytes32 keyId, INitroAttestation.Document memory d, address bootAddress, address operator)
        private
    {
        Enclave storage e = _enclaves[keyId];
        bytes32 pcr16Hash = keccak256(d.pcr16);
        if (e.operator == address(0)) {
            _recordNew(keyId, e, d, bootAddress, operator);
        } else {
            if (
                e.measurementId != d.measurementId || e.pcr16Hash != pcr16Hash || e.operator != operator
                    || e.bootAddress != bootAddress
            ) revert KeyElsewhere(keyId);
            if (d.timestampMs <= e.attestedAtMs) revert DocumentNotNewer(e.attestedAtMs, d.timestampMs);
        }
        e.attestedAtMs = d.timestampMs;
        uint48 until = _extend(e.periods, d, operator);
        emit EnclaveRegistered(
            keyId, operator, d.measurementId, d.pcr16, d.publicKey, bootAddress, d.timestampMs, until
        );
    }

    function _recordNew(
        bytes32 keyId,
        Enclave storage e,
        INitroAttestation.Document memory d,
        address bootAddress,
        address operator
    ) private {
        if (bootAddress != address(0)) {
            bytes32 other = keyIdOfBoot[bootAddress];
            if (other != 0) revert BootAddressTaken(bootAddress, other);
            keyIdOfBoot[bootAddress] = keyId;
        }
        (e.measurementId, e.pcr16Hash, e.operator) = (d.measurementId, keccak256(d.pcr16), operator);
        (e.bootAddress, e.x, e.y) = (bootAddress, _word(d.publicKey, 27), _word(d.publicKey, 59));
        _keyIds[operator].push(keyId);
    }

    /// @dev The end counts from the document, which the hypervisor dated, not from when somebody sent it.
    function _extend(Period[] storage periods, INitroAttestation.Document memory d, address operator)
        private
        returns (uint48 until)
    {
        // At most 2^53 / 1000 by the document's rules, and 30 days by the policy's.
        // forge-lint: disable-next-line(unsafe-typecast)
        until = uint48(d.timestampMs / 1000) + uint48(IOperatorPolicy(operator).registrationLifetime());
        uint256 count = periods.length;
        // forge-lint: disable-next-line(block-timestamp)
        if (count == 0 || periods[count - 1].until <= block.timestamp) {
            periods.push(Period({from: _now(), until: until, leafId: d.leafId}));
        } else {
            Period storage last = periods[count - 1];
            last.leafId = d.leafId;
            if (until > last.until) last.until = until;
            until = last.until;
        }
    }

    /// @dev Milliseconds on both sides: in other units either bound would be void.
    function _requireFresh(uint64 timestampMs) private view {
        uint64 nowMs = uint64(_now()) * 1000;
        uint64 newestMs = nowMs + DOCUMENT_AHEAD_MS_MAX;
        if (timestampMs > newestMs) revert DocumentFromFuture(newestMs, timestampMs);
        uint64 oldestMs = nowMs - DOCUMENT_AGE_MS_MAX;
        if (timestampMs < oldestMs) revert DocumentTooOld(oldestMs, timestampMs);
    }

    function _requireNonce(bytes memory nonce, address operator) private view {
        bytes32 required = registrationNonce(operator);
        if (keccak256(nonce) != keccak256(bytes.concat(required))) revert NonceMismatch(required, nonce);
    }

    function _requireResponseKey(bytes memory publicKey, bytes32 stated) private pure returns (bytes32 keyId) {
        if (publicKey.length != SPKI_BYTES || (_word(publicKey, 0) ^ SPKI_PREFIX) >> 40 != 0) {
            revert ResponseKeyMalformed(SPKI_BYTES, publicKey.length);
        }
        keyId = sha256(publicKey);
        if (keyId != stated) revert ResponseKeyMismatch(stated, keyId);
    }

    function _requireAllowed(
        INitroAttestation.Document memory d,
        EnclaveUserData.Statement memory statement,
        address operator
    ) private view {
        if (d.pcr16.length != PCR_BYTES) {
            revert ConfigurationNotMeasured(PCR_BYTES, d.pcr16.length);
        }
        bytes32 pcr16Hash = keccak256(d.pcr16);
        uint64 time = _now();
        (bool accepted,, bytes32 originHash) = IOperatorPolicy(operator).acceptanceAt(d.measurementId, pcr16Hash, time);
        if (!accepted) revert ConfigurationNotAccepted(d.measurementId, pcr16Hash);
        if (statement.originHash != originHash) revert OriginMismatch(originHash, statement.originHash);

        (bool allowed, PcrRegistry.Role role, bytes32 pcr8Hash) = _standing(d.measurementId, pcr16Hash, operator, time);
        if (!allowed) revert ReleaseNotInForce(d.measurementId);
        if (d.pcr8Hash != pcr8Hash) revert Pcr8Mismatch(pcr8Hash, d.pcr8Hash);
        bool isSigner = role == PcrRegistry.Role.Signer;
        if (isSigner ? statement.bootAddress == address(0) : statement.hasBoot || statement.hasBootAddress) {
            revert BootAddressInvalid(role, statement.bootAddress);
        }
    }

    /// @dev Both halves. After a revocation only signers go on, and only where their operator chose so.
    function _standing(bytes32 measurementId, bytes32 pcr16Hash, address operator, uint64 time)
        private
        view
        returns (bool allowed, PcrRegistry.Role role, bytes32 pcr8Hash)
    {
        bool activated;
        bool revoked;
        (activated, revoked, role, pcr8Hash) = pcrRegistry.standingAt(measurementId, time);
        (bool accepted, bool continues,) = IOperatorPolicy(operator).acceptanceAt(measurementId, pcr16Hash, time);
        allowed = activated && accepted && (!revoked || (continues && role == PcrRegistry.Role.Signer));
    }

    /// @dev From the newest period: nearly always the one that is asked for. Another begins only where a key had expired.
    function _leafAt(Enclave storage e, uint64 time) private view returns (bytes32) {
        for (uint256 i = e.periods.length; i > 0; --i) {
            Period storage p = e.periods[i - 1];
            if (time >= p.from) return time < p.until ? p.leafId : bytes32(0);
        }
        return 0;
    }

    /// @dev Callers have checked that `data` reaches so far.
    function _word(bytes memory data, uint256 from) private pure returns (bytes32 word) {
        assembly ("memory-safe") {
            word := mload(add(add(data, 32), from))
        }
    }

    function _now() private view returns (uint48) {
        // 48 bits of seconds last for nine million years.
        // forge-lint: disable-next-line(unsafe-typecast)
        return uint48(block.timestamp);
    }
}
