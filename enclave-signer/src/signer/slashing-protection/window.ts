// The exclusive-window rule (docs/protocol/window-log.md): what a boot may sign, as a function of the records before it. No clock, no lease.
import type { SlashableDuty } from "./duty.ts";

/** Epochs and a slot; -1: nothing. */
export type Maxima = { readonly target: bigint; readonly source: bigint; readonly slot: bigint };

export const noMaxima: Maxima = { target: -1n, source: -1n, slot: -1n };

/** What of a record moves windows. A claim's maxima are what its boot may sign up to; those at an end are what it really signed. */
export type WindowEvent = {
  readonly kind: "claim" | "end";
  /** Who: the boot key's id. */
  readonly boot: string;
  readonly maxima: Maxima;
};

export type OwnClaim = {
  /** F: maxima over the other boots when the claim was made. */
  readonly floor: Maxima;
  readonly high: Maxima;
};

export type Windows = {
  /** Folds the next record in. */
  apply(event: WindowEvent): void;
  /** F for a claim that came now: over every other boot, what it may sign, or what it signed where it has ended. */
  floor(): Maxima;
  /**
   * What the next claim must say at least, whoever makes it: nowhere below what was claimed and not given back. Only the newest claimant's end
   * gives something back, since the claims of others stand above the rest. The contract `SigningWindows` holds every claim to it.
   */
  least(): Maxima;
  /** Newest first. */
  readonly own: readonly OwnClaim[];
  hasEnded(boot: string): boolean;
};

/** @param own Id of the boot whose windows are wanted. */
export function openWindows(own: string, ownClaimsMax = 16): Windows {
  const boots = new Map<string, { readonly maxima: Maxima; readonly ended: boolean }>();
  const claims: OwnClaim[] = [];
  let claimant: string | undefined;
  /** What was claimed and not given back, and what of it was there before the newest claimant's first. */
  let [high, below] = [noMaxima, noMaxima];

  const floor = (): Maxima => {
    let highest = noMaxima;
    for (const [boot, { maxima }] of boots) if (boot !== own) highest = higher(highest, maxima);
    return highest;
  };

  return {
    apply({ kind, boot, maxima }) {
      const before = boots.get(boot)?.maxima ?? noMaxima;
      if (kind === "claim" && boot === own) {
        claims.unshift({ floor: floor(), high: maxima });
        claims.length = Math.min(claims.length, ownClaimsMax);
      }
      if (kind === "claim") {
        if (boot !== claimant) below = high;
        claimant = boot;
        high = higher(high, maxima);
      } else if (boot === claimant) {
        claimant = undefined;
        high = higher(below, maxima);
      }
      boots.set(boot, kind === "end" ? { maxima, ended: true } : { maxima: higher(before, maxima), ended: false });
    },
    floor,
    least: () => high,
    own: claims,
    hasEnded: (boot) => boots.get(boot)?.ended === true,
  };
}

/** Whether one claim alone allows the duty. */
export function covers({ floor, high }: OwnClaim, duty: SlashableDuty): boolean {
  if (duty.kind === "block") return floor.slot < duty.slot && duty.slot <= high.slot;
  return (
    floor.target < duty.targetEpoch &&
    duty.targetEpoch <= high.target &&
    floor.source <= duty.sourceEpoch &&
    duty.sourceEpoch <= high.source
  );
}

/** Whether another boot may have signed what conflicts: no claim of ours can help. */
export function isBelow(floor: Maxima, duty: SlashableDuty): boolean {
  if (duty.kind === "block") return duty.slot <= floor.slot;
  return duty.targetEpoch <= floor.target || duty.sourceEpoch < floor.source;
}

export function higher(a: Maxima, b: Maxima): Maxima {
  return { target: larger(a.target, b.target), source: larger(a.source, b.source), slot: larger(a.slot, b.slot) };
}

/** `Math.max` takes no bigint. */
function larger(a: bigint, b: bigint): bigint {
  if (a > b) return a;
  return b;
}

/** The maxima of one duty. */
export function maximaOf(duty: SlashableDuty): Maxima {
  if (duty.kind === "block") return { ...noMaxima, slot: duty.slot };
  return { ...noMaxima, target: duty.targetEpoch, source: duty.sourceEpoch };
}
