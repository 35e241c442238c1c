// Accounts and slots of a state (Yellow Paper, section 4.1), proven against its root. An account or a slot that is shown to be absent is the
// empty one: that is what a contract reads there, too.
import { keccak_256 } from "@noble/hashes/sha3.js";
import { toBigInt } from "../bytes.ts";
import { ChainStateError } from "./errors.ts";
import { decodeRlp, type RlpItem } from "./rlp.ts";
import { emptyTrieRoot, proveTrieValue } from "./trie.ts";

export type Account = {
  /** False: the proof shows that the state has no such account, and the rest is what that means. */
  readonly exists: boolean;
  readonly nonce: bigint;
  /** Wei. */
  readonly balance: bigint;
  /** Root of the trie of its slots, 32 bytes. */
  readonly storageRoot: Uint8Array;
  /** keccak256 of its code, 32 bytes. */
  readonly codeHash: Uint8Array;
};

/** keccak256 of no code. */
export const emptyCodeHash: Uint8Array = keccak_256(new Uint8Array());

const accountBytesMax = 128;
const slotBytes = 32;

/**
 * @param address 20 bytes.
 * @throws {ChainStateError} `ACCOUNT_MALFORMED`, or a code that begins with `PROOF_`.
 */
export function proveAccount(stateRoot: Uint8Array, address: Uint8Array, proof: readonly Uint8Array[]): Account {
  const value = proveTrieValue(stateRoot, address, proof);
  if (value === undefined)
    return { exists: false, nonce: 0n, balance: 0n, storageRoot: emptyTrieRoot, codeHash: emptyCodeHash };
  const account = strictly("ACCOUNT_MALFORMED", () => decodeRlp(value, accountBytesMax));
  if (account.kind !== "list" || account.items.length !== 4)
    throw new ChainStateError("ACCOUNT_MALFORMED", "not four fields");
  const [nonce, balance, storageRoot, codeHash] = account.items;
  return {
    exists: true,
    nonce: integerOf(nonce, 8, "ACCOUNT_MALFORMED"),
    balance: integerOf(balance, 32, "ACCOUNT_MALFORMED"),
    storageRoot: hashOf(storageRoot),
    codeHash: hashOf(codeHash),
  };
}

/**
 * What a slot holds, 0 where it is absent.
 *
 * @param slot Its number, below 2^256.
 * @throws {ChainStateError} `SLOT_MALFORMED`, or a code that begins with `PROOF_`.
 */
export function proveSlot(storageRoot: Uint8Array, slot: bigint, proof: readonly Uint8Array[]): bigint {
  const value = proveTrieValue(storageRoot, slotKey(slot), proof);
  if (value === undefined) return 0n;
  const item = strictly("SLOT_MALFORMED", () => decodeRlp(value, slotBytes + 1));
  // Ethereum stores no zeros; anvil does, and it means the same.
  return integerOf(item, slotBytes, "SLOT_MALFORMED");
}

/** A slot's number in 32 bytes. @throws {RangeError} Beyond 2^256 - 1, or negative: our mistake. */
export function slotKey(slot: bigint): Uint8Array {
  if (slot < 0n || slot >> 256n !== 0n) throw new RangeError("a slot's number has 256 bits");
  const key = new Uint8Array(slotBytes);
  for (let at = slotBytes - 1, rest = slot; rest > 0n; at--, rest >>= 8n) key[at] = Number(rest & 255n);
  return key;
}

/** Slot of `mapping[key]` (Solidity, "Layout of State Variables in Storage"). @param key 32 bytes, padded as the key's type is. */
export function mappingSlot(key: Uint8Array, mapping: bigint): bigint {
  if (key.length !== slotBytes) throw new RangeError("a mapping's key has 32 bytes here");
  const both = new Uint8Array(2 * slotBytes);
  both.set(key);
  both.set(slotKey(mapping), slotBytes);
  return toBigInt(keccak_256(both));
}

type Malformed = "ACCOUNT_MALFORMED" | "SLOT_MALFORMED";

function strictly(code: Malformed, decode: () => RlpItem): RlpItem {
  try {
    return decode();
  } catch (thrown) {
    throw thrown instanceof ChainStateError ? new ChainStateError(code, thrown.message) : thrown;
  }
}

function integerOf(item: RlpItem | undefined, bytesMax: number, code: Malformed): bigint {
  if (item?.kind !== "bytes" || item.bytes.length > bytesMax || item.bytes[0] === 0)
    throw new ChainStateError(code, `not an integer of at most ${bytesMax} bytes`);
  return toBigInt(item.bytes);
}

function hashOf(item: RlpItem | undefined): Uint8Array {
  if (item?.kind !== "bytes" || item.bytes.length !== 32) throw new ChainStateError("ACCOUNT_MALFORMED", "not a hash");
  return item.bytes;
}
