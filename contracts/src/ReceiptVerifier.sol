// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {P256} from "./crypto/P256.sol";
import {Base64} from "./encoding/Base64.sol";
import {IEnclaveRegistry} from "./interfaces/IEnclaveRegistry.sol";
import {FieldText} from "./receipt/FieldText.sol";
import {InkanContext} from "./receipt/InkanContext.sol";
import {SignatureInput} from "./receipt/SignatureInput.sol";

/// @title Was this answer signed by a valid enclave?
/// @notice Given a request, its answer and the proof that came with it, tells whether an enclave that the registry knows as valid signed
/// exactly that. The rules are those of docs/protocol/proof.md, section 6, in its order; the same vectors hold both.
/// @dev Nothing of the signature base is taken from the caller: it is put together here from request, answer and fields (RFC 9421, section
/// 2.5), and both contents are hashed here. Fields are read in their one canonical form.
/// What a receipt does not say: that the answer is true (`level` says what is claimed), nor that the request was anybody's in particular.
/// A caller that needs an answer to its own question compares `nonce`, or a request that only it could have made.
contract ReceiptVerifier {
    struct Request {
        string method; // POST
        string authority; // host and port in lower case, a scheme's default port left out
        string path; // as sent, not decoded, without query; "/" if empty
        bytes body;
    }

    struct Answer {
        uint16 status; // three digits
        string contentType; // exactly the field's value
        bytes body; // before any Content-Encoding
    }

    /// @dev The four further fields of the answer, exactly as they were sent.
    struct Proof {
        string contentDigest;
        string inkanContext;
        string signatureInput;
        string signature;
    }

    /// @dev The enclave's P-256 response key. Its `keyid` is SHA-256 of the DER SubjectPublicKeyInfo made of it.
    struct ResponseKey {
        bytes32 x;
        bytes32 y;
    }

    struct Exchange {
        Request request;
        Answer answer;
        Proof proof;
        ResponseKey key;
    }

    /// @notice What an accepted exchange says.
    struct Receipt {
        bytes32 keyId; // the enclave, for the registry
        uint64 created; // Unix seconds by the enclave's clock
        uint64 expires; // Unix seconds
        bool hasNonce;
        bytes nonce; // the client's; empty without one
        InkanContext.Source source;
        InkanContext.Level level;
        bool hasBlock;
        uint64 blockNumber; // head of the chain as the answering upstream had shown it; 0 without one
        uint64 ageSeconds; // since the bytes came from the upstream
    }

    /// @notice The first reason, in this order. The names are those of docs/protocol/proof.md, section 6; SignatureInputMalformed stands
    /// for its SIGNATURE_INPUT_MALFORMED, COMPONENTS_MISMATCH and PARAMETERS_MISMATCH.
    enum Refusal {
        None,
        KeyInvalid,
        FieldTooLong,
        SignatureInputMalformed,
        TagMismatch,
        KeyidMismatch,
        FromTheFuture,
        TooOld,
        LifetimeInvalid,
        Expired,
        ContentDigestMalformed,
        ContentDigestMismatch,
        ContextMalformed,
        RequestMismatch,
        SignatureMalformed,
        ValueUnsafe,
        SignatureInvalid,
        OperatorMismatch, // the enclave was registered for another operator, or for none
        EnclaveNotValid // the registry does not have it as valid at the time in question
    }

    /// @notice Bounds of docs/protocol/proof.md, in characters and seconds, inclusive.
    uint256 public constant FIELD_CHARACTERS_MAX = 1024;
    uint256 public constant METHOD_CHARACTERS_MAX = 32;
    uint256 public constant AUTHORITY_CHARACTERS_MAX = 261;
    uint256 public constant PATH_CHARACTERS_MAX = 1024;
    uint256 public constant CONTENT_TYPE_CHARACTERS_MAX = 128;
    uint256 public constant LIFETIME_SECONDS_MAX = 300;
    /// @notice How far the enclave's clock may be from the block's, in seconds.
    uint256 public constant CLOCK_SKEW_SECONDS = 60;

    /// @dev SEQUENCE { SEQUENCE { id-ecPublicKey, prime256v1 }, BIT STRING without unused bits, 04 }: RFC 5480.
    bytes private constant SPKI_PREFIX = hex"3059301306072a8648ce3d020106082a8648ce3d03010703420004";
    uint256 private constant ANY_AGE = type(uint256).max;

    /// @notice Which enclaves are valid.
    IEnclaveRegistry public immutable enclaveRegistry;

    /// @notice The exchange was not accepted.
    error ReceiptRefused(Refusal refusal);
    /// @notice There is no contract at the registry's address.
    error RegistryMissing(address registry);

    /// @dev Refuses a chain without the P-256 precompile: {P256-P256PrecompileMissing}.
    constructor(IEnclaveRegistry registry) {
        if (address(registry).code.length == 0) revert RegistryMissing(address(registry));
        P256.requirePrecompile();
        enclaveRegistry = registry;
    }

    /// @notice Evidence, however old: an enclave of `operator` that was valid at `created` signed exactly this.
    /// @param operator Whose enclave is believed. Anyone may register enclaves that pass on what they like: never leave it to whoever brings
    /// the exchange.
    /// @return receipt What it says of itself.
    function verify(Exchange calldata exchange, address operator) external view returns (Receipt memory receipt) {
        Refusal refusal;
        (refusal, receipt) = _judge(exchange, operator, ANY_AGE);
        if (refusal != Refusal.None) revert ReceiptRefused(refusal);
    }

    /// @notice A fresh answer: an enclave of `operator` that is valid now signed exactly this, no longer than `maxAgeSeconds` ago.
    /// @param maxAgeSeconds The clock skew is allowed besides. Without a nonce of the caller's, an answer serves as often as it is shown.
    function verifyFresh(Exchange calldata exchange, address operator, uint64 maxAgeSeconds)
        external
        view
        returns (Receipt memory receipt)
    {
        Refusal refusal;
        (refusal, receipt) = _judge(exchange, operator, maxAgeSeconds);
        if (refusal != Refusal.None) revert ReceiptRefused(refusal);
    }

    /// @notice As {verify}, with the reason in place of a revert.
    /// @return refusal `None` is the only value that says "believe this".
    /// @return receipt Empty unless it is.
    function check(Exchange calldata exchange, address operator) external view returns (Refusal, Receipt memory) {
        return _judge(exchange, operator, ANY_AGE);
    }

    /// @notice As {verifyFresh}, with the reason in place of a revert.
    function checkFresh(Exchange calldata exchange, address operator, uint64 maxAgeSeconds)
        external
        view
        returns (Refusal, Receipt memory)
    {
        return _judge(exchange, operator, maxAgeSeconds);
    }

    /// @notice `keyid` of a response key: SHA-256 of its DER SubjectPublicKeyInfo.
    function keyIdOf(ResponseKey calldata key) public pure returns (bytes32) {
        return sha256(bytes.concat(SPKI_PREFIX, key.x, key.y));
    }

    function _judge(Exchange calldata exchange, address operator, uint256 maxAgeSeconds)
        private
        view
        returns (Refusal refusal, Receipt memory receipt)
    {
        Receipt memory read;
        (refusal, read) = _checkProof(exchange, maxAgeSeconds);
        if (refusal == Refusal.None) refusal = _checkEnclave(read, operator, maxAgeSeconds);
        if (refusal == Refusal.None) receipt = read;
    }

    /// @dev Time comes from the enclave and was judged against the block's before: what is ahead of it is ahead by the skew at most, and
    /// counts as now.
    function _checkEnclave(Receipt memory read, address operator, uint256 maxAgeSeconds)
        private
        view
        returns (Refusal)
    {
        if (operator == address(0) || enclaveRegistry.operatorOf(read.keyId) != operator) {
            return Refusal.OperatorMismatch;
        }
        // forge-lint: disable-next-line(block-timestamp)
        uint64 time = read.created < block.timestamp ? read.created : uint64(block.timestamp);
        bool valid = enclaveRegistry.isValidAt(read.keyId, time)
            && (maxAgeSeconds == ANY_AGE || enclaveRegistry.isValid(read.keyId));
        return valid ? Refusal.None : Refusal.EnclaveNotValid;
    }

    function _checkProof(Exchange calldata exchange, uint256 maxAgeSeconds)
        private
        view
        returns (Refusal refusal, Receipt memory read)
    {
        if (!P256.isOnCurve(exchange.key.x, exchange.key.y)) return (Refusal.KeyInvalid, read);
        if (!_areFields(exchange.answer.contentType, exchange.proof)) return (Refusal.FieldTooLong, read);

        refusal = _readSignatureInput(bytes(exchange.proof.signatureInput), exchange.key, read);
        if (refusal == Refusal.None) refusal = _checkTimes(read, maxAgeSeconds);
        if (refusal == Refusal.None) refusal = _checkContents(exchange, read);
        if (refusal == Refusal.None) refusal = _checkSignature(exchange);
    }

    function _areFields(string calldata contentType, Proof calldata proof) private pure returns (bool) {
        return _isField(contentType) && _isField(proof.contentDigest) && _isField(proof.inkanContext)
            && _isField(proof.signatureInput) && _isField(proof.signature);
    }

    function _isField(string calldata value) private pure returns (bool) {
        return bytes(value).length <= FIELD_CHARACTERS_MAX && FieldText.isPrintable(bytes(value));
    }

    function _readSignatureInput(bytes calldata text, ResponseKey calldata key, Receipt memory read)
        private
        pure
        returns (Refusal)
    {
        SignatureInput.Read memory input = SignatureInput.read(text);
        if (!input.wellFormed) return Refusal.SignatureInputMalformed;
        if (input.tagTextHash != keccak256("inkan-rpc-1")) return Refusal.TagMismatch;
        read.keyId = keyIdOf(key);
        if (input.keyIdTextHash != keccak256(_hexadecimal(read.keyId))) return Refusal.KeyidMismatch;
        read.created = input.created;
        read.expires = input.expires;
        read.hasNonce = input.hasNonce;
        read.nonce = input.nonce;
        return Refusal.None;
    }

    function _checkTimes(Receipt memory read, uint256 maxAgeSeconds) private view returns (Refusal) {
        uint256 nowAt = block.timestamp; // a proposer moves it by seconds, within the skew
        bool anyAge = maxAgeSeconds == ANY_AGE;
        if (read.created > nowAt + CLOCK_SKEW_SECONDS) return Refusal.FromTheFuture;
        if (!anyAge && read.created + maxAgeSeconds + CLOCK_SKEW_SECONDS < nowAt) return Refusal.TooOld;
        if (read.expires <= read.created || read.expires - read.created > LIFETIME_SECONDS_MAX) {
            return Refusal.LifetimeInvalid;
        }
        if (!anyAge && read.expires + CLOCK_SKEW_SECONDS < nowAt) return Refusal.Expired;
        return Refusal.None;
    }

    function _checkContents(Exchange calldata exchange, Receipt memory read) private pure returns (Refusal) {
        bytes calldata digestField = bytes(exchange.proof.contentDigest);
        uint256 position = FieldText.literal(digestField, 0, "sha-256=:");
        if (digestField.length != 10 + Base64.CHARACTERS_OF_32 || position != 9 || digestField[53] != ":") {
            return Refusal.ContentDigestMalformed;
        }
        (bool valid, bytes32 digest) = Base64.decode32(digestField[9:53]);
        if (!valid) return Refusal.ContentDigestMalformed;
        if (digest != sha256(exchange.answer.body)) return Refusal.ContentDigestMismatch;

        InkanContext.Read memory context = InkanContext.read(bytes(exchange.proof.inkanContext));
        if (!context.wellFormed) return Refusal.ContextMalformed;
        if (context.requestSha256 != sha256(exchange.request.body)) return Refusal.RequestMismatch;
        read.source = context.source;
        read.level = context.level;
        read.hasBlock = context.hasBlock;
        read.blockNumber = context.blockNumber;
        read.ageSeconds = context.ageSeconds;
        return Refusal.None;
    }

    function _checkSignature(Exchange calldata exchange) private view returns (Refusal) {
        bytes calldata field = bytes(exchange.proof.signature);
        uint256 position = FieldText.literal(field, 0, "inkan=:");
        if (field.length != 8 + Base64.CHARACTERS_OF_64 || position != 7 || field[95] != ":") {
            return Refusal.SignatureMalformed;
        }
        (bool valid, bytes32 r, bytes32 s) = Base64.decode64(field[7:95]);
        if (!valid || !P256.isInRange(r) || !P256.isInRange(s)) return Refusal.SignatureMalformed;

        if (!_areValues(exchange.request, exchange.answer)) return Refusal.ValueUnsafe;
        bytes32 hash = sha256(_signatureBase(exchange.request, exchange.answer, exchange.proof));
        bool holds = P256.verify(hash, r, s, exchange.key.x, exchange.key.y);
        return holds ? Refusal.None : Refusal.SignatureInvalid;
    }

    /// @dev A line feed in a value would be a line of its own in the base: whoever chose it would choose what was signed.
    function _areValues(Request calldata request, Answer calldata answer) private pure returns (bool) {
        return _isValue(request.method, METHOD_CHARACTERS_MAX) && _isValue(request.authority, AUTHORITY_CHARACTERS_MAX)
            && _isValue(request.path, PATH_CHARACTERS_MAX) && _isValue(answer.contentType, CONTENT_TYPE_CHARACTERS_MAX)
            && answer.status >= 100 && answer.status <= 999;
    }

    function _isValue(string calldata value, uint256 charactersMax) private pure returns (bool) {
        uint256 length = bytes(value).length;
        return length > 0 && length <= charactersMax && FieldText.isPrintable(bytes(value));
    }

    /// @dev RFC 9421, section 2.5: eight lines, a line feed between them and none at the end.
    function _signatureBase(Request calldata request, Answer calldata answer, Proof calldata proof)
        private
        pure
        returns (bytes memory)
    {
        bytes memory ofRequest = bytes.concat(
            '"@method";req: ',
            bytes(request.method),
            '\n"@authority";req: ',
            bytes(request.authority),
            '\n"@path";req: ',
            bytes(request.path)
        );
        bytes memory ofAnswer = bytes.concat(
            '\n"@status": ',
            _threeDigits(answer.status),
            '\n"content-type": ',
            bytes(answer.contentType),
            '\n"content-digest": ',
            bytes(proof.contentDigest),
            '\n"inkan-context": ',
            bytes(proof.inkanContext)
        );
        return bytes.concat(
            ofRequest,
            ofAnswer,
            '\n"@signature-params": ',
            bytes(proof.signatureInput)[SignatureInput.LABEL_CHARACTERS:]
        );
    }

    function _threeDigits(uint256 status) private pure returns (bytes3) {
        uint256 digits = (status / 100) << 16 | ((status / 10) % 10) << 8 | status % 10;
        // forge-lint: disable-next-line(unsafe-typecast) three digits, one in each byte
        return bytes3(uint24(0x303030 + digits));
    }

    /// @dev Lower case, 64 characters.
    function _hexadecimal(bytes32 value) private pure returns (bytes memory text) {
        text = bytes.concat(_sixteenOctets(uint256(value) >> 128), _sixteenOctets(uint256(value) & type(uint128).max));
    }

    /// @dev Spreads the nibbles to a byte each, then adds 0x30, and 0x27 more to those above 9.
    function _sixteenOctets(uint256 value) private pure returns (bytes32) {
        value = (value | value << 64) & 0x0000000000000000ffffffffffffffff0000000000000000ffffffffffffffff;
        value = (value | value << 32) & 0x00000000ffffffff00000000ffffffff00000000ffffffff00000000ffffffff;
        value = (value | value << 16) & 0x0000ffff0000ffff0000ffff0000ffff0000ffff0000ffff0000ffff0000ffff;
        value = (value | value << 8) & 0x00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff;
        value = (value | value << 4) & 0x0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f;
        uint256 ones = 0x0101010101010101010101010101010101010101010101010101010101010101;
        uint256 letters = ((value + ones * 6) >> 4) & ones;
        return bytes32(value + ones * 0x30 + letters * 0x27);
    }
}
