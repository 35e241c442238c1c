// Strict JSON: RFC 8259, and of I-JSON (RFC 7493) unique names, no lone surrogates, numbers that survive as doubles.
// One pass over the text. It is the first thing that a stranger's bytes meet in the enclave, and stands on the path of every request.
import { JsonError } from "./json-error.ts";
import type { JsonLimits, JsonValue } from "./json-value.ts";
import { decodeUtf8, exceedsUtf8Bytes } from "./utf8.ts";

type Cursor = { readonly text: string; readonly depthMax: number; at: number };

/**
 * Reads JSON text.
 *
 * Noncharacters (U+FFFF and its like) pass: they are well-formed Unicode, and real tokens have them in their names.
 * Strings may share memory with `source`: copy one that outlives the request.
 *
 * @param source UTF-8 bytes, or text.
 * @throws {JsonError} See {@link JsonError.code}; nothing partial is returned.
 *
 * @example
 * parseJson('{"method":"eth_chainId"}', { depthMax: 8, bytesMax: 1024 }); // { method: "eth_chainId" }
 * parseJson('{"a":1,"\\u0061":2}', { depthMax: 8, bytesMax: 1024 });      // throws JSON_DUPLICATE_MEMBER
 */
export function parseJson(source: Uint8Array | string, limits: JsonLimits): JsonValue {
  const text = typeof source === "string" ? boundedText(source, limits) : boundedBytes(source, limits);
  const cursor: Cursor = { text, depthMax: limits.depthMax, at: 0 };

  skipSpace(cursor);
  const value = readValue(cursor, 0);
  skipSpace(cursor);
  if (cursor.at !== text.length) throw syntax(cursor, "nothing may follow the value");
  return value;
}

function boundedBytes(bytes: Uint8Array, limits: JsonLimits): string {
  if (bytes.length > limits.bytesMax) throw tooLarge(limits);
  return decodeUtf8(bytes);
}

function boundedText(text: string, limits: JsonLimits): string {
  if (exceedsUtf8Bytes(text, limits.bytesMax)) throw tooLarge(limits);
  if (!text.isWellFormed())
    throw new JsonError("JSON_LONE_SURROGATE", "surrogates come in pairs", text.search(/\p{Surrogate}/u));
  return text;
}

const tooLarge = (limits: JsonLimits) => new JsonError("JSON_TOO_LARGE", `at most ${limits.bytesMax} bytes are read`);

const syntax = (cursor: Cursor, expected: string) => new JsonError("JSON_SYNTAX", expected, cursor.at);

function skipSpace(cursor: Cursor): void {
  const { text } = cursor;
  let at = cursor.at;
  for (let unit = text.charCodeAt(at); unit === 0x20 || unit === 0x0a || unit === 0x0d || unit === 0x09; )
    unit = text.charCodeAt(++at);
  cursor.at = at;
}

function readValue(cursor: Cursor, depth: number): JsonValue {
  const unit = cursor.text.charCodeAt(cursor.at);
  if (unit === 0x22) return readString(cursor);
  if (unit === 0x7b) return readObject(cursor, depth + 1);
  if (unit === 0x5b) return readArray(cursor, depth + 1);
  if (unit === 0x2d || (unit >= 0x30 && unit <= 0x39)) return readNumber(cursor);
  if (unit === 0x74) return readLiteral(cursor, "true", true);
  if (unit === 0x66) return readLiteral(cursor, "false", false);
  if (unit === 0x6e) return readLiteral(cursor, "null", null);
  throw syntax(cursor, "expected a value");
}

function readLiteral<T>(cursor: Cursor, spelling: string, value: T): T {
  if (!cursor.text.startsWith(spelling, cursor.at)) throw syntax(cursor, `expected ${spelling}`);
  cursor.at += spelling.length;
  return value;
}

function enter(cursor: Cursor, depth: number): void {
  if (depth > cursor.depthMax)
    throw new JsonError("JSON_TOO_DEEP", `at most ${cursor.depthMax} nested arrays and objects are read`, cursor.at);
  cursor.at++;
  skipSpace(cursor);
}

function readArray(cursor: Cursor, depth: number): JsonValue[] {
  enter(cursor, depth);
  const elements: JsonValue[] = [];
  if (cursor.text.charCodeAt(cursor.at) === 0x5d) {
    cursor.at++;
    return elements;
  }
  for (;;) {
    elements.push(readValue(cursor, depth));
    skipSpace(cursor);
    const unit = cursor.text.charCodeAt(cursor.at);
    if (unit !== 0x2c && unit !== 0x5d) throw syntax(cursor, "expected ',' or ']'");
    cursor.at++;
    if (unit === 0x5d) return elements;
    skipSpace(cursor);
  }
}

function readObject(cursor: Cursor, depth: number): { [name: string]: JsonValue } {
  enter(cursor, depth);
  const members: { [name: string]: JsonValue } = {};
  if (cursor.text.charCodeAt(cursor.at) === 0x7d) {
    cursor.at++;
    return members;
  }
  for (;;) {
    const nameAt = cursor.at;
    if (cursor.text.charCodeAt(nameAt) !== 0x22) throw syntax(cursor, "expected a member's name in quotes");
    const name = readString(cursor);
    if (Object.hasOwn(members, name))
      throw new JsonError("JSON_DUPLICATE_MEMBER", "the names of an object's members must be unique", nameAt);

    skipSpace(cursor);
    if (cursor.text.charCodeAt(cursor.at) !== 0x3a) throw syntax(cursor, "expected ':'");
    cursor.at++;
    skipSpace(cursor);
    setMember(members, name, readValue(cursor, depth));

    skipSpace(cursor);
    const unit = cursor.text.charCodeAt(cursor.at);
    if (unit !== 0x2c && unit !== 0x7d) throw syntax(cursor, "expected ',' or '}'");
    cursor.at++;
    if (unit === 0x7d) return members;
    skipSpace(cursor);
  }
}

