// Backend `chain`: record n is what the contract's final state says it is. A record counts when it is final and proven; what is seen before may
// still go, so it is not looked at. The parent sends what we signed, or doesn't: then nothing is signed, and nothing worse happens.

import type { WindowLog } from "../log.ts";
import { LogError } from "../log-error.ts";
import { hashOf } from "../record.ts";
import type { ProvenLog } from "./proven-log.ts";

export type ChainLogParts = {
  readonly proven: ProvenLog;
  /** A signed call for the contract, made of a record's bytes. */
  readonly callOf: (n: number, bytes: Uint8Array) => Uint8Array;
  /** Hands the call to whoever has an account with gas. `refused`: the chain would not take it now, says the parent. */
  readonly send: (call: Uint8Array) => Promise<"sent" | "refused">;
  readonly monotonicMs: () => number;
  readonly pause: (ms: number) => Promise<void>;
  readonly pollMs: number;
  /** How long a record is waited for. */
  readonly finalDeadlineMs: number;
  readonly pollsPerSend: number;
};

export function openChainLog(parts: ChainLogParts): WindowLog {
  const { proven, callOf, send, monotonicMs, pause, pollMs } = parts;
  let lookedAtMs = Number.NEGATIVE_INFINITY;

  async function look(): Promise<void> {
    if (monotonicMs() - lookedAtMs < pollMs) return;
    await proven.refresh();
    lookedAtMs = monotonicMs();
  }

  return {
    exclusivity: "once-only",
    async append(n, bytes) {
      const call = callOf(n, bytes);
      const untilMs = monotonicMs() + parts.finalDeadlineMs;
      for (let polls = 0; ; polls++) {
        const isSending = polls % parts.pollsPerSend === 0;
        const outcome = isSending ? await send(call).catch(() => "lost" as const) : "sent";
        await look().catch((thrown: unknown) => {
          if (thrown instanceof LogError) throw thrown;
        });
        const there = proven.at(n);
        if (there !== undefined) return hashOf(there) === hashOf(bytes) ? "written" : "taken";
        // Another's record may stand there and not be final yet: what ours would follow is then another one.
        if (outcome === "refused") throw new Error("the chain does not take this record now");
        if (monotonicMs() >= untilMs) throw new Error("the record did not become final in time");
        await pause(pollMs);
      }
    },
    async read(n) {
      if (n >= proven.length) await look();
      return proven.at(n);
    },
  };
}
