// The proof of an answer: an HTTP Message Signature (RFC 9421) by the enclave's response key, as `docs/protocol/proof.md` specifies it.
// On the path of every answer: two hashes, one signature, and concatenation.
import { hash } from "node:crypto";
import { proofHeaders, signatureField } from "@inkan/attestation";
import type { Clock } from "../../enclave/clock.ts";
import type { ResponseKey } from "../../enclave/response-key.ts";
import type { Provenance } from "../batch.ts";

/** What the signature covers. */
export type ProvenExchange = {
  readonly method: string;
  /** Of `normalAuthority`. */
  readonly authority: string;
  /** Without the query. */
  readonly path: string;
  /** Of `acceptSignatureNonce`. */
  readonly nonce: string | undefined;
  readonly requestBody: Uint8Array;
  readonly status: number;
  readonly contentType: string;
  readonly body: Uint8Array;
  readonly provenance: Provenance;
};

/**
 * @returns The proof's header fields, names and values in turn, as `writeHead` takes them.
 *
 * @example
 * proofFields(enclave, exchange); // ["content-digest", "sha-256=:…:", "inkan-context", …, "signature", "inkan=:…:"]
 */
export function proofFields(
  { responseKey, clock }: { readonly responseKey: ResponseKey; readonly clock: Clock },
  exchange: ProvenExchange,
): string[] {
  const { method, authority, path, nonce, status, contentType, provenance } = exchange;
  const { source, level, block, ageMs } = provenance;
  const proof = proofHeaders({
    ...{ method, authority, path, nonce, status, contentType, source, level, block },
    ageSeconds: Math.floor(ageMs / 1000),
    contentSha256: hash("sha256", exchange.body, "base64"),
    requestSha256: hash("sha256", exchange.requestBody, "base64"),
    created: Math.floor(clock.unixMs() / 1000),
    keyid: responseKey.keyid,
  });
  return [
    "content-digest",
    proof.contentDigest,
    "inkan-context",
    proof.inkanContext,
    "signature-input",
    proof.signatureInput,
    "signature",
    signatureField(base64(responseKey.sign(proof.signatureBase))),
  ];
}

/** A tenth of what the package's own takes, which has to do without Node. */
const base64 = (bytes: Uint8Array) => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("base64");
