// The key that a signer's boot is known by on chain: ECDSA over secp256k1, which every EVM recovers an address from.
import { createECDH } from "node:crypto";
import { keccak_256 } from "@noble/hashes/sha3.js";
import type { Random } from "./random.ts";
import { generateScalar } from "./scalar.ts";
import type { Secret } from "./secret.ts";

export type BootAddressKey = {
  /** 32 bytes, big-endian. */
  readonly scalar: Secret;
  /** keccak256 of the public point's 64 bytes x ‖ y: `keys.bootAddress` of a document. */
  readonly digest: Uint8Array;
  /** Lower case with 0x: the last 20 bytes of `digest`. */
  readonly address: string;
};

/** SEC 2, section 2.4.1. */
const order = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n;

/** A new key; it lives in this process and leaves it in no form. */
export function createBootAddressKey(random: Random): BootAddressKey {
  const scalar = generateScalar(order, random);
  const point = scalar.use((bytes) => {
    const ecdh = createECDH("secp256k1");
    ecdh.setPrivateKey(bytes);
    return ecdh.getPublicKey();
  });
  const digest = keccak_256(point.subarray(1));
  return { scalar, digest, address: `0x${Buffer.from(digest.subarray(12)).toString("hex")}` };
}
