// Why an enclave does not start. Each is final: nothing is retried or worked around but the certificate authority, which P may delay anyway.

export const bootErrorTable = {
  CONFIG_UNAVAILABLE: "the parent serves no configuration",
  CONFIG_TOO_LARGE: "the configuration is too large",
  CONFIG_NOT_JSON: "the configuration is not strict JSON",
  CONFIG_INVALID: "the configuration breaks its schema",
  CONFIG_WRONG_ROLE: "the configuration is for another role",
  NSM_UNSUPPORTED: "this kind of NSM is not available",
  NSM_FAILED: "the NSM refused a request",
  PCR_NOT_FRESH: "a PCR of the application was extended or locked before boot",
  PCR_MISMATCH: "a PCR read back is not what was extended",
  PCR_NOT_LOCKED: "a PCR is not locked",
  CERTIFICATE_UNAVAILABLE: "the certificate authority gave no certificate",
  CERTIFICATE_INVALID: "the certificate is not for the key and names of this enclave",
  PROCESS_INSPECTABLE: "the process was started with a flag that opens its memory",
  SEALING_UNAVAILABLE: "nothing on this machine gives a sealing key",
  DATA_KEY_MISSING: "the log names a key store, and the gateway has no data key to open it with",
  DATA_KEY_MALFORMED: "the data key that the gateway kept is not of this version",
  DATA_KEY_UNVOUCHED:
    "no signer of this image or its predecessors vouches for the data key that the gateway kept, for this group and this key of KMS",
  DATA_KEY_NOT_KEPT: "the gateway did not keep the data key that was given to it",
  CUSTODY_REFUSED: "the key of KMS is not in the custody of its template, so no new data key is wrapped with it",
  SEALED_BYTES_TRUNCATED: "sealed bytes are cut, empty or too long",
  SEALED_BYTES_UNKNOWN: "these are not sealed bytes of this version",
  SEALED_BYTES_OF_ANOTHER_KEY:
    "sealed under another key: by another program, another configuration or on another machine",
  SEALED_BYTES_OF_ANOTHER_LABEL: "sealed for another purpose",
  SEALED_BYTES_ALTERED: "sealed bytes are not what was sealed",
  KEY_STORE_MISSING: "the log names a key store, and the gateway has none",
  KEY_STORE_ROLLED_BACK: "the key store is not the one that the log names: an earlier one, or another signer's",
  KEY_STORE_OF_ANOTHER_CONFIGURATION:
    "the key store was sealed by another program or configuration, or with another data key than the gateway shows: start that one, export the keys, and import them here",
  KEY_STORE_MALFORMED: "the key store opened, and is not of this version",
  OPERATOR_RECORDS_ROLLED_BACK: "the newest of the operators' decisions is missing from what the gateway kept",
  OPERATOR_RECORDS_INVALID: "what was kept is not a decision of these operators, or not the next one",
  SIGNING_UNAVAILABLE: "what was signed and kept before can't be read, or is not to be believed",
  ARGUMENTS_INVALID: "the arguments are not valid",
} as const;

export type BootErrorCode = keyof typeof bootErrorTable;

/** Match on `code`. The message may name members of the configuration; it never holds key material. */
export class BootError extends Error {
  readonly code: BootErrorCode;
  override readonly name = "BootError";

  constructor(code: BootErrorCode, detail?: string, options?: { cause?: unknown }) {
    super(detail === undefined ? bootErrorTable[code] : `${bootErrorTable[code]}: ${detail}`, options);
    this.code = code;
  }
}
