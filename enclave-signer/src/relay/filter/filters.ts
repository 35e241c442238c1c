// Filters (`eth_newFilter` and its kin). A filter lives at one upstream, under an id that only the enclave knows; the client gets a random
// one, so that nobody can guess another's and an upstream can't tell who polls.
import type { JsonValue } from "@inkan/attestation";
import { InkanError } from "@inkan/link";
import type { Enclave } from "../../enclave/boot.ts";
import type { ChainConfig, RelayConfig } from "../../enclave/config.ts";
import { localAnswer } from "../answer.ts";
import type { Answer, Call, CallBudget } from "../call.ts";
import { type Remembered, rememberAtMost } from "../subscription/remembered.ts";
import type { Upstreams } from "../upstream/upstreams.ts";
import { type InstalledFilter, installFilter } from "./installed-filter.ts";
import { type FilterLimits, filterLimits } from "./limits.ts";

export type Filters = {
  /**
   * Answers a call of one of the six filter methods.
   *
   * @throws {InkanError} `FILTER_NOT_FOUND`, `TOO_MANY_FILTERS`, `PARAMS_INVALID`, and whatever the upstreams throw.
   */
  call(call: Call, budget: CallBudget): Promise<Answer>;
  /** Filters that are installed: for tests and metrics. */
  count(): number;
  close(): void;
};

/** What a filter needs of its chain. */
export type FilterGround = {
  readonly upstreams: Pick<Upstreams, "call" | "callOn" | "pick" | "healthy">;
  readonly clock: { monotonicMs(): number };
  readonly limits: FilterLimits;
  /** Logs and blocks that all filters together remember. */
  readonly remembered: Remembered;
};

type Entry = { readonly filter: InstalledFilter; readonly paramsLength: number; usedMs: number };

const idBytes = 16;

export function openFilters(
  { clock, random }: Pick<Enclave<RelayConfig>, "clock" | "random">,
  _chain: ChainConfig,
  upstreams: FilterGround["upstreams"],
  limits: FilterLimits = filterLimits,
): Filters {
  const ground: FilterGround = { upstreams, clock, limits, remembered: rememberAtMost(limits.seenTotalMax) };
  const entries = new Map<string, Entry>();
  let installing = 0;
  let paramsLength = 0;

  const sweep = setInterval(() => {
    const idleSince = clock.monotonicMs() - limits.idleMs;
    for (const [id, { usedMs }] of entries) if (usedMs < idleSince) forget(id);
  }, limits.sweepMs);
  sweep.unref();

  async function install(call: Call, budget: CallBudget): Promise<Answer> {
    const length = call.paramsText.length;
    if (length > limits.paramsLengthMax)
      throw new InkanError("PARAMS_INVALID", `a filter may be ${limits.paramsLengthMax} characters long`);
    if (entries.size + installing >= limits.filtersMax || paramsLength + length > limits.paramsTotalLengthMax)
      throw new InkanError("TOO_MANY_FILTERS");
    installing++;
    paramsLength += length;
    let isInstalled = false;
    try {
      const installed = await installFilter(ground, call, budget);
      if ("kind" in installed) return installed;
      const id = `0x${Buffer.from(random.bytes(idBytes)).toString("hex")}`;
      entries.set(id, { filter: installed, paramsLength: length, usedMs: clock.monotonicMs() });
      isInstalled = true;
      return localAnswer(id);
    } finally {
      installing--;
      if (!isInstalled) paramsLength -= length;
    }
  }

  /** @returns Whether there was such a filter. */
  function forget(id: string): boolean {
    const entry = entries.get(id);
    if (entry === undefined) return false;
    entries.delete(id);
    paramsLength -= entry.paramsLength;
    entry.filter.uninstall();
    return true;
  }

  async function changes(call: Call, budget: CallBudget): Promise<Answer> {
    const [id, entry] = find(call);
    try {
      return await entry.filter.changes(budget);
    } catch (thrown) {
      // It can't go on without losing something unseen: the client is to make a new one.
      if (thrown instanceof InkanError && thrown.code === "FILTER_NOT_FOUND") forget(id);
      throw thrown;
    }
  }

  function find(call: Call): [string, Entry] {
    const id = idOf(call);
    const entry = entries.get(id);
    if (entry === undefined) throw new InkanError("FILTER_NOT_FOUND");
    entry.usedMs = clock.monotonicMs();
    return [id, entry];
  }

  return {
    async call(call, budget) {
      if (call.method === "eth_getFilterChanges") return changes(call, budget);
      if (call.method === "eth_getFilterLogs") return find(call)[1].filter.logs(budget);
      if (call.method === "eth_uninstallFilter") return localAnswer(forget(idOf(call)));
      return install(call, budget);
    },
    count: () => entries.size,
    close() {
      clearInterval(sweep);
      entries.clear();
    },
  };
}

function idOf({ params }: Call): string {
  const [id, ...rest] = Array.isArray(params) ? (params as readonly JsonValue[]) : [];
  if (typeof id !== "string" || rest.length > 0) throw new InkanError("PARAMS_INVALID", "expected the id of a filter");
  return id;
}
