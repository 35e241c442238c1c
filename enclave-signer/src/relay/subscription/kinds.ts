// What may be subscribed to, and how a gap in it is told. Params are rebuilt: what two clients mean alike becomes one text, so that
// they share one upstream subscription and an upstream can't tell them by their spelling.
import { canonicalJson, type JsonObject, type JsonValue } from "@inkan/attestation";
import { InkanError } from "@inkan/link";
import type { SubscriptionLimits } from "./limits.ts";

/**
 * What it takes to carry a subscription on at another upstream without losing anything unseen.
 * `heads`: fetch the blocks between. `logs`: `eth_getLogs` over them. `state`: nothing, the upstream says the whole state again.
 * `stream`: impossible, so the client is told.
 */
export type Continuity = "heads" | "logs" | "state" | "stream";

export type Kind = {
  /** The first of the params. */
  readonly name: string;
  readonly continuity: Continuity;
  /** For the upstream. */
  readonly params: readonly JsonValue[];
  /** Canonical JSON of `params`: equal for equal subscriptions. */
  readonly paramsText: string;
  /** Whether it is served only where the chain's policy names it, as `eth_subscribe:<name>`. */
  readonly optIn: boolean;
};

type Argument = "none" | "filter" | "boolean";

const kinds: { readonly [name: string]: { continuity: Continuity; argument: Argument; optIn: boolean } } = {
  newHeads: { continuity: "heads", argument: "none", optIn: false },
  logs: { continuity: "logs", argument: "filter", optIn: false },
  newPendingTransactions: { continuity: "stream", argument: "boolean", optIn: false },
  syncing: { continuity: "state", argument: "none", optIn: false },
  // Flashblocks of OP Stack chains (base/base, execution/flashblocks): pending state several times a block, which nobody can ask for afterwards.
  newFlashblocks: { continuity: "stream", argument: "none", optIn: true },
  newFlashblockTransactions: { continuity: "stream", argument: "boolean", optIn: true },
  pendingLogs: { continuity: "stream", argument: "filter", optIn: true },
};

/**
 * Reads the params of `eth_subscribe`.
 *
 * @throws {InkanError} `PARAMS_INVALID`.
 *
 * @example
 * readKind(["logs", { address: "0xABcd…" }], subscriptionLimits).params; // ["logs", { address: ["0xabcd…"] }]
 */
export function readKind(params: readonly JsonValue[] | JsonObject, limits: SubscriptionLimits): Kind {
  const [name, argument, ...rest] = Array.isArray(params) ? (params as readonly JsonValue[]) : [];
  if (typeof name !== "string" || !Object.hasOwn(kinds, name) || rest.length > 0)
    throw new InkanError("PARAMS_INVALID", `expected one of ${Object.keys(kinds).join(", ")}`);
  const { continuity, argument: wanted, optIn } = kinds[name]!;
  const rebuilt: JsonValue[] = [name, ...readArgument(wanted, argument, limits)];
  return { name, continuity, params: rebuilt, paramsText: canonicalJson(rebuilt), optIn };
}

function readArgument(wanted: Argument, argument: JsonValue | undefined, limits: SubscriptionLimits): JsonValue[] {
  const absent = argument === undefined || argument === null;
  if (wanted === "filter") return [readLogFilter(absent ? {} : argument, limits)];
  if (absent) return [];
  if (wanted === "boolean" && typeof argument === "boolean") return argument ? [true] : [];
  // ethers and web3 give an empty object where nothing is meant.
  if (typeof argument === "object" && !Array.isArray(argument) && Object.keys(argument).length === 0) return [];
  throw new InkanError("PARAMS_INVALID", "unexpected second parameter");
}

const addressPattern = /^0x[0-9a-fA-F]{40}$/;
const topicPattern = /^0x[0-9a-fA-F]{64}$/;

/** A block range says nothing about what is still to come: nodes ignore it, and so do we. Other members are refused. */
function readLogFilter(value: JsonValue, limits: SubscriptionLimits): JsonObject {
  if (value === null || typeof value !== "object" || Array.isArray(value))
    throw new InkanError("PARAMS_INVALID", "the second parameter of logs is an object");
  const filter = value as JsonObject;
  for (const name of Object.keys(filter))
    if (!["address", "topics", "fromBlock", "toBlock"].includes(name))
      throw new InkanError("PARAMS_INVALID", "logs takes address and topics");

  const address = Object.hasOwn(filter, "address") ? alternatives(filter.address!, addressPattern, limits) : null;
  const topics = Object.hasOwn(filter, "topics") ? readTopics(filter.topics!, limits) : [];
  return { ...(address === null ? {} : { address }), ...(topics.length === 0 ? {} : { topics }) };
}

function readTopics(value: JsonValue, limits: SubscriptionLimits): JsonValue[] {
  if (value === null) return [];
  if (!Array.isArray(value) || value.length > 4)
    throw new InkanError("PARAMS_INVALID", "topics is an array of at most 4");
  const topics = (value as readonly JsonValue[]).map((one) => alternatives(one, topicPattern, limits));
  // A trailing "any" means the same as its absence, but for logs that have fewer topics: it stays.
  return topics;
}

/** One value or several, in lower case, each once, in order: `null` and the empty list both mean "any". */
function alternatives(value: JsonValue, pattern: RegExp, limits: SubscriptionLimits): string[] | null {
  if (value === null) return null;
  const all = Array.isArray(value) ? (value as readonly JsonValue[]) : [value];
  if (all.length > limits.alternativesMax)
    throw new InkanError("PARAMS_INVALID", `at most ${limits.alternativesMax} alternatives`);
  const spelt = all.map((one) => {
    if (typeof one !== "string" || !pattern.test(one))
      throw new InkanError("PARAMS_INVALID", "expected 0x and hexadecimal digits of an address or topic");
    return one.toLowerCase();
  });
  return spelt.length === 0 ? null : [...new Set(spelt)].sort();
}
