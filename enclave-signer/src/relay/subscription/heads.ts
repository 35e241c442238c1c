// Which new heads are news. Pure: what was delivered, and what a head that just came means in its light.
// A client that follows `newHeads` sees every block once, in an order in which each parent was seen before; a reorganisation is told as
// nodes tell it, by the heads of the new branch. Another upstream that lags behind never takes a client back.
import type { JsonValue } from "@inkan/attestation";
import { InkanError } from "@inkan/link";

export type Head = { readonly number: bigint; readonly hash: string; readonly parentHash: string };

/**
 * `next`: deliver it. `seen`: it was delivered. `behind`: another upstream than the last one said it, and it leads nowhere new yet.
 * `gap`: blocks are missing between it and what was delivered.
 */
export type HeadNews = "next" | "seen" | "behind" | "gap";

export type HeadTracker = {
  judge(head: Head, epoch: number): HeadNews;
  delivered(head: Head, epoch: number): void;
  hasSeen(hash: string): boolean;
  last(): Head | undefined;
};

/** @param seenMax Heads that are remembered. */
export function trackHeads(seenMax: number): HeadTracker {
  const seen = new Set<string>();
  let last: Head | undefined;
  let lastEpoch = -1;

  return {
    last: () => last,
    hasSeen: (hash) => seen.has(hash),
    judge(head, epoch) {
      if (last === undefined) return "next";
      if (seen.has(head.hash)) return "seen";
      if (epoch !== lastEpoch && head.number <= last.number) return "behind";
      return seen.has(head.parentHash) ? "next" : "gap";
    },
    delivered(head, epoch) {
      seen.add(head.hash);
      if (seen.size > seenMax)
        for (const oldest of seen) {
          seen.delete(oldest);
          break;
        }
      last = head;
      lastEpoch = epoch;
    },
  };
}

const quantity = /^0x(?:0|[1-9a-f][0-9a-f]{0,15})$/;
const hash32 = /^0x[0-9a-f]{64}$/;

/** A block number as nodes write it. @throws {InkanError} `UPSTREAM_ANSWER_INVALID`. */
export function readQuantity(value: JsonValue | undefined): bigint {
  if (typeof value !== "string" || !quantity.test(value))
    throw new InkanError("UPSTREAM_ANSWER_INVALID", "not a quantity");
  return BigInt(value);
}

/** A 32-byte hash as nodes write it. @throws {InkanError} `UPSTREAM_ANSWER_INVALID`. */
export function readHash(value: JsonValue | undefined): string {
  const lower = typeof value === "string" ? value.toLowerCase() : "";
  if (!hash32.test(lower)) throw new InkanError("UPSTREAM_ANSWER_INVALID", "not a hash");
  return lower;
}

/** @throws {InkanError} `UPSTREAM_ANSWER_INVALID`: not a block or a head. */
export function readHead(value: JsonValue): Head {
  if (value === null || typeof value !== "object" || Array.isArray(value))
    throw new InkanError("UPSTREAM_ANSWER_INVALID", "not a block");
  const members = value as { readonly [name: string]: JsonValue };
  return {
    number: readQuantity(members.number),
    hash: readHash(members.hash),
    parentHash: readHash(members.parentHash),
  };
}

/** What `eth_getBlockBy…` gives beyond a head. */
const bodyMembers = new Set(["transactions", "uncles", "withdrawals", "size", "totalDifficulty"]);

/** A block as `newHeads` would have told it: without its body. */
export function headOfBlock(block: { readonly [name: string]: JsonValue }): { readonly [name: string]: JsonValue } {
  return Object.fromEntries(Object.entries(block).filter(([name]) => !bodyMembers.has(name)));
}
