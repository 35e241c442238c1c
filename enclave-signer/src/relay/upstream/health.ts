// What is believed of one upstream, and what changes it. Pure: a state and an event give the next state. An upstream that is not
// usable is only asked when no usable one is left, so a false verdict costs consistency, never the service; one of another chain is never asked.
import { highest } from "./head.ts";

export type HealthRules = {
  /** Failures in a row that take an upstream out, and successes in a row that bring it back. */
  readonly failuresInRow: number;
  readonly successesInRow: number;
  /** Weight of one outcome in the error rate and of one measurement in the latency. */
  readonly weight: number;
  /** An error rate from which an upstream is out, and one below which it may come back. */
  readonly errorRateOut: number;
  readonly errorRateIn: number;
  /** Blocks behind the best from which an upstream lags, and up to which it no longer does. */
  readonly lagOut: bigint;
  readonly lagIn: bigint;
  /** Blocks ahead of the median from which an upstream's head is not believed. Needs three upstreams. */
  readonly leadMax: bigint;
  /** How long an upstream rests that said 429 without saying how long; and at most. */
  readonly restMs: number;
  readonly restMsMax: number;
  readonly probeFirstMs: number;
  readonly probeMaxMs: number;
};

/** Blocks are told in time: what is a long lag of a chain with slow blocks is nothing for a fast one. */
export function healthRules(blockTimeMs: number): HealthRules {
  const blocksIn = (ms: number) => BigInt(Math.ceil(ms / blockTimeMs));
  const lagOut = 2n + blocksIn(12_000);
  return {
    failuresInRow: 3,
    successesInRow: 2,
    weight: 0.1,
    errorRateOut: 0.6,
    errorRateIn: 0.3,
    lagOut,
    lagIn: lagOut / 2n,
    leadMax: 16n + blocksIn(120_000),
    restMs: 1_000,
    restMsMax: 30_000,
    probeFirstMs: 250,
    probeMaxMs: 15_000,
  };
}

export type Health = {
  /** `untried`: its chain id is not known yet. `foreign`: it serves another chain. `down`: it fails. */
  readonly state: "untried" | "healthy" | "down" | "foreign";
  readonly failures: number;
  readonly successes: number;
  /** 0 to 1, exponentially weighted. */
  readonly errorRate: number;
  readonly latencyMs: number | undefined;
  readonly head: bigint | undefined;
  readonly lags: boolean;
  /** Its head is too far ahead of all others. */
  readonly leads: boolean;
  /** It asked to be left alone until then, on the monotonic clock. */
  readonly restsUntilMs: number;
  /** When it is to be polled next if it is not healthy, and how often that failed so far. */
  readonly probes: number;
  readonly probeAtMs: number;
};

export const untried: Health = {
  state: "untried",
  failures: 0,
  successes: 0,
  errorRate: 0,
  latencyMs: undefined,
  head: undefined,
  lags: false,
  leads: false,
  restsUntilMs: Number.NEGATIVE_INFINITY,
  probes: 0,
  probeAtMs: Number.NEGATIVE_INFINITY,
};

/** May be chosen while others are there to choose from. */
export function isUsable(health: Health, nowMs: number): boolean {
  return health.state === "healthy" && !health.lags && !health.leads && nowMs >= health.restsUntilMs;
}

/** May be asked at all: its chain id was right when it was last seen. */
export const isOfChain = (health: Health): boolean => health.state === "healthy" || health.state === "down";

/** It gave an answer, of whatever kind. */
export function succeeded(health: Health, latencyMs: number, rules: HealthRules): Health {
  const errorRate = health.errorRate * (1 - rules.weight);
  const successes = Math.min(health.successes + 1, rules.successesInRow);
  const back = successes >= rules.successesInRow && errorRate <= rules.errorRateIn;
  return {
    ...health,
    state: health.state === "down" && back ? "healthy" : health.state,
    failures: 0,
    successes,
    // Whatever it did before, two good answers in a row to the probes of a dead upstream count for more than the old rate.
    errorRate:
      health.state === "down" && successes >= rules.successesInRow ? Math.min(errorRate, rules.errorRateIn) : errorRate,
    latencyMs: health.latencyMs === undefined ? latencyMs : mix(health.latencyMs, latencyMs, rules.weight),
    probes: 0,
    probeAtMs: Number.NEGATIVE_INFINITY,
  };
}

