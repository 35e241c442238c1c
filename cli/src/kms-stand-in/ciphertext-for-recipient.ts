// What KMS answers to an attested request: CMS EnvelopedData (RFC 5652, section 6), in BER with indefinite lengths and chunked content as KMS
// writes it; RSAES-OAEP with SHA-256, AES-256-CBC.
import { constants, createCipheriv, createHash, createPublicKey, publicEncrypt, randomBytes } from "node:crypto";

const oid = (hex: string) => tlv(0x06, Buffer.from(hex, "hex"));
const sha256 = () => sequence(oid("608648016503040201"), tlv(0x05));
const chunkBytes = 1_024;

/** @param spki DER SubjectPublicKeyInfo of the recipient, RSA: the document's `public_key`. */
export function ciphertextForRecipient(plaintext: Uint8Array, spki: Uint8Array): Uint8Array {
  const key = createPublicKey({ key: Buffer.from(spki), format: "der", type: "spki" });
  const contentKey = randomBytes(32);
  const iv = randomBytes(16);
  const cipher = createCipheriv("aes-256-cbc", contentKey, iv);
  const content = Buffer.concat([cipher.update(plaintext), cipher.final()]);
  const encryptedKey = publicEncrypt(
    { key, padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash: "sha256" },
    contentKey,
  );
  contentKey.fill(0);

  const oaep = sequence(indefinite(0xa0, sha256()), indefinite(0xa1, sequence(oid("2a864886f70d010108"), sha256())));
  const recipient = sequence(
    tlv(0x02, Buffer.of(2)),
    tlv(0x80, createHash("sha1").update(spki).digest()),
    sequence(oid("2a864886f70d010107"), oaep),
    tlv(0x04, encryptedKey),
  );
  const encryptedContent = sequence(
    oid("2a864886f70d010701"),
    sequence(oid("60864801650304012a"), tlv(0x04, iv)),
    indefinite(0xa0, ...chunksOf(content).map((chunk) => tlv(0x04, chunk))),
  );
  const envelopedData = sequence(tlv(0x02, Buffer.of(2)), indefinite(0x31, recipient), encryptedContent);
  return sequence(oid("2a864886f70d010703"), indefinite(0xa0, envelopedData));
}

function chunksOf(content: Buffer): Buffer[] {
  const chunks: Buffer[] = [];
  for (let at = 0; at < content.length; at += chunkBytes) chunks.push(content.subarray(at, at + chunkBytes));
  return chunks;
}

const sequence = (...parts: Uint8Array[]) => indefinite(0x30, ...parts);
const indefinite = (tag: number, ...parts: Uint8Array[]) =>
  Buffer.concat([Buffer.of(tag, 0x80), ...parts, Buffer.alloc(2)]);

function tlv(tag: number, content: Uint8Array = new Uint8Array()): Buffer {
  const { length } = content;
  const head = length < 0x80 ? [length] : length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.of(tag, ...head), content]);
}