function setMember(members: { [name: string]: JsonValue }, name: string, value: JsonValue): void {
  // Assignment would call the setter that every plain object inherits, and change the prototype.
  if (name === "__proto__")
    Object.defineProperty(members, name, { value, enumerable: true, configurable: true, writable: true });
  else members[name] = value;
}

function readString(cursor: Cursor): string {
  const { text } = cursor;
  const start = cursor.at + 1;
  for (let at = start; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    if (unit === 0x22) {
      cursor.at = at + 1;
      return text.slice(start, at);
    }
    if (unit === 0x5c) {
      cursor.at = at;
      return readEscapedString(cursor, text.slice(start, at));
    }
    if (unit < 0x20) {
      cursor.at = at;
      throw syntax(cursor, "control characters in a string must be escaped");
    }
  }
  cursor.at = text.length;
  throw syntax(cursor, "expected the closing quote of a string");
}

/** The rest of a string from its first escape on; `cursor` stands on the backslash. */
function readEscapedString(cursor: Cursor, before: string): string {
  const { text } = cursor;
  let value = before;
  let start = cursor.at;
  while (cursor.at < text.length) {
    const unit = text.charCodeAt(cursor.at);
    if (unit === 0x22) {
      value += text.slice(start, cursor.at++);
      return value;
    }
    if (unit === 0x5c) {
      value += text.slice(start, cursor.at) + readEscape(cursor);
      start = cursor.at;
      continue;
    }
    if (unit < 0x20) throw syntax(cursor, "control characters in a string must be escaped");
    cursor.at++;
  }
  throw syntax(cursor, "expected the closing quote of a string");
}

const shortEscapes: ReadonlyMap<number, string> = new Map([
  [0x22, '"'],
  [0x5c, "\\"],
  [0x2f, "/"],
  [0x62, "\b"],
  [0x66, "\f"],
  [0x6e, "\n"],
  [0x72, "\r"],
  [0x74, "\t"],
]);

function readEscape(cursor: Cursor): string {
  const escapeAt = cursor.at;
  const kind = cursor.text.charCodeAt(escapeAt + 1);
  const short = shortEscapes.get(kind);
  if (short !== undefined) {
    cursor.at += 2;
    return short;
  }

  const unit = readUnicodeEscape(cursor);
  if (unit < 0xd800 || unit > 0xdfff) return String.fromCharCode(unit);
  const paired = unit < 0xdc00 && cursor.text.startsWith("\\u", cursor.at);
  const low = paired ? readUnicodeEscape(cursor) : 0;
  if (low < 0xdc00 || low > 0xdfff)
    throw new JsonError("JSON_LONE_SURROGATE", "an escaped surrogate needs its other half behind it", escapeAt);
  return String.fromCharCode(unit, low);
}

function readUnicodeEscape(cursor: Cursor): number {
  const { text, at } = cursor;
  if (text.charCodeAt(at + 1) !== 0x75) throw syntax(cursor, 'expected one of " \\ / b f n r t u behind the backslash');
  let unit = 0;
  for (let digit = at + 2; digit < at + 6; digit++) {
    const value = hexDigit(text.charCodeAt(digit));
    if (value < 0) throw syntax(cursor, "expected four hexadecimal digits behind \\u");
    unit = unit * 16 + value;
  }
  cursor.at = at + 6;
  return unit;
}

function hexDigit(unit: number): number {
  if (unit >= 0x30 && unit <= 0x39) return unit - 0x30;
  const lower = unit | 0x20;
  return lower >= 0x61 && lower <= 0x66 ? lower - 0x57 : -1;
}

function readNumber(cursor: Cursor): number {
  const { text } = cursor;
  const start = cursor.at;
  if (text.charCodeAt(start) === 0x2d) cursor.at++;
  if (text.charCodeAt(cursor.at) === 0x30) cursor.at++;
  else skipDigits(cursor);
  if (text.charCodeAt(cursor.at) === 0x2e) {
    cursor.at++;
    skipDigits(cursor);
  }
  if ((text.charCodeAt(cursor.at) | 0x20) === 0x65) {
    cursor.at++;
    const sign = text.charCodeAt(cursor.at);
    if (sign === 0x2b || sign === 0x2d) cursor.at++;
    skipDigits(cursor);
  }

  const value = Number(text.slice(start, cursor.at));
  // Every double beyond this bound is an integer that has neighbours it cannot be told from, however it was spelt.
  if (value > Number.MAX_SAFE_INTEGER || value < Number.MIN_SAFE_INTEGER)
    throw new JsonError(
      "JSON_NUMBER_UNSAFE",
      "numbers must lie within ±(2^53 - 1); write larger ones as strings",
      start,
    );
  return value;
}

function skipDigits(cursor: Cursor): void {
  const { text } = cursor;
  const start = cursor.at;
  let at = start;
  for (let unit = text.charCodeAt(at); unit >= 0x30 && unit <= 0x39; ) unit = text.charCodeAt(++at);
  cursor.at = at;
  if (at === start) throw syntax(cursor, "expected a digit");
}
