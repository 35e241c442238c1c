// Members of op-signer's arguments, read strictly: hexadecimal as go-ethereum's `hexutil` takes it, and what older clients send instead.
import type { JsonObject, JsonValue } from "@inkan/attestation";

/** Thrown by the readers below; each method gives it its own JSON-RPC code. Says what would be right, never what was sent. */
export class ArgumentError extends Error {
  override readonly name = "ArgumentError";
}

export function isObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** @returns `undefined` for what is absent or `null`: go reads both as nil. */
export function memberOf(object: JsonObject, name: string): Exclude<JsonValue, null> | undefined {
  return Object.hasOwn(object, name) ? (object[name] ?? undefined) : undefined;
}

/** 0x and an even number of hexadecimal digits in either case. */
export function hexBytes(value: JsonValue, name: string, bytesMax: number): Uint8Array {
  if (typeof value !== "string" || !/^0x(?:[0-9a-fA-F]{2})*$/.test(value))
    throw new ArgumentError(`${name} must be 0x and pairs of hexadecimal digits`);
  if (value.length > 2 + 2 * bytesMax) throw new ArgumentError(`${name} may have ${bytesMax} bytes`);
  return Buffer.from(value.slice(2), "hex");
}

export function hexBytesOf(value: JsonValue, name: string, length: number): Uint8Array {
  const bytes = hexBytes(value, name, length);
  if (bytes.length !== length) throw new ArgumentError(`${name} must have ${length} bytes`);
  return bytes;
}

/** 20 bytes. */
export const addressBytes = (value: JsonValue, name: string): Uint8Array => hexBytesOf(value, name, 20);

/** Lower case with 0x. */
export const addressText = (value: JsonValue, name: string): string => hexText(addressBytes(value, name));

/** 0x and digits without leading zeros (execution-apis, `uint`). */
export function quantity(value: JsonValue, name: string, bits: 64 | 256): bigint {
  if (typeof value !== "string" || !/^0x(?:0|[1-9a-fA-F][0-9a-fA-F]{0,63})$/.test(value))
    throw new ArgumentError(`${name} must be 0x and hexadecimal digits without leading zeros`);
  const number = BigInt(value);
  if (number >= 1n << BigInt(bits)) throw new ArgumentError(`${name} must be below 2^${bits}`);
  return number;
}

/** Canonical base64 (RFC 4648, section 4) with padding, as Go writes `[]byte`. */
export function base64Bytes(value: JsonValue, name: string, bytesMax: number): Uint8Array {
  if (typeof value !== "string") throw new ArgumentError(`${name} must be base64`);
  if (value.length > 4 * Math.ceil(bytesMax / 3)) throw new ArgumentError(`${name} may have ${bytesMax} bytes`);
  const bytes = Buffer.from(value, "base64");
  if (!isCanonical(value, bytes)) throw new ArgumentError(`${name} must be canonical base64`);
  return bytes;
}

/** Whether `text` is the encoding of `bytes`, which Node read from it, without encoding megabytes again: it passes over what is no digit. */
function isCanonical(text: string, bytes: Buffer): boolean {
  const whole = bytes.length - (bytes.length % 3);
  const isDigits = text.length === 4 * Math.ceil(bytes.length / 3) && !text.includes("-") && !text.includes("_");
  return isDigits && text.slice((whole / 3) * 4) === bytes.toString("base64", whole);
}

export const hexText = (bytes: Uint8Array): string => `0x${Buffer.from(bytes).toString("hex")}`;
