// Why JSON text, or a value to be written as JSON, was refused.

/** The closed set of reasons. Match on these, never on the message. */
export type JsonErrorCode =
  /** Not the grammar of RFC 8259, a byte order mark, or bytes behind the value. */
  | "JSON_SYNTAX"
  /** One object names a member twice (RFC 7493, section 2.3): two readers could see two different requests. */
  | "JSON_DUPLICATE_MEMBER"
  /** Half of a surrogate pair (RFC 7493, section 2.1), raw or as an escape. */
  | "JSON_LONE_SURROGATE"
  | "JSON_TOO_DEEP"
  | "JSON_TOO_LARGE"
  /** Beyond ±(2^53 - 1) or not finite (RFC 7493, section 2.2): it would not survive as a double. */
  | "JSON_NUMBER_UNSAFE"
  | "JSON_UTF8"
  /** A value that JSON has no text for (`undefined`, a bigint, NaN). Only from writing. */
  | "JSON_NOT_JSON";

/**
 * JSON that was refused.
 *
 * The message says what would be right and where, and never quotes the text: it may go to a client, the text may be another party's.
 * `position` is an offset in what was given: UTF-16 code units of a string; for bytes that were decoded, of the decoded text; for
 * `sliceTopLevel`, bytes. It is `undefined` where no single place is at fault.
 */
export class JsonError extends Error {
  readonly code: JsonErrorCode;
  readonly position: number | undefined;
  override readonly name = "JsonError";

  constructor(code: JsonErrorCode, message: string, position?: number) {
    super(position === undefined ? message : `${message}, at position ${position}`);
    this.code = code;
    this.position = position;
  }
}
