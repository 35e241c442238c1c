// P-256 keys that are born in the enclave.
import { createECDH, createPrivateKey, createPublicKey, type KeyObject } from "node:crypto";
import type { Random } from "./random.ts";
import { generateScalar } from "./scalar.ts";
import { Secret } from "./secret.ts";

const order = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;

/** SEC 1, appendix C.4: ECPrivateKey { 1, scalar, [0] prime256v1, [1] public point }. */
const ecPrivateKey = {
  beforeScalar: Buffer.from("30770201010420", "hex"),
  beforePoint: Buffer.from("a00a06082a8648ce3d030107a144034200", "hex"),
};

export type P256Key = {
  readonly privateKey: KeyObject;
  /** DER SubjectPublicKeyInfo, 91 bytes. */
  readonly spki: Uint8Array;
};

export function generateP256(random: Random): P256Key {
  const sec1 = generateSec1(random);
  try {
    const privateKey = sec1.use(privateKeyOf);
    return { privateKey, spki: spkiOf(privateKey) };
  } finally {
    sec1.wipe();
  }
}

/** A key as the DER of SEC 1's ECPrivateKey, 121 bytes. */
export function generateSec1(random: Random): Secret {
  const scalar = generateScalar(order, random);
  const der = scalar.use((bytes) => {
    const ecdh = createECDH("prime256v1");
    ecdh.setPrivateKey(bytes);
    return Buffer.concat([ecPrivateKey.beforeScalar, bytes, ecPrivateKey.beforePoint, ecdh.getPublicKey()]);
  });
  scalar.wipe();
  return Secret.take(der);
}

/** @param sec1 Of {@link generateSec1}. */
export const privateKeyOf = (sec1: Uint8Array): KeyObject =>
  createPrivateKey({ key: Buffer.from(sec1.buffer, sec1.byteOffset, sec1.length), format: "der", type: "sec1" });

/** DER SubjectPublicKeyInfo, 91 bytes. */
export const spkiOf = (privateKey: KeyObject): Uint8Array =>
  new Uint8Array(createPublicKey(privateKey).export({ type: "spki", format: "der" }));
