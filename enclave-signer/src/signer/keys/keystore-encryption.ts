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

/** As both formats write it. */
export type WrittenSecret = {
  readonly kdf: KeyDerivation["function"];
  readonly kdfparams: Readonly<Record<string, number | string>>;
  /** Hexadecimal, as the two below. */
  readonly iv: string;
  readonly ciphertext: string;
  readonly checksum: string;
};

/**
 * @param stated The file's own checksum.
 * @param password Wiped.
 * @param take Makes the key of the secret, or throws where it is none of the curve.
 * @throws {KeyError} `KEYSTORE_PASSWORD_WRONG`, `SECRET_INVALID`
 */
export async function decryptKey<Key>(
  { derivation, iv, ciphertext }: EncryptedSecret,
  stated: Uint8Array,
  checksumOf: ChecksumOf,
  password: Secret,
  pool: DerivationPool,
  take: (secret: Uint8Array) => Key,
): Promise<Key> {
  const derived = await derive(derivation, password, pool);
  let secret: Secret;
  try {
    if (!timingSafeEqual(checksumOf(derived, ciphertext), stated)) throw new KeyError("KEYSTORE_PASSWORD_WRONG");
    const cipher = createDecipheriv("aes-128-ctr", derived.subarray(0, 16), iv);
    secret = Secret.take(cipher.update(ciphertext)); // a stream cipher: nothing is left for final()
  } finally {
    derived.fill(0);
  }
  try {
    return secret.use(take);
  } catch {
    throw new KeyError("SECRET_INVALID");
  } finally {
    secret.wipe();
  }
}

/**
 * With a new salt, and the parameters of EIP-2335, which are geth's, too.
 *
 * @param signing Lends its secret.
 * @param password Wiped.
 */
export async function encryptKey(
  signing: { use<Result>(work: (secret: Uint8Array) => Result): Result },
  checksumOf: ChecksumOf,
  password: Secret,
  { derivation: kind, random, pool }: EncryptOptions,
): Promise<WrittenSecret> {
  const salt = random.bytes(32);
  const derivation: KeyDerivation =
    kind === "scrypt" ? { function: "scrypt", n: 262_144, r: 8, p: 1, salt } : { function: "pbkdf2", c: 262_144, salt };
  const iv = random.bytes(16);
  const derived = await derive(derivation, password, pool);
  try {
    const cipher = createCipheriv("aes-128-ctr", derived.subarray(0, 16), iv);
    const ciphertext = signing.use((secret) => Buffer.concat([cipher.update(secret), cipher.final()]));
    return {
      kdf: kind,
      kdfparams: parametersOf(derivation),
      iv: hex(iv),
      ciphertext: hex(ciphertext),
      checksum: hex(checksumOf(derived, ciphertext)),
    };
  } finally {
    derived.fill(0);
  }
}

/** RFC 9562, version 4. */
export function newUuid(random: Random): string {
  const own = Uint8Array.from(random.bytes(16));
  own[6] = (own[6]! & 0x0f) | 0x40;
  own[8] = (own[8]! & 0x3f) | 0x80;
  return hex(own).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

function parametersOf(derivation: KeyDerivation): WrittenSecret["kdfparams"] {
  const { function: kind, salt, ...numbers } = derivation;
  return { dklen: 32, ...numbers, ...(kind === "pbkdf2" && { prf: "hmac-sha256" }), salt: hex(salt) };
}

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString("hex");

async function derive(derivation: KeyDerivation, password: Secret, pool: DerivationPool): Promise<Buffer> {
  try {
    return await password.use((bytes) => pool.derive(derivation, bytes));
  } finally {
    password.wipe();
  }
}
