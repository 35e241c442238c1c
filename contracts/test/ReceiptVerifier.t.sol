// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Base64 as OpenZeppelinBase64} from "@openzeppelin/contracts/utils/Base64.sol";
import {Strings} from "@openzeppelin/contracts/utils/Strings.sol";
import {ReceiptVerifier} from "../src/ReceiptVerifier.sol";
import {IEnclaveRegistry} from "../src/interfaces/IEnclaveRegistry.sol";
import {InkanContext} from "../src/receipt/InkanContext.sol";
import {vm} from "./Vm.sol";

/// @dev One enclave, whose times of validity a test sets. The registry itself is tested elsewhere.
contract OneEnclave is IEnclaveRegistry {
    bytes32 private immutable _KEY_ID;
    address private immutable _OPERATOR;
    uint64 public validSince;
    uint64 public validUntil; // exclusive

    constructor(bytes32 keyId, address operator) {
        _KEY_ID = keyId;
        _OPERATOR = operator;
    }

    function setValid(uint64 since, uint64 until) external {
        validSince = since;
        validUntil = until;
    }

    function isValid(bytes32 keyId) external view returns (bool) {
        return isValidAt(keyId, uint64(block.timestamp));
    }

    function isValidAt(bytes32 keyId, uint64 time) public view returns (bool) {
        return keyId == _KEY_ID && time >= validSince && time < validUntil && time <= block.timestamp;
    }

    function keyIdOfBoot(address) external pure returns (bytes32) {
        return 0;
    }

    function operatorOf(bytes32 keyId) external view returns (address) {
        return keyId == _KEY_ID ? _OPERATOR : address(0);
    }
}

