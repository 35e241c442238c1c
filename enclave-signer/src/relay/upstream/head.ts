// The head that clients were shown. It does not go back for them, although upstreams differ by a block or two and each may be asked in turn.
// Pure, but for being a record that changes.

export type HeadRules = {
  /** All upstreams below the shown head for so long: the chain itself went back (a deep reorganisation, a development chain that was reset). */
  readonly fallAfterMs: number;
  /** Blocks that an upstream's known head may be behind the shown one and still be asked for `latest`: what it was when it was polled is old. */
  readonly tolerance: bigint;
};

export function headRules(blockTimeMs: number, pollMs: number): HeadRules {
  return {
    fallAfterMs: Math.min(60_000, Math.max(5_000, 3 * blockTimeMs)),
    tolerance: BigInt(Math.max(1, Math.ceil(pollMs / blockTimeMs))),
  };
}

export type Head = {
  /** The highest that a client was shown. */
  readonly shown: bigint | undefined;
  /** Since when every upstream is below it. */
  readonly belowSinceMs: number | undefined;
  /** How often it went back: what was cached before does not count any more. */
  readonly falls: number;
};

export const noHead: Head = { shown: undefined, belowSinceMs: undefined, falls: 0 };

/** A client is shown `block`. What it is shown is the result's `shown`, which is not lower. */
export const showing = (head: Head, block: bigint): Head =>
  head.shown !== undefined && block <= head.shown ? head : { ...head, shown: block, belowSinceMs: undefined };

/**
 * The upstreams were looked at.
 *
 * @param heads Of those whose head is believed.
 */
export function looked(head: Head, heads: readonly bigint[], nowMs: number, rules: HeadRules): Head {
  const { shown } = head;
  if (shown === undefined || heads.length === 0) return head;
  if (heads.some((known) => known >= shown))
    return head.belowSinceMs === undefined ? head : { ...head, belowSinceMs: undefined };
  const belowSinceMs = head.belowSinceMs ?? nowMs;
  if (nowMs - belowSinceMs < rules.fallAfterMs)
    return head.belowSinceMs === undefined ? { ...head, belowSinceMs } : head;
  return { shown: highest(heads)!, belowSinceMs: undefined, falls: head.falls + 1 };
}

/** Whether an upstream with this head may be asked about a block. */
export function reaches(
  known: bigint | undefined,
  needed: "latest" | bigint | undefined,
  head: Head,
  rules: HeadRules,
): boolean {
  if (needed === undefined) return true;
  if (needed !== "latest") return known !== undefined && known >= needed;
  return head.shown === undefined || (known !== undefined && known + rules.tolerance >= head.shown);
}

/** `undefined` for none. */
export function highest(heads: readonly bigint[]): bigint | undefined {
  let found: bigint | undefined;
  for (const head of heads) if (found === undefined || head > found) found = head;
  return found;
}
