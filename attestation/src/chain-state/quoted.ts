// Values as the Ethereum JSON-RPC API quotes them (ethereum/execution-apis, schemas of base types): quantities and data. Read from objects
// that somebody else's parser may have made, so only own members count.
import { fromHex, toBigInt } from "../bytes.ts";

/** An object's own member; `undefined` of anything else. */
export function memberOf(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null && !Array.isArray(value) && Object.hasOwn(value, name)
    ? (value as Readonly<Record<string, unknown>>)[name]
    : undefined;
}

/** @param length In bytes; any where it is not given. @returns `undefined` unless it is `0x` and that many bytes. */
export function quotedBytes(value: unknown, length?: number): Uint8Array | undefined {
  if (typeof value !== "string" || !value.startsWith("0x")) return undefined;
  const bytes = fromHex(value);
  return bytes === undefined || (length !== undefined && bytes.length !== length) ? undefined : bytes;
}

/** The big-endian bytes of a quantity, none for 0. @returns `undefined` for a leading zero, no digit, or more than `bytesMax` bytes. */
export function quantityBytes(value: unknown, bytesMax: number): Uint8Array | undefined {
  if (typeof value !== "string" || !/^0x(?:0|[1-9a-fA-F][0-9a-fA-F]*)$/.test(value)) return undefined;
  const digits = value === "0x0" ? "" : value.slice(2);
  if (digits.length > 2 * bytesMax) return undefined;
  return fromHex(digits.length % 2 === 0 ? digits : `0${digits}`);
}

/** A 32-byte integer, quoted as a quantity or as data: clients differ in the keys of `eth_getProof` (execution-apis, `StorageProof`). */
export function quotedSlot(value: unknown): bigint | undefined {
  if (typeof value !== "string" || !/^0x[0-9a-fA-F]{1,64}$/.test(value)) return undefined;
  const digits = value.slice(2);
  return toBigInt(fromHex(digits.length % 2 === 0 ? digits : `0${digits}`)!);
}
