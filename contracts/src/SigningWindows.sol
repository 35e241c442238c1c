// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ECDSA} from "@openzeppelin/contracts/utils/cryptography/ECDSA.sol";
import {IEnclaveRegistry} from "./interfaces/IEnclaveRegistry.sol";
import {IOperatorPolicy} from "./interfaces/IOperatorPolicy.sol";

/// @title The exclusive-window log of signer enclaves
/// @notice Whoever owns a host can start two signers with one key and put every file back. Here record n of a group can be written
/// once only, by an enclave that is valid at that moment; a signer claims epochs and slots here before it signs in them.
/// @dev What a record says stands twice: in `content`, which is what signers read (docs/protocol/window-log.md), and in the members of
/// {Record}, which is what this contract holds to its rules. One signature of the boot key is over both. Anyone may send a record: the
/// signature decides. What a caller must still check: nothing of this counts before the block that holds it is final.
contract SigningWindows {
    /// @notice What a record does. `Boot` introduces a boot; `Retire` ends all boots of one program and configuration for ever.
    enum Kind {
        Boot,
        Claim,
        Release,
        Retire,
        Keys
    }

    /// @notice Epochs and a slot (or a sequencer's block number), each one more than the number; 0 = none.
    struct Maxima {
        uint72 target;
        uint72 source;
        uint72 slot;
    }

    struct Record {
        bytes32 group; // {groupOf}
        uint64 n; // its own number, from 0
        bytes32 previous; // SHA-256 of the content of record n - 1; 0 in record 0
        address boot; // address of the secp256k1 key that the enclave made at boot
        Kind kind;
        Maxima maxima; // Claim: may sign up to here. Release, Retire: signed up to here. Else 0
        bytes32 detail; // Boot: its program and configuration, SHA-256(PCR0 || PCR1 || PCR2 || PCR16). Keys: digest of the key store. Else 0
    }

    /// @dev The first two slots, and the last record's hash, are what `eth_getProof` shows a signer.
    struct Group {
        address operator; // an {IOperatorPolicy}; 0 = not opened
        uint48 openedAt; // block number
        uint48 length; // records
        uint48 lastBlock; // number of the block that holds the last record
        address claimant; // whose claim is the newest; 0 = it has ended, or there is none
        Maxima high; // what has been claimed and was not given back; the next claim is nowhere below
        Maxima floor; // what the claimant's own window begins above
        bytes32 keys; // digest of the sealed key store that is current; 0 = none was recorded
    }

    struct Boot {
        bytes32 identity; // 0 = not introduced
        bool ended;
    }

    /// @notice The longest name of a group, in bytes, inclusive.
    uint256 public constant NAME_BYTES_MAX = 128;
    /// @notice The longest content of a record, in bytes, inclusive.
    uint256 public constant CONTENT_BYTES_MAX = 65_536;
    /// @notice EIP-712 type of what a boot key signs; `contentHash` is SHA-256 of the content.
    bytes32 public constant RECORD_TYPEHASH = keccak256(
        "WindowRecord(bytes32 group,uint64 n,bytes32 previous,address boot,uint8 kind,uint72 target,uint72 source,uint72 slot,bytes32 detail,bytes32 contentHash)"
    );
    bytes32 private constant DOMAIN_TYPEHASH =
        keccak256("EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)");

    /// @notice Says which boot keys are valid, and whose.
    IEnclaveRegistry public immutable enclaveRegistry;

    mapping(bytes32 group => Group) private _groups;
    mapping(bytes32 group => mapping(uint256 n => bytes32)) private _hashes;
    mapping(bytes32 group => mapping(address boot => Boot)) private _boots;
    mapping(bytes32 group => mapping(bytes32 identity => bool)) private _retired;

    event GroupOpened(bytes32 indexed group, address indexed operator, string name);
    /// @param contentHash SHA-256 of `content`; {hashOf} keeps it.
    event Recorded(
        bytes32 indexed group, uint64 indexed n, address indexed boot, Kind kind, bytes32 contentHash, bytes content
    );
    /// @notice The boot's window: above `floor`, up to and including `high`. Both one more than the number; 0 = none.
    event Claimed(bytes32 indexed group, address indexed boot, Maxima floor, Maxima high);
    /// @notice The boot has ended, and gave back what it had claimed and not used.
    event Ended(bytes32 indexed group, address indexed boot, Maxima signed, bool retired);

    error EnclaveRegistryMissing();
    error NotOperatorsOwner(address requiredSender, address seenSender);
    error NameLengthInvalid(uint256 minimumBytes, uint256 maximumBytes, uint256 seenBytes);
    error GroupAlreadyOpen(bytes32 group);
    error GroupNotOpen(bytes32 group);
    error ContentLengthInvalid(uint256 minimumBytes, uint256 maximumBytes, uint256 seenBytes);
    /// @notice Another record has this number already, or the one before it is missing.
    error RecordNumberInvalid(uint64 requiredNumber, uint64 seenNumber);
    error PreviousHashInvalid(bytes32 requiredHash, bytes32 seenHash);
    /// @notice The signature is another key's: of another record, group, contract or chain.
    error SignerInvalid(address requiredSigner, address seenSigner);
    error BootNotRegistered(address boot);
    error BootNotValid(address boot, bytes32 keyId);
    error BootOfAnotherOperator(address requiredOperator, address seenOperator);
    error BootAlreadyIntroduced(address boot);
    error BootNotIntroduced(address boot);
    error BootEnded(address boot);
    /// @notice A boot of this program and configuration gave up for all of them.
    error IdentityRetired(bytes32 identity);
    error DetailMissing();
    /// @notice A member is set that a record of this kind does not have.
    error MemberNotOfKind(Kind kind);
    /// @notice More than 64 bits and none.
    error NumberTooLarge(uint72 maximum, uint72 seen);
    /// @notice A claim is below what was claimed before.
    error ClaimBelow(Maxima requiredAtLeast, Maxima seen);
    /// @notice An end says that more was signed than was claimed.
    error EndAboveClaims(Maxima requiredAtMost, Maxima seen);

    /// @param registry Where boots are registered. Fixed: another registry is another log.
    constructor(IEnclaveRegistry registry) {
        if (address(registry) == address(0)) revert EnclaveRegistryMissing();
        enclaveRegistry = registry;
    }

    // --- writing

    /// @notice Opens the log of a group: from now on enclaves that are registered for this operator write in it, and nobody else.
    /// @param operator An {IOperatorPolicy}; its owner sends this.
    /// @param name 1 to 128 bytes, as `windowLog.group` of the measured configuration.
    /// @return group Its id, {groupOf}.
    function open(address operator, string calldata name) external returns (bytes32 group) {
        address owner = IOperatorPolicy(operator).owner();
        if (msg.sender != owner) revert NotOperatorsOwner(owner, msg.sender);
        uint256 nameBytes = bytes(name).length;
        if (nameBytes == 0 || nameBytes > NAME_BYTES_MAX) revert NameLengthInvalid(1, NAME_BYTES_MAX, nameBytes);
        group = groupOf(operator, name);
        Group storage g = _groups[group];
        if (g.operator != address(0)) revert GroupAlreadyOpen(group);

        g.operator = operator;
        g.openedAt = uint48(block.number);
        emit GroupOpened(group, operator, name);
    }

    /// @notice Appends one record. Open to anyone: the boot's signature is what counts.
    /// @param content What signers read, 1 to 65,536 bytes. The contract keeps its SHA-256 and does not read it.
    /// @param signature r || s || v, 65 bytes, s in the lower half, by `record.boot` over {digestOf}.
    function append(Record calldata record, bytes calldata content, bytes calldata signature) external {
        Group storage g = _groups[record.group];
        if (g.operator == address(0)) revert GroupNotOpen(record.group);
        if (content.length == 0 || content.length > CONTENT_BYTES_MAX) {
            revert ContentLengthInvalid(1, CONTENT_BYTES_MAX, content.length);
        }
        _requirePlace(g, record);
        bytes32 contentHash = sha256(content);
        address signer = ECDSA.recover(_digestOf(record, contentHash), signature);
        if (signer != record.boot) revert SignerInvalid(record.boot, signer);
        _requireRegistered(g, record.boot);

        _hashes[record.group][record.n] = contentHash;
        g.length = uint48(record.n + 1);
        g.lastBlock = uint48(block.number);
        emit Recorded(record.group, record.n, record.boot, record.kind, contentHash, content);
        _apply(g, record);
    }

    // --- reading

    /// @notice Id of a group: names are an operator's own.
    function groupOf(address operator, string memory name) public pure returns (bytes32) {
        return keccak256(abi.encode(operator, name));
    }

    function groupState(bytes32 group) external view returns (Group memory) {
        return _groups[group];
    }

    /// @notice SHA-256 of the content of record n; 0 when there is none.
    function hashOf(bytes32 group, uint256 n) external view returns (bytes32) {
        return _hashes[group][n];
    }

    function bootState(bytes32 group, address boot) external view returns (Boot memory) {
        return _boots[group][boot];
    }

    /// @notice Whether a program and configuration gave up in this group for ever.
    function isRetired(bytes32 group, bytes32 identity) external view returns (bool) {
        return _retired[group][identity];
    }

    /// @notice What the boot key signs: EIP-712, bound to this chain and contract.
    function digestOf(Record calldata record, bytes calldata content) external view returns (bytes32) {
        return _digestOf(record, sha256(content));
    }

    // --- rules

    function _requirePlace(Group storage g, Record calldata record) private view {
        if (record.n != g.length) revert RecordNumberInvalid(g.length, record.n);
        bytes32 previous = record.n == 0 ? bytes32(0) : _hashes[record.group][record.n - 1];
        if (record.previous != previous) revert PreviousHashInvalid(previous, record.previous);
    }

    function _requireRegistered(Group storage g, address boot) private view {
        bytes32 keyId = enclaveRegistry.keyIdOfBoot(boot);
        if (keyId == bytes32(0)) revert BootNotRegistered(boot);
        address operator = enclaveRegistry.operatorOf(keyId);
        if (operator != g.operator) revert BootOfAnotherOperator(g.operator, operator);
        if (!enclaveRegistry.isValid(keyId)) revert BootNotValid(boot, keyId);
    }

    function _apply(Group storage g, Record calldata record) private {
        Boot storage b = _boots[record.group][record.boot];
        if (record.kind == Kind.Boot) {
            if (b.identity != bytes32(0)) revert BootAlreadyIntroduced(record.boot);
            if (record.detail == bytes32(0)) revert DetailMissing();
            if (_retired[record.group][record.detail]) revert IdentityRetired(record.detail);
            _requireNoMaxima(record);
            b.identity = record.detail;
            return;
        }
        if (b.identity == bytes32(0)) revert BootNotIntroduced(record.boot);
        if (b.ended) revert BootEnded(record.boot);
        if (_retired[record.group][b.identity]) revert IdentityRetired(b.identity);

        if (record.kind == Kind.Keys) {
            if (record.detail == bytes32(0)) revert DetailMissing();
            _requireNoMaxima(record);
            g.keys = record.detail;
            return;
        }
        if (record.detail != bytes32(0)) revert MemberNotOfKind(record.kind);
        if (record.kind == Kind.Claim) return _claim(g, record);
        b.ended = true;
        if (record.kind == Kind.Retire) _retired[record.group][b.identity] = true;
        _end(g, record);
    }

    /// @dev A claim never goes below what was claimed before, so what another boot's claim adds begins above all of it.
    function _claim(Group storage g, Record calldata record) private {
        Maxima memory high = g.high;
        _requireNumbers(record.maxima);
        if (!_isAtMost(high, record.maxima)) revert ClaimBelow(high, record.maxima);
        Maxima memory floor = g.floor;
        if (g.claimant != record.boot) {
            g.claimant = record.boot;
            g.floor = floor = high;
        }
        g.high = record.maxima;
        emit Claimed(record.group, record.boot, floor, record.maxima);
    }

    /// @dev Only the newest claimant gives something back: claims of others stand above what the rest had.
    function _end(Group storage g, Record calldata record) private {
        bool isClaimant = g.claimant == record.boot;
        Maxima memory claimed = isClaimant ? g.high : g.floor;
        if (g.claimant == address(0)) claimed = g.high;
        if (!_isAtMost(record.maxima, claimed)) revert EndAboveClaims(claimed, record.maxima);
        if (isClaimant) {
            g.claimant = address(0);
            g.high = _higher(g.floor, record.maxima);
        }
        emit Ended(record.group, record.boot, record.maxima, record.kind == Kind.Retire);
    }

    function _digestOf(Record calldata record, bytes32 contentHash) private view returns (bytes32) {
        bytes32 domain = keccak256(
            abi.encode(DOMAIN_TYPEHASH, keccak256("Inkan SigningWindows"), keccak256("1"), block.chainid, this)
        );
        // Static members in the order of the type: the struct's own encoding is that of its members.
        bytes32 structHash = keccak256(abi.encode(RECORD_TYPEHASH, record, contentHash));
        return keccak256(abi.encodePacked(hex"1901", domain, structHash));
    }

    function _requireNoMaxima(Record calldata record) private pure {
        Maxima calldata m = record.maxima;
        if (m.target | m.source | m.slot != 0) revert MemberNotOfKind(record.kind);
    }

    function _requireNumbers(Maxima calldata m) private pure {
        uint72 largest = m.target > m.source ? m.target : m.source;
        if (m.slot > largest) largest = m.slot;
        if (largest > 1 << 64) revert NumberTooLarge(1 << 64, largest);
    }

    function _isAtMost(Maxima memory low, Maxima memory high) private pure returns (bool) {
        return low.target <= high.target && low.source <= high.source && low.slot <= high.slot;
    }

    function _higher(Maxima memory a, Maxima memory b) private pure returns (Maxima memory) {
        return Maxima({
            target: a.target > b.target ? a.target : b.target,
            source: a.source > b.source ? a.source : b.source,
            slot: a.slot > b.slot ? a.slot : b.slot
        });
    }
}
