// What a chain's subscriptions or filters remember together, in entries: a bound that many small ones share.

export type Remembered = {
  /** Whether one more may be remembered. */
  take(): boolean;
  give(count: number): void;
  readonly count: number;
};

/**
 * @param max Inclusive. An entry is a hash or two with what a map needs for them: about 200 bytes.
 *
 * @example
 * const remembered = rememberAtMost(1);
 * remembered.take(); // true
 * remembered.take(); // false
 */
export function rememberAtMost(max: number): Remembered {
  let count = 0;
  return {
    get count() {
      return count;
    },
    take() {
      if (count >= max) return false;
      count++;
      return true;
    },
    give(given) {
      count -= given;
    },
  };
}
