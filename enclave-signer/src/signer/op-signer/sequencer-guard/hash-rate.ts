// Mode `blind-hash`: stock op-node shows only a hash, so all that can be bounded is how many different ones are signed in a block time.
import type { SequencerConfig } from "../../../enclave/signer-config.ts";
import type { SequencerGuardLimits } from "./limits.ts";

export type HashRate = {
  /**
   * Judges and, when it allows, counts. The same hash again is always `repeat`.
   *
   * @param signingHash Lower case with 0x.
   * @param monotonicMs The monotonic clock: what the parent does to other clocks does not matter.
   */
  judge(signingHash: string, monotonicMs: number): "new" | "repeat" | "too-many";
  /** Counts one that is signed although it is too many. */
  count(signingHash: string, monotonicMs: number): void;
  /** The last that was signed; `undefined` before the first. */
  readonly last: string | undefined;
  readonly size: number;
};

export type HashRateRules = Pick<SequencerConfig, "blockTimeMs" | "distinctHashesPerBlockTime">;

export function openHashRate(rules: HashRateRules, { hashesKeptMax }: SequencerGuardLimits): HashRate {
  /** Newest last. A `Set` keeps the order of insertion. */
  const signed = new Set<string>();
  /** When the last distinct ones were counted, oldest first: never more than one block time may hold. */
  const times: number[] = [];
  let last: string | undefined;

  const count = (signingHash: string, monotonicMs: number) => {
    times.push(monotonicMs);
    if (times.length > rules.distinctHashesPerBlockTime) times.shift();
    signed.add(signingHash);
    last = signingHash;
    const [oldest] = signed.size > hashesKeptMax ? signed : [];
    if (oldest !== undefined) signed.delete(oldest);
  };

  return {
    judge(signingHash, monotonicMs) {
      if (signed.has(signingHash)) return "repeat";
      const [oldest] = times;
      const isFull = times.length >= rules.distinctHashesPerBlockTime;
      if (isFull && oldest !== undefined && monotonicMs - oldest < rules.blockTimeMs) return "too-many";
      count(signingHash, monotonicMs);
      return "new";
    },
    count,
    get last() {
      return last;
    },
    get size() {
      return signed.size;
    },
  };
}
