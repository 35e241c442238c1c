// What EIP-2335 and Web3 Secret Storage have in common: a key is derived from a password, encrypts a secret with AES-128-CTR, and stands in a
// checksum with the ciphertext. They differ in the checksum's hash, in what of the password counts, and in the JSON around it.
import { createCipheriv, createDecipheriv, timingSafeEqual } from "node:crypto";
import type { Random } from "../../enclave/random.ts";
import { Secret } from "../../enclave/secret.ts";
import type { DerivationPool } from "./derivation-pool.ts";
import { KeyError } from "./key-error.ts";
import type { KeyDerivation } from "./keystore-format.ts";

export type EncryptedSecret = {
  readonly derivation: KeyDerivation;
  readonly iv: Uint8Array;
  readonly ciphertext: Uint8Array;
};

/** Of the derived key, of which bytes 16 to 31 count, and the ciphertext: 32 bytes. */
export type ChecksumOf = (derived: Uint8Array, ciphertext: Uint8Array) => Uint8Array;

export type EncryptOptions = {
  readonly derivation: "scrypt" | "pbkdf2";
  readonly random: Random;
  readonly pool: DerivationPool;
};

/**
 * @param stated The file's own checksum.
 * @param password Wiped.
 * @throws {KeyError} `KEYSTORE_PASSWORD_WRONG`
 */
export async function decryptSecret(
  { derivation, iv, ciphertext }: EncryptedSecret,
  stated: Uint8Array,
  checksumOf: ChecksumOf,
  password: Secret,
  pool: DerivationPool,
): Promise<Secret> {
  const derived = await derive(derivation, password, pool);
  try {
    if (!timingSafeEqual(checksumOf(derived, ciphertext), stated)) throw new KeyError("KEYSTORE_PASSWORD_WRONG");
    const cipher = createDecipheriv("aes-128-ctr", derived.subarray(0, 16), iv);
    return Secret.take(cipher.update(ciphertext)); // a stream cipher: nothing is left for final()
  } finally {
    derived.fill(0);
  }
}

/**
 * With a new salt, and the parameters of EIP-2335, which are geth's, too.
 *
 * @param signing Lends its secret.
 * @param password Wiped.
 */
export async function encryptSecret(
  signing: { use<Result>(work: (secret: Uint8Array) => Result): Result },
  checksumOf: ChecksumOf,
  password: Secret,
  { derivation: kind, random, pool }: EncryptOptions,
): Promise<EncryptedSecret & { readonly checksum: Uint8Array }> {
  const salt = random.bytes(32);
  const derivation: KeyDerivation =
    kind === "scrypt" ? { function: "scrypt", n: 262_144, r: 8, p: 1, salt } : { function: "pbkdf2", c: 262_144, salt };
  const iv = random.bytes(16);
  const derived = await derive(derivation, password, pool);
  try {
    const cipher = createCipheriv("aes-128-ctr", derived.subarray(0, 16), iv);
    const ciphertext = signing.use((secret) => Buffer.concat([cipher.update(secret), cipher.final()]));
    return { derivation, iv, ciphertext, checksum: checksumOf(derived, ciphertext) };
  } finally {
    derived.fill(0);
  }
}

/** @param secret Wiped. @throws {KeyError} `SECRET_INVALID`: no key of the curve. */
export function signingKeyOf<Key>(secret: Secret, take: (bytes: Uint8Array) => Key): Key {
  try {
    return secret.use(take);
  } catch {
    throw new KeyError("SECRET_INVALID");
  } finally {
    secret.wipe();
  }
}

export const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString("hex");

/** As both formats write them. */
export function parametersOf(derivation: KeyDerivation): Record<string, number | string> {
  const { function: kind, salt, ...numbers } = derivation;
  return { dklen: 32, ...numbers, ...(kind === "pbkdf2" && { prf: "hmac-sha256" }), salt: hex(salt) };
}

/** RFC 9562, version 4. */
export function uuidOf(bytes: Uint8Array): string {
  const own = Uint8Array.from(bytes);
  own[6] = (own[6]! & 0x0f) | 0x40;
  own[8] = (own[8]! & 0x3f) | 0x80;
  return hex(own).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

async function derive(derivation: KeyDerivation, password: Secret, pool: DerivationPool): Promise<Buffer> {
  try {
    return await password.use((bytes) => pool.derive(derivation, bytes));
  } finally {
    password.wipe();
  }
}
