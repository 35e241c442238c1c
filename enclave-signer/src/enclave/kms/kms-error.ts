// What may go wrong between the enclave and KMS.

export const kmsErrorTable = {
  KMS_UNAVAILABLE: "KMS gave no answer",
  KMS_REFUSED:
    "KMS refused: the key's policy does not let this program with this configuration, or these credentials, use the key so",
  KMS_CIPHERTEXT_REFUSED: "KMS can't decrypt it: wrapped by another key, for another group or purpose, or altered",
  KMS_ANSWER_INVALID: "KMS's answer is not one to this request",
  KMS_WRONG_KEY: "KMS answered for another key than the configured one",
  CMS_MALFORMED: "CiphertextForRecipient is not CMS EnvelopedData in BER, or beyond its bounds",
  CMS_UNSUPPORTED: "CiphertextForRecipient is enveloped in another way than KMS does it",
  /** One code, whatever of the decryption failed: which step it was is nobody's business. */
  CMS_DECRYPTION_FAILED: "CiphertextForRecipient does not decrypt with this request's key",
} as const;

export type KmsErrorCode = keyof typeof kmsErrorTable;

/** Match on `code`. `detail` is the name of KMS's own error, never its text. */
export class KmsError extends Error {
  readonly code: KmsErrorCode;
  override readonly name = "KmsError";

  constructor(code: KmsErrorCode, detail?: string, options?: { cause?: unknown }) {
    super(detail === undefined ? kmsErrorTable[code] : `${kmsErrorTable[code]}: ${detail}`, options);
    this.code = code;
  }
}
