// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Ownable, Ownable2Step} from "@openzeppelin/contracts/access/Ownable2Step.sol";

/// @title Which releases are allowed, and since when
/// @notice An addition is rebuilt by others and waits out a notice period in public; a removal holds at once and for ever.
/// @dev A release is named by keccak256(PCR0 || PCR1 || PCR2), 48 bytes each, from `pcrs` of a Nitro attestation document
/// (AWS Nitro Enclaves User Guide, "Cryptographic attestation": PCR0 is the image, PCR1 kernel and boot, PCR2 application).
/// Roles: the owner names the others and the terms; the proposer proposes; rebuilders say that they built the same image from the
/// same commit; the guardian removes, and does nothing else. No rebuilder is the proposer.
/// The first storage slot of a release holds its state and all its times, so that one `eth_getProof` proves them: the slot is
/// keccak256(abi.encode(id, uint256(2))), members from the lowest byte on in the order of {Release}.
/// What a caller must still check: the attestation document itself, its PCR8, and its role.
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

    /// @notice What is proposed.
    struct Proposal {
        bytes pcr0; // 48 bytes, not all zero; pcr1 and pcr2 likewise
        bytes pcr1;
        bytes pcr2;
        bytes pcr8; // 48 bytes where the image is signed (the signing certificate's hash), else empty
        bytes32 sourceCommit; // git object id; SHA-1 (20 bytes) is left-aligned, the rest zero
        string[] sourceLocators; // where the commit is, as "https://github.com/owner/name"; several, so that no one host can hide it
        bytes imageHash; // SHA-256 or SHA-384 of the EIF as it is built, before it is signed
        Role role;
    }

    /// @dev The first eight members share the first storage slot. Times are Unix seconds.
    struct Release {
        State state;
        Role role;
        uint8 quorum; // rebuilders that must agree; fixed when proposed
        uint32 noticePeriod; // seconds; fixed when proposed
        uint48 readyAt; // end of the notice period; 0 until enough rebuilders agree, then fixed
        uint48 activatedAt; // 0 = never in force
        uint48 revokedAt; // 0 = not revoked
        uint48 revokedSince; // from when it must not be relied on; at most revokedAt
        address proposer;
        uint48 proposedAt;
        bytes32 pcr8Hash; // keccak256(PCR8); 0 when the image is not signed
        bytes32 sourceCommit;
        bytes pcrs; // PCR0 || PCR1 || PCR2, 144 bytes
        bytes imageHash;
        string[] sourceLocators;
        string revocationReason;
    }

    /// @notice Bytes of a SHA-384 PCR.
    uint256 public constant PCR_BYTES = 48;
    /// @notice The longest source locator and revocation reason, in bytes, inclusive.
    uint256 public constant TEXT_BYTES_MAX = 256;
    uint256 public constant LOCATORS_MAX = 8;
    /// @notice So many rebuilders at most at one time: agreement is counted over them.
    uint256 public constant REBUILDERS_MAX = 32;
    /// @notice The longest notice period, in seconds, inclusive: a longer one is a slip of units, and weaker terms wait that long.
    uint32 public constant NOTICE_PERIOD_MAX = 365 days;

    mapping(bytes32 id => Release) private _releases; // slot 2, after Ownable2Step's two
    mapping(bytes32 id => mapping(address rebuilder => bool)) private _attested;
    bytes32[] private _ids;
    address[] private _rebuilders; // at most REBUILDERS_MAX

    mapping(address account => bool) public isRebuilder;
    /// @notice May propose; zero = nobody.
    address public proposer;
    /// @notice May revoke, and nothing else; zero = nobody. Meant for a key that is quick to reach.
    address public guardian;

    uint32 private _noticePeriod;
    uint8 private _quorum;
    uint32 private _nextNoticePeriod;
    uint8 private _nextQuorum;
    uint48 private _nextTermsAt; // 0 = nothing waits

    /// @notice The contract that follows a retired one (this registry, or one that stands on it); zero = none was named.
    /// @dev For people and tools. Nothing here follows it by itself: whoever relies on a contract decides to move.
    mapping(address retired => address) public successorOf;

    /// @notice A proposal is public. Its notice period begins when `quorum` rebuilders agree.
    event ReleaseProposed(
        bytes32 indexed id,
        Role indexed role,
        bytes32 indexed sourceCommit,
        address proposer,
        uint32 noticePeriod,
        uint8 quorum,
        Proposal proposal
    );
    /// @param agreeing Rebuilders that agree by now.
    event BuildAttested(bytes32 indexed id, address indexed rebuilder, uint256 agreeing);
    /// @param readyAt Unix seconds from which {activate} succeeds.
    event NoticeBegan(bytes32 indexed id, uint64 readyAt);
    event ReleaseActivated(bytes32 indexed id);
    /// @param since Unix seconds; it may be earlier than the block's time.
    event ReleaseRevoked(bytes32 indexed id, address indexed by, uint64 since, string reason);
    event ProposerChanged(address indexed previousProposer, address indexed newProposer);
    event GuardianChanged(address indexed previousGuardian, address indexed newGuardian);
    event RebuilderAdded(address indexed rebuilder);
    event RebuilderRemoved(address indexed rebuilder);
    /// @param effectiveAt Unix seconds from which proposals are made on these terms.
    event TermsChanged(uint32 noticePeriod, uint8 quorum, uint64 effectiveAt);
    event SuccessorNamed(address indexed retired, address indexed successor);

    /// @param index 0, 1, 2 or 8: which PCR.
    error PcrLengthInvalid(uint8 index, uint256 requiredBytes, uint256 seenBytes);
    /// @notice All zero is what an enclave in debug mode has: its memory is open to the parent.
    error PcrAllZero(uint8 index);
    error SourceCommitMissing();
    error LocatorCountInvalid(uint256 minimum, uint256 maximum, uint256 seen);
    /// @notice Neither SHA-256 nor SHA-384.
    error ImageHashLengthInvalid(uint256 seenBytes);
    /// @notice A text is empty or longer than `maximumBytes`.
    error TextLengthInvalid(uint256 minimumBytes, uint256 maximumBytes, uint256 seenBytes);
    /// @notice Proposed before. A revoked release never comes back: build a new image.
    error ReleaseAlreadyKnown(bytes32 id, State seen);
    /// @notice Never proposed, already in force, or revoked.
    error ReleaseNotPending(bytes32 id, State seen);
    /// @notice Never proposed.
    error ReleaseNotRevocable(bytes32 id, State seen);
    /// @notice A revocation takes effect now or earlier.
    error RevocationInFuture(uint64 nowAt, uint64 seenSince);
    /// @notice A revoked release can only be found to have been bad for longer.
    error RevocationNotEarlier(bytes32 id, uint64 knownSince, uint64 seenSince);
    /// @notice The rebuilder built another image.
    error ImageHashMismatch(bytes32 id, bytes required, bytes seen);
    error BuildAlreadyAttested(bytes32 id, address rebuilder);
    /// @notice Too few of today's rebuilders agree.
    error QuorumMissing(bytes32 id, uint256 required, uint256 seen);
    /// @param readyAt Unix seconds from which {activate} succeeds.
    error NoticePeriodRunning(bytes32 id, uint64 readyAt, uint64 nowAt);
    error NoticePeriodTooLong(uint32 maximumSeconds, uint32 seenSeconds);
    error QuorumTooLarge(uint256 maximum, uint256 seen);
    error NotProposer(address seen);
    error NotRebuilder(address seen);
    error NeitherOwnerNorGuardian(address seen);
    /// @notice Whoever proposes doesn't confirm, and the other way round.
    error RebuilderIsProposer(address seen);
    error RebuilderAlreadyKnown(address seen);
    error TooManyRebuilders(uint256 maximum);
    /// @notice Without an owner nobody could name a new guardian, so a leaked release could stay in force for ever.
    error OwnershipNotRenounceable();

    /// @param owner_ Names the other roles and the terms, and may revoke. A timelock or multi-signature wallet in production.
    /// @param proposer_ Proposes; zero for nobody.
    /// @param guardian_ Revokes; zero for nobody.
    /// @param noticePeriod_ Seconds, at most {NOTICE_PERIOD_MAX}; 0 on a development chain only.
    /// @param quorum_ Rebuilders that must agree; 0 on a development chain only.
    constructor(address owner_, address proposer_, address guardian_, uint32 noticePeriod_, uint8 quorum_)
        Ownable(owner_)
    {
        _requireTerms(noticePeriod_, quorum_);
        (_noticePeriod, _quorum) = (noticePeriod_, quorum_);
        (proposer, guardian) = (proposer_, guardian_);
        emit TermsChanged(noticePeriod_, quorum_, _now());
        emit ProposerChanged(address(0), proposer_);
        emit GuardianChanged(address(0), guardian_);
    }

    /// @notice Announces a release, on the terms of now. It is in force only after {attestBuild} by enough rebuilders, the notice
    /// period after that, and {activate}.
    /// @return id keccak256(pcr0 || pcr1 || pcr2).
    function propose(Proposal calldata proposal) external returns (bytes32 id) {
        if (msg.sender != proposer) revert NotProposer(msg.sender);
        id = measurementId(proposal.pcr0, proposal.pcr1, proposal.pcr2);
        _requireDescribed(proposal);

        Release storage r = _releases[id];
        if (r.state != State.Unknown) revert ReleaseAlreadyKnown(id, r.state);
        (uint32 noticePeriod, uint8 quorum) = terms();

        r.state = State.Pending;
        r.role = proposal.role;
        r.quorum = quorum;
        r.noticePeriod = noticePeriod;
        r.proposer = msg.sender;
        r.proposedAt = _now();
        r.pcr8Hash = proposal.pcr8.length == 0 ? bytes32(0) : keccak256(proposal.pcr8);
        r.sourceCommit = proposal.sourceCommit;
        r.pcrs = bytes.concat(proposal.pcr0, proposal.pcr1, proposal.pcr2);
        r.imageHash = proposal.imageHash;
        for (uint256 i = 0; i < proposal.sourceLocators.length; ++i) {
            r.sourceLocators.push(proposal.sourceLocators[i]);
        }
        _ids.push(id);
        emit ReleaseProposed(id, proposal.role, proposal.sourceCommit, msg.sender, noticePeriod, quorum, proposal);
        if (quorum == 0) _beginNotice(id, r);
    }

    /// @notice A rebuilder built the proposed commit, and got the proposed PCRs and image.
    /// @param imageHash What the rebuilder's own EIF hashes to: the proposal's, or the call is refused.
    function attestBuild(bytes32 id, bytes calldata imageHash) external {
        if (!isRebuilder[msg.sender]) revert NotRebuilder(msg.sender);
        Release storage r = _releases[id];
        if (r.state != State.Pending) revert ReleaseNotPending(id, r.state);
        if (msg.sender == r.proposer) revert RebuilderIsProposer(msg.sender);
        if (_attested[id][msg.sender]) revert BuildAlreadyAttested(id, msg.sender);
        if (keccak256(imageHash) != keccak256(r.imageHash)) revert ImageHashMismatch(id, r.imageHash, imageHash);

        _attested[id][msg.sender] = true;
        uint256 agreeing = agreement(id);
        emit BuildAttested(id, msg.sender, agreeing);
        if (r.readyAt == 0 && agreeing >= r.quorum) _beginNotice(id, r);
    }

    /// @notice Puts a release into force once its notice period is over.
    /// @dev Open to anyone: the decisions were the proposal and its rebuilds, the delay is the protection. Rebuilders that were
    /// removed meanwhile don't count.
    function activate(bytes32 id) external {
        Release storage r = _releases[id];
        if (r.state != State.Pending) revert ReleaseNotPending(id, r.state);
        uint256 agreeing = agreement(id);
        if (r.readyAt == 0 || agreeing < r.quorum) revert QuorumMissing(id, r.quorum, agreeing);
        // A proposer of blocks moves its timestamp by seconds, against a notice period of days.
        // forge-lint: disable-next-line(block-timestamp)
        if (block.timestamp < r.readyAt) revert NoticePeriodRunning(id, r.readyAt, _now());

        r.state = State.InForce;
        r.activatedAt = _now();
        emit ReleaseActivated(id);
    }

    /// @notice Takes a release out of force, or stops a proposal: at once, and finally. A revoked one can be revoked again with an
    /// earlier `since`, when more is known.
    /// @param since From when it must not be relied on, in Unix seconds, now or earlier: what it did before stays good.
    /// @param reason For people, 1 to {TEXT_BYTES_MAX} bytes.
    function revoke(bytes32 id, uint64 since, string calldata reason) external {
        if (msg.sender != owner() && msg.sender != guardian) revert NeitherOwnerNorGuardian(msg.sender);
        _requireText(reason);
        // A block's proposer moves "now" by seconds; the sender chose `since`.
        // forge-lint: disable-next-line(block-timestamp)
        if (since > block.timestamp) revert RevocationInFuture(_now(), since);

        Release storage r = _releases[id];
        if (r.state == State.Unknown) revert ReleaseNotRevocable(id, r.state);
        if (r.state == State.Revoked && since >= r.revokedSince) {
            revert RevocationNotEarlier(id, r.revokedSince, since);
        }

        if (r.state != State.Revoked) r.revokedAt = _now();
        r.state = State.Revoked;
        // At most block.timestamp, see above.
        // forge-lint: disable-next-line(unsafe-typecast)
        r.revokedSince = uint48(since);
        r.revocationReason = reason;
        emit ReleaseRevoked(id, msg.sender, since, reason);
    }

    /// @notice What later proposals need. Pending ones keep theirs.
    /// @dev Stricter terms hold at once. If either part is weaker, both wait out the present notice period: whoever stole the owner's
    /// key can't shorten first and propose second. A later call replaces what waits.
    /// @param noticePeriod Seconds, at most {NOTICE_PERIOD_MAX}.
    /// @param quorum Rebuilders that must agree, at most {REBUILDERS_MAX}.
    function setTerms(uint32 noticePeriod, uint8 quorum) external onlyOwner {
        _requireTerms(noticePeriod, quorum);
        (uint32 currentNoticePeriod, uint8 currentQuorum) = terms();
        (_noticePeriod, _quorum) = (currentNoticePeriod, currentQuorum);

        if (noticePeriod >= currentNoticePeriod && quorum >= currentQuorum) {
            (_noticePeriod, _quorum) = (noticePeriod, quorum);
            _nextTermsAt = 0;
            emit TermsChanged(noticePeriod, quorum, _now());
        } else {
            (_nextNoticePeriod, _nextQuorum) = (noticePeriod, quorum);
            _nextTermsAt = _now() + currentNoticePeriod;
            emit TermsChanged(noticePeriod, quorum, _nextTermsAt);
        }
    }

    /// @param newProposer Zero for nobody.
    function setProposer(address newProposer) external onlyOwner {
        if (isRebuilder[newProposer]) revert RebuilderIsProposer(newProposer);
        emit ProposerChanged(proposer, newProposer);
        proposer = newProposer;
    }

    /// @param newGuardian Zero for nobody.
    function setGuardian(address newGuardian) external onlyOwner {
        emit GuardianChanged(guardian, newGuardian);
        guardian = newGuardian;
    }

    function addRebuilder(address rebuilder) external onlyOwner {
        if (rebuilder == proposer) revert RebuilderIsProposer(rebuilder);
        if (isRebuilder[rebuilder]) revert RebuilderAlreadyKnown(rebuilder);
        if (_rebuilders.length == REBUILDERS_MAX) revert TooManyRebuilders(REBUILDERS_MAX);
        isRebuilder[rebuilder] = true;
        _rebuilders.push(rebuilder);
        emit RebuilderAdded(rebuilder);
    }

    /// @notice What it attested for pending releases counts no longer.
    function removeRebuilder(address rebuilder) external onlyOwner {
        if (!isRebuilder[rebuilder]) revert NotRebuilder(rebuilder);
        isRebuilder[rebuilder] = false;
        uint256 index = 0;
        while (_rebuilders[index] != rebuilder) ++index;
        _rebuilders[index] = _rebuilders[_rebuilders.length - 1];
        _rebuilders.pop();
        emit RebuilderRemoved(rebuilder);
    }

    /// @notice Says where to go on. It changes nothing here.
    function nameSuccessor(address retired, address successor) external onlyOwner {
        successorOf[retired] = successor;
        emit SuccessorNamed(retired, successor);
    }

    /// @dev Ownable's way out of ownership is closed, see {OwnershipNotRenounceable}; {transferOwnership} is in two steps.
    function renounceOwnership() public view override onlyOwner {
        revert OwnershipNotRenounceable();
    }

    /// @notice The terms of a proposal made now.
    function terms() public view returns (uint32 noticePeriod, uint8 quorum) {
        // The terms wait for days; a block's proposer moves its timestamp by seconds.
        // forge-lint: disable-next-line(block-timestamp)
        bool changed = _nextTermsAt != 0 && block.timestamp >= _nextTermsAt;
        return changed ? (_nextNoticePeriod, _nextQuorum) : (_noticePeriod, _quorum);
    }

    /// @notice Terms that wait, and from when they hold (Unix seconds); all zero when none wait.
    function waitingTerms() external view returns (uint32 noticePeriod, uint8 quorum, uint64 effectiveAt) {
        // forge-lint: disable-next-line(block-timestamp)
        if (block.timestamp >= _nextTermsAt) return (0, 0, 0);
        return (_nextNoticePeriod, _nextQuorum, _nextTermsAt);
    }

    /// @notice The one thing that a verifier asks. False for everything that was never proposed.
    function isInForce(bytes32 id) external view returns (bool) {
        return _releases[id].state == State.InForce;
    }

    /// @notice What held at `time` (Unix seconds), by what is known now.
    /// @return activated It had come into force by then.
    /// @return revoked It must not be relied on at that time: in force means activated and not revoked.
    /// @return role Meaningless unless `activated`.
    /// @return pcr8Hash keccak256(PCR8) that its documents must show; 0: none.
    function standingAt(bytes32 id, uint64 time)
        external
        view
        returns (bool activated, bool revoked, Role role, bytes32 pcr8Hash)
    {
        Release storage r = _releases[id];
        activated = r.activatedAt != 0 && r.activatedAt <= time;
        revoked = r.state == State.Revoked && r.revokedSince <= time;
        return (activated, revoked, r.role, r.pcr8Hash);
    }

    /// @notice The state with its times (Unix seconds, 0 = never) in one call, so that they are of one block.
    /// @return state `Pending` also after `readyAt`, until somebody calls {activate}.
    /// @return role Meaningless while `state` is Unknown.
    /// @return readyAt From when {activate} succeeds, or could have; 0 while too few rebuilders agree.
    /// @return revokedAt When it was revoked.
    /// @return revokedSince From when it must not be relied on; at most `revokedAt`.
    /// @return revocationReason Empty unless revoked.
    function status(bytes32 id)
        external
        view
        returns (
            State state,
            Role role,
            uint64 readyAt,
            uint64 revokedAt,
            uint64 revokedSince,
            string memory revocationReason
        )
    {
        Release storage r = _releases[id];
        return (r.state, r.role, r.readyAt, r.revokedAt, r.revokedSince, r.revocationReason);
    }

    /// @notice Everything that is kept of a release; all members are zero for one that was never proposed.
    function release(bytes32 id) external view returns (Release memory) {
        return _releases[id];
    }

    /// @notice How many of today's rebuilders attested this build.
    function agreement(bytes32 id) public view returns (uint256 count) {
        for (uint256 i = 0; i < _rebuilders.length; ++i) {
            if (_attested[id][_rebuilders[i]]) ++count;
        }
    }

    /// @notice Whether this account attested this build, as a rebuilder of that time.
    function hasAttested(bytes32 id, address rebuilder) external view returns (bool) {
        return _attested[id][rebuilder];
    }

    function rebuilders() external view returns (address[] memory) {
        return _rebuilders;
    }

    /// @notice How many releases were ever proposed, revoked ones included.
    function releaseCount() external view returns (uint256) {
        return _ids.length;
    }

    /// @notice Ids in the order of their proposals, from index `from`, at most `maximum`. An index past the end gives none.
    function releaseIds(uint256 from, uint256 maximum) external view returns (bytes32[] memory ids) {
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

    function _beginNotice(bytes32 id, Release storage r) private {
        r.readyAt = _now() + r.noticePeriod;
        emit NoticeBegan(id, r.readyAt);
    }

    function _requireDescribed(Proposal calldata proposal) private pure {
        if (proposal.pcr8.length != 0) _requirePcr(8, proposal.pcr8);
        if (proposal.sourceCommit == 0) revert SourceCommitMissing();
        uint256 count = proposal.sourceLocators.length;
        if (count == 0 || count > LOCATORS_MAX) revert LocatorCountInvalid(1, LOCATORS_MAX, count);
        for (uint256 i = 0; i < count; ++i) {
            _requireText(proposal.sourceLocators[i]);
        }
        uint256 hashBytes = proposal.imageHash.length;
        if (hashBytes != 32 && hashBytes != 48) revert ImageHashLengthInvalid(hashBytes);
    }

    function _requirePcr(uint8 index, bytes calldata pcr) private pure {
        if (pcr.length != PCR_BYTES) revert PcrLengthInvalid(index, PCR_BYTES, pcr.length);
        if (bytes32(pcr[:32]) == 0 && bytes16(pcr[32:]) == 0) revert PcrAllZero(index);
    }

    function _requireText(string calldata text) private pure {
        uint256 length = bytes(text).length;
        if (length == 0 || length > TEXT_BYTES_MAX) revert TextLengthInvalid(1, TEXT_BYTES_MAX, length);
    }

    function _requireTerms(uint32 noticePeriod, uint8 quorum) private pure {
        if (noticePeriod > NOTICE_PERIOD_MAX) revert NoticePeriodTooLong(NOTICE_PERIOD_MAX, noticePeriod);
        if (quorum > REBUILDERS_MAX) revert QuorumTooLarge(REBUILDERS_MAX, quorum);
    }

    function _now() private view returns (uint48) {
        // 48 bits of seconds last for nine million years.
        // forge-lint: disable-next-line(unsafe-typecast)
        return uint48(block.timestamp);
    }
}
