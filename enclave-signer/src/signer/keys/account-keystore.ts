// Web3 Secret Storage, version 3 (ethereum.org, "Web3 Secret Storage Definition"): a secp256k1 secret under a password, as geth, ethers and
// web3.js have it. Read to import, written to export.
import { keccak_256 } from "@noble/hashes/sha3.js";
import { Secret } from "../../enclave/secret.ts";
import { Secp256k1SigningKey } from "../secp256k1.ts";
import { readAccountKeystore } from "./account-keystore-format.ts";
import type { DerivationPool } from "./derivation-pool.ts";
import { KeyError } from "./key-error.ts";
import { decryptKey, type EncryptOptions, encryptKey, newUuid } from "./keystore-encryption.ts";
import { keyLimits } from "./limits.ts";

/**
 * Decrypts, and holds the key to the address that the file names.
 *
 * @throws {KeyError} `KEYSTORE_*`, `SECRET_INVALID`, `PASSWORD_INVALID`.
 */
export async function openAccountKeystore(
  text: string,
  password: string,
  pool: DerivationPool,
): Promise<Secp256k1SigningKey> {
  const keystore = readAccountKeystore(text);
  const signing = await decryptKey(keystore, keystore.mac, macOf, passwordOf(password), pool, (secret) =>
    Secp256k1SigningKey.take(secret),
  );
  if (keystore.address !== undefined && keystore.address !== signing.address) {
    signing.wipe();
    throw new KeyError("KEYSTORE_PUBKEY_MISMATCH");
  }
  return signing;
}

/** @returns The keystore as JSON text. @throws {KeyError} `PASSWORD_INVALID`. */
export async function writeAccountKeystore(
  signing: Secp256k1SigningKey,
  password: string,
  options: EncryptOptions,
): Promise<string> {
  const { kdf, kdfparams, iv, ciphertext, checksum } = await encryptKey(signing, macOf, passwordOf(password), options);
  return JSON.stringify({
    address: signing.address.slice(2),
    crypto: {
      cipher: "aes-128-ctr",
      cipherparams: { iv },
      ciphertext,
      kdf,
      kdfparams,
      mac: checksum,
    },
    id: newUuid(options.random),
    version: 3,
  });
}

/** The definition says nothing of normalising passwords, and geth doesn't: UTF-8 as it is. */
function passwordOf(text: string): Secret {
  if (text.length > keyLimits.passwordBytesMax) throw new KeyError("PASSWORD_INVALID");
  return Secret.take(Buffer.from(text, "utf8"));
}

const macOf = (derived: Uint8Array, ciphertext: Uint8Array): Uint8Array =>
  keccak_256(Buffer.concat([derived.subarray(16, 32), ciphertext]));
