// Why a document, or something inside it, was refused: one closed table. Match on the code, never on the text.

/** Code to the sentence that explains it. A report adds what was required and what was seen. */
export const refusalTable = {
  // Encoding.
  DOCUMENT_SIZE: "the document is empty or too large",
  CBOR_TRUNCATED: "the CBOR ends in the middle of an item",
  CBOR_TRAILING_BYTES: "bytes follow the CBOR item",
  CBOR_MALFORMED: "the CBOR is not well-formed",
  CBOR_NOT_MINIMAL: "a CBOR integer or length is not in its shortest form",
  CBOR_INDEFINITE: "a CBOR item of indefinite length where none is allowed",
  CBOR_DUPLICATE_KEY: "a CBOR map has one key twice",
  CBOR_TOO_DEEP: "the CBOR is nested too deeply",
  CBOR_TOO_MANY_ITEMS: "the CBOR has, or claims, too many items",
  CBOR_TYPE_FORBIDDEN:
    "a CBOR type that has no place here (float, tag, simple value, key that is neither text nor integer)",
  CBOR_INTEGER_TOO_LARGE: "a CBOR integer is beyond 2^53 - 1",
  DER_MALFORMED: "the certificate is not strict DER",
  // COSE_Sign1.
  COSE_MALFORMED: "not a COSE_Sign1 structure",
  COSE_TAG: "a CBOR tag other than 18",
  DOCUMENT_UNSIGNED: "nobody signed the document: where its signature belongs there are zeros or nothing",
  COSE_ALGORITHM: "the protected header is not exactly {1: -35} (ES384)",
  COSE_UNPROTECTED: "the unprotected header is not empty",
  COSE_SIGNATURE_FORMAT: "the signature is not 96 bytes with r and s in 1..n-1",
  DOCUMENT_SIGNATURE: "the signature does not verify with the certificate's key",
  // Fields.
  PAYLOAD_SIZE: "the payload is empty or too large",
  PAYLOAD_NOT_A_MAP: "the payload is not a CBOR map",
  FIELD_MISSING: "a mandatory field is absent",
  FIELD_UNKNOWN: "a field that attestation documents of enclaves don't have",
  FIELD_TYPE: "a field has another CBOR type",
  NITROTPM: "a NitroTPM document of a virtual machine, not one of an enclave",
  MODULE_ID: "module_id is empty, too long, or not printable ASCII",
  DIGEST: "digest is not SHA384",
  TIMESTAMP: "timestamp is not a positive integer",
  PCR_COUNT: "pcrs has no entry or too many",
  PCR_INDEX: "a PCR index is not an integer in 0..31",
  PCR_LENGTH: "a PCR is not 48 bytes",
  PCR_MISSING: "PCR0, PCR1 or PCR2 is absent",
  CERTIFICATE_SIZE: "a certificate is not 1 to 1024 bytes",
  CABUNDLE_COUNT: "cabundle has no certificate or too many",
  PUBLIC_KEY_SIZE: "public_key is too large",
  USER_DATA_SIZE: "user_data is too large",
  NONCE_SIZE: "nonce is too large",
  // Certificates.
  CERTIFICATE_MALFORMED: "a certificate is not of the X.509 structure",
  CERTIFICATE_VERSION: "a certificate is not version 3",
  CERTIFICATE_ALGORITHM: "a certificate is not signed with ecdsa-with-SHA384",
  CERTIFICATE_KEY: "a certificate's key is not an uncompressed point on secp384r1",
  CERTIFICATE_TIME: "a certificate names a time that does not exist or is not written as RFC 5280 says",
  CERTIFICATE_EXTENSION: "an extension occurs twice, is malformed, or restricts in a way that is not understood",
  CERTIFICATE_SIGNATURE_FORMAT: "a certificate's signature is not strict DER with r and s in 1..n-1",
  ROOT_NOT_ACCEPTED: "the chain does not begin at an accepted root",
  CERTIFICATE_ISSUER: "a certificate names another issuer than the one before it in the chain",
  CERTIFICATE_NOT_YET_VALID: "a certificate is not valid yet",
  CERTIFICATE_EXPIRED: "a certificate is no longer valid",
  CERTIFICATE_NOT_CA: "a certificate of the chain is no certificate authority",
  CERTIFICATE_PATH_LENGTH: "a certificate authority has more below it than it may",
  CERTIFICATE_KEY_USAGE: "a certificate authority's key usage lacks keyCertSign",
  LEAF_IS_CA: "the document's certificate is a certificate authority",
  LEAF_KEY_USAGE: "the document's certificate may not sign documents (digitalSignature)",
  CERTIFICATE_SIGNATURE: "a certificate's signature does not verify with the key before it in the chain",
  // Policy: what the verifier asked for.
  FROM_THE_FUTURE: "the document is dated after the time of checking",
  TOO_OLD: "the document is older than the verifier takes",
  DEBUG_MODE: "the enclave runs in debug mode: PCR0, PCR1 and PCR2 are zero",
  PCR_ZERO: "PCR0, PCR1 or PCR2 is zero, but not all of them",
  MEASUREMENT_MISMATCH: "PCR0, PCR1, PCR2 (and PCR8) are none of the expected measurements",
  NOTHING_EXPECTED: "the verifier asked for a comparison and gave nothing to compare with",
  PCR_MISMATCH: "a PCR is absent or differs from what is expected",
  PCR16_NOT_LOCKED: "PCR16 is not locked, so no configuration is measured",
  CONFIGURATION_MISMATCH: "PCR16 is not the measurement of the configuration that is shown",
  CONFIGURATION_INVALID: "the configuration that is shown is too large, or not well-formed text",
  NONCE_MISMATCH: "the document does not hold the expected nonce",
  NONCE_SIGNATURE: "the signature for the nonce is not by the document's response key",
  USER_DATA_MALFORMED: "user_data is not the deterministic CBOR of an Inkan enclave",
  PURPOSE_MISMATCH: "the document was made for another purpose",
  ORIGIN_MISMATCH: "the document names another origin",
  KEY_MISMATCH: "a key that is shown is not one of those that the document vouches for",
  // The report itself.
  NOT_CHECKED: "could not be checked, because a check that it needs failed",
  INTERNAL: "the verifier itself failed here",
} as const satisfies Record<string, string>;

/** The closed union of reasons. */
export type RefusalCode = keyof typeof refusalTable;

/**
 * What the strict decoders throw. {@link verifyDocument} turns it into an entry of its report and throws nothing.
 * The message says what was seen in sizes, numbers and names; it never quotes more than a few bytes of the input.
 */
export class AttestationError extends Error {
  readonly code: RefusalCode;
  override readonly name = "AttestationError";

  constructor(code: RefusalCode, seen?: string) {
    super(seen ?? refusalTable[code]);
    this.code = code;
  }
}
