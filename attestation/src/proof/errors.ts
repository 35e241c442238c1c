// Why a proof was not believed, or not made: one closed table. Match on the code, never on the text.

export const proofRefusalTable = {
  // An answer's proof, in the order in which it is checked.
  KEY_INVALID: "the key to check with is not a P-256 SubjectPublicKeyInfo",
  PROOF_MISSING: "the answer carries no proof",
  FIELD_MISSING: "a field that the proof covers is absent",
  FIELD_REPEATED: "a field of the proof occurs twice",
  FIELD_TOO_LONG: "a field of the proof is too long, or holds other than printable ASCII",
  SIGNATURE_INPUT_MALFORMED: "Signature-Input is not one canonical inner list under the label inkan",
  COMPONENTS_MISMATCH: "the signature does not cover exactly the components of this profile",
  PARAMETERS_MISMATCH: "the signature's parameters are not those of this profile, in its order and of its types",
  TAG_MISMATCH: "the signature was made for another application",
  KEYID_MISMATCH: "the signature names another key",
  NONCE_MISMATCH: "the signature does not hold the nonce of the request",
  FROM_THE_FUTURE: "the signature is dated after the time of checking",
  TOO_OLD: "the signature is older than the verifier takes",
  EXPIRED: "the signature has expired",
  LIFETIME_INVALID: "the signature expires before it was made, or lives longer than allowed",
  CONTENT_DIGEST_MALFORMED: "Content-Digest is not one canonical sha-256",
  CONTENT_DIGEST_MISMATCH: "the content is not the one that was signed",
  CONTEXT_MALFORMED: "Inkan-Context does not have the members of this profile, in its order and of its types",
  REQUEST_MISMATCH: "the answer was made for another request",
  SIGNATURE_MALFORMED: "Signature is not one canonical byte sequence of r and s in 1..n-1 under the label inkan",
  SIGNATURE_INVALID: "the signature does not verify: another key, method, authority, path, status or field",
  // A WebSocket's proofs.
  PROOF_LINE_MALFORMED: "the message does not begin with a proof line",
  SESSION_MISMATCH: "the first message was made for another connection, authority, path or nonce",
  MESSAGE_REPLAYED: "a message came again, or later than one behind it",
  MESSAGE_MISSING: "a message before this one never came",
  PREVIOUS_MISMATCH: "the message before this one was another",
  CREATED_BACKWARDS: "a message is dated before the one before it",
  REQUEST_UNKNOWN: "the message answers what was not asked, or was answered",
  SILENT: "nothing came for too long, not even a heartbeat",
  TOO_MANY_REQUESTS: "too many requests wait for their answers",
  CLOSED: "an earlier message was refused, so nothing behind it is believed",
  // A client's exchange with an endpoint.
  EVIDENCE_MALFORMED: "the evidence is not of the form that docs/protocol describes",
  NONCE_SIGNATURE_INVALID:
    "the evidence is not fresh: neither the document nor the response key's signature holds the nonce",
  ATTESTATION_REFUSED: "the attestation document does not meet the expectations",
  ANSWER_TOO_LARGE: "the answer is larger than the client takes",
  ANSWER_MALFORMED: "the proven answer is not a JSON-RPC 2.0 answer to the request",
  EXCHANGE_FAILED: "the endpoint did not answer in time, or not at all",
  REQUEST_UNSUPPORTED: "a proven request is a POST of text or bytes to an http or https URL",
  // Making one.
  VALUE_UNSAFE: "a value can't stand in a signature base",
  // The report itself.
  NOT_CHECKED: "could not be checked, because a check that it needs failed",
  INTERNAL: "the verifier itself failed here",
} as const satisfies Record<string, string>;

/** The closed union of reasons. */
export type ProofRefusalCode = keyof typeof proofRefusalTable;

/** A refusal on its way out. It quotes nothing of an answer; `cause` may hold a report. */
export class ProofError extends Error {
  readonly code: ProofRefusalCode;
  override readonly name = "ProofError";

  constructor(code: ProofRefusalCode, seen?: string, options?: { cause?: unknown }) {
    super(seen ?? proofRefusalTable[code], options);
    this.code = code;
  }
}
