// EIP-2335: a BLS secret under a password. Read to import, written to export.
import { createHash } from "node:crypto";
import { Secret } from "../../enclave/secret.ts";
import { BlsSigningKey } from "../bls.ts";
import type { DerivationPool } from "./derivation-pool.ts";
import { KeyError } from "./key-error.ts";
import {
  decryptSecret,
  type EncryptOptions,
  encryptSecret,
  hex,
  parametersOf,
  signingKeyOf,
  uuidOf,
} from "./keystore-encryption.ts";
import type { Keystore } from "./keystore-format.ts";
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
  const secret = await decryptSecret(keystore, keystore.checksum, checksumOf, passwordOf(password), pool);
  const signing = signingKeyOf(secret, (bytes) => BlsSigningKey.take(bytes));
  if (keystore.publicKey !== undefined && keystore.publicKey !== signing.publicKeyHex) {
    signing.wipe();
    throw new KeyError("KEYSTORE_PUBKEY_MISMATCH");
  }
  return signing;
}

/** @returns The keystore as JSON text, with the EIP's own parameters. @throws {KeyError} `PASSWORD_INVALID`. */
export async function writeKeystore(
  signing: BlsSigningKey,
  password: string,
  options: EncryptOptions & { readonly path: string },
): Promise<string> {
  const encrypted = await encryptSecret(signing, checksumOf, passwordOf(password), options);
  const { derivation, iv, ciphertext, checksum } = encrypted;
  return JSON.stringify({
    crypto: {
      kdf: { function: derivation.function, params: parametersOf(derivation), message: "" },
      checksum: { function: "sha256", params: {}, message: hex(checksum) },
      cipher: { function: "aes-128-ctr", params: { iv: hex(iv) }, message: hex(ciphertext) },
    },
    description: "",
    pubkey: signing.publicKeyHex.slice(2),
    path: options.path,
    uuid: uuidOf(options.random.bytes(16)),
    version: 4,
  });
}

const checksumOf = (derived: Uint8Array, ciphertext: Uint8Array): Uint8Array =>
  createHash("sha256").update(derived.subarray(16, 32)).update(ciphertext).digest();
