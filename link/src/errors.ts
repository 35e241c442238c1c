// Everything that may go wrong between a client's bytes and an upstream's answer, in one table. Codes cross the link; classes don't.
// JSON-RPC codes: JSON-RPC 2.0 section 5.1 and EIP-1474. HTTP status tells of the exchange, the JSON-RPC code of the call: a
// well-formed call that fails is 200, because MetaMask drops the body of anything but 2xx.

/**
 * What the caller may conclude about the call's effect upstream.
 * `not-sent`: nothing left towards an upstream, repeating is safe. `unknown`: it may have been carried out; never repeat blindly.
 */
export type Outcome = "not-sent" | "unknown";

export type ErrorEntry = {
  /** HTTP status of the answer that carries the error. */
  readonly http: number;
  /** JSON-RPC 2.0 `error.code`. */
  readonly jsonRpc: number;
  readonly outcome: Outcome;
  /** The sentence for the client when the thrower gave none. */
  readonly message: string;
};

const entry = (http: number, jsonRpc: number, outcome: Outcome, message: string): ErrorEntry => ({
  http,
  jsonRpc,
  outcome,
  message,
});

/** The closed table of codes. `docs/reference/errors.md` is held to it by a test. */
export const errorTable = {
  // The exchange: the request never became a call.
  PARSE_ERROR: entry(400, -32700, "not-sent", "the body is not valid JSON"),
  INVALID_REQUEST: entry(400, -32600, "not-sent", "the body is not a JSON-RPC 2.0 request"),
  REQUEST_TOO_LARGE: entry(413, -32600, "not-sent", "the body is too large"),
  UNSUPPORTED_MEDIA_TYPE: entry(415, -32600, "not-sent", "Content-Type must be application/json"),
  HTTP_METHOD_NOT_ALLOWED: entry(405, -32600, "not-sent", "send JSON-RPC with POST"),
  CHAIN_UNKNOWN: entry(404, -32001, "not-sent", "no such chain here"),
  NOT_FOUND: entry(404, -32001, "not-sent", "nothing at this path"),
  REQUEST_TIMEOUT: entry(408, -32600, "not-sent", "the request was not complete in time"),
  RATE_LIMITED: entry(429, -32005, "not-sent", "too many requests"),
  OVERLOADED: entry(503, -32005, "not-sent", "at capacity, try again later"),
  // The call: well-formed, HTTP 200.
  CALL_INVALID: entry(200, -32600, "not-sent", "not a JSON-RPC 2.0 request object"),
  BATCH_EMPTY: entry(200, -32600, "not-sent", "a batch needs at least one call"),
  BATCH_TOO_LARGE: entry(200, -32600, "not-sent", "too many calls in the batch"),
  METHOD_NOT_FOUND: entry(200, -32601, "not-sent", "the method does not exist or is not available here"),
  PARAMS_INVALID: entry(200, -32602, "not-sent", "invalid params"),
  FILTER_NOT_FOUND: entry(200, -32000, "not-sent", "filter not found"),
  SUBSCRIPTION_NOT_FOUND: entry(200, -32000, "not-sent", "subscription not found"),
  TOO_MANY_FILTERS: entry(200, -32005, "not-sent", "too many filters"),
  TOO_MANY_SUBSCRIPTIONS: entry(200, -32005, "not-sent", "too many subscriptions"),
  WEBSOCKET_REQUIRED: entry(200, -32601, "not-sent", "subscriptions need a WebSocket"),
  UPSTREAM_UNAVAILABLE: entry(200, -32002, "not-sent", "no upstream is available"),
  UPSTREAM_OVERLOADED: entry(200, -32005, "not-sent", "too many calls under way to the upstreams"),
  UPSTREAM_LOST: entry(200, -32002, "unknown", "the connection to the upstream broke before it answered"),
  UPSTREAM_TIMEOUT: entry(200, -32002, "unknown", "the upstream did not answer in time"),
  UPSTREAM_ANSWER_INVALID: entry(200, -32002, "unknown", "the upstream's answer was not valid"),
  UPSTREAM_ANSWER_TOO_LARGE: entry(200, -32005, "unknown", "the upstream's answer is too large"),
  TRANSACTION_HASH_MISMATCH: entry(200, -32002, "unknown", "the upstream named another transaction hash"),
  INTERNAL: entry(200, -32603, "unknown", "internal error"),
  // The link: one side could not reach the other.
  ENCLAVE_UNAVAILABLE: entry(503, -32002, "not-sent", "the enclave cannot be reached"),
  ENCLAVE_LOST: entry(200, -32002, "unknown", "the enclave went away before it answered"),
  ENCLAVE_TIMEOUT: entry(200, -32002, "unknown", "the enclave did not answer in time"),
  LINK_CONNECT_FAILED: entry(503, -32002, "not-sent", "the link could not be opened"),
  LINK_DEADLINE: entry(503, -32002, "not-sent", "the link was not open in time"),
  ADDRESS_MALFORMED: entry(
    500,
    -32603,
    "not-sent",
    "a link address is unix:/path, vsock:cid:port or hybrid:/path:port",
  ),
  TRANSPORT_UNSUPPORTED: entry(500, -32603, "not-sent", "this kind of link address is not available on this machine"),
  EGRESS_REFUSED: entry(503, -32002, "not-sent", "the egress refused the target"),
  EGRESS_FAILED: entry(503, -32002, "not-sent", "the egress could not reach the target"),
  PROXY_HEADER_MALFORMED: entry(400, -32600, "not-sent", "not a PROXY protocol version 2 header without an address"),
  PROXY_HEADER_TOO_LARGE: entry(400, -32600, "not-sent", "the PROXY protocol header is too large"),
  // Attestation.
  NONCE_INVALID: entry(400, -32602, "not-sent", "nonce must be 16 to 64 bytes, in hexadecimal or base64url"),
  NSM_UNAVAILABLE: entry(503, -32603, "not-sent", "no attestation document can be had now"),
} as const satisfies Record<string, ErrorEntry>;

export type ErrorCode = keyof typeof errorTable;

/**
 * An error with a code of {@link errorTable}. Match on `code`, never on the class or the text.
 * The message is shown to clients: it never holds a secret, a header, an address of a client or a piece of another party's bytes.
 * `cause` stays inside the process.
 */
export class InkanError extends Error {
  readonly code: ErrorCode;
  override readonly name = "InkanError";

  constructor(code: ErrorCode, message?: string, options?: { cause?: unknown }) {
    super(message ?? errorTable[code].message, options);
    this.code = code;
  }

  get entry(): ErrorEntry {
    return errorTable[this.code];
  }
}

/** The thrown value as one of ours: anything unforeseen becomes `INTERNAL`, without its text. */
export function asInkanError(thrown: unknown): InkanError {
  return thrown instanceof InkanError ? thrown : new InkanError("INTERNAL", undefined, { cause: thrown });
}

/**
 * The JSON-RPC error object of an error: `{"code":-32002,"message":"…","data":{"code":"UPSTREAM_LOST","outcome":"unknown"}}`.
 *
 * @returns JSON text.
 */
export function errorObjectText(error: InkanError): string {
  const { jsonRpc, outcome } = error.entry;
  return JSON.stringify({ code: jsonRpc, message: error.message, data: { code: error.code, outcome } });
}
