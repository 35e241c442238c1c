// keccak256 of a payload or a transaction, in pieces: in JavaScript a megabyte takes about 100 ms, and other clients' signatures must not wait for it.
import { setImmediate as turn } from "node:timers/promises";
import { keccak_256 } from "@noble/hashes/sha3.js";
import type { OpSignerLimits } from "./limits.ts";

export async function hashPayload(bytes: Uint8Array, { hashPieceBytes }: OpSignerLimits): Promise<Uint8Array> {
  const hash = keccak_256.create();
  for (let at = 0; at < bytes.length; at += hashPieceBytes) {
    if (at > 0) await turn();
    hash.update(bytes.subarray(at, at + hashPieceBytes));
  }
  return hash.digest();
}
