// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Ownable, Ownable2Step} from "@openzeppelin/contracts/access/Ownable2Step.sol";

/// @title Which enclave measurements are allowed, and since when
/// @notice An addition waits out a notice period in public; a revocation holds at once and for ever.
/// @dev A measurement is keccak256(PCR0 || PCR1 || PCR2), 48 bytes each, from `pcrs` of a Nitro attestation document
/// (AWS Nitro Enclaves User Guide, "Cryptographic attestation": PCR0 is the image, PCR1 kernel and boot, PCR2 application).
/// Being in force says that the owner published the measurement and nobody objected in time. It does not say that the
/// source commit builds to it: whoever relies on that rebuilds it, which is what the notice period is for.
/// What a caller must still check: the attestation document itself, and its role against {status}'s.
contract PcrRegistry is Ownable2Step {
    /// @notice What the measured program does. An image of one role must not pass for the other.
    enum Role {
        Relay,
        Signer
    }

    /// @notice Unknown -> Pending -> InForce -> Revoked, or Pending -> Revoked. There is no way back.
    enum State {
        Unknown,
        Pending,
        InForce,
        Revoked
    }

    /// @dev The first five members share the first storage slot, so that one `eth_getProof` proves the state.
    struct Measurement {
        State state;
        Role role;
        uint64 readyAt; // Unix seconds; fixed when proposed
        uint64 activatedAt; // Unix seconds; 0 = never in force
        uint64 revokedAt; // Unix seconds; 0 = not revoked
        bytes32 sourceCommit; // git object id; SHA-1 (20 bytes) is left-aligned, the rest zero
        string sourceLocator; // where the commit is, as "https://github.com/owner/name"
        string revocationReason;
        bytes pcrs; // PCR0 || PCR1 || PCR2, 144 bytes
    }

    /// @notice Bytes of a SHA-384 PCR.
    uint256 public constant PCR_BYTES = 48;
    /// @notice The longest source locator and revocation reason, in bytes, inclusive.
    uint256 public constant TEXT_BYTES_MAX = 256;
    /// @notice The longest notice period, in seconds, inclusive: a longer one is a slip of units, and it could not be repaired.
    uint64 public constant NOTICE_PERIOD_MAX = 365 days;

    /// @notice Seconds between a proposal and the earliest activation.
    /// @dev Immutable: whoever stole the owner's key could otherwise shorten it first and propose second. 0 is for
    /// development chains only: it gives up the protection.
    uint64 public immutable noticePeriod;

    /// @notice May revoke, and nothing else; zero = nobody. Meant for a key that is quick to reach.
    address public guardian;

    mapping(bytes32 id => Measurement) private _measurements;
    bytes32[] private _ids;

    /// @notice A proposal is public, and its notice period runs until `readyAt` (Unix seconds).
    /// @param pcrs PCR0 || PCR1 || PCR2, 144 bytes.
    event MeasurementProposed(
        bytes32 indexed id,
        Role indexed role,
        bytes32 indexed sourceCommit,
        uint64 readyAt,
        bytes pcrs,
        string sourceLocator
    );
    event MeasurementActivated(bytes32 indexed id);
    event MeasurementRevoked(bytes32 indexed id, address indexed by, string reason);
    event GuardianChanged(address indexed previousGuardian, address indexed newGuardian);

    /// @param index 0, 1 or 2: which PCR.
    error PcrLengthInvalid(uint8 index, uint256 requiredBytes, uint256 seenBytes);
    /// @notice All zero is what an enclave in debug mode has: its memory is open to the parent.
    error PcrAllZero(uint8 index);
    error SourceCommitMissing();
    /// @notice A text is empty or longer than `maximumBytes`.
    error TextLengthInvalid(uint256 minimumBytes, uint256 maximumBytes, uint256 seenBytes);
    /// @notice Proposed before. A revoked measurement never comes back: build a new image.
    error MeasurementAlreadyKnown(bytes32 id, State seen);
    /// @notice Never proposed, already in force, or revoked.
    error MeasurementNotPending(bytes32 id, State seen);
    /// @notice Never proposed, or revoked before.
    error MeasurementNotRevocable(bytes32 id, State seen);
    /// @param readyAt Unix seconds from which {activate} succeeds.
    error NoticePeriodRunning(bytes32 id, uint64 readyAt, uint64 nowAt);
    error NoticePeriodTooLong(uint64 maximumSeconds, uint64 seenSeconds);
    error NeitherOwnerNorGuardian(address seen);
    /// @notice Without an owner nobody could name a new guardian, so a leaked measurement could stay in force for ever.
    error OwnershipNotRenounceable();

    /// @param owner_ Proposes, revokes, names the guardian. A multi-signature wallet in production.
    /// @param guardian_ Revokes; zero for nobody.
    /// @param noticePeriod_ Seconds, at most {NOTICE_PERIOD_MAX}; 0 on a development chain only.
    constructor(address owner_, address guardian_, uint64 noticePeriod_) Ownable(owner_) {
        if (noticePeriod_ > NOTICE_PERIOD_MAX) revert NoticePeriodTooLong(NOTICE_PERIOD_MAX, noticePeriod_);
        noticePeriod = noticePeriod_;
        guardian = guardian_;
        emit GuardianChanged(address(0), guardian_);
    }

    /// @notice Announces a measurement. It is in force only after {activate}, no earlier than {noticePeriod} from now.
    /// @param pcr0 48 bytes, not all zero; `pcr1` and `pcr2` likewise.
    /// @param sourceCommit The git commit that builds to it; a SHA-1 id is left-aligned.
    /// @param sourceLocator Where to get that commit, 1 to {TEXT_BYTES_MAX} bytes.
    /// @return id keccak256(pcr0 || pcr1 || pcr2).
    function propose(
        bytes calldata pcr0,
        bytes calldata pcr1,
        bytes calldata pcr2,
        bytes32 sourceCommit,
        string calldata sourceLocator,
        Role role
    ) external onlyOwner returns (bytes32 id) {
        id = measurementId(pcr0, pcr1, pcr2);
        if (sourceCommit == 0) revert SourceCommitMissing();
        _requireText(sourceLocator);

        Measurement storage m = _measurements[id];
        if (m.state != State.Unknown) revert MeasurementAlreadyKnown(id, m.state);

        m.state = State.Pending;
        m.role = role;
        m.readyAt = uint64(block.timestamp) + noticePeriod;
        m.sourceCommit = sourceCommit;
        m.sourceLocator = sourceLocator;
        m.pcrs = bytes.concat(pcr0, pcr1, pcr2);
        _ids.push(id);
        emit MeasurementProposed(id, role, sourceCommit, m.readyAt, m.pcrs, sourceLocator);
    }

    /// @notice Puts a proposed measurement into force once its notice period is over.
    /// @dev Open to anyone: the decision was the proposal, the delay is the protection.
    function activate(bytes32 id) external {
        Measurement storage m = _measurements[id];
        if (m.state != State.Pending) revert MeasurementNotPending(id, m.state);
        // A proposer of blocks moves its timestamp by seconds, against a notice period of days.
        // forge-lint: disable-next-line(block-timestamp)
        if (block.timestamp < m.readyAt) revert NoticePeriodRunning(id, m.readyAt, uint64(block.timestamp));

        m.state = State.InForce;
        m.activatedAt = uint64(block.timestamp);
        emit MeasurementActivated(id);
    }

    /// @notice Takes a measurement out of force, or stops a proposal: at once, and finally.
    /// @param reason For people, 1 to {TEXT_BYTES_MAX} bytes.
    function revoke(bytes32 id, string calldata reason) external {
        if (msg.sender != owner() && msg.sender != guardian) revert NeitherOwnerNorGuardian(msg.sender);
        _requireText(reason);

        Measurement storage m = _measurements[id];
        if (m.state != State.Pending && m.state != State.InForce) revert MeasurementNotRevocable(id, m.state);

        m.state = State.Revoked;
        m.revokedAt = uint64(block.timestamp);
        m.revocationReason = reason;
        emit MeasurementRevoked(id, msg.sender, reason);
    }

    /// @param newGuardian Zero for nobody.
    function setGuardian(address newGuardian) external onlyOwner {
        emit GuardianChanged(guardian, newGuardian);
        guardian = newGuardian;
    }

    /// @dev Ownable's way out of ownership is closed, see {OwnershipNotRenounceable}; {transferOwnership} is in two steps.
    function renounceOwnership() public view override onlyOwner {
        revert OwnershipNotRenounceable();
    }

    /// @notice The one thing that a verifier asks. False for everything that was never proposed.
    function isInForce(bytes32 id) external view returns (bool) {
        return _measurements[id].state == State.InForce;
    }

    /// @notice The state with its times (Unix seconds, 0 = never) in one call, so that they are of one block.
    /// @return state `Pending` also after `readyAt`, until somebody calls {activate}.
    /// @return role Meaningless while `state` is Unknown.
    /// @return readyAt From when {activate} succeeds, or could have.
    /// @return revokedAt When it was revoked.
    /// @return revocationReason Empty unless revoked.
    function status(bytes32 id)
        external
        view
        returns (State state, Role role, uint64 readyAt, uint64 revokedAt, string memory revocationReason)
    {
        Measurement storage m = _measurements[id];
        return (m.state, m.role, m.readyAt, m.revokedAt, m.revocationReason);
    }

    /// @notice Everything that is kept of a measurement; all members are zero for one that was never proposed.
    function measurement(bytes32 id) external view returns (Measurement memory) {
        return _measurements[id];
    }

    /// @notice How many measurements were ever proposed, revoked ones included.
    function measurementCount() external view returns (uint256) {
        return _ids.length;
    }

    /// @notice Ids in the order of their proposals, from index `from`, at most `maximum`. An index past the end gives none.
    function measurementIds(uint256 from, uint256 maximum) external view returns (bytes32[] memory ids) {
        uint256 left = from < _ids.length ? _ids.length - from : 0;
        ids = new bytes32[](left < maximum ? left : maximum);
        for (uint256 i = 0; i < ids.length; ++i) {
            ids[i] = _ids[from + i];
        }
    }

    /// @notice The id of three PCRs: keccak256(pcr0 || pcr1 || pcr2).
    /// @dev All three have one fixed length, so that no other three concatenate to the same bytes.
    function measurementId(bytes calldata pcr0, bytes calldata pcr1, bytes calldata pcr2)
        public
        pure
        returns (bytes32)
    {
        _requirePcr(0, pcr0);
        _requirePcr(1, pcr1);
        _requirePcr(2, pcr2);
        return keccak256(bytes.concat(pcr0, pcr1, pcr2));
    }

    function _requirePcr(uint8 index, bytes calldata pcr) private pure {
        if (pcr.length != PCR_BYTES) revert PcrLengthInvalid(index, PCR_BYTES, pcr.length);
        if (bytes32(pcr[:32]) == 0 && bytes16(pcr[32:]) == 0) revert PcrAllZero(index);
    }

    function _requireText(string calldata text) private pure {
        uint256 length = bytes(text).length;
        if (length == 0 || length > TEXT_BYTES_MAX) revert TextLengthInvalid(1, TEXT_BYTES_MAX, length);
    }
}
