// Why the signer does not sign, in one table: HTTP status for Web3Signer's API, JSON-RPC code for op-signer's. Codes cross the link; classes don't.
// Statuses: Web3Signer's own (400, 404, 412, 500, 503); JSON-RPC codes: op-signer's -32010 to -32013 (optimism, op-service/signer).

export type RefusalEntry = { readonly http: number; readonly jsonRpc: number; readonly message: string };

const entry = (http: number, jsonRpc: number, message: string): RefusalEntry => ({ http, jsonRpc, message });

/** The closed table. `docs/reference/signer-refusals.md` is held to it by a test. */
export const refusalTable = {
  // Who asks, and what.
  CERTIFICATE_MISSING: entry(401, -32000, "client certificate was not provided"),
  CERTIFICATE_WITHOUT_NAME: entry(401, -32000, "client certificate verified but did not contain DNS SAN extension"),
  CLIENT_NOT_PERMITTED: entry(403, -32000, "this certificate may not do this with this key"),
  BEARER_TOKEN_MISSING: entry(401, -32000, "the key manager API needs a bearer token"),
  BEARER_TOKEN_WRONG: entry(403, -32000, "the bearer token is wrong"),
  NOT_FOUND: entry(404, -32601, "nothing at this path"),
  METHOD_NOT_ALLOWED: entry(405, -32600, "this path has another method"),
  REQUEST_MALFORMED: entry(400, -32600, "the request is not what this API takes"),
  REQUEST_TOO_LARGE: entry(413, -32600, "the body is too large"),
  OVERLOADED: entry(503, -32005, "too many signatures are waiting"),
  KEY_NOT_FOUND: entry(404, -32000, "no such key is active here"),
  // What would be signed.
  SIGNING_ROOT_MISMATCH: entry(500, -32000, "signingRoot is not the root of the object"),
  FORK_NOT_IN_SCHEDULE: entry(400, -32000, "fork_info names a version that the schedule does not have"),
  GENESIS_VALIDATORS_ROOT_MISMATCH: entry(412, -32000, "another chain: genesis_validators_root differs"),
  // EIP-3076.
  DOUBLE_BLOCK: entry(412, -32000, "another block was signed at this slot"),
  BLOCK_BELOW_WATERMARK: entry(412, -32000, "the slot is not above the low watermark"),
  DOUBLE_VOTE: entry(412, -32000, "another attestation was signed for this target"),
  SURROUNDING_VOTE: entry(412, -32000, "it surrounds a signed attestation"),
  SURROUNDED_VOTE: entry(412, -32000, "a signed attestation surrounds it"),
  SOURCE_AFTER_TARGET: entry(412, -32000, "the source is after the target"),
  SOURCE_BELOW_WATERMARK: entry(412, -32000, "the source is below the low watermark"),
  TARGET_BELOW_WATERMARK: entry(412, -32000, "the target is not above the low watermark"),
  // Windows, see docs/protocol/window-log.md.
  BELOW_BOOT_FLOOR: entry(412, -32000, "not after the epoch of this boot"),
  BELOW_WINDOW: entry(412, -32000, "another boot may have signed here"),
  BEYOND_CLOCK: entry(412, -32000, "too far after the hypervisor's time"),
  WINDOW_UNAVAILABLE: entry(503, -32000, "no window could be claimed in time"),
  LOG_CORRUPT: entry(503, -32000, "the window log is not what this signer or its predecessors wrote"),
  SIGNER_RETIRED: entry(503, -32000, "this signer gave its windows up"),
  HIGH_WATERMARK_REACHED: entry(412, -32000, "at or above the high watermark"),
  // Operators.
  APPROVAL_REQUIRED: entry(403, -32000, "the operators have not approved this"),
  APPROVAL_INVALID: entry(403, -32000, "this is no operator's approval of the statement"),
  APPROVALS_NOT_CONFIGURED: entry(403, -32000, "this needs the operators' approval, and no operators are configured"),
  FEE_RECIPIENT_NOT_LISTED: entry(412, -32000, "the fee recipient is not on the operators' list"),
  FEE_RECIPIENT_PROOF_INVALID: entry(412, -32000, "the proof of the fee recipient is missing or wrong"),
  // op-signer and sequencers.
  TRANSACTION_INVALID: entry(400, -32010, "invalid transaction"),
  TRANSACTION_UNAUTHORIZED: entry(403, -32011, "unauthorized transaction"),
  BLOCK_PAYLOAD_INVALID: entry(400, -32012, "invalid block payload"),
  BLOCK_PAYLOAD_UNAUTHORIZED: entry(403, -32013, "unauthorized block payload"),
  PAYLOAD_REQUIRED: entry(400, -32012, "this key signs only with the payload"),
  PAYLOAD_CONFLICT: entry(412, -32013, "another payload was signed at this number"),
  PAYLOAD_REGRESSION: entry(412, -32013, "the number is before those that were signed"),
  PAYLOAD_RATE: entry(412, -32013, "too many distinct payloads in one block time"),
  PAYLOAD_TIMESTAMP: entry(412, -32013, "the timestamp is too far in the future"),
  // Ourselves.
  SYSTEM_CLOCK_WRONG: entry(503, -32000, "the machine's clock is not the hypervisor's"),
  SIGNATURE_FAULT: entry(500, -32603, "the signature did not verify and was thrown away"),
  INTERNAL: entry(500, -32603, "internal error"),
} as const satisfies Record<string, RefusalEntry>;

export type RefusalCode = keyof typeof refusalTable;

/** Match on `code`. The message is shown to clients: no secret, no key material. */
export class Refusal extends Error {
  readonly code: RefusalCode;
  override readonly name = "Refusal";

  constructor(code: RefusalCode, detail?: string, options?: { cause?: unknown }) {
    super(detail === undefined ? refusalTable[code].message : `${refusalTable[code].message}: ${detail}`, options);
    this.code = code;
  }

  get entry(): RefusalEntry {
    return refusalTable[this.code];
  }
}