/// @dev Attacker: anyone who brings an exchange to a contract that pays by it. Has every proof that was ever made, enclaves of its own and
/// the transaction's gas. Wants: an answer believed that no valid enclave of the operator gave to this request.
/// The fields' grammar is held against the other verifier by test/conformance/receipts.test.ts, on vectors and mutations.
contract ReceiptVerifierTest {
    uint256 private constant PRIVATE_KEY = 0xc9afa9d845ba75166b5c215767b1d6934e50c3db36e89b127b8a622b120f6721;
    uint256 private constant OTHER_PRIVATE_KEY = 7;
    address private constant OPERATOR = address(0x0b);
    uint64 private constant CREATED = 1_800_000_000;
    uint64 private constant MAX_AGE = 60;
    string private constant COMPONENTS =
        '("@method";req "@authority";req "@path";req "@status" "content-type" "content-digest" "inkan-context")';

    OneEnclave private registry;
    ReceiptVerifier private verifier;

    function setUp() public {
        vm.warp(CREATED + 2);
        registry = new OneEnclave(sha256(_spki(_key(PRIVATE_KEY))), OPERATOR);
        registry.setValid(CREATED - 100, CREATED + 10_000);
        verifier = new ReceiptVerifier(registry);
    }

    // --- what an honest exchange says

    function test_anHonestExchangeIsAccepted() public view {
        ReceiptVerifier.Receipt memory receipt = verifier.verifyFresh(_honest(), OPERATOR, MAX_AGE);
        vm.assertEq(receipt.keyId, sha256(_spki(_key(PRIVATE_KEY))), "keyid");
        vm.assertEq(receipt.created, CREATED, "created");
        vm.assertEq(receipt.expires, CREATED + 60, "expires");
        vm.assertTrue(receipt.hasNonce, "it has a nonce");
        vm.assertEq(string(receipt.nonce), 'a "nonce\\', "the nonce without its escapes");
        vm.assertTrue(receipt.source == InkanContext.Source.Cache, "source");
        vm.assertTrue(receipt.level == InkanContext.Level.Agreed, "level");
        vm.assertTrue(receipt.hasBlock, "it has a block");
        vm.assertEq(receipt.blockNumber, 20_000_000, "block");
        vm.assertEq(receipt.ageSeconds, 7, "age");
    }

    function test_aRefusedExchangeSaysNothing_andVerifyReverts() public {
        ReceiptVerifier.Exchange memory exchange = _honest();
        exchange.answer.body = "{}";
        (ReceiptVerifier.Refusal refusal, ReceiptVerifier.Receipt memory receipt) = verifier.check(exchange, OPERATOR);
        vm.assertTrue(refusal == ReceiptVerifier.Refusal.ContentDigestMismatch, "refused");
        vm.assertEq(receipt.keyId, 0, "nothing is said of the key");
        vm.assertEq(receipt.created, 0, "nor of the time");

        bytes memory expected = abi.encodeWithSelector(ReceiptVerifier.ReceiptRefused.selector, refusal);
        vm.expectRevert(expected);
        verifier.verify(exchange, OPERATOR);
        vm.expectRevert(expected);
        verifier.verifyFresh(exchange, OPERATOR, MAX_AGE);
        verifier.verify(_honest(), OPERATOR); // control
    }

    // --- whose enclave, and when

    function test_anotherOperatorsEnclaveIsNotBelieved() public view {
        _refused(_honest(), address(0xbad), ReceiptVerifier.Refusal.OperatorMismatch);
        _refused(_honest(), address(0), ReceiptVerifier.Refusal.OperatorMismatch);
        _accepted(_honest()); // control
    }

    function test_aKeyThatNobodyRegisteredIsNotBelieved_evenForTheOperatorZero() public view {
        ReceiptVerifier.Exchange memory exchange = _honest();
        exchange.key = _key(OTHER_PRIVATE_KEY);
        _sign(exchange, OTHER_PRIVATE_KEY);
        _refused(exchange, OPERATOR, ReceiptVerifier.Refusal.OperatorMismatch);
        _refused(exchange, address(0), ReceiptVerifier.Refusal.OperatorMismatch);
    }

    function test_anEnclaveThatWasNotValidWhenItSignedIsNotBelieved() public {
        registry.setValid(CREATED + 1, CREATED + 10_000);
        _refused(_honest(), OPERATOR, ReceiptVerifier.Refusal.EnclaveNotValid);
        registry.setValid(CREATED - 100, CREATED);
        _refused(_honest(), OPERATOR, ReceiptVerifier.Refusal.EnclaveNotValid);
        registry.setValid(CREATED, CREATED + 1); // control: exactly then
        _accepted(_honest());
    }

    function test_whatAnEnclaveSignedWhileValidStaysEvidence_butIsNoFreshAnswerOnceItIsNot() public {
        registry.setValid(CREATED, CREATED + 1);
        _accepted(_honest());
        (ReceiptVerifier.Refusal refusal,) = verifier.checkFresh(_honest(), OPERATOR, MAX_AGE);
        vm.assertTrue(refusal == ReceiptVerifier.Refusal.EnclaveNotValid, "revoked since");
        vm.warp(CREATED + 365 days);
        _accepted(_honest());
    }

    function test_aClockAheadByTheSkewIsTakenForNow() public {
        vm.warp(CREATED - 60);
        _accepted(_honest());
        vm.warp(CREATED - 61);
        _refused(_honest(), OPERATOR, ReceiptVerifier.Refusal.FromTheFuture);
    }

    function test_freshIsUpToTheAgeAndTheSkew() public {
        vm.warp(CREATED + 60 + 30);
        (ReceiptVerifier.Refusal refusal,) = verifier.checkFresh(_honest(), OPERATOR, 30);
        vm.assertTrue(refusal == ReceiptVerifier.Refusal.None, "at the last second");
        vm.warp(CREATED + 60 + 31);
        (refusal,) = verifier.checkFresh(_honest(), OPERATOR, 30);
        vm.assertTrue(refusal == ReceiptVerifier.Refusal.TooOld, "a second later");
        vm.warp(CREATED + 60 + 61);
        (refusal,) = verifier.checkFresh(_honest(), OPERATOR, type(uint64).max);
        vm.assertTrue(refusal == ReceiptVerifier.Refusal.Expired, "any age, but expired");
        _accepted(_honest()); // control: evidence
    }

    // --- what is signed

    function testFuzz_aFlippedBitAnywhereIsRefused(uint256 part, uint256 where) public view {
        ReceiptVerifier.Exchange memory exchange = _honest();
        bytes[9] memory parts = [
            bytes(exchange.request.method),
            bytes(exchange.request.authority),
            bytes(exchange.request.path),
            exchange.request.body,
            bytes(exchange.answer.contentType),
            exchange.answer.body,
            bytes(exchange.proof.contentDigest),
            bytes(exchange.proof.inkanContext),
            bytes(exchange.proof.signature)
        ];
        bytes memory changed = parts[part % 9]; // memory is shared: the exchange changes with it
        uint256 bit = where % (8 * changed.length);
        changed[bit / 8] ^= bytes1(uint8(1 << (bit % 8)));
        (ReceiptVerifier.Refusal refusal,) = verifier.check(exchange, OPERATOR);
        vm.assertTrue(refusal != ReceiptVerifier.Refusal.None, "a bit was changed");
    }

    function test_everyStatusHasItsThreeDigits() public view {
        ReceiptVerifier.Exchange memory exchange = _honest();
        uint16[5] memory honest = [uint16(100), 204, 418, 503, 999];
        for (uint256 i = 0; i < honest.length; i++) {
            exchange.answer.status = honest[i];
            _refused(exchange, OPERATOR, ReceiptVerifier.Refusal.SignatureInvalid); // signed for another one
            _sign(exchange, PRIVATE_KEY);
            _accepted(exchange);
        }
        uint16[4] memory unsafe = [uint16(0), 99, 1000, 65_535];
        for (uint256 i = 0; i < unsafe.length; i++) {
            exchange.answer.status = unsafe[i];
            _refused(exchange, OPERATOR, ReceiptVerifier.Refusal.ValueUnsafe);
        }
    }

    function test_aLineFeedInAValueOfTheRequestIsRefused_evenWhenSigned() public view {
        ReceiptVerifier.Exchange memory exchange = _honest();
        exchange.request.path = '/eth\n"@status": 500';
        _sign(exchange, PRIVATE_KEY);
        _refused(exchange, OPERATOR, ReceiptVerifier.Refusal.ValueUnsafe);
        exchange.request.path = "";
        _sign(exchange, PRIVATE_KEY);
        _refused(exchange, OPERATOR, ReceiptVerifier.Refusal.ValueUnsafe);
        exchange.request.path = "/";
        _sign(exchange, PRIVATE_KEY);
        _accepted(exchange); // control
    }

    function test_aKeyOffTheCurveIsRefused() public view {
        ReceiptVerifier.Exchange memory exchange = _honest();
        exchange.key.y = bytes32(uint256(exchange.key.y) ^ 1);
        _refused(exchange, OPERATOR, ReceiptVerifier.Refusal.KeyInvalid);
        exchange.key = ReceiptVerifier.ResponseKey(0, 0);
        _refused(exchange, OPERATOR, ReceiptVerifier.Refusal.KeyInvalid);
    }

    function test_highAndLowSAreAsGood() public view {
        ReceiptVerifier.Exchange memory exchange = _honest();
        (bytes32 r, bytes32 s) = _signature(exchange, PRIVATE_KEY);
        bytes32 mirrored = bytes32(0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551 - uint256(s));
        exchange.proof.signature = _signatureField(r, mirrored);
        _accepted(exchange);
        exchange.proof.signature = _signatureField(r, s);
        _accepted(exchange);
    }

    // --- gas, and where it can stand

    function test_tooLittleGasIsNoAnswer() public {
        bytes memory call = abi.encodeCall(verifier.check, (_honest(), OPERATOR));
        uint256 answered = 0;
        for (uint256 gasLimit = 20_000; gasLimit < 200_000; gasLimit += 997) {
            (bool succeeded, bytes memory answer) = address(verifier).call{gas: gasLimit}(call);
            if (!succeeded) continue;
            answered++;
            vm.assertEq(uint256(bytes32(answer)), 0, "never refused for want of gas");
        }
        vm.assertTrue(answered > 0, "control: with enough of it, it answers");
    }

    // --- fields that are nearly right, signed as they stand

    function test_anInputOfAnotherFormIsRefused() public view {
        ReceiptVerifier.Refusal malformed = ReceiptVerifier.Refusal.SignatureInputMalformed;
        _refusedInput(";created=1800000000", ";created=01800000000", malformed);
        _refusedInput(";created=1800000000", ";created=", malformed);
        _refusedInput(";created=1800000000", ";created=1800000000000000", malformed); // 16 digits
        _refusedInput('a \\"nonce\\\\', "a \\n", malformed); // an escape that is none
        _refusedInput('nonce="', "nonce=", malformed);
        _refusedInput('"inkan-rpc-1"', '"inkan-rpc-1', malformed); // never closed
        _refusedInput('"inkan-rpc-1"', '"inkan-rpc-1\\', malformed); // ends in the middle of an escape
        _refusedInput('"inkan-rpc-1"', '"inkan-rpc-2"', ReceiptVerifier.Refusal.TagMismatch);
        _refusedInput(';keyid="', ';keyid="0', ReceiptVerifier.Refusal.KeyidMismatch);
        _refusedInput(";expires=1800000060", ";expires=1800000000", ReceiptVerifier.Refusal.LifetimeInvalid);
        _refusedInput(";expires=1800000060", ";expires=1900000000", ReceiptVerifier.Refusal.LifetimeInvalid);
        _accepted(_honest()); // control
    }

    function test_everySourceAndLevelIsRead_andNoOther() public view {
        ReceiptVerifier.Exchange memory exchange =
            _withContext("src=cache, level=agreed", "src=upstream, level=relayed");
        ReceiptVerifier.Receipt memory receipt = verifier.verify(exchange, OPERATOR);
        vm.assertTrue(receipt.source == InkanContext.Source.Upstream, "upstream");
        vm.assertTrue(receipt.level == InkanContext.Level.Relayed, "relayed");

        receipt = verifier.verify(_withContext("src=cache, level=agreed", "src=local, level=proven"), OPERATOR);
        vm.assertTrue(receipt.source == InkanContext.Source.Local, "local");
        vm.assertTrue(receipt.level == InkanContext.Level.Proven, "proven");

        ReceiptVerifier.Refusal malformed = ReceiptVerifier.Refusal.ContextMalformed;
        _refused(_withContext("src=cache", "src=rumour"), OPERATOR, malformed);
        _refused(_withContext("level=agreed", "level=sworn"), OPERATOR, malformed);
        _refused(_withContext("age=7", "age="), OPERATOR, malformed);
    }

    function test_scalarsOutOfRangeAreNoSignature() public view {
        ReceiptVerifier.Exchange memory exchange = _honest();
        (bytes32 r, bytes32 s) = _signature(exchange, PRIVATE_KEY);
        bytes32 order = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551;
        for (uint256 i = 0; i < 4; ++i) {
            bytes32 wrong = i % 2 == 0 ? bytes32(0) : order;
            exchange.proof.signature = i < 2 ? _signatureField(wrong, s) : _signatureField(r, wrong);
            (ReceiptVerifier.Refusal refusal,) = verifier.check(exchange, OPERATOR);
            vm.assertTrue(refusal != ReceiptVerifier.Refusal.None, "refused");
        }
        exchange.proof.signature = _signatureField(r, s);
        _accepted(exchange); // control
    }

    function test_coordinatesPastThePrimeAreNoKey() public view {
        ReceiptVerifier.Exchange memory exchange = _honest();
        exchange.key.x = bytes32(type(uint256).max);
        _refused(exchange, OPERATOR, ReceiptVerifier.Refusal.KeyInvalid);
        exchange = _honest();
        exchange.key.y = bytes32(type(uint256).max);
        _refused(exchange, OPERATOR, ReceiptVerifier.Refusal.KeyInvalid);
    }

    function test_itIsNotDeployedBesideNoRegistry() public {
        vm.expectRevert(abi.encodeWithSelector(ReceiptVerifier.RegistryMissing.selector, address(0xdead)));
        new ReceiptVerifier(IEnclaveRegistry(address(0xdead)));
    }

    // --- an enclave

    function _accepted(ReceiptVerifier.Exchange memory exchange) private view {
        verifier.verify(exchange, OPERATOR);
    }

    function _refused(ReceiptVerifier.Exchange memory exchange, address operator, ReceiptVerifier.Refusal wanted)
        private
        view
    {
        (ReceiptVerifier.Refusal refusal,) = verifier.check(exchange, operator);
        vm.assertEq(uint256(refusal), uint256(wanted), "the reason");
    }

    function _refusedInput(string memory from, string memory to, ReceiptVerifier.Refusal wanted) private view {
        ReceiptVerifier.Exchange memory exchange = _honest();
        exchange.proof.signatureInput = vm.replace(exchange.proof.signatureInput, from, to);
        _sign(exchange, PRIVATE_KEY);
        _refused(exchange, OPERATOR, wanted);
    }

    function _withContext(string memory from, string memory to)
        private
        pure
        returns (ReceiptVerifier.Exchange memory exchange)
    {
        exchange = _honest();
        exchange.proof.inkanContext = vm.replace(exchange.proof.inkanContext, from, to);
        _sign(exchange, PRIVATE_KEY);
    }

    function _honest() private pure returns (ReceiptVerifier.Exchange memory exchange) {
        exchange.request = ReceiptVerifier.Request(
            "POST", "rpc.example", "/eth", '{"jsonrpc":"2.0","id":1,"method":"eth_blockNumber","params":[]}'
        );
        exchange.answer =
            ReceiptVerifier.Answer(200, "application/json", '{"jsonrpc":"2.0","id":1,"result":"0x1312d00"}');
        exchange.key = _key(PRIVATE_KEY);
        exchange.proof.contentDigest = string.concat("sha-256=:", _base64(sha256(exchange.answer.body)), ":");
        exchange.proof.inkanContext = string.concat(
            "req=:", _base64(sha256(exchange.request.body)), ":, src=cache, level=agreed, block=20000000, age=7"
        );
        exchange.proof.signatureInput = string.concat(
            "inkan=",
            COMPONENTS,
            ';created=1800000000;expires=1800000060;nonce="a \\"nonce\\\\";keyid="',
            _hexadecimal(sha256(_spki(exchange.key))),
            '";tag="inkan-rpc-1"'
        );
        _sign(exchange, PRIVATE_KEY);
    }

    function _sign(ReceiptVerifier.Exchange memory exchange, uint256 privateKey) private pure {
        if (privateKey != PRIVATE_KEY) {
            bytes32 from = sha256(_spki(_key(PRIVATE_KEY)));
            bytes32 to = sha256(_spki(_key(privateKey)));
            exchange.proof.signatureInput =
                vm.replace(exchange.proof.signatureInput, _hexadecimal(from), _hexadecimal(to));
        }
        (bytes32 r, bytes32 s) = _signature(exchange, privateKey);
        exchange.proof.signature = _signatureField(r, s);
    }

    function _signature(ReceiptVerifier.Exchange memory exchange, uint256 privateKey)
        private
        pure
        returns (bytes32, bytes32)
    {
        bytes memory input = bytes(exchange.proof.signatureInput);
        bytes memory parameters = new bytes(input.length - 6);
        for (uint256 i = 0; i < parameters.length; i++) {
            parameters[i] = input[i + 6];
        }
        string memory base = string.concat(
            string.concat(
                '"@method";req: ',
                exchange.request.method,
                '\n"@authority";req: ',
                exchange.request.authority,
                '\n"@path";req: '
            ),
            string.concat(
                exchange.request.path, '\n"@status": ', Strings.toString(exchange.answer.status), '\n"content-type": '
            ),
            string.concat(exchange.answer.contentType, '\n"content-digest": ', exchange.proof.contentDigest),
            string.concat('\n"inkan-context": ', exchange.proof.inkanContext),
            string.concat('\n"@signature-params": ', string(parameters))
        );
        return vm.signP256(privateKey, sha256(bytes(base)));
    }

    function _signatureField(bytes32 r, bytes32 s) private pure returns (string memory) {
        return string.concat("inkan=:", OpenZeppelinBase64.encode(bytes.concat(r, s)), ":");
    }

    function _key(uint256 privateKey) private pure returns (ReceiptVerifier.ResponseKey memory) {
        (uint256 x, uint256 y) = vm.publicKeyP256(privateKey);
        return ReceiptVerifier.ResponseKey(bytes32(x), bytes32(y));
    }

    function _spki(ReceiptVerifier.ResponseKey memory key) private pure returns (bytes memory) {
        return bytes.concat(hex"3059301306072a8648ce3d020106082a8648ce3d03010703420004", key.x, key.y);
    }

    function _base64(bytes32 value) private pure returns (string memory) {
        return OpenZeppelinBase64.encode(bytes.concat(value));
    }

    /// @dev Without the 0x that OpenZeppelin writes.
    function _hexadecimal(bytes32 value) private pure returns (string memory) {
        return vm.replace(Strings.toHexString(uint256(value), 32), "0x", "");
    }
}
