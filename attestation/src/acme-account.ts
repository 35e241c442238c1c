// Which ACME account an enclave asks for its certificate with: CAA (RFC 8659, RFC 8657) can name it, so that nobody else gets one. The account's
// URL is the certificate authority's to give, after the boot, so it stands in no document; the response key signs for it.
import { concatBytes } from "./bytes.ts";
import { sha256 } from "./hash.ts";
import { isSignedByResponseKey } from "./signed-by-response-key.ts";

const label = new TextEncoder().encode("inkan-acme-account-1\n");

/** What is signed: label || SHA-256(nonce) || the URL in UTF-8. */
export async function signedAcmeAccountBytes(nonce: Uint8Array, uri: string): Promise<Uint8Array<ArrayBuffer>> {
  return concatBytes(label, await sha256(nonce), new TextEncoder().encode(uri));
}

/**
 * Whether the response key says that this is the account of its enclave.
 *
 * @param responseKey DER SubjectPublicKeyInfo, P-256, that a verified document vouches for.
 * @param nonce The verifier's own.
 * @param signature r || s, 64 bytes.
 */
export async function verifyAcmeAccount(
  responseKey: Uint8Array,
  nonce: Uint8Array,
  { uri, signature }: { readonly uri: string; readonly signature: Uint8Array },
): Promise<boolean> {
  return isSignedByResponseKey(responseKey, await signedAcmeAccountBytes(nonce, uri), signature);
}
