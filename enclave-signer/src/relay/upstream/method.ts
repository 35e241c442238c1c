// What a method is to the way upstream: whether it may be asked twice, and which block it needs.
import type { JsonValue } from "@inkan/attestation";
import type { Call } from "../call.ts";
import { quantity } from "./answer.ts";

/** Reads, by the namespaces of go-ethereum, Erigon and Nethermind. Whatever is not known to be one is never repeated. */
const readPrefixes = ["eth_get", "debug_trace", "debug_getRaw", "trace_", "txpool_", "net_", "web3_", "rpc_"];

const reads = new Set([
  "base_transactionStatus",
  "eth_accounts",
  "eth_baseFee",
  "eth_blobBaseFee",
  "eth_blockNumber",
  "eth_call",
  "eth_callMany",
  "eth_capabilities",
  "eth_chainId",
  "eth_config",
  "eth_createAccessList",
  "eth_estimateGas",
  "eth_feeHistory",
  "eth_fillTransaction",
  "eth_gasPrice",
  "eth_maxPriorityFeePerGas",
  "eth_protocolVersion",
  "eth_simulateV1",
  "eth_syncing",
  "op_supportedCapabilities",
]);

/** Each takes something away from a filter, so the second time gives something else. */
const consuming = new Set(["eth_getFilterChanges"]);

/** Whether a call that may have been carried out can be repeated at another upstream. */
export function isIdempotent(method: string): boolean {
  return reads.has(method) || (readPrefixes.some((prefix) => method.startsWith(prefix)) && !consuming.has(method));
}

/** The newest block that a call speaks of. `latest` also stands for `pending`, and for no tag where one may be left out. */
export type NeededBlock = "latest" | bigint | undefined;

/** Where the block stands among the params. */
const blockPosition: ReadonlyMap<string, number> = new Map([
  ["eth_call", 1],
  ["eth_createAccessList", 1],
  ["eth_estimateGas", 1],
  ["eth_feeHistory", 1],
  ["eth_getBalance", 1],
  ["eth_getBlockByNumber", 0],
  ["eth_getBlockReceipts", 0],
  ["eth_getBlockTransactionCountByNumber", 0],
  ["eth_getCode", 1],
  ["eth_getProof", 2],
  ["eth_getStorageAt", 2],
  ["eth_getStorageValues", 1],
  ["eth_getTransactionByBlockNumberAndIndex", 0],
  ["eth_getTransactionCount", 1],
  ["eth_getUncleByBlockNumberAndIndex", 0],
  ["eth_getUncleCountByBlockNumber", 0],
  ["eth_simulateV1", 1],
]);

/** Asks for the tip without naming a block. */
const atTip = new Set([
  "eth_blockNumber",
  "eth_gasPrice",
  "eth_maxPriorityFeePerGas",
  "eth_blobBaseFee",
  "eth_baseFee",
]);

/** @returns `undefined` where it does not matter (a hash, `earliest`, `finalized`, or a method that names no block). */
export function neededBlock({ method, params }: Call): NeededBlock {
  if (!isList(params)) return undefined;
  if (method === "eth_getLogs") return neededByFilter(params[0]);
  const position = blockPosition.get(method);
  if (position === undefined) return atTip.has(method) ? "latest" : undefined;
  return blockOf(params[position]);
}

function neededByFilter(filter: JsonValue | undefined): NeededBlock {
  if (!isObject(filter) || filter.blockHash !== undefined) return undefined;
  return blockOf(filter.toBlock);
}

/** A block parameter: a tag, a number, or an object of EIP-1898. */
function blockOf(block: JsonValue | undefined): NeededBlock {
  if (block === undefined || block === null || block === "latest" || block === "pending") return "latest";
  if (isObject(block)) return quantity(block.blockNumber);
  // A hash is longer than a quantity.
  return quantity(block);
}

const isList = (value: Call["params"]): value is readonly JsonValue[] => Array.isArray(value);

function isObject(value: JsonValue | undefined): value is { readonly [name: string]: JsonValue } {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
