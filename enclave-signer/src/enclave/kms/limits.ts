// Every bound on what KMS answers, and on what the parent keeps of it.

export type KmsLimits = {
  /** One `CiphertextForRecipient`: 4,096 bytes of plaintext, padding, a wrapped key and the structure around. */
  readonly envelopeBytesMax: number;
  /** BER elements of it, end-of-contents not counted. KMS's have some 30; each chunk of content is one more. */
  readonly envelopeElementsMax: number;
  readonly envelopeDepthMax: number;
  /** `CiphertextBlob` (API reference, Decrypt). */
  readonly ciphertextBytesMax: number;
  /** A kept data key with the document that vouches for it, JSON. */
  readonly dataKeyRecordBytesMax: number;
  /** A key policy (API reference, GetKeyPolicy). */
  readonly policyBytesMax: number;
  /** Pages of ListGrants that are read; a key with more than so many has more than enough. */
  readonly grantPagesMax: number;
  /** Between two looks at the key's custody. */
  readonly custodyIntervalMs: number;
};

export const kmsLimits: KmsLimits = {
  envelopeBytesMax: 16_384,
  envelopeElementsMax: 128,
  envelopeDepthMax: 12,
  ciphertextBytesMax: 6_144,
  dataKeyRecordBytesMax: 49_152,
  policyBytesMax: 131_072,
  grantPagesMax: 8,
  custodyIntervalMs: 86_400_000,
};
