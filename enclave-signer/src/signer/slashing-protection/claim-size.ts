// How much a claim takes. Too little: the log is written for every signature. Too much: a crash costs duties, since the next boot stays above it.
import type { RefusalCode } from "../refusal.ts";
import type { SlashableDuty } from "./duty.ts";
import type { SlotTime } from "./slot-time.ts";
import { higher, type Maxima, maximaOf, noMaxima } from "./window.ts";

export type ClaimSize = {
  /** Why nothing is claimed for a duty, whatever the log says: what one client asks for must not push the windows of all. */
  refusalOf(duty: SlashableDuty): RefusalCode | undefined;
  /**
   * A claim for a duty that none covers.
   *
   * @param newest Maxima of the own claim before, if any.
   */
  claimFor(duty: SlashableDuty, newest: Maxima | undefined): Maxima;
  /** The duty to claim ahead for, once `duty` comes to the end of the newest claim; `undefined`: not yet. */
  renewalFor(duty: SlashableDuty, newest: Maxima): SlashableDuty | undefined;
};

/**
 * Claims of whole epochs: `windowEpochs` from the duty's epoch, or from the clock's where that is later, so that a client that asks for old
 * epochs one by one makes one claim, not thousands.
 *
 * Where a claim takes `leadEpochs` until it counts, it covers so many more, and the next one is made when so many are left.
 *
 * Sources: where the chain finalizes (source at most two epochs before target) up to the last that can come in the window, so that the log is not
 * asked at each new epoch; where it does not, only up to the duty's own, since otherwise the next boot would have to wait for finality.
 */
export function epochClaims(
  time: SlotTime,
  windowEpochs: number,
  unixMs: () => number,
  leadEpochs: bigint = 0n,
): ClaimSize {
  const span = BigInt(windowEpochs);
  const { slotsPerEpoch } = time;
  /** Last epoch of a claim that `epoch` makes necessary. */
  const lastFor = (epoch: bigint): bigint => {
    const now = time.epochOf(time.slotAt(unixMs()));
    const ahead = now + leadEpochs;
    return (epoch > ahead ? epoch : ahead) + span - 1n;
  };
  const lastSlotOf = (epoch: bigint) => (epoch + 1n) * slotsPerEpoch - 1n;

  return {
    refusalOf(duty) {
      const latest = time.latestSlotAt(unixMs());
      if (duty.kind === "block") return duty.slot > latest ? "BEYOND_CLOCK" : undefined;
      const { sourceEpoch, targetEpoch } = duty;
      if (targetEpoch > time.epochOf(latest)) return "BEYOND_CLOCK";
      // Only in epoch 0 is the target its own source; elsewhere such a vote could be surrounded by what the boot floor allows.
      return sourceEpoch < targetEpoch || targetEpoch + sourceEpoch === 0n ? undefined : "SOURCE_AFTER_TARGET";
    },
    claimFor(duty, newest) {
      if (duty.kind === "block") {
        const slot = lastSlotOf(lastFor(time.epochOf(duty.slot)));
        return higher(newest ?? noMaxima, { ...noMaxima, slot });
      }
      const { sourceEpoch, targetEpoch } = duty;
      // Only the source moved: the window stays, and its second claim takes all sources, so that there is no third.
      const isSecond = newest !== undefined && targetEpoch <= newest.target;
      const target = isSecond ? newest.target : lastFor(targetEpoch);
      const isFinalizing = sourceEpoch + 2n >= targetEpoch;
      const source = (isFinalizing || isSecond) && target - 1n > sourceEpoch ? target - 1n : sourceEpoch;
      const slot = lastSlotOf(target);
      return { target, source, slot: newest !== undefined && newest.slot > slot ? newest.slot : slot };
    },
    renewalFor(duty, newest) {
      if (duty.kind === "block") {
        const isEnding = duty.slot + (1n + leadEpochs) * slotsPerEpoch > newest.slot;
        return isEnding ? { kind: "block", slot: newest.slot + 1n } : undefined;
      }
      if (duty.targetEpoch + leadEpochs < newest.target) return undefined;
      return { kind: "attestation", sourceEpoch: duty.sourceEpoch, targetEpoch: newest.target + 1n };
    },
  };
}

const uint64Max = 2n ** 64n - 1n;

/** Claims of `blocks` numbers, for a sequencer: no clock tells which number is next. None goes past 64 bits, which no record can say. */
export function numberClaims(blocks: number): ClaimSize {
  const span = BigInt(blocks);
  return {
    refusalOf: () => undefined,
    claimFor: (duty, newest) => {
      const needed = maximaOf(duty);
      const last = needed.slot + span - 1n;
      return higher(newest ?? noMaxima, { ...noMaxima, slot: last < uint64Max ? last : uint64Max });
    },
    renewalFor: (duty, newest) =>
      duty.kind === "block" && duty.slot + span / 2n > newest.slot && newest.slot < uint64Max
        ? { kind: "block", slot: newest.slot + 1n }
        : undefined,
  };
}
