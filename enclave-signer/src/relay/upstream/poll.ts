// Looks at every upstream at intervals: which chain, which head, what is final. What that means is decided in `health.ts` and `head.ts`.
import { InkanError } from "@inkan/link";
import { readQuantity, readQuantityMember } from "./answer.ts";
import { atHead, identified } from "./health.ts";
import { upstreamLimits } from "./limits.ts";
import type { UpstreamNode } from "./node.ts";

export type Poll = {
  /** The newest block that every upstream that knows of finality calls final. */
  finalized(): bigint | undefined;
  /** Settles when the first poll of any upstream succeeded, or all failed once. */
  readonly first: Promise<void>;
  close(): void;
};

export type PollParts = {
  readonly nodes: readonly UpstreamNode[];
  readonly chainId: number;
  readonly pollMs: number;
  readonly monotonicMs: () => number;
  /** After each poll of any upstream. */
  readonly onPolled: () => void;
};

/** @param blockTimeMs Of the chain. */
export const pollMsOf = (blockTimeMs: number): number =>
  Math.min(upstreamLimits.pollMsMax, Math.max(upstreamLimits.pollMsMin, Math.floor(blockTimeMs / 4)));

export function openPoll(parts: PollParts): Poll {
  const { nodes, monotonicMs } = parts;
  const finalizedOf: (bigint | undefined)[] = nodes.map(() => undefined);
  const stopped = new AbortController();
  const timers = new Map<UpstreamNode, NodeJS.Timeout>();
  let failures = 0;
  const { promise: first, resolve: firstDone } = Promise.withResolvers<void>();

  const ask = async (node: UpstreamNode, method: string, paramsText: string): Promise<Uint8Array | undefined> => {
    const deadline = monotonicMs() + upstreamLimits.pollDeadlineMs;
    const said = await node.ask({ method, paramsText }, { deadline, budget: { signal: stopped.signal, deadline } });
    return said.kind === "result" ? said.text : undefined;
  };

  async function look(node: UpstreamNode, count: number): Promise<void> {
    const known = node.health().state === "healthy";
    if (!known || count % upstreamLimits.chainIdEveryPolls === 0) {
      const chainId = await ask(node, "eth_chainId", "[]");
      if (chainId === undefined) return;
      node.learn((health) => identified(health, readQuantity(chainId) === BigInt(parts.chainId)));
      if (node.health().state === "foreign") return;
    }
    const text = await ask(node, "eth_blockNumber", "[]");
    const head = text === undefined ? undefined : readQuantity(text);
    if (head === undefined) return;
    node.learn((health) => atHead(health, head));
    if (count % upstreamLimits.finalizedEveryPolls !== 0) return;
    const block = await ask(node, "eth_getBlockByNumber", '["finalized",false]');
    const finalized = block === undefined ? undefined : readQuantityMember(block, "number");
    // More than the head can't be final, whoever says so.
    finalizedOf[node.position] = finalized !== undefined && finalized <= head ? finalized : undefined;
  }

  async function turn(node: UpstreamNode, count: number): Promise<void> {
    try {
      await look(node, count);
    } catch (thrown) {
      if (!(thrown instanceof InkanError)) throw thrown;
      // It is in the health already.
    }
    if (stopped.signal.aborted) return;
    if (node.health().state === "healthy" || ++failures >= nodes.length) firstDone();
    parts.onPolled();
    const { state, probeAtMs } = node.health();
    const waitMs = state === "healthy" ? parts.pollMs : Math.max(upstreamLimits.pollMsMin, probeAtMs - monotonicMs());
    const timer = setTimeout(() => void turn(node, count + 1), Math.min(waitMs, upstreamLimits.probeBackoffMaxMs));
    timers.set(node, timer.unref());
  }

  for (const node of nodes) void turn(node, 0);

  return {
    finalized() {
      let lowest: bigint | undefined;
      for (const [position, number] of finalizedOf.entries()) {
        // A chain that went back below it has no such finality any more.
        if (number === undefined || number > (nodes[position]?.head() ?? -1n)) continue;
        if (lowest === undefined || number < lowest) lowest = number;
      }
      return lowest;
    },
    first,
    close() {
      stopped.abort();
      for (const timer of timers.values()) clearTimeout(timer);
      firstDone();
    },
  };
}
