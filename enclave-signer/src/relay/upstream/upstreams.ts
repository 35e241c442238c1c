// The upstreams of one chain: a call goes in, an answer comes out. Which upstream, how often, from the cache or not, is decided here
// and in the parts that this file puts together.
import { type Address, type ErrorCode, InkanError } from "@inkan/link";
import type { Clock } from "../../enclave/clock.ts";
import type { ChainConfig, RelayConfig } from "../../enclave/config.ts";
import { dialer } from "../../enclave/dial.ts";
import type { Log } from "../../enclave/log.ts";
import type { Random } from "../../enclave/random.ts";
import { keyOf, openCache } from "../cache.ts";
import type { Answer, Call, CallBudget } from "../call.ts";
import { openDispatch } from "../dispatch.ts";
import { answerOf, attempt } from "./attempt.ts";
import { candidates } from "./candidates.ts";
import { openConnection, type Receiving } from "./connection.ts";
import { headRules } from "./head.ts";
import { compared, healthRules, isOfChain, isUsable } from "./health.ts";
import { openJoin } from "./join.ts";
import { upstreamLimits } from "./limits.ts";
import { isIdempotent, neededBlock } from "./method.ts";
import { openNode, type UpstreamHandle, type UpstreamNode } from "./node.ts";
import { openPoll, pollMsOf } from "./poll.ts";
import { subjectOf } from "./subject.ts";
import { openSweep } from "./sweep.ts";
import { openTip } from "./tip.ts";

export type { UpstreamHandle } from "./node.ts";

export type Upstreams = {
  /**
   * Answers a call from the cache or from one upstream. An upstream's own `error` is an answer.
   *
   * What may have reached an upstream is asked again elsewhere only if it is known to be a read.
   *
   * @throws {InkanError} `UPSTREAM_UNAVAILABLE`, `UPSTREAM_OVERLOADED` (sent nowhere); `UPSTREAM_LOST`, `UPSTREAM_TIMEOUT`,
   * `UPSTREAM_ANSWER_INVALID`, `UPSTREAM_ANSWER_TOO_LARGE`.
   */
  call(call: Call, budget: CallBudget): Promise<Answer>;
  /** The head that clients were shown: the highest. `undefined` until an upstream named one. */
  head(): bigint | undefined;
  /** A client was shown this head some other way (`newHeads`): `head` is not below it from now on, unless no majority is near it. */
  showed(block: bigint): void;
  /** The upstream that a call would go to first. */
  pick(call: Call): UpstreamHandle | undefined;
  /** Asks this upstream and no other, once. @throws as {@link Upstreams.call} */
  callOn(handle: UpstreamHandle, call: Call, budget: CallBudget): Promise<Answer>;
  /** Usable upstreams, the highest and quickest first. */
  healthy(): readonly UpstreamHandle[];
  close(): Promise<void>;
};

/** What of an enclave the upstreams stand on. */
export type UpstreamsEnclave = {
  readonly config: Pick<RelayConfig, "limits" | "chains">;
  readonly clock: Clock;
  readonly random: Random;
  readonly egress: Address;
  readonly log: Log;
};

/**
 * Opens the way to a chain's upstreams and begins to poll them. Streams are opened when they are needed.
 *
 * @example
 * const upstreams = openUpstreams(enclave, enclave.config.chains[0]);
 * const answer = await upstreams.call(
 *   { method: "eth_blockNumber", params: [], paramsText: "[]" },
 *   { signal, deadline: enclave.clock.monotonicMs() + 20_000 },
 * );
 */
