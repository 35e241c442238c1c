// BLS12-381 signatures of the consensus layer (consensus-specs, `specs/phase0/beacon-chain.md`, BLS signatures): blst behind an object that shows nothing.
import { inspect } from "node:util";
import { bls, type PublicKey, type SecretKey, type Signature } from "@inkan/native/bls";

export class BlsSigningKey {
  #secret: SecretKey | undefined;
  readonly publicKey: PublicKey;
  /** 96 bytes, uncompressed: kept, since blst takes 7 µs to give them, and sealing 20,000 keys asks for all. */
  readonly publicKeyBytes: Uint8Array;

  private constructor(secret: SecretKey, publicKey: PublicKey, publicKeyBytes: Uint8Array) {
    this.#secret = secret;
    this.publicKey = publicKey;
    this.publicKeyBytes = publicKeyBytes;
  }

  /** @param bytes 32, big-endian; overwritten. Throws when it is no scalar from 1 to r - 1. */
  static take(bytes: Uint8Array): BlsSigningKey {
    try {
      const secret = bls.secretKeyFromBytes(bytes);
      const publicKey = secret.toPublicKey();
      return new BlsSigningKey(secret, publicKey, publicKey.toBytes(false));
    } finally {
      bytes.fill(0);
    }
  }

  /**
   * The pair as this program sealed it: computing a public key takes 120 µs, reading it 2 µs. One that belonged to another secret would
   * fail each signature, since all are verified.
   *
   * @param bytes 32, big-endian; overwritten.
   * @param publicKey 96 bytes, uncompressed.
   */
  static restore(bytes: Uint8Array, publicKey: Uint8Array): BlsSigningKey {
    try {
      return new BlsSigningKey(
        bls.secretKeyFromBytes(bytes),
        bls.publicKeyFromBytes(publicKey),
        Uint8Array.from(publicKey),
      );
    } finally {
      bytes.fill(0);
    }
  }

  sign(signingRoot: Uint8Array): Signature {
    if (this.#secret === undefined) throw new TypeError("the key was wiped");
    return this.#secret.sign(signingRoot);
  }

  /** 48 bytes compressed, lower-case hexadecimal with 0x. */
  get publicKeyHex(): string {
    return this.publicKey.toHex();
  }

  /** For export under an operator's order alone. */
  use<T>(fn: (bytes: Uint8Array) => T): T {
    if (this.#secret === undefined) throw new TypeError("the key was wiped");
    const bytes = this.#secret.toBytes();
    try {
      return fn(bytes);
    } finally {
      bytes.fill(0);
    }
  }

  /** Nothing signs from here on. */
  wipe(): void {
    this.#secret?.wipe();
    this.#secret = undefined;
  }

  toJSON(): string {
    return "[secret]";
  }

  [inspect.custom](): string {
    return "[secret]";
  }
}

export type SignedRoot = {
  readonly publicKey: PublicKey;
  readonly signingRoot: Uint8Array;
  readonly signature: Signature;
};

/**
 * Whether signatures that we made ourselves over one root are right: against faults of the machine, not against a forger, so the plain
 * sum over all of them is compared, which costs one pairing check whatever their number.
 *
 * @param signed All with the same `signingRoot`.
 */
export function areOwnSignatures(signed: readonly SignedRoot[]): boolean {
  const [first] = signed;
  if (first === undefined) return true;
  if (signed.length === 1) return bls.verify(first.signingRoot, first.publicKey, first.signature);
  return bls.verify(
    first.signingRoot,
    bls.aggregatePublicKeys(signed.map(({ publicKey }) => publicKey)),
    bls.aggregateSignatures(signed.map(({ signature }) => signature)),
  );
}
