// Why no certificate came. Every text of the server stays behind: an error has a code of ours and, of the server's, a type of a closed list.

export const acmeErrorTable = {
  ACME_UNREACHABLE: "the ACME server was not reached, or the exchange was cut",
  ACME_ANSWER_INVALID: "the ACME server's answer is not what the protocol has there",
  ACME_REFUSED: "the ACME server refused a request",
  ACME_ORDER_FAILED: "the ACME server found an order or a challenge invalid",
  ACME_ORDER_LATE: "the ACME server did not come to an end in time",
} as const;

export type AcmeErrorCode = keyof typeof acmeErrorTable;

/** `urn:ietf:params:acme:error:` and one of these: RFC 8555, section 6.7; RFC 9773, section 7.4. */
const problemTypes = [
  ...["accountDoesNotExist", "alreadyReplaced", "badCSR", "badNonce", "badPublicKey", "badSignatureAlgorithm", "caa"],
  ...[
    "compound",
    "connection",
    "dns",
    "externalAccountRequired",
    "incorrectResponse",
    "invalidContact",
    "invalidProfile",
  ],
  ...["malformed", "orderNotReady", "rateLimited", "rejectedIdentifier", "serverInternal", "tls", "unauthorized"],
  ...["unsupportedContact", "unsupportedIdentifier", "userActionRequired"],
] as const;

export type AcmeProblem = (typeof problemTypes)[number] | "other";

const prefix = "urn:ietf:params:acme:error:";

/** @param type The member `type` of a problem document (RFC 9457). */
export function problemOf(type: unknown): AcmeProblem {
  return problemTypes.find((each) => type === prefix + each) ?? "other";
}

/** Match on `code`. */
export class AcmeError extends Error {
  readonly code: AcmeErrorCode;
  override readonly name = "AcmeError";
  /** What the server called it, where it said so. */
  readonly problem: AcmeProblem | undefined;
  /** When the server wants to be asked again. */
  readonly retryAfterMs: number | undefined;

  constructor(
    code: AcmeErrorCode,
    detail?: string,
    more: { cause?: unknown; problem?: AcmeProblem | undefined; retryAfterMs?: number | undefined } = {},
  ) {
    const { cause, problem, retryAfterMs } = more;
    super(detail === undefined ? acmeErrorTable[code] : `${acmeErrorTable[code]}: ${detail}`, { cause });
    this.code = code;
    this.problem = problem;
    this.retryAfterMs = retryAfterMs;
  }
}
