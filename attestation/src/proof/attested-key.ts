// From an origin to the key that its answers must be signed with: evidence with a nonce of our own, verified against what is expected.
import { toHex } from "../bytes.ts";
import { verifyNonceSignature } from "../nonce-signature.ts";
import type { Measurement } from "../pcr-policy.ts";
import type { Report } from "../report.ts";
import { type Root, verifyDocument } from "../verify.ts";
import { boundedFetch, type Fetch, type FetchBounds } from "./bounded-fetch.ts";
import { ProofError } from "./errors.ts";
import { type ReadEvidence, readEvidence } from "./evidence.ts";

/** What must be true of the enclave. All of it must come from elsewhere than from the endpoint. */
export type EnclaveExpectations = {
  /** The programs that are allowed: those that the registry has in force. As a function it is asked at each attestation, so that a revocation counts. */
  readonly measurements: readonly Measurement[] | (() => Promise<readonly Measurement[]>);
  /**
   * The measurement of the operator's configuration (`configPcr16`). `"any"` takes every configuration that the program takes,
   * whatever upstreams it names.
   */
  readonly pcr16: Uint8Array | "any";
  /** Default: only AWS's own. A simulated one has to be named. */
  readonly roots?: readonly Root[] | undefined;
  /** Default: the URL's. */
  readonly origin?: string | undefined;
  /** `"enclave"` also refuses an endpoint that says that its TLS ends outside. That is the endpoint's word: a browser can't see the TLS key. */
  readonly frontDoor?: "enclave" | undefined;
};

export type AttestedKey = {
  /** DER SubjectPublicKeyInfo. */
  readonly spki: Uint8Array;
  readonly report: Report;
  readonly evidence: ReadEvidence;
  /** Unix seconds. */
  readonly attestedAt: number;
};

/** A document within the budget's 60 s, the way, and clocks. */
const documentAgeSecondsMax = 120;
const nonceBytes = 32;

/**
 * Asks `origin` for evidence and verifies it.
 *
 * @throws {ProofError} `ATTESTATION_REFUSED` (the cause is the {@link Report}), `EVIDENCE_MALFORMED`, `NONCE_SIGNATURE_INVALID`,
 * `EXCHANGE_FAILED`, `ANSWER_TOO_LARGE`.
 */
export async function attestOrigin(
  origin: string,
  expectations: EnclaveExpectations,
  { fetch, now, bounds }: { readonly fetch: Fetch; readonly now: () => number; readonly bounds: FetchBounds },
): Promise<AttestedKey> {
  const nonce = crypto.getRandomValues(new Uint8Array(nonceBytes));
  const url = `${origin}/attestation?nonce=${toHex(nonce)}`;
  const answer = await boundedFetch(fetch, url, { headers: { accept: "application/json" } }, bounds);
  if (answer.status !== 200) throw new ProofError("EVIDENCE_MALFORMED", `HTTP status ${answer.status}`);
  const evidence = readEvidence(answer.body);
  requireDeclared(evidence, expectations, expectations.origin ?? origin);

  const at = Math.floor(now());
  const { measurements, pcr16, roots } = expectations;
  const report = await verifyDocument(evidence.document, {
    at,
    roots,
    maxAgeSeconds: documentAgeSecondsMax,
    // An older document can't hold this nonce; then its response key has to sign for it.
    nonce: evidence.nonceSignature === undefined ? nonce : undefined,
    measurements: typeof measurements === "function" ? await measurements() : measurements,
    pcrs: pcr16 === "any" ? undefined : new Map([[16, pcr16]]),
    configuration: evidence.configuration,
    purpose: "challenge",
    origin: evidence.origins[0],
    keys: { response: evidence.responseKey, tls: evidence.tlsKey },
  });
  if (!report.accepted)
    throw new ProofError("ATTESTATION_REFUSED", `the attestation was refused: ${report.code}`, { cause: report });
  await requireFresh(evidence, nonce);
  return { spki: evidence.responseKey, report, evidence, attestedAt: at };
}

/** What the endpoint says of itself. The origins are then measured: the configuration that names them has to be the one in PCR16. */
function requireDeclared(evidence: ReadEvidence, { frontDoor }: EnclaveExpectations, origin: string): void {
  if (evidence.role !== "relay") throw new ProofError("ATTESTATION_REFUSED", "the enclave's role is not relay");
  if (!evidence.origins.includes(origin))
    throw new ProofError("ATTESTATION_REFUSED", "the configuration does not name the expected origin");
  if (frontDoor === "enclave" && evidence.frontDoor !== "enclave")
    throw new ProofError("ATTESTATION_REFUSED", "TLS does not end in the enclave");
}

async function requireFresh({ nonceSignature, responseKey, document }: ReadEvidence, nonce: Uint8Array): Promise<void> {
  if (nonceSignature === undefined) return; // The document itself holds the nonce, and that was checked.
  if (!(await verifyNonceSignature(responseKey, nonce, document, nonceSignature)))
    throw new ProofError("NONCE_SIGNATURE_INVALID");
}
