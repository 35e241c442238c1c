// Header fields of HTTP/1.1 (RFC 9112, section 5), read strictly: what two readers could understand differently is not understood here.

/** Lower-case names and values in turn, in the order in which they came. */
export type Fields = readonly string[];

/** A name is a token, a value has neither controls nor line ends; a folded line (obs-fold), a space before the colon and a bare CR or LF don't match. */
const fieldLine = /([!#$%&'*+.^_`|~0-9A-Za-z-]+):[ \t]*([\t\x20-\x7e\x80-\xff]*)\r\n/y;

/**
 * Reads field lines up to the end of `text`, where each is closed by CRLF.
 *
 * @param text A head in Latin-1, without its empty line.
 * @returns `undefined`: malformed, or more than `fieldsMax`.
 *
 * @example
 * readFields("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n", 17, 64); // ["content-length", "2"]
 */
export function readFields(text: string, from: number, fieldsMax: number): Fields | undefined {
  const fields: string[] = [];
  for (let at = from; at < text.length; at = fieldLine.lastIndex) {
    fieldLine.lastIndex = at;
    const line = fieldLine.exec(text);
    if (line === null || fields.length >= 2 * fieldsMax) return undefined;
    fields.push(line[1]!.toLowerCase(), withoutTrailingSpace(line[2]!));
  }
  return fields;
}

function withoutTrailingSpace(value: string): string {
  const last = value.charCodeAt(value.length - 1);
  return last === 0x20 || last === 0x09 ? value.trimEnd() : value;
}

/** `Content-Length`: digits alone. A list of equal numbers is allowed by RFC 9112 section 6.3, and refused here. */
export function readLength(value: string): number | undefined {
  return /^\d{1,15}$/.test(value) ? Number(value) : undefined;
}

/** Whether a list of tokens (`Connection`) has one. */
export const hasToken = (list: string, token: string): boolean =>
  list === token ||
  list
    .toLowerCase()
    .split(",")
    .some((one) => one.trim() === token);
