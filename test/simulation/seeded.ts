// Random choices that a printed seed replays (mulberry32). For simulations only.

export type Choices = {
  /** An integer from 0 to `bound` - 1. */
  below(bound: number): number;
  /** @param percent Of all calls that say yes. */
  chance(percent: number): boolean;
  /** One of them. */
  of<T>(things: readonly T[]): T;
};

export function seeded(seed: number): Choices {
  let state = seed | 0;
  const below = (bound: number) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) % bound;
  };
  return {
    below,
    chance: (percent) => below(100) < percent,
    of: (things) => things[below(things.length)]!,
  };
}
