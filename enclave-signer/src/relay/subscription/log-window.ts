// Which logs were delivered, for the last few blocks: so that a change of upstream neither repeats one nor loses one unseen. Pure.
import type { JsonValue } from "@inkan/attestation";
import { InkanError } from "@inkan/link";
import { readHash, readQuantity } from "./heads.ts";
import type { Remembered } from "./remembered.ts";

export type LogEntry = { readonly block: bigint; readonly key: string; readonly removed: boolean };

/** @throws {InkanError} `UPSTREAM_ANSWER_INVALID`: not a log of a block. */
export function readLog(value: JsonValue): LogEntry {
  if (value === null || typeof value !== "object" || Array.isArray(value))
    throw new InkanError("UPSTREAM_ANSWER_INVALID", "not a log");
  const { blockNumber, blockHash, logIndex, removed } = value as { readonly [name: string]: JsonValue };
  const block = readQuantity(blockNumber);
  return { block, key: `${readHash(blockHash)}:${readQuantity(logIndex)}`, removed: removed === true };
}

export type LogWindow = {
  /** Whether it is news. Remembers it. */
  take(log: LogEntry): boolean;
  /** Forgets what lies before `from`. */
  forgetBefore(from: bigint): void;
  /** Forgets all, for good. */
  end(): void;
  /** What was delivered of `from` and later, in no order; `undefined` when it was more than could be remembered. */
  deliveredSince(from: bigint): ReadonlyMap<string, bigint> | undefined;
};

/**
 * @param max Logs that are remembered.
 * @param remembered The share of all windows together.
 */
export function logWindow(max: number, remembered: Remembered): LogWindow {
  const delivered = new Map<string, bigint>();
  let overflowAt: bigint | undefined;

  function forget(key: string): void {
    if (delivered.delete(key)) remembered.give(1);
  }

  return {
    take(log) {
      if (log.removed) {
        // A removal of what was never told says nothing to the client, but it is the node's word: it passes.
        forget(log.key);
        return true;
      }
      if (delivered.has(log.key)) return false;
      if (delivered.size < max && remembered.take()) delivered.set(log.key, log.block);
      else if (overflowAt === undefined || log.block > overflowAt) overflowAt = log.block;
      return true;
    },
    forgetBefore(from) {
      for (const [key, block] of delivered) if (block < from) forget(key);
      if (overflowAt !== undefined && overflowAt < from) overflowAt = undefined;
    },
    end() {
      remembered.give(delivered.size);
      delivered.clear();
    },
    deliveredSince(from) {
      if (overflowAt !== undefined && overflowAt >= from) return undefined;
      return new Map([...delivered].filter(([, block]) => block >= from));
    },
  };
}
