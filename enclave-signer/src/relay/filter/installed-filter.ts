// One filter at one upstream, and its move to another. `eth_getFilterChanges` takes what it tells: when its answer is lost, so are the
// events, unless they are asked for again. So after any failure the filter is made anew elsewhere, and what may be missing is fetched.
import { canonicalJson, type JsonValue, parseJson } from "@inkan/attestation";
import { asInkanError, InkanError } from "@inkan/link";
import type { Answer, Call, CallBudget } from "../call.ts";
import type { UpstreamHandle } from "../upstream/upstreams.ts";
import { type Asks, type Backfill, backfillFor } from "./backfill.ts";
import type { FilterGround } from "./filters.ts";

export type InstalledFilter = {
  /** @throws {InkanError} `FILTER_NOT_FOUND`: something may have been lost; the filter is over. */
  changes(budget: CallBudget): Promise<Answer>;
  /** All logs that it matches. @throws {InkanError} `FILTER_NOT_FOUND`: it is not a filter of logs. */
  logs(budget: CallBudget): Promise<Answer>;
  uninstall(): void;
};

type Place = { readonly handle: UpstreamHandle; readonly id: JsonValue };

/** @returns An upstream's refusal, if it does not like the params. */
export async function installFilter(
  ground: FilterGround,
  call: Call,
  budget: CallBudget,
): Promise<InstalledFilter | Answer> {
  const backfill = backfillFor(call, ground.remembered, ground.limits);
  // Until the first poll nobody knows of an upstream; a call waits for that.
  if (ground.upstreams.healthy().length === 0)
    await ground.upstreams.call(callOf("eth_blockNumber", []), budget).catch(() => {});
  const handle = ground.upstreams.pick(aboutOf(call));
  if (handle === undefined) throw new InkanError("UPSTREAM_UNAVAILABLE");

  // Asked for first: whatever comes later is the filter's.
  try {
    await backfill.begin(asker(ground, handle, budget));
    const answer = await ground.upstreams.callOn(handle, call, budget);
    if (answer.kind === "result") return filterAt({ handle, id: readId(answer) }, ground, call, backfill);
    backfill.end();
    return answer;
  } catch (thrown) {
    backfill.end();
    throw thrown;
  }
}

