// The one form that nearly all requests have: a POST whose content has a length, and nothing that changes how the connection goes on.
// It is a part of HTTP/1.1 (RFC 9112) in which no two readers differ. What is not of it is not refused here but left to a whole HTTP server.
import { readFields, readLength } from "./fields.ts";

export type PlainRequest = {
  /** As it stands in the first line: begins with a slash, printable ASCII. */
  readonly target: string;
  readonly host: string;
  readonly contentLength: number;
  readonly contentType: string | undefined;
  readonly contentEncoding: string | undefined;
  readonly acceptSignature: string | undefined;
};

const requestLine = /POST (\/[!-~]*) HTTP\/1\.1\r\n/y;

/**
 * Reads a request's head.
 *
 * @param head Latin-1, with the CRLF of its last field and without the empty line.
 * @returns `undefined` when it is not of the plain form: another method, `Transfer-Encoding`, `Upgrade`, `Expect`, a `Connection` other than `keep-alive`,
 * no `Host` or `Content-Length`, a field that counts here given twice, anything malformed.
 */
export function readPlainRequest(head: string, fieldsMax: number): PlainRequest | undefined {
  requestLine.lastIndex = 0;
  const line = requestLine.exec(head);
  const fields = line === null ? undefined : readFields(head, line[0].length, fieldsMax);
  if (fields === undefined) return undefined;

  let host: string | undefined;
  let length: string | undefined;
  let contentType: string | undefined;
  let contentEncoding: string | undefined;
  let acceptSignature: string | undefined;
  for (let at = 0; at < fields.length; at += 2) {
    const value = fields[at + 1]!;
    switch (fields[at]) {
      case "host":
        if (host !== undefined) return undefined;
        host = value;
        break;
      case "content-length":
        if (length !== undefined) return undefined;
        length = value;
        break;
      case "content-type":
        if (contentType !== undefined) return undefined;
        contentType = value;
        break;
      case "content-encoding":
        if (contentEncoding !== undefined) return undefined;
        contentEncoding = value;
        break;
      case "accept-signature":
        if (acceptSignature !== undefined) return undefined;
        acceptSignature = value;
        break;
      case "connection":
        if (value !== "keep-alive" && value.toLowerCase() !== "keep-alive") return undefined;
        break;
      case "transfer-encoding":
      case "upgrade":
      case "expect":
      case "trailer":
        return undefined;
    }
  }
  const contentLength = length === undefined ? undefined : readLength(length);
  if (host === undefined || contentLength === undefined) return undefined;
  return { target: line![1]!, host, contentLength, contentType, contentEncoding, acceptSignature };
}
