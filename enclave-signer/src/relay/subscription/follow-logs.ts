// `logs`, without holes: the blocks that may have been missed are asked for with `eth_getLogs`, and what was delivered is left out.
// If the chain was reorganised under a log that was delivered, its removal was missed: that can't be made up for.
import { canonicalJson, type JsonObject, type JsonValue, parseJson } from "@inkan/attestation";
import { InkanError } from "@inkan/link";
import type { CallBudget } from "../call.ts";
import { ask, type Carrier, readLimits } from "./carrier.ts";
import type { Deliver, Follower, Resumption } from "./follower.ts";
import { readHead } from "./heads.ts";
import type { SubscriptionLimits } from "./limits.ts";
import { logWindow, readLog } from "./log-window.ts";
import type { Remembered } from "./remembered.ts";

const encoder = new TextEncoder();
const quantity = (value: bigint) => `0x${value.toString(16)}`;

/**
 * @param filter `address` and `topics`, as they were rebuilt.
 * @param remembered The share of all feeds together.
 */
export function followLogs(
  deliver: Deliver,
  filter: JsonObject,
  remembered: Remembered,
  limits: SubscriptionLimits,
): Follower {
  const window = logWindow(limits.logsSeenMax, remembered);
  const overlap = BigInt(limits.overlapBlocks);
  /** Hashes of the newest blocks, by number: the ground that another upstream must stand on too. */
  const hashes = new Map<bigint, string>();
  let start: bigint | undefined;
  let tip = 0n;

  /** The newest block whose logs were told for sure. */
  function ground(): { readonly number: bigint; readonly hash: string } | undefined {
    let newest: bigint | undefined;
    for (const known of hashes.keys())
      if (known <= tip - overlap && (newest === undefined || known > newest)) newest = known;
    // Logs of the first block were never promised, so it is firm however near the tip is.
    const number = newest ?? start!;
    const hash = hashes.get(number);
    return hash === undefined ? undefined : { number, hash };
  }

  function head(carrier: Carrier): void {
    const { number, hash } = carrier.tip();
    tip = number;
    hashes.set(number, hash);
    const firm = ground()?.number ?? tip - overlap;
    for (const known of hashes.keys()) if (known < firm || known > tip) hashes.delete(known);
    window.forgetBefore(firm + 1n);
  }

  async function refetch(carrier: Carrier, budget: CallBudget): Promise<Resumption> {
    const firm = ground();
    if (firm === undefined) return "lost";
    const from = firm.number + 1n;
    const latest = readHead(await ask(carrier.socket, "eth_getBlockByNumber", ["latest", false], budget));
    if (latest.number < firm.number) return "behind";
    if (latest.number - from >= BigInt(limits.gapBlocksMax)) return "lost";

    const there = readHead(await ask(carrier.socket, "eth_getBlockByNumber", [quantity(firm.number), false], budget));
    if (there.hash !== firm.hash) return "lost";

    const delivered = window.deliveredSince(from);
    if (delivered === undefined) return "lost";
    const range = { ...filter, fromBlock: quantity(from), toBlock: quantity(latest.number) };
    const logs = latest.number < from ? [] : await ask(carrier.socket, "eth_getLogs", [range], budget);
    if (!Array.isArray(logs)) throw new InkanError("UPSTREAM_ANSWER_INVALID", "not a list of logs");
    const entries = (logs as readonly JsonValue[]).map((value) => ({ value, log: readLog(value) }));

    const fetched = new Set(entries.map(({ log }) => log.key));
    for (const [key, block] of delivered) if (block <= latest.number && !fetched.has(key)) return "lost";
    for (const { value, log } of entries) if (window.take(log)) deliver(encoder.encode(canonicalJson(value)));

    if (latest.number > tip) tip = latest.number;
    hashes.set(latest.number, latest.hash);
    return "resumed";
  }

  return {
    head,
    end: () => window.end(),
    async resume(carrier, budget) {
      if (start !== undefined) return refetch(carrier, budget);
      start = carrier.tip().number;
      head(carrier);
      return "resumed";
    },
    take(result) {
      if (window.take(readLog(parseJson(result, readLimits)))) deliver(result);
      return undefined;
    },
  };
}
