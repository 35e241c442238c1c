// The hash of a signed transaction: keccak256 over the bytes as sent (Yellow Paper, EIP-2718), except that blobs, which travel beside a
// type 3 transaction (EIP-4844 "Networking", EIP-7594), are not part of it.
import { keccak_256 } from "@noble/hashes/sha3.js";
import { hexFromBytes } from "./hex.ts";

const blobTransaction = 0x03;

/**
 * @param raw The bytes of `eth_sendRawTransaction`.
 * @returns `0x` and 64 lower-case digits.
 */
export function transactionHash(raw: Uint8Array): string {
  return hexFromBytes(keccak_256(raw[0] === blobTransaction ? withoutBlobs(raw) : raw));
}

/** Of `0x03 || rlp([payload body, blobs, …])` that is `0x03 || payload body`; of anything else all of it. */
function withoutBlobs(raw: Uint8Array): Uint8Array {
  const outer = listAt(raw, 1);
  const body = outer === undefined ? undefined : listAt(raw, outer.start);
  // Without blobs the first item of the list is the chain's id, a string.
  if (outer === undefined || body === undefined || outer.end !== raw.length || body.end > outer.end) return raw;
  const hashed = new Uint8Array(1 + body.end - outer.start);
  hashed[0] = blobTransaction;
  hashed.set(raw.subarray(outer.start, body.end), 1);
  return hashed;
}

/** Where the items of the RLP list at `at` start, and where the list ends (Yellow Paper, appendix B). */
function listAt(bytes: Uint8Array, at: number): { readonly start: number; readonly end: number } | undefined {
  const prefix = bytes[at];
  if (prefix === undefined || prefix < 0xc0) return undefined;
  if (prefix <= 0xf7) return { start: at + 1, end: at + 1 + prefix - 0xc0 };

  const lengthBytes = prefix - 0xf7;
  if (lengthBytes > 4) return undefined;
  let length = 0;
  for (let offset = 1; offset <= lengthBytes; offset++) length = length * 256 + (bytes[at + offset] ?? 0);
  const start = at + 1 + lengthBytes;
  return { start, end: start + length };
}
