// Strict CBOR (RFC 8949) for bytes of other people: definite lengths in their shortest form, each key once, nothing behind.
// The one exception is AWS's own: since June 2025 the payload of a document is a map of indefinite length.
import { AttestationError } from "./errors.ts";

export type CborMap = ReadonlyMap<string | number, CborValue>;
/** What is let through. Byte strings are views of the input, not copies. */
export type CborValue = number | string | boolean | null | Uint8Array | readonly CborValue[] | CborMap;
/** What can be written: see `encodeCbor`. */
export type CborEncodable = CborValue;

export type CborLimits = {
  /** Containers inside each other; a lone number has depth 0. */
  readonly cborDepthMax: number;
  /** Data items, map keys included. A claimed count beyond it is refused before anything is kept. */
  readonly cborItemsMax: number;
};

const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
const breakByte = 0xff;

/**
 * Decodes exactly one item, which must fill `bytes`.
 *
 * @param options.indefiniteTopMap Whether the outermost item may be a map of indefinite length.
 * @throws {AttestationError} `CBOR_*`.
 *
 * @example
 * decodeCbor(Uint8Array.of(0xa1, 0x01, 0x38, 0x22), attestationLimits); // Map { 1 => -35 }
 */
export function decodeCbor(
  bytes: Uint8Array,
  limits: CborLimits,
  options: { readonly indefiniteTopMap?: boolean } = {},
): CborValue {
  const reader = new Reader(bytes, limits);
  const value =
    options.indefiniteTopMap === true && bytes[0] === 0xbf ? reader.indefiniteMap() : reader.value(limits.cborDepthMax);
  if (reader.at !== bytes.length)
    throw new AttestationError("CBOR_TRAILING_BYTES", `${bytes.length - reader.at} bytes after the item`);
  return value;
}

class Reader {
  at = 0;
  #items = 0;
  readonly #bytes: Uint8Array;
  readonly #limits: CborLimits;

  constructor(bytes: Uint8Array, limits: CborLimits) {
    this.#bytes = bytes;
    this.#limits = limits;
  }

  value(depthLeft: number): CborValue {
    this.#count();
    const first = this.#byte();
    const major = first >> 5;
    const info = first & 0x1f;
    switch (major) {
      case 0:
        return this.#argument(info);
      case 1:
        return this.#negative(info);
      case 2:
        return this.#take(this.#length(info));
      case 3:
        return this.#text(info);
      case 4:
        return this.#array(info, depthLeft);
      case 5:
        return this.#map(info, depthLeft);
      case 6:
        throw new AttestationError("CBOR_TYPE_FORBIDDEN", `a tag at byte ${this.at - 1}`);
      default:
        return this.#simple(info);
    }
  }

  /** The map that begins with 0xbf and ends with 0xff; only ever the outermost item. */
  indefiniteMap(): CborMap {
    this.#count();
    this.at++;
    const map = new Map<string | number, CborValue>();
    while (this.#peek() !== breakByte) this.#entry(map, this.#limits.cborDepthMax - 1);
    this.at++;
    return map;
  }

  #array(info: number, depthLeft: number): CborValue[] {
    const count = this.#containerCount(info, 1, depthLeft);
    const values: CborValue[] = [];
    while (values.length < count) values.push(this.value(depthLeft - 1));
    return values;
  }

  #map(info: number, depthLeft: number): CborMap {
    const count = this.#containerCount(info, 2, depthLeft);
    const map = new Map<string | number, CborValue>();
    while (map.size < count) this.#entry(map, depthLeft - 1);
    return map;
  }

  #entry(map: Map<string | number, CborValue>, depthLeft: number): void {
    const keyAt = this.at;
    const major = this.#peek() >> 5;
    if (major !== 0 && major !== 1 && major !== 3)
      throw new AttestationError("CBOR_TYPE_FORBIDDEN", `a map key at byte ${keyAt} that is neither text nor integer`);
    const key = this.value(0) as string | number;
    if (map.has(key))
      throw new AttestationError("CBOR_DUPLICATE_KEY", `a second key of the same value at byte ${keyAt}`);
    map.set(key, this.value(depthLeft));
  }

  /** Judges depth and claimed count before any element is read. */
  #containerCount(info: number, itemsEach: number, depthLeft: number): number {
    if (depthLeft <= 0)
      throw new AttestationError(
        "CBOR_TOO_DEEP",
        `more than ${this.#limits.cborDepthMax} levels at byte ${this.at - 1}`,
      );
    const count = this.#length(info);
    const { cborItemsMax } = this.#limits;
    if (count * itemsEach > cborItemsMax - this.#items)
      throw new AttestationError("CBOR_TOO_MANY_ITEMS", `${count} entries claimed, limit ${cborItemsMax} items in all`);
    return count;
  }

  #text(info: number): string {
    const content = this.#take(this.#length(info));
    try {
      return decoder.decode(content);
    } catch {
      throw new AttestationError("CBOR_MALFORMED", "a text string that is not UTF-8");
    }
  }

  #negative(info: number): number {
    const value = -1 - this.#argument(info);
    if (!Number.isSafeInteger(value)) throw new AttestationError("CBOR_INTEGER_TOO_LARGE");
    return value;
  }

  #simple(info: number): boolean | null {
    if (info === 20) return false;
    if (info === 21) return true;
    if (info === 22) return null;
    if (info === 31) throw new AttestationError("CBOR_MALFORMED", `a break outside of an item at byte ${this.at - 1}`);
    if (info >= 28) throw new AttestationError("CBOR_MALFORMED", `reserved additional information ${info}`);
    throw new AttestationError("CBOR_TYPE_FORBIDDEN", `a float or simple value (additional information ${info})`);
  }

  #length(info: number): number {
    if (info === 31) throw new AttestationError("CBOR_INDEFINITE", `at byte ${this.at - 1}`);
    return this.#argument(info);
  }

  /** RFC 8949, section 3; the shortest form alone is valid (section 4.2.1). */
  #argument(info: number): number {
    if (info < 24) return info;
    if (info > 27) throw new AttestationError("CBOR_MALFORMED", `reserved additional information ${info}`);
    const width = 1 << (info - 24);
    let value = 0;
    for (let read = 0; read < width; read++) value = value * 256 + this.#byte();
    if (!Number.isSafeInteger(value)) throw new AttestationError("CBOR_INTEGER_TOO_LARGE");
    const least = width === 1 ? 24 : 2 ** (4 * width);
    if (value < least) throw new AttestationError("CBOR_NOT_MINIMAL", `${value} in ${width} bytes`);
    return value;
  }

  #count(): void {
    this.#items++;
    if (this.#items > this.#limits.cborItemsMax)
      throw new AttestationError("CBOR_TOO_MANY_ITEMS", `more than ${this.#limits.cborItemsMax} items`);
  }

  #take(length: number): Uint8Array {
    if (length > this.#bytes.length - this.at)
      throw new AttestationError("CBOR_TRUNCATED", `${length} bytes claimed, ${this.#bytes.length - this.at} left`);
    const taken = this.#bytes.subarray(this.at, this.at + length);
    this.at += length;
    return taken;
  }

  #peek(): number {
    const byte = this.#bytes[this.at];
    if (byte === undefined) throw new AttestationError("CBOR_TRUNCATED", `the input ends at byte ${this.at}`);
    return byte;
  }

  #byte(): number {
    const byte = this.#peek();
    this.at++;
    return byte;
  }
}