function filterAt(first: Place, ground: FilterGround, call: Call, backfill: Backfill): InstalledFilter {
  const { upstreams, limits } = ground;
  /** `undefined`: what its upstream last told may be lost, so it has to move. */
  let place: Place | undefined = first;
  let turn: Promise<unknown> = Promise.resolve();
  let waiting = 0;
  let over = false;

  function leave(): void {
    const left = place;
    place = undefined;
    if (left !== undefined) giveBack(ground, left);
  }

  async function poll(budget: CallBudget): Promise<Answer> {
    if (over) throw new InkanError("FILTER_NOT_FOUND");
    if (place === undefined || (backfill.isPossible && isIll(place.handle))) return move(budget);
    const asked = callOf("eth_getFilterChanges", [place.id]);
    const before = place.handle.head();
    try {
      const answer = await upstreams.callOn(place.handle, asked, budget);
      if (answer.kind === "result") return tell(answer, backfill.told(parse(answer.text), before));
    } catch (thrown) {
      // Refused before anything was sent: it is all there still.
      if (asInkanError(thrown).code === "UPSTREAM_OVERLOADED") throw thrown;
    }
    leave();
    return move(budget);
  }

  const isIll = ({ name }: UpstreamHandle) => {
    const healthy = upstreams.healthy();
    return healthy.length > 0 && healthy.every((one) => one.name !== name);
  };

  async function move(budget: CallBudget): Promise<Answer> {
    leave();
    if (!backfill.isPossible) throw new InkanError("FILTER_NOT_FOUND", lostWithUpstream);
    let refused = false;
    const names = new Set<string>();
    const preferred = upstreams.pick(aboutOf(call));
    for (const handle of [...(preferred === undefined ? [] : [preferred]), ...upstreams.healthy()]) {
      if (names.has(handle.name) || names.size >= limits.attemptsMax) continue;
      names.add(handle.name);
      try {
        const answer = await settleAt(handle, budget);
        if (answer !== undefined) return answer;
        refused = true;
      } catch (thrown) {
        if (asInkanError(thrown).code === "FILTER_NOT_FOUND") throw thrown;
        if (budget.signal.aborted || ground.clock.monotonicMs() >= budget.deadline) throw thrown;
      }
    }
    throw new InkanError(refused ? "FILTER_NOT_FOUND" : "UPSTREAM_UNAVAILABLE");
  }

  /** @returns What was missed; `undefined`: the upstream lags behind, or does not want the filter. */
  async function settleAt(handle: UpstreamHandle, budget: CallBudget): Promise<Answer | undefined> {
    // The new filter first, then what was missed: what lies between comes twice, and is told once.
    const answer = await upstreams.callOn(handle, call, budget);
    if (answer.kind === "error") return undefined;
    const there = { handle, id: readId(answer) };
    let missed: readonly JsonValue[] | "behind" | "lost" = "lost";
    try {
      missed = await backfill.missed(asker(ground, handle, budget));
    } finally {
      if (typeof missed === "string") giveBack(ground, there);
    }
    if (missed === "lost") throw new InkanError("FILTER_NOT_FOUND", lostWithUpstream);
    if (missed === "behind") throw new InkanError("UPSTREAM_UNAVAILABLE");
    if (over) giveBack(ground, there);
    else place = there;
    return { ...answer, text: Buffer.from(canonicalJson(missed)) };
  }

  return {
    async changes(budget) {
      if (waiting >= limits.pollsWaitingMax) throw new InkanError("OVERLOADED", "this filter is being polled already");
      waiting++;
      const mine = turn.then(() => poll(budget));
      turn = mine.catch(() => {});
      return mine.finally(() => {
        waiting--;
        // What was under way when it was uninstalled may have remembered something more.
        if (over) backfill.end();
      });
    },
    async logs(budget) {
      if (call.method !== "eth_newFilter") throw new InkanError("FILTER_NOT_FOUND");
      return upstreams.call({ ...call, method: "eth_getLogs" }, budget);
    },
    uninstall() {
      over = true;
      leave();
      backfill.end();
    },
  };
}

const lostWithUpstream = "filter not found: it was lost with its upstream";

/** The bytes as they came, unless something in them was told before. */
function tell(answer: Answer, fresh: readonly JsonValue[] | undefined): Answer {
  return fresh === undefined ? answer : { ...answer, text: Buffer.from(canonicalJson(fresh)) };
}

/** Nobody waits for it, and an upstream forgets an unused filter by itself: a failure changes nothing. */
function giveBack({ upstreams, clock, limits }: FilterGround, { handle, id }: Place): void {
  const budget = {
    signal: AbortSignal.timeout(limits.uninstallMs),
    deadline: clock.monotonicMs() + limits.uninstallMs,
  };
  upstreams.callOn(handle, callOf("eth_uninstallFilter", [id]), budget).catch(() => {});
}

function asker({ upstreams }: FilterGround, handle: UpstreamHandle, budget: CallBudget): Asks {
  return async (method, params) => {
    const answer = await upstreams.callOn(handle, callOf(method, params), budget);
    if (answer.kind === "error") throw new InkanError("UPSTREAM_ANSWER_INVALID");
    return parse(answer.text);
  };
}

function callOf(method: string, params: readonly JsonValue[]): Call {
  return { method, params, paramsText: canonicalJson(params) };
}

/** A filter of logs is dispatched as what it looks for would be. */
const aboutOf = (call: Call): Call => (call.method === "eth_newFilter" ? { ...call, method: "eth_getLogs" } : call);

const parse = (text: Uint8Array): JsonValue => parseJson(text, { depthMax: 128, bytesMax: text.length });

function readId(answer: Answer): JsonValue {
  const id = parse(answer.text);
  if (typeof id !== "string" && typeof id !== "number")
    throw new InkanError("UPSTREAM_ANSWER_INVALID", "not a filter id");
  return id;
}
