// A role's share of memory: bytes of requests and answers over all connections. Who would pass it is refused, never queued.

/** What one exchange holds. `release` gives all of it back and ends it: what is still under way for it takes no more. */
export type Holding = { take(bytes: number): boolean; release(): void };

export type HeldBytes = { hold(): Holding; readonly bytes: number };

/**
 * @param bytesMax Inclusive.
 *
 * @example
 * const holding = heldBytes(1024).hold();
 * holding.take(1000); // true
 * holding.take(25);   // false, and nothing more is held
 */
export function heldBytes(bytesMax: number): HeldBytes {
  let total = 0;
  return {
    get bytes() {
      return total;
    },
    hold() {
      let own = 0;
      let isReleased = false;
      return {
        take(bytes) {
          if (isReleased || total + bytes > bytesMax) return false;
          total += bytes;
          own += bytes;
          return true;
        },
        release() {
          total -= own;
          own = 0;
          isReleased = true;
        },
      };
    },
  };
}
