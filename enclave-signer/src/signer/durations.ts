// A summary of durations, as Web3Signer's timers give it: count, sum, and the quantiles that its dashboard draws (hyperledger/besu,
// `metrics/core`, `createTimer`), here over the newest durations rather than estimated over the last minutes.

export type Durations = {
  observe(seconds: number): void;
  /** Lines of Prometheus text. No quantile before the first duration. */
  samples(name: string): string[];
};

const quantiles = [0.2, 0.5, 0.8, 0.95, 0.99, 1] as const;

/** @param keptMax Newest durations that quantiles are of: 8 bytes each. */
export function openDurations(keptMax = 4_096): Durations {
  const kept = new Float64Array(keptMax);
  let [count, sum] = [0, 0];
  return {
    observe(seconds) {
      kept[count % keptMax] = seconds;
      count++;
      sum += seconds;
    },
    samples(name) {
      const sorted = kept.slice(0, Math.min(count, keptMax)).sort();
      const at = (quantile: number) => sorted[Math.max(0, Math.ceil(quantile * sorted.length) - 1)];
      return [
        ...quantiles.flatMap((quantile) =>
          sorted.length === 0 ? [] : [`${name}{quantile="${quantile}"} ${at(quantile)}`],
        ),
        `${name}_count ${count}`,
        `${name}_sum ${sum}`,
      ];
    },
  };
}
