// When a registration is looked at, renewed and tried again: functions of values alone.
import { registrationLimits, renewalFraction } from "./limits.ts";

/** @param expiresAt Unix seconds, exclusive. @param nowAt The chain's time. */
export function isDue(expiresAt: number, lifetimeSeconds: number, nowAt: number): boolean {
  return !(expiresAt - nowAt > lifetimeSeconds * renewalFraction);
}

/**
 * How long until an enclave is looked at again.
 *
 * @param failures In a row, 0 after success.
 * @param random In [0, 1): so that many gateways of one enclave don't come at once.
 */
export function pauseMs(failures: number, random: () => number): number {
  const { checkMs, retryFirstMs, retryMsMax } = registrationLimits;
  if (failures === 0) return checkMs;
  const wholeMs = Math.min(retryMsMax, retryFirstMs * 2 ** (failures - 1));
  return wholeMs / 2 + random() * (wholeMs / 2);
}

/** Takes from at most `max` in any 24 hours. */
export function dailyAllowance(max: number, nowMs: () => number): () => boolean {
  const dayMs = 86_400_000;
  let taken: number[] = [];
  return () => {
    taken = taken.filter((atMs) => nowMs() - atMs < dayMs);
    if (taken.length >= max) return false;
    taken.push(nowMs());
    return true;
  };
}
