// Why the store did not do what it was asked. What it may have done all the same is for the caller to read back.

export const storeErrorTable = {
  STORE_UNREACHABLE: "no connection to the store",
  STORE_LOST: "the store went away, or took too long, before it answered: it may have carried the request out",
  STORE_REFUSED: "the store answered with a status that is no success",
  STORE_ANSWER_INVALID: "the store's answer is none of those that docs/protocol/store.md has",
} as const;

export type StoreErrorCode = keyof typeof storeErrorTable;

/** Match on `code`. */
export class StoreError extends Error {
  readonly code: StoreErrorCode;
  override readonly name = "StoreError";

  constructor(code: StoreErrorCode, detail?: string, options?: { cause?: unknown }) {
    super(detail === undefined ? storeErrorTable[code] : `${storeErrorTable[code]}: ${detail}`, options);
    this.code = code;
  }
}
