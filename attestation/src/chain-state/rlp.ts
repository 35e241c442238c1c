// Recursive Length Prefix (Ethereum Yellow Paper, appendix B), strictly: one encoding of each item, and nothing behind it.
import { concatBytes } from "../bytes.ts";
import { ChainStateError } from "./errors.ts";
import { chainStateLimits } from "./limits.ts";

/** `encoded` is the whole item, head included. All are views of what was decoded. */
export type RlpItem =
  | { readonly kind: "bytes"; readonly bytes: Uint8Array; readonly encoded: Uint8Array }
  | { readonly kind: "list"; readonly items: readonly RlpItem[]; readonly encoded: Uint8Array };

type Head = { readonly list: boolean; readonly start: number; readonly end: number };
type Budget = { items: number };

/**
 * Decodes exactly one item.
 *
 * @param bytesMax Longest encoding, head included.
 * @throws {ChainStateError} `RLP_TOO_LARGE`; `RLP_MALFORMED` for a length that is not the shortest form, a single byte below 0x80
 * with a head, an item that reaches beyond its list, bytes behind the item.
 */
export function decodeRlp(bytes: Uint8Array, bytesMax: number): RlpItem {
  if (bytes.length > bytesMax) throw new ChainStateError("RLP_TOO_LARGE", `${bytes.length} bytes, limit ${bytesMax}`);
  const item = itemAt(bytes, 0, bytes.length, 0, { items: 0 });
  if (item.encoded.length !== bytes.length) throw malformed("bytes follow the item");
  return item;
}

/** Writes a list of byte strings: a header is no more than that. */
export function encodeRlpList(fields: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const content = concatBytes(...fields.map(encodeBytes));
  return concatBytes(head(0xc0, content.length), content);
}

function encodeBytes(bytes: Uint8Array): Uint8Array {
  return bytes.length === 1 && bytes[0]! < 0x80 ? bytes : concatBytes(head(0x80, bytes.length), bytes);
}

function head(offset: 0x80 | 0xc0, length: number): Uint8Array {
  if (length < 56) return Uint8Array.of(offset + length);
  const digits: number[] = [];
  for (let rest = length; rest > 0; rest = Math.floor(rest / 256)) digits.unshift(rest % 256);
  return Uint8Array.of(offset + 55 + digits.length, ...digits);
}

function itemAt(bytes: Uint8Array, at: number, limit: number, depth: number, budget: Budget): RlpItem {
  budget.items++;
  if (budget.items > chainStateLimits.rlpItemsMax || depth > chainStateLimits.rlpDepthMax)
    throw new ChainStateError("RLP_TOO_LARGE", "too many items, or too deep");
  const { list, start, end } = headAt(bytes, at, limit);
  const encoded = bytes.subarray(at, end);
  if (!list) return { kind: "bytes", bytes: bytes.subarray(start, end), encoded };
  const items: RlpItem[] = [];
  for (let next = start; next < end; ) {
    const item = itemAt(bytes, next, end, depth + 1, budget);
    items.push(item);
    next += item.encoded.length;
  }
  return { kind: "list", items, encoded };
}

function headAt(bytes: Uint8Array, at: number, limit: number): Head {
  const first = bytes[at];
  if (first === undefined || at >= limit) throw malformed("it ends where an item should begin");
  if (first < 0x80) return { list: false, start: at, end: at + 1 };
  const list = first >= 0xc0;
  const short = first - (list ? 0xc0 : 0x80);
  const { start, length } =
    short < 56 ? { start: at + 1, length: short } : longLength(bytes, at + 1, short - 55, limit);
  if (length > limit - start) throw malformed("an item reaches beyond what holds it");
  if (!list && length === 1 && bytes[start]! < 0x80) throw malformed("a byte below 0x80 has a head");
  return { list, start, end: start + length };
}

function longLength(bytes: Uint8Array, at: number, width: number, limit: number): { start: number; length: number } {
  if (width > limit - at) throw malformed("a length reaches beyond what holds it");
  let length = 0;
  for (let index = 0; index < width; index++) length = length * 256 + bytes[at + index]!;
  // Beyond 2^53 the sum is rounded, and still larger than anything that was received.
  if (bytes[at] === 0 || length < 56) throw malformed("a length is not in its shortest form");
  return { start: at + width, length };
}

function malformed(seen: string): ChainStateError {
  return new ChainStateError("RLP_MALFORMED", seen);
}
