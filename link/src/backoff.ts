// How long to wait before the other side of the link is tried again.
import { linkLimits } from "./limits.ts";

/**
 * Doubles from `backoffFirstMs` to `backoffMaxMs`; the upper half is random, so that many clients of a side that came back don't come at once.
 *
 * @param attempt 0 for the pause after the first failure.
 * @param random In [0, 1).
 *
 * @example
 * backoffMs(0, () => 0.5); // 18.75
 * backoffMs(99, () => 0);  // 500
 */
export function backoffMs(attempt: number, random: () => number): number {
  const wholeMs = Math.min(linkLimits.backoffMaxMs, linkLimits.backoffFirstMs * 2 ** attempt);
  return wholeMs / 2 + random() * (wholeMs / 2);
}
