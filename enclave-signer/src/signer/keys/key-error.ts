// Why a key could not be read, derived or kept, in one table. Messages reach operators: no secret, no password, no text of a keystore.

export const keyErrorTable = {
  KEYSTORE_NOT_JSON: "the keystore is not strict JSON",
  KEYSTORE_UNSUPPORTED: "the keystore is neither EIP-2335, version 4, nor Web3 Secret Storage, version 3",
  KEYSTORE_TOO_COSTLY: "the keystore's key derivation asks for more memory or time than is given",
  KEYSTORE_PASSWORD_WRONG: "the checksum does not match: wrong password, or a damaged keystore",
  KEYSTORE_PUBKEY_MISMATCH: "the keystore names another public key than its secret has",
  SECRET_INVALID: "the secret is no scalar of the curve",
  DERIVATION_PATH_INVALID: "a path is m/12381/3600/i/0/0, without apostrophes",
  SEED_INVALID: "a seed has 32 to 256 bytes",
  GROUP_INVALID: "a group is a lower-case name of at most 32 characters",
  PASSWORD_INVALID: "a password has at most 1024 bytes",
  TOO_MANY_AT_ONCE: "too many keys in one request",
  KEYS_FULL: "the configured number of keys is reached",
  KEY_NOT_HERE: "no such key",
  KEY_STORE_NOT_WRITTEN: "the sealed key store could not be written: what was asked for is not done",
  KEY_STORE_IN_DOUBT: "the log did not say whether it took the key store: look at the list after the next start",
  KEY_STORE_CHANGED_ELSEWHERE: "another boot of this signer changed the key store: reload first",
} as const;

export type KeyErrorCode = keyof typeof keyErrorTable;

/** Match on `code`. */
export class KeyError extends Error {
  readonly code: KeyErrorCode;
  override readonly name = "KeyError";

  constructor(code: KeyErrorCode, detail?: string, options?: { cause?: unknown }) {
    super(detail === undefined ? keyErrorTable[code] : `${keyErrorTable[code]}: ${detail}`, options);
    this.code = code;
  }
}
