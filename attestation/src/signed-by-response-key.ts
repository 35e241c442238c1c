// What an enclave says after its boot stands in no document: its response key, which a document vouches for, signs it.
import { p256, verifyEcdsa } from "./ecdsa.ts";
import { pointOfSpki } from "./spki.ts";

/**
 * @param responseKey DER SubjectPublicKeyInfo, P-256, that a verified document vouches for. Another key signed nothing.
 * @param signature r || s, 64 bytes.
 */
export async function isSignedByResponseKey(
  responseKey: Uint8Array,
  bytes: Uint8Array,
  signature: Uint8Array,
): Promise<boolean> {
  const point = pointOfSpki(p256, responseKey);
  return point !== undefined && verifyEcdsa(p256, point, bytes, signature);
}
