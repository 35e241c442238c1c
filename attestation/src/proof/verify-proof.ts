// The proof of an answer, checked as docs/protocol/proof.md, section 6, lists it (RFC 9421, section 3.2).
import { equalBytes, toHex } from "../bytes.ts";
import { p256, verifyEcdsa } from "../ecdsa.ts";
import { sha256 } from "../hash.ts";
import { pointOfSpki } from "../spki.ts";
import { parseInkanContext } from "./context.ts";
import { ProofError } from "./errors.ts";
import { proofLimits } from "./limits.ts";
import { needed, ProofChecks, type ProofReport } from "./proof-report.ts";
import { signatureBase, signatureTag } from "./signature-base.ts";
import {
  parseContentDigest,
  parseSignature,
  parseSignatureInput,
  type ReadParameters,
  readParameters,
  requireComponents,
  takeProofFields,
} from "./signature-fields.ts";

export type ProofInput = {
  /** What the verifier itself sent. Never take any of it from the answer. */
  readonly request: {
    readonly method: string;
    /** Lower case, default port left out: `new URL(url).host`. */
    readonly authority: string;
    /** Without the query: `new URL(url).pathname`. */
    readonly path: string;
    /** The content's bytes as sent. */
    readonly body: Uint8Array;
  };
  /** What came back. */
  readonly response: {
    readonly status: number;
    /** A `Headers`, or pairs. */
    readonly headers: Iterable<readonly [string, string]>;
    /** The content's bytes as received. */
    readonly body: Uint8Array;
  };
  /** The response key, DER SubjectPublicKeyInfo, from an attestation document that was verified. */
  readonly keySpki: Uint8Array;
  /** The verifier's own clock, Unix seconds. */
  readonly now: number;
  /** The nonce that was sent; `null` for a request that sent none, whose proof must then have none. `undefined`: not asked for. */
  readonly expectedNonce: string | null | undefined;
  /** Default 60. */
  readonly maxAgeSeconds?: number | undefined;
  /** Default 60. */
  readonly clockSkewSeconds?: number | undefined;
};

/**
 * Verifies the proof of an answer completely and reports every check. It does not throw on any answer.
 *
 * @example
 * const report = await verifyProof({ request, response, keySpki, now: 1_800_000_000, expectedNonce: nonce });
 * if (!report.accepted) throw new Error(report.code);
 */
export async function verifyProof(input: ProofInput): Promise<ProofReport> {
  const { request, response, keySpki } = input;
  const checks = new ProofChecks();
  const point = await checks.make("key", "an uncompressed point on P-256", () => {
    const value = pointOfSpki(p256, keySpki);
    if (value === undefined) throw new ProofError("KEY_INVALID");
    return { seen: "the same", value };
  });
  const fields = await checks.make("fields", "five fields, each once", () => ({
    seen: "the same",
    value: takeProofFields(response.headers),
  }));
  const signatureInput = await checks.make("signature-input", "one inner list labelled inkan", () => ({
    seen: "the same",
    value: parseSignatureInput(needed(fields)["signature-input"]),
  }));
  await checks.make("components", "the seven of the profile, in order", () => {
    requireComponents(needed(signatureInput));
    return { seen: "the same", value: true };
  });
  const parameters = await checkParameters(checks, input, () => readParameters(needed(signatureInput)));

  await checks.make("content-digest", "SHA-256 of the content received", async () => {
    const claimed = parseContentDigest(needed(fields)["content-digest"]);
    if (!equalBytes(claimed, await sha256(response.body))) throw new ProofError("CONTENT_DIGEST_MISMATCH");
    return { seen: "the same", value: true };
  });
  const context = await checks.make("context", "req, src, level, block if known, age", () => ({
    seen: "the same",
    value: parseInkanContext(needed(fields)["inkan-context"]),
  }));
  await checks.make("request", "SHA-256 of the content sent", async () => {
    const { requestSha256 } = needed(context);
    if (!equalBytes(requestSha256, await sha256(request.body))) throw new ProofError("REQUEST_MISMATCH");
    return { seen: "the same", value: true };
  });

  const signature = await checks.make("signature-format", "64 bytes, r and s in 1..n-1", () => ({
    seen: "the same",
    value: parseSignature(needed(fields).signature),
  }));
  await checks.make("signature", "verifies with the key", async () => {
    const { "content-type": contentType, "content-digest": digest, "inkan-context": contextText } = needed(fields);
    const covered = { ...request, status: response.status, contentType };
    const base = signatureBase(covered, digest, contextText, needed(signatureInput).text);
    const signed = new TextEncoder().encode(base);
    if (!(await verifyEcdsa(p256, needed(point), signed, needed(signature)))) throw new ProofError("SIGNATURE_INVALID");
    return { seen: "it does", value: true };
  });
  return checks.finish(context, parameters?.created);
}

async function checkParameters(
  checks: ProofChecks,
  input: ProofInput,
  read: () => ReadParameters,
): Promise<ReadParameters | undefined> {
  const parameters = await checks.make("parameters", "created, expires, nonce if sent, keyid, tag", () => ({
    seen: "the same",
    value: read(),
  }));
  await checks.make("tag", signatureTag, () => {
    if (needed(parameters).tag !== signatureTag) throw new ProofError("TAG_MISMATCH");
    return { seen: signatureTag, value: true };
  });
  const keyid = toHex(await sha256(input.keySpki));
  await checks.make("keyid", keyid, () => {
    if (needed(parameters).keyid !== keyid) throw new ProofError("KEYID_MISMATCH");
    return { seen: keyid, value: true };
  });
  await checkNonce(checks, input.expectedNonce, parameters);
  await checkTimes(checks, input, parameters);
  return parameters;
}

async function checkNonce(
  checks: ProofChecks,
  expected: string | null | undefined,
  parameters: ReadParameters | undefined,
): Promise<void> {
  if (expected === undefined) return checks.notAsked("nonce", "no nonce given");
  await checks.make("nonce", expected === null ? "none" : "the one that was sent", () => {
    if ((needed(parameters).nonce ?? null) !== expected)
      throw new ProofError("NONCE_MISMATCH", needed(parameters).nonce === undefined ? "none" : "another");
    return { seen: "the same", value: true };
  });
}

async function checkTimes(
  checks: ProofChecks,
  input: ProofInput,
  parameters: ReadParameters | undefined,
): Promise<void> {
  const {
    now,
    maxAgeSeconds = proofLimits.maxAgeSecondsDefault,
    clockSkewSeconds = proofLimits.clockSkewSecondsDefault,
  } = input;
  // Written so that a NaN in any place refuses.
  await checks.make("created", `from ${now - maxAgeSeconds - clockSkewSeconds} to ${now + clockSkewSeconds}`, () => {
    const { created } = needed(parameters);
    if (!(created <= now + clockSkewSeconds)) throw new ProofError("FROM_THE_FUTURE", `${created}`);
    if (!(created >= now - maxAgeSeconds - clockSkewSeconds)) throw new ProofError("TOO_OLD", `${created}`);
    return { seen: `${created}`, value: true };
  });
  const lifetimeMax = proofLimits.lifetimeSecondsMax;
  await checks.make("expires", `from ${now - clockSkewSeconds}, at most ${lifetimeMax} s after created`, () => {
    const { created, expires } = needed(parameters);
    if (!(expires > created && expires - created <= lifetimeMax))
      throw new ProofError("LIFETIME_INVALID", `${expires - created} s`);
    if (!(expires >= now - clockSkewSeconds)) throw new ProofError("EXPIRED", `${expires}`);
    return { seen: `${expires}`, value: true };
  });
}
