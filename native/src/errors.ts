// Our own refusals. What the system refuses keeps its errno's name as `code`, as in Node's own errors.

export type NativeCode =
  /** There is no compiled add-on, or it is not for this Node. */
  | "NATIVE_UNAVAILABLE"
  /** Nobody called `permitVsock` in this process. */
  | "VSOCK_NOT_PERMITTED"
  /** `INKAN_VSOCK=forbidden` stands in the environment. */
  | "VSOCK_FORBIDDEN";

/** Match on `code`. */
export class NativeError extends Error {
  readonly code: NativeCode;
  override readonly name = "NativeError";

  constructor(code: NativeCode, message: string, options?: { cause?: unknown }) {
    super(message, options);
    this.code = code;
  }
}
