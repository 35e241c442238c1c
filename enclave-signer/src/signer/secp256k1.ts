// ECDSA over secp256k1 with recovery, low s, RFC 6979 (libsecp256k1); what it made is checked by another implementation before it leaves.
import { inspect } from "node:util";
import { allocateSecret, freeSecret } from "@inkan/native";
import { keccak_256 } from "@noble/hashes/sha3.js";
import { recoverPublicKey } from "@noble/secp256k1";
import libsecp256k1 from "secp256k1/bindings.js";

export type RecoverableSignature = {
  /** r ‖ s, 64 bytes, s in the lower half. */
  readonly rs: Uint8Array;
  /** 0 or 1. */
  readonly recovery: number;
};

export class Secp256k1SigningKey {
  #secret: Uint8Array<ArrayBuffer> | undefined;
  /** 65 bytes, uncompressed. */
  readonly publicKey: Uint8Array;
  /** Lower case with 0x. */
  readonly address: string;

  private constructor(secret: Uint8Array<ArrayBuffer>) {
    this.#secret = secret;
    this.publicKey = libsecp256k1.publicKeyCreate(secret, false);
    this.address = addressOf(this.publicKey);
  }

  /** @param bytes 32, big-endian; overwritten. Throws when it is no scalar from 1 to n - 1. */
  static take(bytes: Uint8Array): Secp256k1SigningKey {
    const own = allocateSecret(bytes.length);
    try {
      own.set(bytes);
      return new Secp256k1SigningKey(own);
    } catch (thrown) {
      freeSecret(own);
      throw thrown;
    } finally {
      bytes.fill(0);
    }
  }

  sign(digest: Uint8Array): RecoverableSignature {
    if (this.#secret === undefined) throw new TypeError("the key was wiped");
    const { signature, recid } = libsecp256k1.ecdsaSign(digest, this.#secret);
    return { rs: signature, recovery: recid };
  }

  use<T>(fn: (bytes: Uint8Array) => T): T {
    if (this.#secret === undefined) throw new TypeError("the key was wiped");
    return fn(this.#secret);
  }

  wipe(): void {
    if (this.#secret !== undefined) freeSecret(this.#secret);
    this.#secret = undefined;
  }

  toJSON(): string {
    return "[secret]";
  }

  [inspect.custom](): string {
    return "[secret]";
  }
}

const addressOf = (uncompressed: Uint8Array): string =>
  `0x${Buffer.from(keccak_256(uncompressed.subarray(1)).subarray(12)).toString("hex")}`;

/** Whether the signer that anyone recovers from `signature` is `address`: computed without libsecp256k1. */
export function recoversTo(address: string, digest: Uint8Array, { rs, recovery }: RecoverableSignature): boolean {
  const recovered = recoverPublicKey(Uint8Array.of(recovery, ...rs), digest, { prehash: false });
  return addressOf(libsecp256k1.publicKeyConvert(recovered, false)) === address;
}
