// `GET /attestation?nonce=…` from its query and `Accept` to bytes, for both roles; `docs/protocol/attestation.md` specifies it.
import { InkanError } from "@inkan/link";
import type { Attester } from "./attester.ts";
import { evidenceCbor, evidenceJson, type FrontDoor, parseNonce } from "./evidence.ts";

export type AttestationAnswer = {
  readonly contentType: "application/json" | "application/cbor";
  readonly body: Uint8Array;
};

/**
 * @param query Of the request's target, with or without its `?`.
 * @param accept The field `Accept` (RFC 9110, section 12.5.1); JSON unless CBOR is named, and not after JSON. Weights are not looked at.
 * @throws {InkanError} `NONCE_INVALID`, `NSM_UNAVAILABLE`, `OVERLOADED`.
 */
export async function attestationAnswer(
  attester: Attester,
  frontDoor: FrontDoor,
  query: string,
  accept: string | undefined,
): Promise<AttestationAnswer> {
  const [nonce, ...more] = new URLSearchParams(query).getAll("nonce");
  if (more.length > 0) throw new InkanError("NONCE_INVALID", "give one nonce");
  const evidence = await attester.evidence(parseNonce(nonce), frontDoor);
  return wantsCbor(accept ?? "")
    ? { contentType: "application/cbor", body: evidenceCbor(evidence) }
    : { contentType: "application/json", body: Buffer.from(evidenceJson(evidence)) };
}

function wantsCbor(accept: string): boolean {
  const types = accept.split(",").map((range) => range.split(";", 1)[0]!.trim().toLowerCase());
  const cbor = types.indexOf("application/cbor");
  const json = types.indexOf("application/json");
  return cbor >= 0 && (json < 0 || cbor < json);
}
