// Own claims, kept ahead of what is asked for: one append covers many signatures, and what is covered waits for nothing.
import { Refusal } from "../refusal.ts";
import type { Journal } from "../window-log/journal.ts";
import { type WindowLogLimits, windowLogLimits } from "../window-log/limits.ts";
import type { ClaimSize } from "./claim-size.ts";
import type { SlashableDuty } from "./duty.ts";
import { covers, higher, isBelow, type Maxima, maximaOf, noMaxima } from "./window.ts";

/** Windows of one group of keys: validators', or a sequencer's, whose block numbers stand for slots. */
export type Claims = {
  /** @see SlashingProtection.cover */
  cover(duty: SlashableDuty): Promise<void> | undefined;
  /** Why the duty may not be signed now; reads nothing, waits for nothing. Look, and {@link note}, right before signing. */
  refusalOf(duty: SlashableDuty): Refusal | undefined;
  /** The duty will be signed now: a release says how far this boot came. */
  note(duty: SlashableDuty): void;
  /** Maxima of what other boots may have signed, for exports: this boot can't know their records. */
  others(): Maxima;
  /**
   * Signs nothing more from this call on, and gives back what was claimed but not used: a planned restart then costs nothing.
   *
   * @throws {Refusal} `WINDOW_UNAVAILABLE`: the windows stay taken.
   */
  release(): Promise<void>;
  /** As {@link release}, and no boot of this program and configuration signs in this group ever again. */
  retire(): Promise<void>;
};

export type ClaimsParts = {
  readonly journal: Journal;
  readonly size: ClaimSize;
  readonly monotonicMs: () => number;
  readonly limits?: WindowLogLimits;
};

/** How often a duty that is not covered yet waits for an append that others began. */
const waitsMax = 4;

export function openClaims({ journal, size, monotonicMs, limits = windowLogLimits }: ClaimsParts): Claims {
  const { windows } = journal;
  let signed = noMaxima;
  let hasGivenUp = false;
  let claiming: Promise<void> | undefined;
  let lookAgainAtMs = Number.NEGATIVE_INFINITY;
  let renewAgainAtMs = Number.NEGATIVE_INFINITY;

  const isCovered = (duty: SlashableDuty) => windows.own.some((claim) => covers(claim, duty));
  const stopped = () => journal.stopped() ?? (hasGivenUp ? new Refusal("SIGNER_RETIRED") : undefined);

  /** One append at a time; whoever comes meanwhile waits for the same one. */
  function claim(duty: SlashableDuty): Promise<void> {
    claiming ??= claimOne(duty).finally(() => {
      claiming = undefined;
    });
    return claiming;
  }

  async function claimOne(duty: SlashableDuty): Promise<void> {
    if (isBelow(windows.floor(), duty)) {
      // The other boot may have released what it held; it is looked for, but not at every request.
      if (monotonicMs() < lookAgainAtMs) return;
      lookAgainAtMs = monotonicMs() + limits.lookAgainMs;
      await journal.catchUp();
    }
    await journal.append(() => {
      const refused = stopped();
      if (refused !== undefined) throw refused;
      if (isBelow(windows.floor(), duty) || isCovered(duty)) return undefined;
      return { kind: "claim", maxima: higher(size.claimFor(duty, windows.own[0]?.high), windows.least()) };
    });
  }

  async function coverNow(duty: SlashableDuty): Promise<void> {
    for (let waits = 0; waits < waitsMax && !isCovered(duty); waits++) {
      const isOwn = claiming === undefined;
      await withDeadline(claim(duty), limits.coverDeadlineMs);
      if (isOwn) break;
    }
    const refused = refusalOf(duty);
    if (refused !== undefined) throw refused;
  }

  function renew(duty: SlashableDuty): void {
    const newest = windows.own[0]?.high;
    if (claiming !== undefined || newest === undefined || monotonicMs() < renewAgainAtMs) return;
    const ahead = size.renewalFor(duty, newest);
    if (ahead === undefined) return;
    // Nobody waits for it: when it fails, the claim that stands still covers, and the next duty tries again.
    claim(ahead).catch(() => {
      renewAgainAtMs = monotonicMs() + limits.lookAgainMs;
    });
  }

  function refusalOf(duty: SlashableDuty): Refusal | undefined {
    const refused = stopped();
    if (refused !== undefined) return refused;
    const code = size.refusalOf(duty);
    if (code !== undefined) return new Refusal(code);
    if (isCovered(duty)) return undefined;
    return new Refusal(isBelow(windows.floor(), duty) ? "BELOW_WINDOW" : "WINDOW_UNAVAILABLE");
  }

  async function end(kind: "release" | "retire"): Promise<void> {
    // Before anything is awaited: what the record says must stay true.
    hasGivenUp = true;
    await withDeadline(
      journal.append(() => ({ kind, maxima: signed })),
      limits.releaseDeadlineMs,
    );
  }

  return {
    cover(duty) {
      const refused = refusalOf(duty);
      if (refused === undefined) renew(duty);
      else if (
        refused.code === "WINDOW_UNAVAILABLE" ||
        (refused.code === "BELOW_WINDOW" && monotonicMs() >= lookAgainAtMs)
      )
        return coverNow(duty);
      else throw refused;
      return undefined;
    },
    refusalOf,
    note(duty) {
      signed = higher(signed, maximaOf(duty));
    },
    others: () => windows.floor(),
    release: () => end("release"),
    retire: () => end("retire"),
  };
}

/** @throws {Refusal} `WINDOW_UNAVAILABLE` when `work` is not done by then; it goes on, for whoever comes next. */
async function withDeadline(work: Promise<void>, deadlineMs: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Refusal("WINDOW_UNAVAILABLE", "the log did not answer in time")), deadlineMs);
  });
  try {
    await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
