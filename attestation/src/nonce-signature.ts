// A nonce without a document of its own: past the budget of fresh ones, the response key of an older document signs for the nonce.
import { concatBytes } from "./bytes.ts";
import { sha256 } from "./hash.ts";
import { isSignedByResponseKey } from "./signed-by-response-key.ts";

const label = new TextEncoder().encode("inkan-attestation-nonce-1\n");

/** What is signed: label || nonce || SHA-256(document). The document's hash has a fixed length, so the nonce's end is unambiguous. */
export async function signedNonceBytes(nonce: Uint8Array, document: Uint8Array): Promise<Uint8Array<ArrayBuffer>> {
  return concatBytes(label, nonce, await sha256(document));
}

/**
 * Whether the response key of `document` signed for `nonce`.
 *
 * @param responseKey DER SubjectPublicKeyInfo, P-256: the document's own `public_key`, once the document is authentic.
 * @param signature r || s, 64 bytes.
 */
export async function verifyNonceSignature(
  responseKey: Uint8Array,
  nonce: Uint8Array,
  document: Uint8Array,
  signature: Uint8Array,
): Promise<boolean> {
  return isSignedByResponseKey(responseKey, await signedNonceBytes(nonce, document), signature);
}
