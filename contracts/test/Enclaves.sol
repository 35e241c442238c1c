// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {EnclaveRegistry} from "../src/EnclaveRegistry.sol";
import {OperatorPolicy} from "../src/OperatorPolicy.sol";
import {OperatorPolicyFactory} from "../src/OperatorPolicyFactory.sol";
import {PcrRegistry} from "../src/PcrRegistry.sol";
import {INitroAttestation} from "../src/interfaces/INitroAttestation.sol";
import {Releases} from "./Releases.sol";
import {vm} from "./Vm.sol";

/// @dev Stands for the verifier of documents, which has tests of its own: a document here is its own fields.
contract AttestationStub is INitroAttestation {
    error NotGenuine();

    mapping(bytes32 leafId => bool) private _revoked;
    bool private _refusing;

    function refuse(bool refusing) external {
        _refusing = refusing;
    }

    function revoke(bytes32 leafId, bool revoked) external {
        _revoked[leafId] = revoked;
    }

    function verify(bytes calldata document, bytes[] calldata) external view returns (Document memory) {
        if (_refusing) revert NotGenuine();
        return abi.decode(document, (Document));
    }

    function areCertificatesTrusted(bytes32 leafId) external view returns (bool) {
        return !_revoked[leafId];
    }
}

/// @dev An operator with a relay's and a signer's release in force and accepted, and honest documents of their enclaves.
abstract contract Enclaves is Releases {
    address internal constant OPERATOR = address(0x0b);
    string internal constant ORIGIN = "https://rpc.example";
    uint256 internal constant RELAY = 100;
    uint256 internal constant SIGNER = 200;
    bytes internal constant SPKI_PREFIX = hex"3059301306072a8648ce3d020106082a8648ce3d03010703420004";

    AttestationStub internal attestation;
    OperatorPolicyFactory internal factory;
    OperatorPolicy internal policy;
    EnclaveRegistry internal enclaves;
    uint64 internal start;

    function _openEnclaves() internal {
        _openRegistry();
        attestation = new AttestationStub();
        factory = new OperatorPolicyFactory();
        policy = OperatorPolicy(factory.create(OPERATOR, 0));
        enclaves = new EnclaveRegistry(attestation, registry, factory);
        _inForce(RELAY, PcrRegistry.Role.Relay, "");
        _inForce(SIGNER, PcrRegistry.Role.Signer, _pcr(SIGNER, 8));
        start = uint64(block.timestamp);
        _accept(policy, RELAY, OperatorPolicy.OnRevocation.Stop);
        _accept(policy, SIGNER, OperatorPolicy.OnRevocation.Stop);
    }

    function _accept(OperatorPolicy of_, uint256 release, OperatorPolicy.OnRevocation onRevocation) internal {
        address owner = of_.owner();
        vm.prank(owner);
        of_.accept(_idOf(release), _pcr16(release), ORIGIN, onRevocation);
    }

    function _remove(uint256 release, uint64 since) internal {
        vm.prank(OPERATOR);
        policy.remove(_idOf(release), _pcr16(release), since);
    }

    function _pcr16(uint256 release) internal pure returns (bytes memory) {
        return _pcr(release, 16);
    }

    function _publicKey(uint256 key) internal pure returns (bytes memory) {
        return bytes.concat(SPKI_PREFIX, keccak256(abi.encode("x", key)), keccak256(abi.encode("y", key)));
    }

    function _keyId(uint256 key) internal pure returns (bytes32) {
        return sha256(_publicKey(key));
    }

    function _bootAddress(uint256 key) internal pure returns (address) {
        return address(uint160(uint256(keccak256(abi.encode("boot", key)))));
    }

    function _digest(string memory name, bytes32 digest) internal pure returns (bytes memory) {
        return bytes.concat(_text(name), hex"5820", digest);
    }

    /// @dev The head and bytes of a text of up to 255 bytes.
    function _text(string memory text) internal pure returns (bytes memory) {
        uint256 length = bytes(text).length;
        // forge-lint: disable-next-line(unsafe-typecast)
        bytes memory head =
            length < 24 ? abi.encodePacked(uint8(0x60 + length)) : abi.encodePacked(hex"78", uint8(length));
        return bytes.concat(head, bytes(text));
    }

    function _userData(bytes memory keys, string memory origin, string memory purpose)
        internal
        pure
        returns (bytes memory)
    {
        bytes memory front = bytes.concat(hex"a4", _text("keys"), keys, _text("origin"), _text(origin));
        return bytes.concat(front, _text("purpose"), _text(purpose), _text("version"), hex"01");
    }

    function _relayKeys(uint256 key) internal pure returns (bytes memory) {
        return
            bytes.concat(hex"a2", _digest("tls", keccak256(abi.encode("tls", key))), _digest("response", _keyId(key)));
    }

    function _signerKeys(uint256 key) internal pure returns (bytes memory) {
        return bytes.concat(
            hex"a4",
            _digest("tls", keccak256(abi.encode("tls", key))),
            _digest("boot", keccak256(abi.encode("p256", key))),
            _digest("response", _keyId(key)),
            _digest("bootAddress", keccak256(abi.encode("boot", key)))
        );
    }

    /// @dev An honest document of now.
    function _document(uint256 release, uint256 key) internal view returns (INitroAttestation.Document memory d) {
        d.timestampMs = uint64(block.timestamp) * 1000;
        d.measurementId = _idOf(release);
        d.pcr16 = _pcr16(release);
        d.publicKey = _publicKey(key);
        d.userData = _userData(release == RELAY ? _relayKeys(key) : _signerKeys(key), ORIGIN, "register");
        d.nonce = bytes.concat(keccak256(abi.encode(block.chainid, address(enclaves), address(policy))));
        d.leafId = keccak256(abi.encode("leaf", block.timestamp));
        if (release == SIGNER) d.pcr8Hash = keccak256(_pcr(SIGNER, 8));
    }

    /// @dev One external call only, so that an expected revert is that of the registration.
    function _register(INitroAttestation.Document memory d) internal returns (bytes32) {
        return enclaves.register(abi.encode(d), new bytes[](0), address(policy));
    }

    function _registered(uint256 release, uint256 key) internal returns (bytes32 keyId) {
        keyId = _register(_document(release, key));
        vm.assertTrue(enclaves.isValid(keyId), "control: honest use");
    }
}
