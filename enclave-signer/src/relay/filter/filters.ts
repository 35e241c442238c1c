// Filters (`eth_newFilter` and its kin). A filter lives at one upstream, under an id that only the enclave knows; the client gets a random
// one, so that nobody can guess another's and an upstream can't tell who polls.
import type { JsonValue } from "@inkan/attestation";
import { InkanError } from "@inkan/link";
import type { Enclave } from "../../enclave/boot.ts";
import type { ChainConfig, RelayConfig } from "../../enclave/config.ts";
import { localAnswer } from "../answer.ts";
import type { Answer, Call, CallBudget } from "../call.ts";
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
};

type Entry = { readonly filter: InstalledFilter; usedMs: number };

const idBytes = 16;

export function openFilters(
  { clock, random }: Pick<Enclave<RelayConfig>, "clock" | "random">,
  _chain: ChainConfig,
  upstreams: FilterGround["upstreams"],
  limits: FilterLimits = filterLimits,
): Filters {
  const ground: FilterGround = { upstreams, clock, limits };
  const entries = new Map<string, Entry>();
  let installing = 0;

  const sweep = setInterval(() => {
    const idleSince = clock.monotonicMs() - limits.idleMs;
    for (const [id, { filter, usedMs }] of entries) {
      if (usedMs >= idleSince) continue;
      entries.delete(id);
      filter.uninstall();
    }
  }, limits.sweepMs);
  sweep.unref();

  async function install(call: Call, budget: CallBudget): Promise<Answer> {
    if (entries.size + installing >= limits.filtersMax) throw new InkanError("TOO_MANY_FILTERS");
    installing++;
    try {
      const installed = await installFilter(ground, call, budget);
      if ("kind" in installed) return installed;
      const id = `0x${Buffer.from(random.bytes(idBytes)).toString("hex")}`;
      entries.set(id, { filter: installed, usedMs: clock.monotonicMs() });
      return localAnswer(id);
    } finally {
      installing--;
    }
  }

  async function changes(call: Call, budget: CallBudget): Promise<Answer> {
    const [id, entry] = find(call);
    try {
      return await entry.filter.changes(budget);
    } catch (thrown) {
      // It can't go on without losing something unseen: the client is to make a new one.
      if (thrown instanceof InkanError && thrown.code === "FILTER_NOT_FOUND") {
        entries.delete(id);
        entry.filter.uninstall();
      }
      throw thrown;
    }
  }

  function uninstall(call: Call): Answer {
    const id = idOf(call);
    const entry = entries.get(id);
    entries.delete(id);
    entry?.filter.uninstall();
    return localAnswer(entry !== undefined);
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
      if (call.method === "eth_uninstallFilter") return uninstall(call);
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
