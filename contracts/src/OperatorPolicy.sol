// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Ownable, Ownable2Step} from "@openzeppelin/contracts/access/Ownable2Step.sol";
import {IOperatorPolicy} from "./interfaces/IOperatorPolicy.sol";

/// @title What one operator runs: which releases, with which configurations, under which origins
/// @notice The operator's own half of what makes an enclave valid. A release counts only while {PcrRegistry} has it in force, too.
/// @dev An acceptance is a pair of release and PCR16, not two lists: an old release doesn't come back with a new configuration.
/// Its periods are kept, so that old evidence can be judged. The address depends on factory, owner and salt only, since the
/// configuration that PCR16 measures names it.
contract OperatorPolicy is IOperatorPolicy, Ownable2Step {
    /// @notice What a revocation of the release does to the operator's enclaves that run it.
    /// @dev Continue is for validators, which a revocation by others must not take off the network: {EnclaveRegistry} honours it for
    /// signers only.
    enum OnRevocation {
        Stop,
        Continue
    }

    /// @dev Unix seconds; `until` is exclusive, 0 = it lasts.
    struct Period {
        uint48 from;
        uint48 until;
        OnRevocation onRevocation;
    }

    /// @notice What is accepted, for readers.
    struct Acceptance {
        bytes32 measurementId;
        bytes pcr16; // 48 bytes
        string origin;
        Period[] periods; // in order, apart; the last one may last
    }

    uint256 public constant PCR_BYTES = 48;
    /// @notice The longest origin, in bytes, inclusive: what an enclave can state.
    uint256 public constant ORIGIN_BYTES_MAX = 255;
    /// @notice Bounds of {registrationLifetime}, in seconds, inclusive. The lower one is above the age that a document may have when
    /// it is registered, the upper one bounds how long a key lives that nobody renews.
    uint32 public constant LIFETIME_MIN = 1 hours;
    uint32 public constant LIFETIME_MAX = 30 days;

    /// @inheritdoc IOperatorPolicy
    uint32 public registrationLifetime = 1 days;

    mapping(bytes32 key => Acceptance) private _acceptances; // keccak256(abi.encode(measurementId, keccak256(pcr16)))
    bytes32[] private _keys;

    event ReleaseAccepted(
        bytes32 indexed measurementId, bytes32 indexed pcr16Hash, bytes pcr16, string origin, OnRevocation onRevocation
    );
    /// @param since Unix seconds; it may be earlier than the block's time.
    event ReleaseRemoved(bytes32 indexed measurementId, bytes32 indexed pcr16Hash, uint64 since);
    event RegistrationLifetimeChanged(uint32 previousSeconds, uint32 newSeconds);

    error PcrLengthInvalid(uint8 index, uint256 requiredBytes, uint256 seenBytes);
    /// @notice A PCR that nothing was measured into.
    error PcrAllZero(uint8 index);
    /// @notice Empty, longer than `maximumBytes`, or not printable ASCII without spaces.
    error OriginInvalid(uint256 maximumBytes, uint256 seenBytes);
    /// @notice A measured configuration has one origin for ever.
    error OriginDiffers(string required, string seen);
    error AlreadyAccepted(bytes32 measurementId, bytes32 pcr16Hash);
    error NotAccepted(bytes32 measurementId, bytes32 pcr16Hash);
    /// @notice A removal takes effect between the acceptance and now.
    error RemovalTimeInvalid(uint64 acceptedAt, uint64 nowAt, uint64 seenSince);
    error LifetimeInvalid(uint32 minimumSeconds, uint32 maximumSeconds, uint32 seenSeconds);
    /// @notice Without an owner nothing could be removed any more.
    error OwnershipNotRenounceable();

    /// @param owner_ The operator. A timelock or multi-signature wallet in production.
    constructor(address owner_) Ownable(owner_) {}

    /// @notice Accepts a release with a configuration, from this block on.
    /// @param measurementId keccak256(PCR0 || PCR1 || PCR2).
    /// @param pcr16 48 bytes: what the configuration measures to.
    /// @param origin What that configuration names, as "https://rpc.example".
    function accept(bytes32 measurementId, bytes calldata pcr16, string calldata origin, OnRevocation onRevocation)
        external
        onlyOwner
    {
        if (pcr16.length != PCR_BYTES) revert PcrLengthInvalid(16, PCR_BYTES, pcr16.length);
        if (bytes32(pcr16[:32]) == 0 && bytes16(pcr16[32:]) == 0) revert PcrAllZero(16);
        _requireOrigin(origin);

        bytes32 pcr16Hash = keccak256(pcr16);
        bytes32 key = _key(measurementId, pcr16Hash);
        Acceptance storage a = _acceptances[key];
        uint256 count = a.periods.length;
        if (count == 0) {
            (a.measurementId, a.pcr16, a.origin) = (measurementId, pcr16, origin);
            _keys.push(key);
        } else {
            if (a.periods[count - 1].until == 0) revert AlreadyAccepted(measurementId, pcr16Hash);
            if (keccak256(bytes(a.origin)) != keccak256(bytes(origin))) revert OriginDiffers(a.origin, origin);
        }
        a.periods.push(Period({from: _now(), until: 0, onRevocation: onRevocation}));
        emit ReleaseAccepted(measurementId, pcr16Hash, pcr16, origin, onRevocation);
    }

    /// @notice Takes an acceptance back: its enclaves are invalid from this block on, and evidence of theirs from `since` on.
    /// @param since Unix seconds, from the acceptance to now.
    function remove(bytes32 measurementId, bytes calldata pcr16, uint64 since) external onlyOwner {
        bytes32 pcr16Hash = keccak256(pcr16);
        Period[] storage periods = _acceptances[_key(measurementId, pcr16Hash)].periods;
        uint256 count = periods.length;
        if (count == 0 || periods[count - 1].until != 0) revert NotAccepted(measurementId, pcr16Hash);
        Period storage last = periods[count - 1];
        // A block's proposer moves "now" by seconds; the owner chose `since`.
        // forge-lint: disable-next-line(block-timestamp)
        if (since < last.from || since > block.timestamp) revert RemovalTimeInvalid(last.from, _now(), since);

        // At most block.timestamp, and not 0, see above.
        // forge-lint: disable-next-line(unsafe-typecast)
        last.until = uint48(since);
        emit ReleaseRemoved(measurementId, pcr16Hash, since);
    }

    /// @notice For registrations from now on; what is registered keeps its end.
    function setRegistrationLifetime(uint32 newSeconds) external onlyOwner {
        if (newSeconds < LIFETIME_MIN || newSeconds > LIFETIME_MAX) {
            revert LifetimeInvalid(LIFETIME_MIN, LIFETIME_MAX, newSeconds);
        }
        emit RegistrationLifetimeChanged(registrationLifetime, newSeconds);
        registrationLifetime = newSeconds;
    }

    /// @dev Ownable's way out of ownership is closed, see {OwnershipNotRenounceable}; {transferOwnership} is in two steps.
    function renounceOwnership() public view override onlyOwner {
        revert OwnershipNotRenounceable();
    }

    /// @inheritdoc IOperatorPolicy
    function owner() public view override(IOperatorPolicy, Ownable) returns (address) {
        return Ownable.owner();
    }

    /// @inheritdoc IOperatorPolicy
    function allows(bytes32 measurementId, bytes calldata pcr16) external view returns (bool accepted) {
        (accepted,,) = acceptanceAt(measurementId, keccak256(pcr16), _now());
    }

    /// @inheritdoc IOperatorPolicy
    function acceptanceAt(bytes32 measurementId, bytes32 pcr16Hash, uint64 time)
        public
        view
        returns (bool accepted, bool continues, bytes32 originHash)
    {
        Acceptance storage a = _acceptances[_key(measurementId, pcr16Hash)];
        // From the newest: that is the one that is asked for, nearly always. Only the owner makes periods.
        for (uint256 i = a.periods.length; i > 0; --i) {
            Period storage p = a.periods[i - 1];
            if (time >= p.from && (p.until == 0 || time < p.until)) {
                return (true, p.onRevocation == OnRevocation.Continue, keccak256(bytes(a.origin)));
            }
        }
    }

    /// @notice How many pairs were ever accepted, removed ones included.
    function acceptanceCount() external view returns (uint256) {
        return _keys.length;
    }

    /// @notice Pairs in the order of their first acceptances, from index `from`, at most `maximum`. An index past the end gives none.
    function acceptances(uint256 from, uint256 maximum) external view returns (Acceptance[] memory page) {
        uint256 left = from < _keys.length ? _keys.length - from : 0;
        page = new Acceptance[](left < maximum ? left : maximum);
        for (uint256 i = 0; i < page.length; ++i) {
            page[i] = _acceptances[_keys[from + i]];
        }
    }

    function _key(bytes32 measurementId, bytes32 pcr16Hash) private pure returns (bytes32) {
        return keccak256(abi.encode(measurementId, pcr16Hash));
    }

    function _requireOrigin(string calldata origin) private pure {
        bytes calldata text = bytes(origin);
        bool valid = text.length != 0 && text.length <= ORIGIN_BYTES_MAX;
        for (uint256 i = 0; valid && i < text.length; ++i) {
            valid = text[i] >= 0x21 && text[i] <= 0x7e;
        }
        if (!valid) revert OriginInvalid(ORIGIN_BYTES_MAX, text.length);
    }

    function _now() private view returns (uint48) {
        // 48 bits of seconds last for nine million years.
        // forge-lint: disable-next-line(unsafe-typecast)
        return uint48(block.timestamp);
    }
}
