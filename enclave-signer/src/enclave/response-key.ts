// The key that signs answers: ECDSA P-256 with SHA-256, so that WebCrypto, openssl and the EVM precompile of EIP-7951 check it.
import { createHash, sign } from "node:crypto";
import { isNativeAvailable, openP256 } from "@inkan/native";
import { generateSec1, privateKeyOf, spkiOf } from "./p256.ts";
import type { Random } from "./random.ts";

export type ResponseKey = {
  /** Lower-case hexadecimal SHA-256 of the SPKI. */
  readonly keyid: string;
  /** DER SubjectPublicKeyInfo. */
  readonly spki: Uint8Array;
  /**
   * On the path of every answer.
   *
   * @param data What is signed; text is taken as UTF-8.
   * @returns r ‖ s, 64 bytes, over SHA-256 of `data`.
   */
  sign(data: Uint8Array | string): Uint8Array;
};

/** A new key; it lives in this process and leaves it in no form. */
export function createResponseKey(random: Random): ResponseKey {
  const sec1 = generateSec1(random);
  try {
    const spki = sec1.use((der) => spkiOf(privateKeyOf(der)));
    const signDer = sec1.use(isNativeAvailable() ? openP256 : nodeSigner);
    return {
      keyid: createHash("sha256").update(spki).digest("hex"),
      spki,
      sign: (data) => fixedLength(signDer(typeof data === "string" ? Buffer.from(data, "utf8") : data)),
    };
  } finally {
    sec1.wipe();
  }
}

/** Where no add-on was compiled, as in development without gcc. */
export function nodeSigner(der: Uint8Array): (message: Uint8Array) => Uint8Array {
  const privateKey = privateKeyOf(der);
  return (message) => sign("sha256", message, privateKey);
}

const integerBytes = 32;

/**
 * r ‖ s out of our own `SEQUENCE { INTEGER r, INTEGER s }`. Node's `dsaEncoding: "ieee-p1363"` gives the same for twice the time: 51 µs
 * a signature against 24 µs, Node 24.21.
 */
export function fixedLength(der: Uint8Array): Uint8Array {
  const signature = new Uint8Array(2 * integerBytes);
  let at = 2; // behind SEQUENCE and its length: two P-256 integers never need more than one length byte
  for (const end of [integerBytes, 2 * integerBytes]) {
    const length = der[at + 1] ?? 0;
    const next = at + 2 + length;
    const significant = Math.min(length, integerBytes);
    signature.set(der.subarray(next - significant, next), end - significant);
    at = next;
  }
  return signature;
}
