// Whom or what a call is about: what dispatch keeps at one upstream. Two calls about the same account go to the same node, so that
// reads of it stay consistent, and calls about two accounts go wherever chance puts them, so that no node sees both of one person's.
import type { JsonValue } from "@inkan/attestation";
import type { Call } from "../call.ts";
import { bytesFromHex } from "../policy/hex.ts";
import { transactionHash } from "../policy/transaction-hash.ts";

/** Lower-case hexadecimal digits of an address (40) or a transaction's hash (64). `undefined`: about nobody. */
export type Subject = string | undefined;

/** The account stands in the first place. */
const accountFirst = new Set([
  "eth_getBalance",
  "eth_getCode",
  "eth_getProof",
  "eth_getStorageAt",
  "eth_getTransactionCount",
]);

const simulated = new Set(["eth_call", "eth_estimateGas", "eth_createAccessList", "eth_fillTransaction"]);

/** A hash says whose transaction it is to whoever looks it up, and the node that took the transaction knows it first. */
const transactionFirst = new Set(["eth_getTransactionByHash", "eth_getTransactionReceipt", "debug_traceTransaction"]);

/**
 * The subject of a call:
 *
 * | call | subject |
 * | --- | --- |
 * | state of an account | the account |
 * | `eth_call` and its like | `from`, if it is not zero; else the first of the first two arguments of the contract that looks like an address (`balanceOf`, `allowance`); else `to`, which is the person where the account is a contract |
 * | `eth_getLogs` | the first indexed topic that looks like an address (`Transfer` from or to); else the first contract |
 * | a transaction by hash | the hash |
 * | `eth_sendRawTransaction` | the transaction's hash, so that its receipt is asked for where it was sent |
 * | all else | nobody |
 */
export function subjectOf({ method, params }: Call): Subject {
  if (!Array.isArray(params)) return undefined;
  const [first] = params as readonly JsonValue[];
  if (accountFirst.has(method)) return address(first);
  if (simulated.has(method)) return subjectOfTransaction(first);
  if (transactionFirst.has(method)) return word(first);
  if (method === "eth_getLogs") return subjectOfFilter(first);
  if (method.startsWith("eth_sendRawTransaction")) return hashOfRaw(first);
  return undefined;
}

function subjectOfTransaction(transaction: JsonValue | undefined): Subject {
  if (!isObject(transaction)) return undefined;
  const from = address(transaction.from);
  if (from !== undefined && !/^0+$/.test(from)) return from;
  return argument(transaction.input ?? transaction.data) ?? address(transaction.to);
}

/** Solidity's ABI: a selector of 4 bytes, then words of 32; an address is 12 zero bytes and 20 others. */
function argument(calldata: JsonValue | undefined): Subject {
  if (typeof calldata !== "string") return undefined;
  for (let at = 10; at + 64 <= calldata.length && at <= 74; at += 64) {
    const found = addressInWord(calldata.slice(at, at + 64));
    if (found !== undefined) return found;
  }
  return undefined;
}

function subjectOfFilter(filter: JsonValue | undefined): Subject {
  if (!isObject(filter)) return undefined;
  const topics = Array.isArray(filter.topics) ? filter.topics.slice(1, 4) : [];
  for (const topic of topics) {
    const found = addressInWord((word(firstOf(topic)) ?? "") as string);
    if (found !== undefined) return found;
  }
  return address(firstOf(filter.address));
}

const firstOf = (value: JsonValue | undefined): JsonValue | undefined => (Array.isArray(value) ? value[0] : value);

/** At least one of the leading 4 bytes is set: lengths, offsets, amounts and the zero address are none. */
function addressInWord(digits: string): Subject {
  return /^0{24}(?!0{8})[0-9a-fA-F]{40}$/.test(digits) ? digits.slice(24).toLowerCase() : undefined;
}

const hexadecimal = (digits: number) => new RegExp(`^0[xX][0-9a-fA-F]{${digits}}$`);
const addressText = hexadecimal(40);
const wordText = hexadecimal(64);

function address(value: JsonValue | undefined): Subject {
  return typeof value === "string" && addressText.test(value) ? value.slice(2).toLowerCase() : undefined;
}

function word(value: JsonValue | undefined): Subject {
  return typeof value === "string" && wordText.test(value) ? value.slice(2).toLowerCase() : undefined;
}

function hashOfRaw(raw: JsonValue | undefined): Subject {
  const bytes = typeof raw === "string" ? bytesFromHex(raw) : undefined;
  return bytes === undefined ? undefined : transactionHash(bytes).slice(2);
}

function isObject(value: JsonValue | undefined): value is { readonly [name: string]: JsonValue } {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
