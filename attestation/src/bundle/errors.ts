// Why a bundle of evidence was not taken, or not made: one closed set. What its parts are refused for has codes of their own.

export const bundleRefusalTable = {
  BUNDLE_TOO_LARGE: "the bundle is larger than a verifier takes",
  BUNDLE_MALFORMED: "the bundle does not have exactly the members of its version, of their types",
  BUNDLE_NOT_CANONICAL: "the bundle is not written in the one canonical encoding of what it holds",
  BLOCK_MISMATCH: "the bundle's block is not the one that is trusted",
  TIMES_APART: "document and block were made too far apart to speak of one time",
  NOTHING_TO_COLLECT: "the verification saw no document, nonce or key that a bundle could hold",
} as const;

export type BundleRefusalCode = keyof typeof bundleRefusalTable;

export class BundleError extends Error {
  readonly code: BundleRefusalCode;
  override readonly name = "BundleError";

  constructor(code: BundleRefusalCode, detail?: string, options?: { cause?: unknown }) {
    super(detail === undefined ? bundleRefusalTable[code] : `${bundleRefusalTable[code]}: ${detail}`, options);
    this.code = code;
  }
}
