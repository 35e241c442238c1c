// A passkey's answer: Web Authentication Level 3, section 7.2, and no more of it than a challenge that is used once needs. Verified here and not by
// a library: what would be taken for it brings CBOR, ASN.1 and a dozen attestation formats into the trusted base, for a hash, some bytes to
// compare and one signature. Tests hold it to @simplewebauthn/server. The argument is in docs/protocol/approvals.md, section 5.
import { createHash, verify } from "node:crypto";
import { equalBytes, type JsonValue, parseJson } from "@inkan/attestation";
import { fromBase64url, toBase64url } from "./base64url.ts";
import { p1363OfDer } from "./ecdsa-der.ts";
import type { ApprovalLimits } from "./limits.ts";
import type { Operator, RelyingParty } from "./operators.ts";

/** Of `PublicKeyCredential.toJSON()`, what is used. base64url throughout. */
export type Assertion = {
  readonly id: string;
  readonly authenticatorData: string;
  readonly clientDataJSON: string;
  readonly signature: string;
};

/** Which check failed, in the order of the checks. */
export type AssertionProblem =
  | "CREDENTIAL_UNKNOWN"
  | "ENCODING"
  | "CLIENT_DATA"
  | "TYPE"
  | "CHALLENGE"
  | "ORIGIN"
  | "CROSS_ORIGIN"
  | "AUTHENTICATOR_DATA"
  | "RELYING_PARTY"
  | "USER_PRESENCE"
  | "USER_VERIFICATION"
  | "BACKUP_STATE"
  | "SIGNATURE";

export type AssertionVerdict = { readonly operator: Operator } | { readonly refused: AssertionProblem };

/** Bits of the flags' byte (section 6.1). */
const flags = {
  userPresent: 0x01,
  userVerified: 0x04,
  backupEligible: 0x08,
  backedUp: 0x10,
  attested: 0x40,
  extensions: 0x80,
};
const flagsAt = 32;
const fixedBytes = 37;

/**
 * Whose approval of `challenge` this is.
 *
 * The counter is not judged: passkeys that are synchronised keep it at 0, a challenge is good for one statement and one operator only, and an
 * enclave's memory of counters ends with its boot.
 *
 * @param challenge 32 bytes: see `challengeOf`.
 */
export function judgeAssertion(
  assertion: Assertion,
  challenge: Uint8Array,
  relyingParty: RelyingParty,
  limits: ApprovalLimits,
): AssertionVerdict {
  const operator = relyingParty.operators.get(assertion.id);
  if (operator === undefined) return { refused: "CREDENTIAL_UNKNOWN" };
  const clientData = fromBase64url(assertion.clientDataJSON);
  const authenticatorData = fromBase64url(assertion.authenticatorData);
  const der = fromBase64url(assertion.signature);
  if (clientData === undefined || authenticatorData === undefined || der === undefined) return { refused: "ENCODING" };

  const problem =
    clientDataProblem(clientData, challenge, relyingParty, limits) ??
    authenticatorDataProblem(authenticatorData, relyingParty, limits);
  if (problem !== undefined) return { refused: problem };

  const signature = p1363OfDer(der);
  const signed = Buffer.concat([authenticatorData, createHash("sha256").update(clientData).digest()]);
  const key = { key: operator.publicKey, dsaEncoding: "ieee-p1363" } as const;
  return signature !== undefined && verify("sha256", signed, key, signature) ? { operator } : { refused: "SIGNATURE" };
}

/** Section 5.8.1. Members that are not named here may be there: clients are told to add some. */
function clientDataProblem(
  bytes: Uint8Array,
  challenge: Uint8Array,
  { origins }: RelyingParty,
  limits: ApprovalLimits,
): AssertionProblem | undefined {
  const members = membersOf(bytes, limits);
  if (members === undefined) return "CLIENT_DATA";
  if (members.type !== "webauthn.get") return "TYPE";
  if (members.challenge !== toBase64url(challenge)) return "CHALLENGE";
  if (typeof members.origin !== "string" || !origins.has(members.origin)) return "ORIGIN";
  if ((members.crossOrigin ?? false) !== false || members.topOrigin !== undefined) return "CROSS_ORIGIN";
  return undefined;
}

function membersOf(bytes: Uint8Array, limits: ApprovalLimits): { readonly [name: string]: JsonValue } | undefined {
  try {
    const value = parseJson(bytes, { bytesMax: limits.clientDataBytesMax, depthMax: limits.jsonDepthMax });
    return typeof value === "object" && value !== null && !Array.isArray(value)
      ? (value as { [name: string]: JsonValue })
      : undefined;
  } catch {
    return undefined;
  }
}

/** Section 6.1: hash of the relying party's id (32), flags (1), counter (4), and extensions' outputs, which are signed but not used. */
function authenticatorDataProblem(
  bytes: Uint8Array,
  { idHash }: RelyingParty,
  limits: ApprovalLimits,
): AssertionProblem | undefined {
  const set = bytes[flagsAt] ?? 0;
  const hasExtensions = (set & flags.extensions) !== 0;
  if (bytes.length < fixedBytes || bytes.length > limits.authenticatorDataBytesMax) return "AUTHENTICATOR_DATA";
  if (bytes.length > fixedBytes !== hasExtensions || (set & flags.attested) !== 0) return "AUTHENTICATOR_DATA";
  if (!equalBytes(bytes.subarray(0, 32), idHash)) return "RELYING_PARTY";
  if ((set & flags.userPresent) === 0) return "USER_PRESENCE";
  if ((set & flags.userVerified) === 0) return "USER_VERIFICATION";
  if ((set & flags.backedUp) !== 0 && (set & flags.backupEligible) === 0) return "BACKUP_STATE";
  return undefined;
}
