// GET /attestation?nonce=…, evidence about this enclave, and /attestation/registration, as `docs/protocol/attestation.md` says.
import { InkanError } from "@inkan/link";
import { evidenceCbor, evidenceJson, parseNonce } from "../enclave/attest/evidence.ts";
import { registrationJson } from "../enclave/attest/registration.ts";
import { localProvenance } from "./batch.ts";
import type { Asked, Reply } from "./exchange.ts";
import type { FrontDoor, Relay } from "./relay.ts";

/** @throws {InkanError} `NONCE_INVALID`, `HTTP_METHOD_NOT_ALLOWED`, `NSM_UNAVAILABLE`. */
export async function attestationReply(relay: Relay, door: FrontDoor, request: Asked, query: string): Promise<Reply> {
  if (request.method !== "GET" && request.method !== "HEAD") throw new InkanError("HTTP_METHOD_NOT_ALLOWED", "use GET");
  const [nonce, ...more] = new URLSearchParams(query).getAll("nonce");
  if (more.length > 0) throw new InkanError("NONCE_INVALID", "one nonce");
  const evidence = await relay.enclave.attester.evidence(parseNonce(nonce), door);
  const cbor = wantsCbor(request.accept ?? "");
  return {
    status: 200,
    contentType: cbor ? "application/cbor" : "application/json",
    body: Buffer.from(cbor ? evidenceCbor(evidence) : evidenceJson(evidence)),
    provenance: localProvenance,
    requestBody: Buffer.alloc(0),
  };
}

/** @throws {InkanError} `HTTP_METHOD_NOT_ALLOWED`, `NSM_UNAVAILABLE`, `OVERLOADED`. */
export async function registrationReply(relay: Relay, request: Asked): Promise<Reply> {
  if (request.method !== "GET" && request.method !== "HEAD") throw new InkanError("HTTP_METHOD_NOT_ALLOWED", "use GET");
  const registration = await relay.enclave.attester.registration();
  return {
    status: 200,
    contentType: "application/json",
    body: Buffer.from(registrationJson(registration)),
    provenance: localProvenance,
    requestBody: Buffer.alloc(0),
  };
}

/** Whether `Accept` (RFC 9110, section 12.5.1) names CBOR and does not name JSON before it. Weights are not looked at. */
function wantsCbor(accept: string): boolean {
  const types = accept
    .toLowerCase()
    .split(",")
    .map((range) => range.split(";", 1)[0]!.trim());
  const cbor = types.indexOf("application/cbor");
  const jsonAt = types.indexOf("application/json");
  return cbor >= 0 && (jsonAt < 0 || cbor < jsonAt);
}
