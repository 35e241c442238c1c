// What an image can't be built of. Match on `code`.

export type ImageErrorCode =
  /** An input was fetched or found with other bytes than the pinned ones. */
  | "INPUT_MISMATCH"
  /** An input is not to be had at any of its addresses. */
  | "INPUT_UNAVAILABLE"
  /** A compiler, linker or make is missing, or ended with an error. */
  | "TOOL_FAILED"
  /** A bundle would hold a file that the role's image must not have. */
  | "BUNDLE_FOREIGN"
  /** Bytes that are no enclave image file. */
  | "EIF_MALFORMED"
  /** The key or the certificate can't sign an image. */
  | "SIGNING_KEY_INVALID";

export class ImageError extends Error {
  readonly code: ImageErrorCode;
  override readonly name = "ImageError";

  constructor(code: ImageErrorCode, message: string, options?: { cause?: unknown }) {
    super(message, options);
    this.code = code;
  }
}
