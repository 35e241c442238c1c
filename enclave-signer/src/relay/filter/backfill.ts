// What a filter has told, and what it would have told besides: so that another upstream can take it over without a hole or a repetition.
import type { JsonObject, JsonValue } from "@inkan/attestation";
import { InkanError } from "@inkan/link";
import type { Call } from "../call.ts";
import { readHash, readHead, readQuantity } from "../subscription/heads.ts";
import { logWindow, readLog } from "../subscription/log-window.ts";
import type { Remembered } from "../subscription/remembered.ts";
import type { FilterLimits } from "./limits.ts";

/** Asks the upstream that a filter is at, or is about to be at. */
export type Asks = (method: string, params: readonly JsonValue[]) => Promise<JsonValue>;

export type Backfill = {
  /** Whether what was missed can be fetched at all. */
  readonly isPossible: boolean;
  /** Before the filter is made. */
  begin(ask: Asks): Promise<void>;
  /**
   * Takes the changes that an upstream told.
   *
   * @param block Head of that upstream, as known before it was asked: the changes contain all up to it.
   * @returns Those that are new; `undefined`: all of them.
   */
  told(changes: JsonValue, block: bigint | undefined): readonly JsonValue[] | undefined;
  /** What an upstream that was not asked before knows and the client does not. `lost`: that can't be told. `behind`: it knows less. */
  missed(ask: Asks): Promise<readonly JsonValue[] | "behind" | "lost">;
  end(): void;
};

/** @param remembered The share of all filters together. */
export function backfillFor(call: Call, remembered: Remembered, limits: FilterLimits): Backfill {
  if (call.method === "eth_newFilter") return backfillLogs(filterOf(call), remembered, limits);
  if (call.method === "eth_newBlockFilter") return backfillBlocks(remembered, limits);
  return nothingToFetch;
}

/** Nobody can say which transactions were pending a while ago. */
const nothingToFetch: Backfill = {
  isPossible: false,
  begin: async () => {},
  told: () => undefined,
  missed: async () => "lost",
  end: () => {},
};

const quantity = (value: bigint) => `0x${value.toString(16)}`;
const max = (a: bigint, b: bigint) => (a > b ? a : b);
const min = (a: bigint, b: bigint) => (a < b ? a : b);

function backfillLogs(filter: JsonObject, remembered: Remembered, limits: FilterLimits): Backfill {
  const window = logWindow(limits.seenMax, remembered);
  const overlap = BigInt(limits.overlapBlocks);
  let start = 0n;
  /** Up to here everything was told. */
  let firm = 0n;

  const from = () => max(start, firm - overlap) + 1n;

  function take(changes: JsonValue): readonly JsonValue[] | undefined {
    const fresh = listOf(changes).filter((log) => window.take(readLog(log)));
    return fresh.length === listOf(changes).length ? undefined : fresh;
  }

  return {
    isPossible: true,
    async begin(ask) {
      start = readQuantity(await ask("eth_blockNumber", []));
      firm = start;
    },
    told(changes, block) {
      const fresh = take(changes);
      if (block !== undefined) firm = max(firm, block);
      window.forgetBefore(from());
      return fresh;
    },
    async missed(ask) {
      const latest = readQuantity(await ask("eth_blockNumber", []));
      if (latest < firm - overlap) return "behind";
      const first = from();
      if (latest - first >= BigInt(limits.gapBlocksMax)) return "lost";
      const delivered = window.deliveredSince(first);
      if (delivered === undefined) return "lost";

      // A range of the filter's own narrows what is asked for.
      const fromBlock = max(first, numberOf(filter.fromBlock) ?? 0n);
      const toBlock = min(latest, numberOf(filter.toBlock) ?? latest);
      const logs =
        toBlock < fromBlock
          ? []
          : listOf(
              await ask("eth_getLogs", [{ ...filter, fromBlock: quantity(fromBlock), toBlock: quantity(toBlock) }]),
            );
      const fetched = new Set(logs.map((log) => readLog(log).key));
      // A log that was told and is no more: its removal was missed, and nobody can tell it now.
      for (const [key, block] of delivered) if (block <= latest && !fetched.has(key)) return "lost";

      const fresh = take(logs) ?? logs;
      firm = max(firm, latest);
      window.forgetBefore(from());
      return fresh;
    },
    end: () => window.end(),
  };
}

function backfillBlocks(remembered: Remembered, limits: FilterLimits): Backfill {
  const seen = new Set<string>();
  /** Something was told that could not be remembered: it could be told again. */
  let isForgetful = false;
  let start = 0n;

  function take(changes: JsonValue): readonly JsonValue[] | undefined {
    const all = listOf(changes);
    const fresh = all.filter((hash) => !seen.has(readHash(hash)));
    for (const hash of fresh) remember(readHash(hash));
    return fresh.length === all.length ? undefined : fresh;
  }

  function remember(hash: string): void {
    if (!remembered.take()) isForgetful = true;
    else if (seen.has(hash)) remembered.give(1);
    else seen.add(hash);
    for (const oldest of seen) {
      if (seen.size <= limits.gapHeadsMax * 2) break;
      seen.delete(oldest);
      remembered.give(1);
    }
  }

  return {
    isPossible: true,
    async begin(ask) {
      const latest = readHead(await ask("eth_getBlockByNumber", ["latest", false]));
      start = latest.number;
      remember(latest.hash);
    },
    told: (changes) => take(changes),
    async missed(ask) {
      if (isForgetful) return "lost";
      const missing: string[] = [];
      let head = readHead(await ask("eth_getBlockByNumber", ["latest", false]));
      // What it has not reached yet it will tell by itself.
      while (head.number > start && !seen.has(head.hash)) {
        if (missing.length >= limits.gapHeadsMax) return "lost";
        missing.push(head.hash);
        const wanted = head.parentHash;
        head = readHead(await ask("eth_getBlockByHash", [wanted, false]));
        if (head.hash !== wanted) throw new InkanError("UPSTREAM_ANSWER_INVALID", "another block than was asked for");
      }
      return take(missing.reverse()) ?? missing;
    },
    end() {
      remembered.give(seen.size);
      seen.clear();
    },
  };
}

function filterOf({ params }: Call): JsonObject {
  const [filter = {}, ...rest] = Array.isArray(params) ? (params as readonly JsonValue[]) : [];
  if (filter === null || typeof filter !== "object" || Array.isArray(filter) || rest.length > 0)
    throw new InkanError("PARAMS_INVALID", "expected an object of address, topics, fromBlock and toBlock");
  return filter as JsonObject;
}

/** A number; tags stand for a block that moves with the head. */
function numberOf(block: JsonValue | undefined): bigint | undefined {
  return typeof block === "string" && /^0x[0-9a-fA-F]{1,16}$/.test(block) ? BigInt(block) : undefined;
}

function listOf(value: JsonValue): readonly JsonValue[] {
  if (!Array.isArray(value)) throw new InkanError("UPSTREAM_ANSWER_INVALID", "not a list of changes");
  return value as readonly JsonValue[];
}
