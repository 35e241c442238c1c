// Takes the members out of a large JSON object without reading what is in them: an upstream's answer may have megabytes, and the relay
// passes the bytes of its `result` on as they are. Nothing is built but a map of views; the check is one loop over the bytes.
import { JsonError } from "./json-error.ts";
import type { JsonLimits } from "./json-value.ts";
import { decodeUtf8 } from "./utf8.ts";

/** What ends the plain run inside a string: quote, backslash, control characters, and bytes beyond ASCII. */
const endsPlainRun = Uint8Array.from({ length: 256 }, (_, byte) =>
  byte < 0x20 || byte === 0x22 || byte === 0x5c || byte >= 0x80 ? 1 : 0,
);

type Scan = { readonly bytes: Uint8Array; readonly depthMax: number; beyondAscii: boolean };

/**
 * The values of a JSON object's own members, as views of `bytes` without the white space around them.
 *
 * The whole text is held to RFC 8259: grammar at every depth, UTF-8, nesting, nothing before or behind. Names are unique at the top level.
 * What lies deeper is only carried, so its duplicate names, unpaired escapes and large numbers pass: give a value that you mean to
 * *use* to {@link parseJson}.
 *
 * @throws {JsonError} `JSON_SYNTAX` (also when the text is not an object), `JSON_DUPLICATE_MEMBER`, `JSON_LONE_SURROGATE` (in a top-level name),
 * `JSON_TOO_DEEP`, `JSON_TOO_LARGE`, `JSON_UTF8`. Positions are bytes.
 *
 * @example
 * sliceTopLevel(utf8('{"id":1,"result":{"a":[2]}}'), limits).get("result"); // the bytes of {"a":[2]}
 */
export function sliceTopLevel(bytes: Uint8Array, limits: JsonLimits): Map<string, Uint8Array> {
  if (bytes.length > limits.bytesMax)
    throw new JsonError("JSON_TOO_LARGE", `at most ${limits.bytesMax} bytes are read`);
  const scan: Scan = { bytes, depthMax: limits.depthMax, beyondAscii: false };
  const members = new Map<string, Uint8Array>();

  let at = afterSpace(bytes, 0);
  if (bytes[at] !== 0x7b) throw syntax("expected an object", at);
  if (limits.depthMax < 1) throw tooDeep(scan, at);
  at = afterSpace(bytes, at + 1);
  if (bytes[at] === 0x7d) at++;
  else at = sliceMembers(scan, at, members);

  at = afterSpace(bytes, at);
  if (at !== bytes.length) throw syntax("nothing may follow the object", at);
  // Only strings can hold such bytes by now, and most answers have none: one native pass, and only then.
  if (scan.beyondAscii) decodeUtf8(bytes);
  return members;
}

function sliceMembers(scan: Scan, first: number, members: Map<string, Uint8Array>): number {
  const { bytes } = scan;
  for (let at = first; ; ) {
    const nameEnd = afterName(scan, at);
    const name = decodeName(bytes.subarray(at + 1, nameEnd - 1), at);
    if (members.has(name))
      throw new JsonError("JSON_DUPLICATE_MEMBER", "the names of an object's members must be unique", at);

    const start = afterColon(bytes, nameEnd);
    const end = afterValue(scan, start);
    members.set(name, bytes.subarray(start, end));

    at = afterSpace(bytes, end);
    if (bytes[at] === 0x7d) return at + 1;
    if (bytes[at] !== 0x2c) throw syntax("expected ',' or '}'", at);
    at = afterSpace(bytes, at + 1);
  }
}

const syntax = (expected: string, at: number) => new JsonError("JSON_SYNTAX", expected, at);

const tooDeep = (scan: Scan, at: number) =>
  new JsonError("JSON_TOO_DEEP", `at most ${scan.depthMax} nested arrays and objects are read`, at);

/** Escapes are decoded: `"\u0072esult"` is `result`, and must not stand beside it unseen. */
function decodeName(raw: Uint8Array, at: number): string {
  const text = decodeUtf8(raw);
  if (!text.includes("\\")) return text;
  // The grammar was checked byte by byte, so this can't throw.
  const name = JSON.parse(`"${text}"`) as string;
  if (!name.isWellFormed()) throw new JsonError("JSON_LONE_SURROGATE", "surrogates come in pairs", at);
  return name;
}

function afterSpace(bytes: Uint8Array, from: number): number {
  let at = from;
  for (let byte = bytes[at]; byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09; ) byte = bytes[++at];
  return at;
}

function afterName(scan: Scan, at: number): number {
  if (scan.bytes[at] !== 0x22) throw syntax("expected a member's name in quotes", at);
  return afterString(scan, at);
}

function afterColon(bytes: Uint8Array, from: number): number {
  const at = afterSpace(bytes, from);
  if (bytes[at] !== 0x3a) throw syntax("expected ':'", at);
  return afterSpace(bytes, at + 1);
}

