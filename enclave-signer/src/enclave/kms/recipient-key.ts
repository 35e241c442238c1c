// The key that one answer of KMS is for: made for the request, vouched for by its attestation document, forgotten with it. An answer for
// another request, replayed, is for a key that does not exist any more.
import { constants, createDecipheriv, generateKeyPair, type KeyObject, privateDecrypt } from "node:crypto";
import { promisify } from "node:util";
import { Secret } from "../secret.ts";
import { type EnvelopedData, readEnvelopedData } from "./enveloped-data.ts";
import { KmsError } from "./kms-error.ts";
import { type KmsLimits, kmsLimits } from "./limits.ts";

export type RecipientKey = {
  /** DER SubjectPublicKeyInfo, RSA 2048: what goes into the document. */
  readonly spki: Uint8Array;
  /**
   * Opens one answer.
   *
   * The envelope has no authentication of its own: it came over TLS from KMS, and whoever could alter it there would be KMS. A padding oracle
   * would need this key more than once.
   *
   * @throws {KmsError} `CMS_MALFORMED`, `CMS_UNSUPPORTED`: the structure, before the key is used. `CMS_DECRYPTION_FAILED`: all else.
   */
  open(ciphertextForRecipient: Uint8Array): Secret;
};

const modulusLength = 2048;
const contentKeyBytes = 32;

/** OpenSSL draws the primes from the kernel's generator, which boot has seeded from the NSM's besides. */
export async function createRecipientKey(limits: KmsLimits = kmsLimits): Promise<RecipientKey> {
  const { publicKey, privateKey } = await promisify(generateKeyPair)("rsa", { modulusLength });
  return {
    spki: new Uint8Array(publicKey.export({ type: "spki", format: "der" })),
    open: (bytes) => openEnvelopedData(bytes, privateKey, limits),
  };
}

/** What {@link RecipientKey.open} does, with any key. */
export function openEnvelopedData(bytes: Uint8Array, key: KeyObject, limits: KmsLimits = kmsLimits): Secret {
  const envelope = readEnvelopedData(bytes, limits);
  const padding = constants.RSA_PKCS1_OAEP_PADDING;
  try {
    return decrypt(envelope, (encrypted) => privateDecrypt({ key, padding, oaepHash: "sha256" }, encrypted));
  } catch {
    // No cause: OpenSSL's errors name the step.
    throw new KmsError("CMS_DECRYPTION_FAILED");
  }
}

function decrypt({ encryptedKey, iv, encryptedContent }: EnvelopedData, unwrap: (key: Uint8Array) => Buffer): Secret {
  const contentKey = unwrap(encryptedKey);
  try {
    if (contentKey.length !== contentKeyBytes) throw new RangeError("not a key of AES-256");
    const cipher = createDecipheriv("aes-256-cbc", contentKey, iv);
    const first = cipher.update(encryptedContent);
    const plain = Buffer.concat([first, cipher.final()]);
    first.fill(0);
    return Secret.take(plain);
  } finally {
    contentKey.fill(0);
  }
}
