// Deterministic CBOR (RFC 8949, section 4.2.1): shortest lengths, definite containers, keys in bytewise order of their encodings.
import { concatBytes } from "./bytes.ts";
import type { CborEncodable } from "./cbor.ts";

const encoder = new TextEncoder();

/**
 * Writes one item. Equal values give equal bytes, whatever order a map was filled in.
 *
 * @throws {RangeError} For a number that is not a safe integer, or text with a lone surrogate: our mistake, not another party's.
 *
 * @example
 * encodeCbor(new Map([[1, -35]])); // a1 01 38 22
 */
export function encodeCbor(value: CborEncodable): Uint8Array<ArrayBuffer> {
  if (value === null) return Uint8Array.of(0xf6);
  if (typeof value === "boolean") return Uint8Array.of(value ? 0xf5 : 0xf4);
  if (typeof value === "number") return integer(value);
  if (typeof value === "string") return text(value);
  if (value instanceof Uint8Array) return concatBytes(head(2, value.length), value);
  if (value instanceof Map) return map(value);
  const values = value as readonly CborEncodable[];
  return concatBytes(head(4, values.length), ...values.map(encodeCbor));
}

/** The initial byte and argument of an item: for whoever writes a header in front of bytes that it has already. */
export function head(major: number, argument: number): Uint8Array<ArrayBuffer> {
  const first = major << 5;
  if (argument < 24) return Uint8Array.of(first | argument);
  const width = argument < 0x100 ? 1 : argument < 0x1_0000 ? 2 : argument < 0x1_0000_0000 ? 4 : 8;
  const bytes = new Uint8Array(1 + width);
  bytes[0] = first | (24 + Math.log2(width));
  for (let at = width, rest = argument; at > 0; at--, rest = Math.floor(rest / 256)) bytes[at] = rest % 256;
  return bytes;
}

function integer(value: number): Uint8Array<ArrayBuffer> {
  if (!Number.isSafeInteger(value)) throw new RangeError("CBOR integers of ours are within 2^53 - 1");
  return value < 0 ? head(1, -1 - value) : head(0, value);
}

function text(value: string): Uint8Array<ArrayBuffer> {
  if (!value.isWellFormed()) throw new RangeError("a lone surrogate has no UTF-8");
  const bytes = encoder.encode(value);
  return concatBytes(head(3, bytes.length), bytes);
}

function map(value: ReadonlyMap<string | number, CborEncodable>): Uint8Array<ArrayBuffer> {
  const entries = [...value].map(([key, member]) => [encodeCbor(key), encodeCbor(member)] as const);
  entries.sort(([a], [b]) => compareBytes(a, b));
  return concatBytes(head(5, entries.length), ...entries.flat());
}

function compareBytes(a: Uint8Array, b: Uint8Array): number {
  const shared = Math.min(a.length, b.length);
  for (let at = 0; at < shared; at++) if (a[at] !== b[at]) return a[at]! - b[at]!;
  return a.length - b.length;
}
