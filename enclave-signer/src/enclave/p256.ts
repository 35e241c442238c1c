// P-256 keys that are born in the enclave.
import { createECDH, createPrivateKey, createPublicKey, type KeyObject } from "node:crypto";
import type { Random } from "./random.ts";
import { generateScalar } from "./scalar.ts";

const order = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;

/** SEC 1, appendix C.4: ECPrivateKey { 1, scalar, [0] prime256v1, [1] public point }. */
const sec1 = {
  beforeScalar: Buffer.from("30770201010420", "hex"),
  beforePoint: Buffer.from("a00a06082a8648ce3d030107a144034200", "hex"),
};

export type P256Key = {
  readonly privateKey: KeyObject;
  /** DER SubjectPublicKeyInfo, 91 bytes. */
  readonly spki: Uint8Array;
};

export function generateP256(random: Random): P256Key {
  const scalar = generateScalar(order, random);
  const privateKey = scalar.use(privateKeyOf);
  scalar.wipe();
  const spki = new Uint8Array(createPublicKey(privateKey).export({ type: "spki", format: "der" }));
  return { privateKey, spki };
}

function privateKeyOf(scalar: Uint8Array): KeyObject {
  const ecdh = createECDH("prime256v1");
  ecdh.setPrivateKey(scalar);
  const der = Buffer.concat([sec1.beforeScalar, scalar, sec1.beforePoint, ecdh.getPublicKey()]);
  try {
    return createPrivateKey({ key: der, format: "der", type: "sec1" });
  } finally {
    der.fill(0);
  }
}
