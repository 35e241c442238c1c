// What of a call goes upstream. Nodes ignore members that they do not know, so a wallet would never notice that it sends
// them, and an upstream would read them all: for the methods below, only members that a node gives a meaning to are kept.
// It lies here, not in the relay, so that a verifier shows what the relay does by the relay's own rule.
// Sources: ethereum/execution-apis (openrpc.json), go-ethereum's TransactionArgs (`data` beside `input`), Celo's `feeCurrency`.
import type { JsonObject, JsonValue } from "./json/index.ts";

/** As JSON-RPC 2.0 has them: by position or by name. */
export type CallParams = readonly JsonValue[] | JsonObject;

/** `any`: kept as it is. `object`: only the members named. `list`, `map`: each value by one shape. What is of another type is kept for the node to refuse. */
type Shape =
  | { readonly kind: "any" }
  | { readonly kind: "object"; readonly members: ReadonlyMap<string, Shape> }
  | { readonly kind: "list"; readonly element: Shape }
  | { readonly kind: "map"; readonly value: Shape };

const any: Shape = { kind: "any" };
const list = (element: Shape): Shape => ({ kind: "list", element });
const map = (value: Shape): Shape => ({ kind: "map", value });
const object = (names: string, shaped: { readonly [name: string]: Shape } = {}): Shape => ({
  kind: "object",
  members: new Map([
    ...names
      .split(" ")
      .filter(Boolean)
      .map((name) => [name, any] as const),
    ...Object.entries(shaped),
  ]),
});

const block = object("blockNumber blockHash requireCanonical");

const transaction = object(
  "type nonce to from gas value input data gasPrice maxPriorityFeePerGas maxFeePerGas maxFeePerBlobGas chainId blobVersionedHashes blobs commitments proofs feeCurrency",
  {
    accessList: list(object("address storageKeys")),
    authorizationList: list(object("chainId nonce address yParity v r s")),
  },
);

const stateOverrides = map(object("balance nonce code state stateDiff movePrecompileToAddress"));

const blockOverrides = object(
  "number prevRandao random difficulty time gasLimit feeRecipient coinbase baseFeePerGas baseFee blobBaseFee beaconRoot parentBeaconBlockRoot",
  { withdrawals: list(object("index validatorIndex address amount")) },
);

const filter = object("fromBlock toBlock blockHash address topics");

const simulation = object("traceTransfers validation returnFullTransactions", {
  blockStateCalls: list(object("", { blockOverrides, stateOverrides, calls: list(transaction) })),
});

const none: readonly Shape[] = [];

/** Positions of `params`, per method. A method that is not here keeps its params as they are. */
const shapes: ReadonlyMap<string, readonly Shape[]> = new Map([
  ["eth_accounts", none],
  ["eth_baseFee", none],
  ["eth_blobBaseFee", none],
  ["eth_blockNumber", none],
  ["eth_capabilities", none],
  ["eth_chainId", none],
  ["eth_config", none],
  ["eth_gasPrice", none],
  ["eth_maxPriorityFeePerGas", none],
  ["eth_newBlockFilter", none],
  ["eth_syncing", none],
  ["net_version", none],
  ["eth_call", [transaction, block, stateOverrides, blockOverrides]],
  ["eth_createAccessList", [transaction, block, stateOverrides]],
  ["eth_estimateGas", [transaction, block, stateOverrides, blockOverrides]],
  ["eth_fillTransaction", [transaction]],
  ["eth_getBalance", [any, block]],
  ["eth_getBlockByHash", [any, any]],
  ["eth_getBlockByNumber", [any, any]],
  ["eth_getBlockReceipts", [block]],
  ["eth_getCode", [any, block]],
  ["eth_getLogs", [filter]],
  ["eth_getProof", [any, any, block]],
  ["eth_getStorageAt", [any, any, block]],
  ["eth_getStorageValues", [any, block]],
  ["eth_getTransactionByHash", [any]],
  ["eth_getTransactionCount", [any, block]],
  ["eth_getTransactionReceipt", [any]],
  ["eth_newFilter", [filter]],
  ["eth_sendRawTransaction", [any]],
  ["eth_sendRawTransactionSync", [any, any]],
  ["eth_simulateV1", [simulation, block]],
  ["eth_subscribe", [any, filter]],
]);

/** The id of every request that goes upstream: it tells nothing. */
export const canonicalRequestId = 1;

/** The header fields of every request that goes upstream, besides `host` and `content-length`. The same for everybody. */
export const canonicalRequestFields =
  "connection: keep-alive\r\ncontent-type: application/json\r\naccept: application/json\r\nuser-agent: inkan\r\n";

/**
 * The content of a request that goes upstream.
 *
 * @param paramsText Canonical JSON (RFC 8785) of what {@link definedParams} kept.
 */
export function canonicalRequest(method: string, paramsText: string): string {
  return `{"jsonrpc":"2.0","id":${canonicalRequestId},"method":${JSON.stringify(method)},"params":${paramsText}}`;
}

/**
 * The params of a call without anything that its method does not define.
 *
 * @returns `refused`: more arguments than the method has (as go-ethereum), or arguments by name.
 *
 * @example
 * definedParams("eth_call", [{ to: "0x…", wallet: "Acme/1.2" }, "latest"]); // { params: [{ to: "0x…" }, "latest"] }
 */
export function definedParams(
  method: string,
  params: CallParams,
): { readonly params: CallParams } | { readonly refused: string } {
  const positions = shapes.get(method);
  if (positions === undefined) return { params };
  if (!isList(params)) return { refused: "params must be an array" };
  if (params.length > positions.length) return { refused: `too many arguments, want at most ${positions.length}` };
  if (positions.every((shape) => shape === any)) return { params };
  return { params: params.map((value, at) => keep(value, positions[at]!)) };
}

function keep(value: JsonValue, shape: Shape): JsonValue {
  if (shape.kind === "any" || typeof value !== "object" || value === null) return value;
  if (shape.kind === "list") return isList(value) ? value.map((element) => keep(element, shape.element)) : value;
  if (isList(value)) return value;

  const kept: [string, JsonValue][] = [];
  for (const [name, member] of Object.entries(value)) {
    const memberShape = shape.kind === "map" ? shape.value : shape.members.get(name);
    if (memberShape !== undefined) kept.push([name, keep(member, memberShape)]);
  }
  // Defines each as an own property, `__proto__` too.
  return Object.fromEntries(kept);
}

const isList = (value: CallParams | JsonValue): value is readonly JsonValue[] => Array.isArray(value);
