// One timer for all deadlines. A timer and an abort listener per call would cost more than the rest of its way upstream.
import { upstreamLimits } from "./limits.ts";

/** Something that ends by itself when its time is over. */
export type Sweepable = { sweep(nowMs: number): void };

export type Sweep = { add(entry: Sweepable): void; delete(entry: Sweepable): void; close(): void };

/**
 * Calls `sweep` of every entry each `sweepMs`, while there are entries. An entry may delete itself.
 *
 * @param monotonicMs The clock that is handed to the entries.
 */
export function openSweep(monotonicMs: () => number): Sweep {
  const entries = new Set<Sweepable>();
  let timer: NodeJS.Timeout | undefined;
  let idleTicks = 0;

  const tick = () => {
    const nowMs = monotonicMs();
    for (const entry of entries) entry.sweep(nowMs);
    // Kept through short pauses: under load the set is empty for moments only.
    idleTicks = entries.size === 0 ? idleTicks + 1 : 0;
    if (idleTicks > 40) stop();
  };
  const stop = () => {
    clearInterval(timer);
    timer = undefined;
    idleTicks = 0;
  };
  return {
    add(entry) {
      entries.add(entry);
      timer ??= setInterval(tick, upstreamLimits.sweepMs).unref();
    },
    delete: (entry) => void entries.delete(entry),
    close: stop,
  };
}
