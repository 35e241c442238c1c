// In which order upstreams are asked for one call. Pure.
import { type Head, type HeadRules, reaches } from "./head.ts";
import { type Health, isOfChain, isUsable } from "./health.ts";
import type { NeededBlock } from "./method.ts";

export type Circumstances = {
  readonly needed: NeededBlock;
  readonly head: Head;
  readonly rules: HeadRules;
  readonly nowMs: number;
};

/**
 * Usable upstreams that have the block come first, as dispatch ordered them; then usable ones by height; then whatever is of this chain, since
 * a poor chance is better than none. Upstreams of another chain, or of which that is not known, are never asked.
 *
 * @param order Positions, from dispatch.
 */
export function candidates(
  order: readonly number[],
  health: (position: number) => Health,
  { needed, head, rules, nowMs }: Circumstances,
): number[] {
  const best: number[] = [];
  const behind: number[] = [];
  const poor: number[] = [];
  for (const position of order) {
    const seen = health(position);
    if (!isOfChain(seen)) continue;
    if (!isUsable(seen, nowMs)) poor.push(position);
    else if (reaches(seen.head, needed, head, rules)) best.push(position);
    else behind.push(position);
  }
  const height = (position: number) => health(position).head ?? -1n;
  const byHeight = (a: number, b: number) => (height(a) < height(b) ? 1 : height(a) > height(b) ? -1 : 0);
  if (behind.length > 1) behind.sort(byHeight);
  if (best.length > 0 || behind.length > 0) return best.concat(behind, poor);
  // A resting or lagging one is better than a dead one.
  return poor.sort((a, b) => Number(health(a).state === "down") - Number(health(b).state === "down"));
}