export function openUpstreams(enclave: UpstreamsEnclave, chain: ChainConfig): Upstreams {
  const { clock, config } = enclave;
  const monotonicMs = () => clock.monotonicMs();
  const sweep = openSweep(monotonicMs);
  const rules = healthRules(chain.blockTimeMs);
  const pollMs = pollMsOf(chain.blockTimeMs);
  const tipRules = headRules(chain.blockTimeMs, pollMs);
  const nodes = openNodes(enclave, chain, sweep);
  const dispatch = openDispatch(
    nodes.map((node) => node.name),
    clock,
    enclave.random,
  );
  const join = openJoin(sweep);
  const cache = openCache(monotonicMs, {
    entriesMax: upstreamLimits.cacheEntriesMax,
    bytesMax: upstreamLimits.cacheBytesMax,
    entryBytesMax: upstreamLimits.cacheEntryBytesMax,
    ageMsMax: upstreamLimits.cacheAgeMsMax,
    keyLengthMax: upstreamLimits.keyLengthMax,
  });
  const tip = openTip({ nodes, rules: tipRules, healthRules: rules, monotonicMs });

  const wasUsable = nodes.map(() => false);
  const chainAt = config.chains.indexOf(chain);
  const onPolled = () => {
    const nowMs = monotonicMs();
    const now = compared(
      nodes.map((node) => node.health()),
      rules,
    );
    for (const node of nodes) node.learn(() => now[node.position]!);
    if (tip.look()) cache.clear();
    for (const node of nodes) {
      const healthy = isUsable(node.health(), nowMs);
      if (healthy !== wasUsable[node.position])
        enclave.log({ event: "upstream", chain: chainAt, upstream: node.position, healthy });
      wasUsable[node.position] = healthy;
    }
  };
  const poll = openPoll({ nodes, chainId: chain.chainId, pollMs, monotonicMs, onPolled });
  let isPolled = false;
  void poll.first.then(() => {
    isPolled = true;
  });

  const ordered = (call: Call): UpstreamNode[] =>
    candidates(dispatch.order(subjectOf(call)), (position) => nodes[position]!.health(), {
      needed: neededBlock(call),
      head: tip.head(),
      rules: tipRules,
      nowMs: monotonicMs(),
    }).map((position) => nodes[position]!);

  async function ask(call: Call, budget: CallBudget): Promise<Answer> {
    if (!isPolled) await untilPolled(poll.first, budget, monotonicMs);
    return attempt(call, ordered(call), budget, { tip, monotonicMs });
  }

  return {
    async call(call, budget) {
      const known = cache.get(call);
      if (known !== undefined) return known;
      const { falls } = tip.head();
      const answer = isJoinable(call)
        ? await join.call(keyOf(call), budget, (shared) => ask(call, shared))
        : await ask(call, budget);
      // What was under way while the chain was reset may belong to the old one.
      if (tip.head().falls === falls) cache.put(call, answer, poll.finalized());
      return answer;
    },
    head: tip.newest,
    showed: tip.show,
    pick: (call) => ordered(call)[0],
    async callOn(handle, call, budget) {
      const node = nodes[handle.position]!;
      if (!isOfChain(node.health())) throw new InkanError("UPSTREAM_UNAVAILABLE");
      const said = await node.ask(call, { deadline: budget.deadline, budget });
      if (said.kind === "limited") throw new InkanError("UPSTREAM_OVERLOADED");
      return answerOf(node, said);
    },
    healthy() {
      const nowMs = monotonicMs();
      return nodes.filter((node) => isUsable(node.health(), nowMs)).sort(byHeightAndLatency);
    },
    async close() {
      poll.close();
      await Promise.all(nodes.map((node) => node.close()));
      sweep.close();
    },
  };
}

function openNodes(enclave: UpstreamsEnclave, chain: ChainConfig, sweep: ReturnType<typeof openSweep>): UpstreamNode[] {
  const { config, clock, log } = enclave;
  const { responseBytesMax, upstreamConnectionsMax } = config.limits;
  const random = () => enclave.random.uint32() / 2 ** 32;
  const receiving: Receiving = { bytes: 0, bytesMax: responseBytesMax * upstreamLimits.receivingAnswersMax };
  const chainAt = config.chains.indexOf(chain);
  const rules = healthRules(chain.blockTimeMs);
  const monotonicMs = () => clock.monotonicMs();
  return chain.upstreams.map((upstream, position) => {
    const dial = dialer(enclave.egress, upstream);
    const connection = openConnection({
      url: upstream.url,
      dial,
      sweep,
      monotonicMs,
      random,
      connectionsMax: upstreamConnectionsMax,
      responseBytesMax,
      receiving,
    });
    let loggedMs = Number.NEGATIVE_INFINITY;
    const onError = (code: ErrorCode) => {
      // A dead upstream would fill the log with one line per call.
      if (monotonicMs() - loggedMs < upstreamLimits.errorLogMs) return;
      loggedMs = monotonicMs();
      log({ event: "upstream-error", chain: chainAt, upstream: position, code });
    };
    return openNode({
      config: upstream,
      position,
      connection,
      dial,
      rules,
      monotonicMs,
      random,
      responseBytesMax,
      onError,
    });
  });
}

/** Before the first poll nothing is known of any upstream, not even its chain. */
async function untilPolled(first: Promise<void>, budget: CallBudget, monotonicMs: () => number): Promise<void> {
  const waitMs = Math.min(upstreamLimits.firstPollWaitMs, budget.deadline - monotonicMs());
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, Math.max(0, waitMs));
  });
  await Promise.race([first, late]);
  clearTimeout(timer);
}

const isJoinable = (call: Call): boolean =>
  call.paramsText.length <= upstreamLimits.keyLengthMax && isIdempotent(call.method) && subjectOf(call) === undefined;

function byHeightAndLatency(a: UpstreamNode, b: UpstreamNode): number {
  const [high, low] = [a.head() ?? -1n, b.head() ?? -1n];
  if (high !== low) return high > low ? -1 : 1;
  return (a.health().latencyMs ?? Infinity) - (b.health().latencyMs ?? Infinity);
}
