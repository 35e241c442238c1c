// The upstreams of one chain: a call goes in, an answer comes out. Which upstream, how often, from the cache or not, is decided here
// and in the parts that this file puts together.

import type { Address } from "@inkan/link";
import { type ErrorCode, InkanError } from "@inkan/link";
import type { Clock } from "../../enclave/clock.ts";
import type { ChainConfig, RelayConfig } from "../../enclave/config.ts";
import type { Log } from "../../enclave/log.ts";
import type { Random } from "../../enclave/random.ts";
import { keyOf, openCache } from "../cache.ts";
import type { Answer, Call, CallBudget } from "../call.ts";
import { openDispatch } from "../dispatch.ts";
import { errorCode, readQuantity, readQuantityMember } from "./answer.ts";
import { candidates } from "./candidates.ts";
import { openConnection, type Receiving } from "./connection.ts";
import { dialer } from "./dial.ts";
import { type Head, headRules, highest, looked, noHead, showing } from "./head.ts";
import { atHead, compared, healthRules, isBelievable, isOfChain, isUsable } from "./health.ts";
import { openJoin } from "./join.ts";
import { upstreamLimits } from "./limits.ts";
import { isIdempotent, neededBlock } from "./method.ts";
import { openNode, type Said, type UpstreamHandle, type UpstreamNode } from "./node.ts";
import { openPoll, pollMsOf } from "./poll.ts";
import { subjectOf } from "./subject.ts";
import { openSweep } from "./sweep.ts";

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
  let head: Head = noHead;
  let shownAtMs = monotonicMs();

  const wasUsable = nodes.map(() => false);
  const chainAt = config.chains.indexOf(chain);
  const onPolled = () => {
    const nowMs = monotonicMs();
    const now = compared(
      nodes.map((node) => node.health()),
      rules,
    );
    for (const node of nodes) node.learn(() => now[node.position]!);
    const before = head.falls;
    head = looked(head, believedHeads(), nowMs, tipRules);
    if (head.falls !== before) cache.clear();
    for (const node of nodes) {
      const healthy = isUsable(node.health(), nowMs);
      if (healthy !== wasUsable[node.position])
        enclave.log({ event: "upstream", chain: chainAt, upstream: node.position, healthy });
      wasUsable[node.position] = healthy;
    }
  };
  const believedHeads = () =>
    nodes.flatMap((node) => {
      const { head: known, leads, state } = node.health();
      return known === undefined || leads || state !== "healthy" ? [] : [known];
    });
  const poll = openPoll({ nodes, chainId: chain.chainId, pollMs, monotonicMs, onPolled });
  let isPolled = false;
  void poll.first.then(() => {
    isPolled = true;
  });

  const believable = (block: bigint) =>
    isBelievable(
      block,
      nodes.map((node) => node.health()),
      rules,
    );
  const show = (block: bigint) => {
    if (!believable(block)) return;
    const before = head.shown;
    head = showing(head, block);
    if (head.shown !== before) shownAtMs = monotonicMs();
  };

  const ordered = (call: Call) =>
    candidates(dispatch.order(subjectOf(call)), (position) => nodes[position]!.health(), {
      needed: neededBlock(call),
      head,
      rules: tipRules,
      nowMs: monotonicMs(),
    });

  const answerOf = (node: UpstreamNode, { kind, text }: Exclude<Said, { kind: "limited" }>): Answer => ({
    kind,
    text,
    source: "upstream",
    level: "relayed",
    block: node.head(),
    ageMs: 0,
  });

  /** What the head's rule makes of an answer: the answer, one that does not go back, or `undefined`: another upstream may know better. */
  function atShownHead(call: Call, node: UpstreamNode, answer: Answer, isLast: boolean): Answer | undefined {
    if (answer.kind !== "result") return answer;
    if (call.method === "eth_blockNumber") {
      const number = readQuantity(answer.text);
      if (number === undefined || !believable(number))
        throw new InkanError(
          "UPSTREAM_ANSWER_INVALID",
          "the upstream's answer was not valid: it is no believable head",
        );
      node.learn((health) => atHead(health, number));
      if (head.shown !== undefined && number < head.shown) return shownHead();
      show(number);
      return { ...answer, block: number };
    }
    if (call.method === "eth_getBlockByNumber" && neededBlock(call) === "latest") {
      const number = readQuantityMember(answer.text, "number");
      if (number === undefined || !believable(number)) return answer;
      if (head.shown !== undefined && number < head.shown) return isLast ? answer : undefined;
      if (isLatest(call)) show(number);
    }
    return answer;
  }

  const shownHead = (): Answer => ({
    kind: "result",
    text: encoder.encode(`"0x${head.shown!.toString(16)}"`),
    source: "cache",
    level: "relayed",
    block: head.shown,
    ageMs: monotonicMs() - shownAtMs,
  });

  async function ask(call: Call, budget: CallBudget): Promise<Answer> {
    if (!isPolled) await untilPolled(poll.first, budget, monotonicMs);
    const order = ordered(call);
    const mayRepeat = isIdempotent(call.method);
    const attempts = Math.min(order.length, upstreamLimits.attemptsMax);
    let worst: InkanError | undefined;
    let refusal: Answer | undefined;

    for (let attempt = 0; attempt < attempts; attempt++) {
      const node = nodes[order[attempt]!]!;
      const isLast = attempt === attempts - 1;
      const nowMs = monotonicMs();
      if (nowMs >= budget.deadline || budget.signal.aborted) break;
      try {
        const deadline = attemptDeadline(nowMs, budget.deadline, isLast || !mayRepeat);
        const said = await node.ask(call, { deadline, budget });
        if (said.kind === "limited") {
          worst ??= new InkanError("UPSTREAM_OVERLOADED", "the upstream takes no more calls for now");
          if (mayRepeat) continue;
          break;
        }
        const answer = answerOf(node, said);
        if (mayRepeat && said.kind === "error" && errorCode(said.text) === limitExceeded) {
          refusal ??= answer;
          continue;
        }
        const shown = atShownHead(call, node, answer, isLast);
        if (shown === undefined) {
          refusal = answer;
          continue;
        }
        return shown;
      } catch (thrown) {
        if (!(thrown instanceof InkanError)) throw thrown;
        // What may have happened is worse than what did not.
        if (worst === undefined || (thrown.entry.outcome === "unknown" && worst.entry.outcome === "not-sent"))
          worst = thrown;
        if (thrown.entry.outcome === "unknown" && !mayRepeat) break;
        if (thrown.code === "UPSTREAM_ANSWER_TOO_LARGE") break;
      }
    }
    if (refusal !== undefined) return refusal;
    throw worst ?? new InkanError("UPSTREAM_UNAVAILABLE");
  }

  return {
    async call(call, budget) {
      const known = cache.get(call);
      if (known !== undefined) return known;
      const falls = head.falls;
      const answer = isJoinable(call)
        ? await join.call(keyOf(call), budget, (shared) => ask(call, shared))
        : await ask(call, budget);
      // What was under way while the chain was reset may belong to the old one.
      if (head.falls === falls) cache.put(call, answer, poll.finalized());
      return answer;
    },
    head: () => head.shown ?? highest(believedHeads()),
    showed: show,
    pick: (call) => nodes[ordered(call)[0] ?? -1],
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

/** EIP-1474 `Limit exceeded`: another upstream may have some left. */
const limitExceeded = -32005;
const encoder = new TextEncoder();

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
    const onError = (code: ErrorCode) => log({ event: "upstream-error", chain: chainAt, upstream: position, code });
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

/** An attempt leaves enough time for the next one, unless there is none. */
function attemptDeadline(nowMs: number, deadline: number, isLast: boolean): number {
  if (isLast) return deadline;
  return nowMs + Math.min((deadline - nowMs) * upstreamLimits.attemptShare, upstreamLimits.attemptMsMax);
}

const isJoinable = (call: Call): boolean =>
  call.paramsText.length <= upstreamLimits.keyLengthMax && isIdempotent(call.method) && subjectOf(call) === undefined;

/** `pending` is one block further, on some nodes. */
const isLatest = ({ params }: Call): boolean => Array.isArray(params) && params[0] === "latest";

function byHeightAndLatency(a: UpstreamNode, b: UpstreamNode): number {
  const [high, low] = [a.head() ?? -1n, b.head() ?? -1n];
  if (high !== low) return high > low ? -1 : 1;
  return (a.health().latencyMs ?? Infinity) - (b.health().latencyMs ?? Infinity);
}
