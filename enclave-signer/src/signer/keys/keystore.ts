// EIP-2335: a BLS secret under a password. Read to import, written to export.
import { createHash } from "node:crypto";
import { Secret } from "../../enclave/secret.ts";
import { BlsSigningKey } from "../bls.ts";
import type { DerivationPool } from "./derivation-pool.ts";
import { KeyError } from "./key-error.ts";
import { decryptKey, type EncryptOptions, encryptKey, newUuid } from "./keystore-encryption.ts";
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
  const signing = await decryptKey(keystore, keystore.checksum, checksumOf, passwordOf(password), pool, (secret) =>
    BlsSigningKey.take(secret),
  );
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
  const written = await encryptKey(signing, checksumOf, passwordOf(password), options);
  return JSON.stringify({
    crypto: {
      kdf: { function: written.kdf, params: written.kdfparams, message: "" },
      checksum: { function: "sha256", params: {}, message: written.checksum },
      cipher: { function: "aes-128-ctr", params: { iv: written.iv }, message: written.ciphertext },
    },
    description: "",
    pubkey: signing.publicKeyHex.slice(2),
    path: options.path,
    uuid: newUuid(options.random),
    version: 4,
  });
}

const checksumOf = (derived: Uint8Array, ciphertext: Uint8Array): Uint8Array =>
  createHash("sha256").update(derived.subarray(16, 32)).update(ciphertext).digest();