/** Passes over one value that stands inside the top-level object. Iterative: `isObject` says of each open level what it is. */
function afterValue(scan: Scan, from: number): number {
  const { bytes } = scan;
  const isObject: boolean[] = [];
  let at = from;
  for (;;) {
    const byte = bytes[at];
    if (byte === 0x7b || byte === 0x5b) {
      const opensObject = byte === 0x7b;
      // The top-level object is one level, this is one more.
      if (isObject.length + 2 > scan.depthMax) throw tooDeep(scan, at);
      at = afterSpace(bytes, at + 1);
      if (bytes[at] === (opensObject ? 0x7d : 0x5d)) at++;
      else {
        isObject.push(opensObject);
        if (opensObject) at = afterColon(bytes, afterName(scan, at));
        continue;
      }
    } else at = byte === 0x22 ? afterString(scan, at) : afterScalar(bytes, at);

    at = afterSeparators(scan, at, isObject);
    if (isObject.length === 0) return at;
  }
}

/** Behind a value: closes levels, up to a comma and what it leads to, or the end of the outermost. Does not pass the space behind that. */
function afterSeparators(scan: Scan, from: number, isObject: boolean[]): number {
  const { bytes } = scan;
  let at = from;
  while (isObject.length > 0) {
    const inObject = isObject.at(-1)!;
    at = afterSpace(bytes, at);
    const byte = bytes[at++];
    if (byte === 0x2c) {
      at = afterSpace(bytes, at);
      return inObject ? afterColon(bytes, afterName(scan, at)) : at;
    }
    if (byte !== (inObject ? 0x7d : 0x5d)) throw syntax(`expected ',' or '${inObject ? "}" : "]"}'`, at - 1);
    isObject.pop();
  }
  return at;
}

function afterString(scan: Scan, from: number): number {
  const { bytes } = scan;
  const end = bytes.length;
  let at = from + 1;
  for (;;) {
    while (at < end && endsPlainRun[bytes[at]!] === 0) at++;
    const byte = bytes[at];
    if (byte === 0x22) return at + 1;
    if (byte === undefined) throw syntax("expected the closing quote of a string", at);
    if (byte === 0x5c) at = afterEscape(bytes, at);
    else if (byte < 0x20) throw syntax("control characters in a string must be escaped", at);
    else {
      scan.beyondAscii = true;
      at++;
    }
  }
}

const shortEscapes = new Set(Array.from('"\\/bfnrt', (character) => character.charCodeAt(0)));

function afterEscape(bytes: Uint8Array, at: number): number {
  const kind = bytes[at + 1];
  if (kind !== undefined && shortEscapes.has(kind)) return at + 2;
  if (kind !== 0x75) throw syntax('expected one of " \\ / b f n r t u behind the backslash', at);
  for (let digit = at + 2; digit < at + 6; digit++)
    if (!isHexDigit(bytes[digit])) throw syntax("expected four hexadecimal digits behind \\u", at);
  return at + 6;
}

function isHexDigit(byte: number | undefined): boolean {
  if (byte === undefined) return false;
  const lower = byte | 0x20;
  return isDigit(byte) || (lower >= 0x61 && lower <= 0x66);
}

const isDigit = (byte: number | undefined) => byte !== undefined && byte >= 0x30 && byte <= 0x39;

function afterScalar(bytes: Uint8Array, at: number): number {
  const byte = bytes[at];
  if (byte === 0x2d || isDigit(byte)) return afterNumber(bytes, at);
  if (byte === 0x74) return afterLiteral(bytes, at, "true");
  if (byte === 0x66) return afterLiteral(bytes, at, "false");
  if (byte === 0x6e) return afterLiteral(bytes, at, "null");
  throw syntax("expected a value", at);
}

function afterLiteral(bytes: Uint8Array, from: number, spelling: string): number {
  for (let offset = 0; offset < spelling.length; offset++)
    if (bytes[from + offset] !== spelling.charCodeAt(offset)) throw syntax(`expected ${spelling}`, from);
  return from + spelling.length;
}

function afterNumber(bytes: Uint8Array, from: number): number {
  let at = bytes[from] === 0x2d ? from + 1 : from;
  at = bytes[at] === 0x30 ? at + 1 : afterDigits(bytes, at);
  if (bytes[at] === 0x2e) at = afterDigits(bytes, at + 1);
  if (bytes[at] === 0x65 || bytes[at] === 0x45) {
    const sign = bytes[at + 1];
    at = afterDigits(bytes, sign === 0x2b || sign === 0x2d ? at + 2 : at + 1);
  }
  return at;
}

function afterDigits(bytes: Uint8Array, from: number): number {
  let at = from;
  while (isDigit(bytes[at])) at++;
  if (at === from) throw syntax("expected a digit", at);
  return at;
}
