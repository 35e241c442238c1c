// `newHeads`, without holes: parents that were not told are fetched by their hash, from the upstream that told the child.
import { canonicalJson, type JsonObject, parseJson } from "@inkan/attestation";
import { InkanError } from "@inkan/link";
import type { CallBudget } from "../call.ts";
import { ask, type Carrier, readLimits } from "./carrier.ts";
import type { Deliver, Follower, Resumption } from "./follower.ts";
import { type Head, headOfBlock, readHead, trackHeads } from "./heads.ts";
import type { SubscriptionLimits } from "./limits.ts";

const encoder = new TextEncoder();

/** @param showed Told of each head that clients are shown. */
export function followHeads(deliver: Deliver, showed: (block: bigint) => void, limits: SubscriptionLimits): Follower {
  const tracker = trackHeads(limits.headsSeenMax);
  let epoch = 0;
  let start = 0n;

  function tell(head: Head, text: Uint8Array): void {
    tracker.delivered(head, epoch);
    showed(head.number);
    deliver(text);
  }

  async function fill(head: Head, text: Uint8Array, carrier: Carrier, budget: CallBudget): Promise<Resumption> {
    const last = tracker.last()!;
    if (head.number > last.number + BigInt(limits.gapHeadsMax) + 1n) return "lost";
    const missing: { head: Head; text: Uint8Array }[] = [];
    // What lies before the first head is not promised, not even when a reorganisation reaches back behind it.
    for (let child = head; child.number > start && !tracker.hasSeen(child.parentHash); ) {
      if (missing.length === limits.gapHeadsMax) return "lost";
      const block = await ask(carrier.socket, "eth_getBlockByHash", [child.parentHash, false], budget);
      const parent = readHead(block);
      if (parent.hash !== child.parentHash || parent.number !== child.number - 1n)
        throw new InkanError("UPSTREAM_ANSWER_INVALID", "another block than was asked for");
      missing.push({ head: parent, text: encoder.encode(canonicalJson(headOfBlock(block as JsonObject))) });
      child = parent;
    }
    for (const one of missing.reverse()) tell(one.head, one.text);
    tell(head, text);
    return "resumed";
  }

  function take(text: Uint8Array, carrier: Carrier, budget: () => CallBudget): Promise<Resumption> | undefined {
    const head = readHead(parseJson(text, readLimits));
    const news = tracker.judge(head, epoch);
    if (news === "gap") return fill(head, text, carrier, budget());
    if (news === "next") tell(head, text);
    return undefined;
  }

  return {
    take,
    async resume(carrier, budget) {
      const last = tracker.last();
      epoch++;
      if (last === undefined) {
        start = carrier.tip().number;
        tracker.delivered(carrier.tip(), epoch);
        return "resumed";
      }
      const block = await ask(carrier.socket, "eth_getBlockByNumber", ["latest", false], budget);
      if (readHead(block).number + BigInt(limits.overlapBlocks) < last.number) return "behind";
      const text = encoder.encode(canonicalJson(headOfBlock(block as JsonObject)));
      return (await take(text, carrier, () => budget)) ?? "resumed";
    },
  };
}
