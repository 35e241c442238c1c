// What the relay puts on an answer. Concatenation only: hashing and signing are the caller's, who has them faster than WebCrypto.
import { encodeBase64 } from "./base64.ts";
import type { ContextLevel, ContextSource } from "./context.ts";
import { inkanContext, integerText } from "./context.ts";
import { proofLimits } from "./limits.ts";
import { signatureBase, signatureLabel, signatureParameters } from "./signature-base.ts";

export type ProofValues = {
  readonly method: string;
  /** From {@link normalAuthority}. */
  readonly authority: string;
  /** Without the query. */
  readonly path: string;
  readonly status: number;
  /** Exactly the `Content-Type` that is sent. */
  readonly contentType: string;
  /** SHA-256 of the answer's content: 32 bytes, or their base64. */
  readonly contentSha256: Uint8Array | string;
  /** SHA-256 of the request's content: 32 bytes, or their base64. Of no content, the hash of no bytes. */
  readonly requestSha256: Uint8Array | string;
  readonly source: ContextSource;
  readonly level: ContextLevel;
  readonly block: bigint | number | undefined;
  readonly ageSeconds: number;
  /** Unix seconds. */
  readonly created: number;
  /** Defaults to `created` + `proofLimits.lifetimeSeconds`. */
  readonly expires?: number | undefined;
  /** From {@link acceptSignatureNonce}. */
  readonly nonce: string | undefined;
  readonly keyid: string;
};

export type ProofHeaders = {
  /** ASCII: sign this with ECDSA P-256 and SHA-256, and give the 64 bytes r || s to {@link signatureField}. */
  readonly signatureBase: string;
  readonly contentDigest: string;
  readonly inkanContext: string;
  readonly signatureInput: string;
};

/**
 * The fields of an answer's proof, and the text to sign.
 *
 * @throws {ProofError} `VALUE_UNSAFE` when a value holds other than printable ASCII or is too long. Our own mistake: all of these
 * are checked where they come in.
 *
 * @example
 * const proof = proofHeaders({ method: "POST", authority, path: "/eth", status: 200, … });
 * response.setHeader("content-digest", proof.contentDigest);
 * response.setHeader("inkan-context", proof.inkanContext);
 * response.setHeader("signature-input", proof.signatureInput);
 * response.setHeader("signature", signatureField(responseKey.sign(proof.signatureBase)));
 */
export function proofHeaders(values: ProofValues): ProofHeaders {
  const { source, level, block, ageSeconds, nonce, keyid } = values;
  const created = integerText(values.created);
  const expires = integerText(values.expires ?? values.created + proofLimits.lifetimeSeconds);
  const context = inkanContext(base64(values.requestSha256), source, level, block, ageSeconds);
  const contentDigest = contentDigestField(values.contentSha256);
  const parameters = signatureParameters({ created, expires, nonce, keyid });
  return {
    signatureBase: signatureBase(values, contentDigest, context, parameters),
    contentDigest,
    inkanContext: context,
    signatureInput: `${signatureLabel}=${parameters}`,
  };
}

/** The value of `Signature`. `signature` is r || s, 64 bytes, or their base64. */
export function signatureField(signature: Uint8Array | string): string {
  return `${signatureLabel}=:${base64(signature)}:`;
}

/** The value of `Content-Digest` (RFC 9530, section 2). */
export function contentDigestField(sha256: Uint8Array | string): string {
  return `sha-256=:${base64(sha256)}:`;
}

const base64 = (value: Uint8Array | string) => (typeof value === "string" ? value : encodeBase64(value));
