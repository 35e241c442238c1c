// Web3 Secret Storage, version 3 (ethereum.org, "Web3 Secret Storage Definition"): a secp256k1 secret under a password, as geth, ethers and
// web3.js have it. Read to import, written to export.
import { createCipheriv } from "node:crypto";
import { keccak_256 } from "@noble/hashes/sha3.js";
import { Secret } from "../../enclave/secret.ts";
import { Secp256k1SigningKey } from "../secp256k1.ts";
import { type AccountKeystore, readAccountKeystore } from "./account-keystore-format.ts";
import type { DerivationPool } from "./derivation-pool.ts";
import { KeyError } from "./key-error.ts";
import { hex, newDerivation, openedWith, parametersOf, uuidOf, type WriteOptions } from "./keystore.ts";
import type { KeyDerivation } from "./keystore-format.ts";
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
  const signing = signingKeyOf(await secretOf(keystore, password, pool));
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
  { derivation: kind, random, pool }: Omit<WriteOptions, "path">,
): Promise<string> {
  const derivation = newDerivation(kind, random);
  const iv = random.bytes(16);
  const derived = await derive(derivation, password, pool);
  try {
    const cipher = createCipheriv("aes-128-ctr", derived.subarray(0, 16), iv);
    const ciphertext = signing.use((secret) => Buffer.concat([cipher.update(secret), cipher.final()]));
    return JSON.stringify({
      address: signing.address.slice(2),
      crypto: {
        cipher: "aes-128-ctr",
        cipherparams: { iv: hex(iv) },
        ciphertext: hex(ciphertext),
        kdf: derivation.function,
        kdfparams: parametersOf(derivation),
        mac: hex(macOf(derived, ciphertext)),
      },
      id: uuidOf(random.bytes(16)),
      version: 3,
    });
  } finally {
    derived.fill(0);
  }
}

async function secretOf(keystore: AccountKeystore, password: string, pool: DerivationPool): Promise<Secret> {
  const derived = await derive(keystore.derivation, password, pool);
  return openedWith(derived, keystore, macOf, keystore.mac);
}

/** The definition says nothing of normalising passwords, and geth doesn't: UTF-8 as it is. */
async function derive(derivation: KeyDerivation, text: string, pool: DerivationPool): Promise<Buffer> {
  if (text.length > keyLimits.passwordBytesMax) throw new KeyError("PASSWORD_INVALID");
  const password = Secret.take(Buffer.from(text, "utf8"));
  try {
    return await password.use((bytes) => pool.derive(derivation, bytes));
  } finally {
    password.wipe();
  }
}

function signingKeyOf(secret: Secret): Secp256k1SigningKey {
  try {
    return secret.use((bytes) => Secp256k1SigningKey.take(bytes));
  } catch {
    throw new KeyError("SECRET_INVALID");
  } finally {
    secret.wipe();
  }
}

const macOf = (derived: Uint8Array, ciphertext: Uint8Array): Uint8Array =>
  keccak_256(Buffer.concat([derived.subarray(16, 32), ciphertext]));
