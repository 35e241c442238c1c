// How Solidity lays out what is read here (Solidity documentation, "Layout of State Variables in Storage"): packed words, strings, arrays.
import { keccak_256 } from "@noble/hashes/sha3.js";
import { toBigInt } from "../bytes.ts";
import { ChainStateError } from "../chain-state/errors.ts";
import { slotKey } from "../chain-state/index.ts";

/** What a slot holds. Reading is asking: whoever gives this function may learn from it which slots are needed. */
export type Slots = (slot: bigint) => bigint;

/** The unsigned integer of `bits` bits that begins at bit `from`, counted from the lowest. */
export function field(word: bigint, from: number, bits: number): number {
  return Number((word >> BigInt(from)) & ((1n << BigInt(bits)) - 1n));
}

/** Where the elements of a dynamic array, or the bytes of a long string, begin. */
export function dataSlot(slot: bigint): bigint {
  return toBigInt(keccak_256(slotKey(slot)));
}

/**
 * A string, for people: control characters are replaced.
 *
 * @throws {ChainStateError} `SLOT_MALFORMED` for what Solidity does not write, or more than `bytesMax`.
 */
export function textAt(slots: Slots, slot: bigint, bytesMax: number): string {
  const head = slots(slot);
  const isLong = (head & 1n) === 1n;
  const length = Number(isLong ? (head - 1n) / 2n : (head & 0xffn) / 2n);
  if (length > bytesMax || isLong !== length > 31) throw new ChainStateError("SLOT_MALFORMED", "not a string's");
  const bytes = new Uint8Array(Math.max(32, Math.ceil(length / 32) * 32));
  if (isLong) for (let at = 0; at * 32 < length; at++) bytes.set(slotKey(slots(dataSlot(slot) + BigInt(at))), at * 32);
  else bytes.set(slotKey(head));
  return printable(bytes.subarray(0, length));
}

/** It is shown on terminals and pages: no escape sequences, no line that looks like one of the report's own. */
function printable(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes).replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, "\ufffd");
}
