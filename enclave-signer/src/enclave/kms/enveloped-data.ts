// `CiphertextForRecipient`: CMS EnvelopedData (RFC 5652, section 6) for one recipient, in the one way that KMS does it: RSAES-OAEP with SHA-256
// (RFC 3560, RFC 4055 section 4.1) transports an AES-256 key, AES-256-CBC (RFC 3565) has the content. All else is refused.
import { type BerElement, berElement, berTag } from "./ber.ts";
import { KmsError } from "./kms-error.ts";
import { type KmsLimits, kmsLimits } from "./limits.ts";

export type EnvelopedData = {
  /** RSAES-OAEP of 32 bytes. */
  readonly encryptedKey: Uint8Array;
  /** 16 bytes. */
  readonly iv: Uint8Array;
  /** A whole number of blocks, at least one. */
  readonly encryptedContent: Uint8Array;
};

/** Contents of OBJECT IDENTIFIERs, hexadecimal. */
const oids = {
  envelopedData: "2a864886f70d010703",
  data: "2a864886f70d010701",
  rsaesOaep: "2a864886f70d010107",
  mgf1: "2a864886f70d010108",
  pSpecified: "2a864886f70d010109",
  sha256: "608648016503040201",
  aes256Cbc: "60864801650304012a",
} as const;

/** Context-specific tags. */
const explicit0 = 0xa0;
const explicit1 = 0xa1;
const explicit2 = 0xa2;
const implicit0 = 0x80;
const blockBytes = 16;

/**
 * Takes the structure apart. Nothing is decrypted, so a refusal tells nothing about a key.
 *
 * @param bytes BER; definite and indefinite lengths mean the same.
 * @throws {KmsError} `CMS_MALFORMED`, `CMS_UNSUPPORTED`.
 *
 * @example
 * readEnvelopedData(answer.CiphertextForRecipient); // { encryptedKey: 256 bytes, iv: 16, encryptedContent: 48 } for a data key
 */
export function readEnvelopedData(bytes: Uint8Array, limits: KmsLimits = kmsLimits): EnvelopedData {
  if (bytes.length > limits.envelopeBytesMax) throw new KmsError("CMS_MALFORMED", "too large");
  const contentInfo = berElement(bytes, { elementsMax: limits.envelopeElementsMax, depthMax: limits.envelopeDepthMax });
  const [type, content] = members(contentInfo, berTag.sequence, 2);
  requireOid(type, oids.envelopedData, "the content type");
  const [envelopedData] = members(content, explicit0, 1);
  const [version, recipients, encrypted] = members(envelopedData, berTag.sequence, 3);
  requireVersion(version, 2);
  const [recipient] = members(recipients, berTag.set, 1);
  return { encryptedKey: encryptedKeyOf(recipient), ...encryptedContentOf(encrypted) };
}

/** KeyTransRecipientInfo with a subjectKeyIdentifier, which makes it version 2. */
function encryptedKeyOf(recipient: BerElement | undefined): Uint8Array {
  const [version, identifier, algorithm, key] = members(recipient, berTag.sequence, 4);
  requireVersion(version, 2);
  primitive(identifier, implicit0);
  const [oaep, parameters] = members(algorithm, berTag.sequence, 2);
  requireOid(oaep, oids.rsaesOaep, "the key's encryption");
  requireOaepSha256(parameters);
  return primitive(key, berTag.octetString);
}

/** RSAES-OAEP-params: both hashes SHA-256, no label. Defaults would be SHA-1, so both must stand there. */
function requireOaepSha256(parameters: BerElement | undefined): void {
  const [hash, mask, label, ...more] = parameters?.children ?? [];
  if (parameters?.tag !== berTag.sequence || more.length > 0) throw unsupported("parameters of RSAES-OAEP");
  const [hashAlgorithm] = members(hash, explicit0, 1);
  requireSha256(hashAlgorithm);
  const [maskAlgorithm] = members(mask, explicit1, 1);
  const [mgf1, mgfHash] = members(maskAlgorithm, berTag.sequence, 2);
  requireOid(mgf1, oids.mgf1, "the mask generation function");
  requireSha256(mgfHash);
  if (label === undefined) return;
  const [labelAlgorithm] = members(label, explicit2, 1);
  const [pSpecified, empty] = members(labelAlgorithm, berTag.sequence, 2);
  requireOid(pSpecified, oids.pSpecified, "the label's source");
  if (primitive(empty, berTag.octetString).length > 0) throw unsupported("a label of RSAES-OAEP");
}

/** Parameters of SHA-256 are absent or NULL (RFC 4055, section 2.1). */
function requireSha256(algorithm: BerElement | undefined): void {
  const [oid, parameters, ...more] = algorithm?.children ?? [];
  if (algorithm?.tag !== berTag.sequence || more.length > 0) throw unsupported("an algorithm that is no sequence");
  requireOid(oid, oids.sha256, "the hash");
  if (parameters !== undefined && primitive(parameters, berTag.null).length > 0)
    throw unsupported("parameters of SHA-256");
}

function encryptedContentOf(encrypted: BerElement | undefined): Pick<EnvelopedData, "iv" | "encryptedContent"> {
  const [type, algorithm, content] = members(encrypted, berTag.sequence, 3);
  requireOid(type, oids.data, "the enveloped type");
  const [aes, parameters] = members(algorithm, berTag.sequence, 2);
  requireOid(aes, oids.aes256Cbc, "the content's encryption");
  const iv = primitive(parameters, berTag.octetString);
  if (iv.length !== blockBytes) throw unsupported("an initialization vector of another length");
  const encryptedContent = chunks(content);
  if (encryptedContent.length === 0 || encryptedContent.length % blockBytes !== 0)
    throw unsupported("content that is not whole blocks");
  return { iv, encryptedContent };
}

/** [0] IMPLICIT OCTET STRING: in one piece, or as a row of OCTET STRINGs that are primitive themselves. */
function chunks(content: BerElement | undefined): Uint8Array {
  if (content?.tag === implicit0) return primitive(content, implicit0);
  if (content?.tag !== explicit0 || content.children === undefined) throw unsupported("no encrypted content");
  return Buffer.concat(content.children.map((chunk) => primitive(chunk, berTag.octetString)));
}

/** Of a constructed element with exactly so many. */
function members(element: BerElement | undefined, tag: number, count: number): readonly (BerElement | undefined)[] {
  if (element?.tag !== tag || element.children?.length !== count)
    throw unsupported(`no element 0x${tag.toString(16)} of ${count}`);
  return element.children;
}

function primitive(element: BerElement | undefined, tag: number): Uint8Array {
  if (element?.tag !== tag || element.content === undefined) throw unsupported(`no element 0x${tag.toString(16)}`);
  return element.content;
}

function requireVersion(element: BerElement | undefined, version: number): void {
  const content = primitive(element, berTag.integer);
  if (content.length !== 1 || content[0] !== version) throw unsupported(`another version than ${version}`);
}

function requireOid(element: BerElement | undefined, oid: string, what: string): void {
  if (Buffer.from(primitive(element, berTag.oid)).toString("hex") !== oid) throw unsupported(what);
}

const unsupported = (what: string) => new KmsError("CMS_UNSUPPORTED", what);
