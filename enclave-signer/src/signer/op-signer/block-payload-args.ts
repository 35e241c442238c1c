// Arguments of `opsigner_signBlockPayload` and `opsigner_signBlockPayloadV2` (optimism, op-service/signer/blockpayload_args.go), in every
// encoding that clients use: V1's integer array, number and base64; V2's and kona's hexadecimal; decimal strings. One reader for all.
import type { JsonObject, JsonValue } from "@inkan/attestation";
import type { OpSignerLimits } from "./limits.ts";
import { ArgumentError, addressText, base64Bytes, hexBytesOf, isObject, memberOf } from "./members.ts";
import { type BlockMessage, isMistakable } from "./signing-hash.ts";

export type BlockPayloadArgs = {
  readonly message: BlockMessage;
  /** Lower case with 0x. */
  readonly senderAddress: string | undefined;
  /** Our extension, and the name of V1's former member: the bytes whose hash is signed. */
  readonly payloadBytes: Uint8Array | undefined;
};

/** @throws {ArgumentError} */
export function readBlockPayloadArgs(value: JsonValue | undefined, limits: OpSignerLimits): BlockPayloadArgs {
  if (!isObject(value)) throw new ArgumentError("the arguments must be one object");
  const domain = domainOf(memberOf(value, "domain"));
  const payloadHash = payloadHashOf(memberOf(value, "payloadHash"));
  const sender = memberOf(value, "senderAddress");
  if (isMistakable(domain)) throw new ArgumentError("domain could be read as the beginning of a transaction");
  return {
    message: { domain, chainId: chainIdOf(memberOf(value, "chainId")), payloadHash },
    senderAddress: sender === undefined ? undefined : addressText(sender, "senderAddress"),
    payloadBytes: payloadBytesOf(value, limits),
  };
}

function domainOf(value: JsonValue | undefined): Uint8Array {
  if (value === undefined) throw new ArgumentError("domain not specified");
  if (!Array.isArray(value)) return hexBytesOf(value, "domain", 32);
  const isByte = (item: JsonValue) => typeof item === "number" && Number.isInteger(item) && item >= 0 && item <= 255;
  if (value.length !== 32 || !value.every(isByte)) throw new ArgumentError("domain must be 32 integers from 0 to 255");
  return Uint8Array.from(value as readonly number[]);
}

function chainIdOf(value: JsonValue | undefined): bigint {
  if (value === undefined) throw new ArgumentError("chainId not specified");
  const isText = typeof value === "string" && /^(?:0|[1-9]\d{0,77}|0x(?:0|[1-9a-fA-F][0-9a-fA-F]{0,63}))$/.test(value);
  const isNumber = typeof value === "number" && Number.isSafeInteger(value);
  if (!isText && !isNumber) throw new ArgumentError("chainId must be a number, or decimal or hexadecimal digits");
  const chainId = BigInt(value as string | number);
  if (chainId <= 0n || chainId >= 1n << 256n) throw new ArgumentError("chainId must be from 1 to 2^256 - 1");
  return chainId;
}

function payloadHashOf(value: JsonValue | undefined): Uint8Array {
  if (value === undefined) throw new ArgumentError("payloadHash not specified");
  // By length: base64 of one hash in 4,096 begins with "0x" too.
  const isBase64 = typeof value === "string" && value.length === 44;
  const hash = isBase64 ? base64Bytes(value, "payloadHash", 32) : hexBytesOf(value, "payloadHash", 32);
  if (hash.length !== 32) throw new ArgumentError("payloadHash must have 32 bytes");
  if (hash.every((byte) => byte === 0)) throw new ArgumentError("payloadHash not specified");
  return hash;
}

function payloadBytesOf(args: JsonObject, { payloadBytesMax }: OpSignerLimits): Uint8Array | undefined {
  const lower = memberOf(args, "payloadBytes");
  const upper = memberOf(args, "PayloadBytes");
  if (lower !== undefined && upper !== undefined) throw new ArgumentError("payloadBytes is there twice");
  const value = lower ?? upper;
  return value === undefined ? undefined : base64Bytes(value, "payloadBytes", payloadBytesMax);
}
