// Every bound of the document verification. Sizes in bytes, inclusive; AWS's are from attestation_process.md, section 3.2.2.2.

export const attestationLimits = {
  /** COSE payload: AWS allows 1 to 2^14. */
  payloadBytesMax: 16_384,
  /** Around the payload: tag, array, headers, lengths, signature. */
  envelopeBytesMax: 128,
  documentBytesMax: 16_384 + 128,
  /** Deepest in a document: map, cabundle, certificate. One more, so that the type is what is refused, not the depth. */
  cborDepthMax: 4,
  /** Data items of one document, map keys included. A full one (32 PCRs, 8 certificates) has 92. */
  cborItemsMax: 128,

  moduleIdBytesMax: 128,
  pcrsMax: 32,
  pcrIndexMax: 31,
  /** Each, DER. */
  certificateBytesMax: 1024,
  /** AWS states no bound and sends 4. */
  cabundleCertificatesMax: 8,
  publicKeyBytesMax: 1024,
  /** The prose says 512, the CDDL 1024, and genuine documents exceed 512 (aws-nitro-enclaves-nsm-api#52). */
  userDataBytesMax: 1024,
  nonceBytesMax: 1024,

  /** Nested DER elements of a certificate. Genuine ones have 9. */
  derDepthMax: 16,
  /** DER elements of a certificate. Genuine ones have 90. */
  derElementsMax: 512,
  /** RFC 5280, section 4.1.2.2. AWS fills all 20 and puts a sign byte in front of some, so the sign byte does not count. */
  serialBytesMax: 20,
  extensionsMax: 16,

  /** What an enclave of ours puts into `user_data`: AWS's prose, the smaller of its two bounds. */
  ownUserDataBytesMax: 512,
  originBytesMax: 255,
  /** Canonical JSON that is measured into PCR16: 256 KiB. */
  configurationBytesMax: 262_144,
  /** How far a document's clock may be ahead of the verifier's, where the verifier says nothing else. */
  futureSkewSecondsDefault: 60,
} as const;

export type AttestationLimits = typeof attestationLimits;

const { payloadBytesMax, envelopeBytesMax, documentBytesMax, cborItemsMax, pcrsMax, cabundleCertificatesMax } =
  attestationLimits;
const fullDocumentItems = 1 + 9 * 2 + 2 * pcrsMax + cabundleCertificatesMax;
if (documentBytesMax !== payloadBytesMax + envelopeBytesMax || cborItemsMax < fullDocumentItems)
  throw new RangeError("attestation limits contradict each other");
