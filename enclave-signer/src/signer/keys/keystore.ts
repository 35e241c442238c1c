// EIP-2335: a BLS secret under a password. Read to import, written to export.
import { createCipheriv, createDecipheriv, createHash, timingSafeEqual } from "node:crypto";
import type { Random } from "../../enclave/random.ts";
import { Secret } from "../../enclave/secret.ts";
import { BlsSigningKey } from "../bls.ts";
import type { DerivationPool } from "./derivation-pool.ts";
import { KeyError } from "./key-error.ts";
import type { KeyDerivation, Keystore } from "./keystore-format.ts";
import { keyLimits } from "./limits.ts";

/**
 * The EIP's password bytes: NFKD, without control characters (C0, DEL, C1), UTF-8.
 *
 * @throws {KeyError} `PASSWORD_INVALID`. The string itself, as JSON gave it, is out of reach of wiping.
 */
export function passwordOf(text: string): Secret {
  if (text.length > keyLimits.passwordBytesMax) throw new KeyError("PASSWORD_INVALID");
  return Secret.take(Buffer.from(text.normalize("NFKD").replace(/\p{Cc}/gu, ""), "utf8"));
}

/**
 * Decrypts, and holds the key to the public key that the file names.
 *
 * @throws {KeyError} `KEYSTORE_PASSWORD_WRONG`, `KEYSTORE_PUBKEY_MISMATCH`, `SECRET_INVALID`, `KEYSTORE_UNSUPPORTED`, `PASSWORD_INVALID`.
 */
export async function openKeystore(keystore: Keystore, password: string, pool: DerivationPool): Promise<BlsSigningKey> {
  const signing = signingKeyOf(await secretOf(keystore, password, pool));
  if (keystore.publicKey !== undefined && keystore.publicKey !== signing.publicKeyHex) {
    signing.wipe();
    throw new KeyError("KEYSTORE_PUBKEY_MISMATCH");
  }
  return signing;
}

export type WriteOptions = {
  readonly path: string;
  readonly derivation: "scrypt" | "pbkdf2";
  readonly random: Random;
  readonly pool: DerivationPool;
};

/** @returns The keystore as JSON text, with the EIP's own parameters. @throws {KeyError} `PASSWORD_INVALID`. */
export async function writeKeystore(signing: BlsSigningKey, password: string, options: WriteOptions): Promise<string> {
  const { path, random, pool } = options;
  const derivation = newDerivation(options.derivation, random);
  const iv = random.bytes(16);
  const derived = await derive(derivation, password, pool);
  try {
    const cipher = createCipheriv("aes-128-ctr", derived.subarray(0, 16), iv);
    const ciphertext = signing.use((secret) => Buffer.concat([cipher.update(secret), cipher.final()]));
    return JSON.stringify({
      crypto: {
        kdf: { function: derivation.function, params: parametersOf(derivation), message: "" },
        checksum: { function: "sha256", params: {}, message: checksumOf(derived, ciphertext).toString("hex") },
        cipher: { function: "aes-128-ctr", params: { iv: hex(iv) }, message: hex(ciphertext) },
      },
      description: "",
      pubkey: signing.publicKeyHex.slice(2),
      path,
      uuid: uuidOf(random.bytes(16)),
      version: 4,
    });
  } finally {
    derived.fill(0);
  }
}

/** With a new salt and the EIP's own parameters, which are geth's, too. */
export function newDerivation(kind: WriteOptions["derivation"], random: Random): KeyDerivation {
  const salt = random.bytes(32);
  return kind === "scrypt"
    ? { function: "scrypt", n: 262_144, r: 8, p: 1, salt }
    : { function: "pbkdf2", c: 262_144, salt };
}

async function secretOf(keystore: Keystore, password: string, pool: DerivationPool): Promise<Secret> {
  const derived = await derive(keystore.derivation, password, pool);
  return openedWith(derived, keystore, checksumOf, keystore.checksum);
}

/**
 * What both formats do once their key is derived; their checksums differ. `derived` is wiped.
 *
 * @throws {KeyError} `KEYSTORE_PASSWORD_WRONG`.
 */
export function openedWith(
  derived: Buffer,
  { iv, ciphertext }: { readonly iv: Uint8Array; readonly ciphertext: Uint8Array },
  checksumOf: (derived: Uint8Array, ciphertext: Uint8Array) => Uint8Array,
  stated: Uint8Array,
): Secret {
  try {
    if (!timingSafeEqual(checksumOf(derived, ciphertext), stated)) throw new KeyError("KEYSTORE_PASSWORD_WRONG");
    const cipher = createDecipheriv("aes-128-ctr", derived.subarray(0, 16), iv);
    return Secret.take(cipher.update(ciphertext)); // a stream cipher: nothing is left for final()
  } finally {
    derived.fill(0);
  }
}

async function derive(derivation: KeyDerivation, text: string, pool: DerivationPool): Promise<Buffer> {
  const password = passwordOf(text);
  try {
    return await password.use((bytes) => pool.derive(derivation, bytes));
  } finally {
    password.wipe();
  }
}

function signingKeyOf(secret: Secret): BlsSigningKey {
  try {
    return secret.use((bytes) => BlsSigningKey.take(bytes));
  } catch {
    throw new KeyError("SECRET_INVALID");
  } finally {
    secret.wipe();
  }
}

const checksumOf = (derived: Uint8Array, ciphertext: Uint8Array): Buffer =>
  createHash("sha256").update(derived.subarray(16, 32)).update(ciphertext).digest();

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
