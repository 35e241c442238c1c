// BLS12-381 as the consensus layer uses it (minimal public keys, proof of possession), of two makes: this workspace's add-on, or an npm package.

/** A scalar from 1 to r - 1. */
export type SecretKey = {
  /** 32 bytes, big-endian: a copy, which the caller overwrites. */
  toBytes(): Uint8Array;
  toPublicKey(): PublicKey;
  sign(message: Uint8Array): Signature;
  /** EIP-2333. */
  deriveChildEip2333(index: number): SecretKey;
  /** Overwrites it, where the make can; using it afterwards throws, or is the caller's mistake. */
  wipe(): void;
};

export type PublicKey = {
  /** @param compress 48 bytes, by default; otherwise 96. */
  toBytes(compress?: boolean): Uint8Array;
  /** 48 bytes compressed, lower-case hexadecimal with 0x. */
  toHex(): string;
};

export type Signature = {
  /** @param compress 96 bytes, by default; otherwise 192. */
  toBytes(compress?: boolean): Uint8Array;
};

/** Everything throws, with a message, when bytes are not what they should be. */
export type Bls = {
  /** Whether it is the add-on: keys then lie in locked memory, and a root is hashed to the curve once for all that sign it. */
  readonly isAddOn: boolean;
  /** @param bytes 32, big-endian; stay the caller's. */
  secretKeyFromBytes(bytes: Uint8Array): SecretKey;
  /** EIP-2333. @param seed At least 32 bytes. */
  deriveMasterEip2333(seed: Uint8Array): SecretKey;
  /** @param validate Whether it must be in the group, and not infinite. */
  publicKeyFromBytes(bytes: Uint8Array, validate?: boolean): PublicKey;
  signatureFromBytes(bytes: Uint8Array, validate?: boolean): Signature;
  /** @param keys At least one; of the same make. */
  aggregatePublicKeys(keys: readonly PublicKey[]): PublicKey;
  aggregateSignatures(signatures: readonly Signature[]): Signature;
  /** Of a key and a signature that are in their groups: whoever has them from elsewhere validates them when reading them. */
  verify(message: Uint8Array, publicKey: PublicKey, signature: Signature): boolean;
};
