// Slashing protection, put together: EIP-3076's rules over complete records (records.ts), inside the windows of the log (claims.ts), above the boot floor.
import type { Clock } from "../../enclave/clock.ts";
import type { EthereumConfig } from "../../enclave/signer-config.ts";
import type { HighWatermark } from "../keys/kept-orders.ts";
import type { ProtectionFloor } from "../keys/key-ring.ts";
import { Refusal, type RefusalCode } from "../refusal.ts";
import type { Journal } from "../window-log/journal.ts";
import type { WindowLogLimits } from "../window-log/limits.ts";
import type { Exclusivity } from "../window-log/log.ts";
import { floorAt, isBelowFloor } from "./boot-floor.ts";
import { epochClaims } from "./claim-size.ts";
import { type Claims, openClaims } from "./claims.ts";
import type { SlashableDuty } from "./duty.ts";
import { isAtOrAbove } from "./high-watermark.ts";
import type { Decision, SlashingProtection } from "./protection.ts";
import type { SigningRecords } from "./records.ts";
import { slotTimeOf } from "./slot-time.ts";
import { raised } from "./watermark.ts";

export type Protection = SlashingProtection &
  Pick<Claims, "release" | "retire"> & {
    /** Of the window log: every report says it. */
    readonly exclusivity: Exclusivity;
    /**
     * What a key that is imported now must stay above, besides its own history: it may have signed elsewhere until this moment. Seal it with the
     * key, and give it to the records (`setFloor`) now and at each later boot.
     */
    importFloor(): ProtectionFloor;
    /** What other boots of the group may have signed with any key: an export must say at least this, since their records are not known here. */
    exportFloor(): ProtectionFloor;
    highWatermark(): HighWatermark | undefined;
    readonly counts: { readonly permitted: number; readonly prevented: number };
  };

export type ProtectionParts = {
  readonly journal: Journal;
  readonly records: SigningRecords;
  readonly ethereum: Pick<EthereumConfig, "preset" | "genesisTime" | "slotDurationMs">;
  readonly windowEpochs: number;
  /** From a claim's sending until it counts; 0: at once. */
  readonly leadMs?: number;
  readonly clock: Clock;
  readonly limits?: WindowLogLimits;
  /** Web3Signer's: at or above it nothing is signed. */
  readonly highWatermark?: () => HighWatermark | undefined;
};

export function openProtection(parts: ProtectionParts): Protection {
  const { journal, records, ethereum, windowEpochs, clock, limits, leadMs = 0 } = parts;
  const { highWatermark = () => undefined } = parts;
  const time = slotTimeOf(ethereum);
  const epochMs = Number(time.slotsPerEpoch) * ethereum.slotDurationMs;
  const size = epochClaims(time, windowEpochs, clock.unixMs, BigInt(Math.ceil(leadMs / epochMs)));
  const claims = openClaims({ journal, size, monotonicMs: clock.monotonicMs, ...(limits && { limits }) });
  // A log that the parent can put back tells nothing about what was signed before; the clock does.
  const bootFloor = journal.exclusivity === "none" ? floorAt(clock.unixMs(), time) : undefined;
  const counts = { permitted: 0, prevented: 0 };

  function decide(publicKey: string, duty: SlashableDuty, signingRoot: Uint8Array): Decision {
    const stopped = journal.stopped();
    if (stopped !== undefined) return { refused: stopped.code, detail: stopped.message };
    const watermark = highWatermark();
    if (watermark !== undefined && isAtOrAbove(watermark, duty)) return { refused: "HIGH_WATERMARK_REACHED" };
    const judged = records.judge(publicKey, duty, signingRoot);
    // What is repeated can't conflict with more than it did, wherever the windows are by now.
    if (judged !== "new") return judged;
    const code = outsideOf(duty);
    if (code !== undefined) return { refused: code };
    const decision = records.decide(publicKey, duty, signingRoot);
    if (decision === "new") claims.note(duty);
    return decision;
  }

  function outsideOf(duty: SlashableDuty): RefusalCode | undefined {
    if (bootFloor !== undefined && isBelowFloor(bootFloor, duty)) return "BELOW_BOOT_FLOOR";
    return claims.refusalOf(duty)?.code;
  }

  /** What windows refuse never comes to a decision, and is refused for the same end. A log that gives no answer prevents nothing: 503. */
  function countPrevented(thrown: unknown): never {
    if (thrown instanceof Refusal && thrown.entry.http === 412) counts.prevented++;
    throw thrown;
  }

  return {
    exclusivity: journal.exclusivity,
    cover(duty) {
      try {
        return claims.cover(duty)?.catch(countPrevented);
      } catch (thrown) {
        return countPrevented(thrown);
      }
    },
    decide(publicKey, duty, signingRoot) {
      const decision = decide(publicKey, duty, signingRoot);
      counts[typeof decision === "object" ? "prevented" : "permitted"]++;
      return decision;
    },
    release: () => claims.release(),
    retire: () => claims.retire(),
    importFloor: () => floorAt(clock.unixMs(), time),
    exportFloor() {
      const { target, source, slot } = claims.others();
      const known = (value: bigint) => (value < 0n ? undefined : value);
      return raised({ target: known(target), source: known(source), slot: known(slot) }, bootFloor ?? {});
    },
    highWatermark,
    counts,
  };
}