/**
 * It gave none, or none that is valid.
 *
 * @param slow It was only late. Then a client may have asked for too much, so it counts for the rate, not for the row.
 * @param random In [0, 1).
 */
export function failed(
  health: Health,
  { nowMs, slow, random }: { readonly nowMs: number; readonly slow: boolean; readonly random: number },
  rules: HealthRules,
): Health {
  const errorRate = mix(health.errorRate, 1, rules.weight);
  const failures = slow ? health.failures : Math.min(health.failures + 1, rules.failuresInRow);
  const out = failures >= rules.failuresInRow || errorRate >= rules.errorRateOut;
  const wholeMs = Math.min(rules.probeMaxMs, rules.probeFirstMs * 2 ** health.probes);
  const due = nowMs >= health.probeAtMs;
  return {
    ...health,
    state: health.state === "healthy" && out ? "down" : health.state,
    failures,
    successes: 0,
    errorRate,
    // Traffic that fails meanwhile does not put the next probe off.
    probes: due ? Math.min(health.probes + 1, 16) : health.probes,
    probeAtMs: due ? nowMs + wholeMs / 2 + (random * wholeMs) / 2 : health.probeAtMs,
  };
}

/** It said 429, or that a limit is exceeded. Not a failure: it works, for somebody. */
export function limited(health: Health, nowMs: number, retryAfterMs: number | undefined, rules: HealthRules): Health {
  const restMs = Math.min(retryAfterMs ?? rules.restMs, rules.restMsMax);
  return { ...health, restsUntilMs: Math.max(health.restsUntilMs, nowMs + restMs) };
}

/** It named its chain. */
export function identified(health: Health, isRight: boolean): Health {
  if (!isRight) return { ...health, state: "foreign", successes: 0 };
  return health.state === "untried" || health.state === "foreign" ? { ...health, state: "healthy" } : health;
}

/** It named its head; a head may go back (a reorganisation). */
export const atHead = (health: Health, head: bigint): Health => (head === health.head ? health : { ...health, head });

/** Compares the heads of a chain's upstreams: who lags, who leads beyond belief. The order is kept. */
export function compared(all: readonly Health[], rules: HealthRules): readonly Health[] {
  const heads = headsOf(all);
  const ceiling = believableMax(heads, rules);
  const best = highest(heads.filter((head) => ceiling === undefined || head <= ceiling));
  if (best === undefined) return all;
  return all.map((health) => {
    if (health.head === undefined) return health;
    const leads = ceiling !== undefined && health.head > ceiling;
    const lag = best - health.head;
    const lags = lag > (health.lags ? rules.lagIn : rules.lagOut);
    return leads === health.leads && lags === health.lags ? health : { ...health, leads, lags };
  });
}

/** Whether a head may be shown to clients: one that no majority is near would be the last that they see. */
export function isBelievable(head: bigint, all: readonly Health[], rules: HealthRules): boolean {
  const ceiling = believableMax(headsOf(all), rules);
  return ceiling === undefined || head <= ceiling;
}

const headsOf = (all: readonly Health[]): readonly bigint[] =>
  all.flatMap((health) => (isOfChain(health) && health.head !== undefined ? [health.head] : []));

/** Two who differ can't say which of them lies, and one even less. */
const believableMax = (heads: readonly bigint[], rules: HealthRules): bigint | undefined =>
  heads.length < 3 ? undefined : median(heads) + rules.leadMax;

/** The lower one of two in the middle: a majority of the upstreams has reached it. */
function median(heads: readonly bigint[]): bigint {
  const sorted = heads.toSorted((a, b) => (a < b ? -1 : a > b ? 1 : 0));
  return sorted[(sorted.length - 1) >> 1]!;
}

const mix = (old: number, seen: number, weight: number) => old * (1 - weight) + seen * weight;
