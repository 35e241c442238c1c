// Recursive Length Prefix, the writing side (Ethereum yellow paper, appendix B). It is what a signature is made over, so it has no reader's
// leniency and no dependency; `transaction.test.ts` holds it to viem's.

export type RlpItem = Uint8Array | readonly RlpItem[];

/**
 * @example
 * encodeRlp([Uint8Array.of(1), new Uint8Array(0)]); // c2 01 80
 */
export function encodeRlp(item: RlpItem): Uint8Array {
  if (item instanceof Uint8Array) {
    const [only] = item;
    if (item.length === 1 && only !== undefined && only < 0x80) return item;
    return Buffer.concat([header(0x80, item.length), item]);
  }
  const items = item.map(encodeRlp);
  const length = items.reduce((sum, bytes) => sum + bytes.length, 0);
  return Buffer.concat([header(0xc0, length), ...items]);
}

/** An integer as RLP wants it: big-endian without leading zeros, zero as no byte at all. */
export function rlpInteger(value: bigint): Uint8Array {
  if (value < 0n) throw new RangeError("RLP has no negative integers");
  if (value === 0n) return new Uint8Array(0);
  const digits = value.toString(16);
  return Buffer.from(digits.length % 2 === 0 ? digits : `0${digits}`, "hex");
}

function header(offset: number, length: number): Uint8Array {
  if (length <= 55) return Uint8Array.of(offset + length);
  const bytes = rlpInteger(BigInt(length));
  return Uint8Array.of(offset + 55 + bytes.length, ...bytes);
}
