// The key that signs answers: ECDSA P-256 with SHA-256, so that WebCrypto, openssl and the EVM precompile of EIP-7951 check it.
import { createHash, sign } from "node:crypto";
import { generateP256 } from "./p256.ts";
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
  const { privateKey, spki } = generateP256(random);
  const keyid = createHash("sha256").update(spki).digest("hex");
  const options = { key: privateKey, dsaEncoding: "ieee-p1363" } as const;
  return {
    keyid,
    spki,
    sign: (data) => sign("sha256", typeof data === "string" ? Buffer.from(data, "utf8") : data, options),
  };
}
