// What may have been signed before this boot, or elsewhere before an import, when nothing but the hypervisor's time tells: everything up to now.
// Sound because nobody signs beyond the clock: a target or a slot after `latestSlotAt` is refused (`BEYOND_CLOCK`).
import type { ProtectionFloor } from "../keys/key-ring.ts";
import type { SlashableDuty } from "./duty.ts";
import type { SlotTime } from "./slot-time.ts";

/**
 * The floor of a moment, with E the epoch that clients may have reached then: only target > E, source >= E - 1, slot > its slot.
 * In epoch 0 targets begin at 1 and sources at 0; before genesis nothing can have been signed, so nothing is excluded.
 *
 * @param unixMs Of boot, or of the import.
 */
export function floorAt(unixMs: number, time: SlotTime): Required<ProtectionFloor> {
  const slot = time.latestSlotAt(unixMs);
  if (slot < 0n) return { slot: undefined, source: undefined, target: undefined };
  const epoch = time.epochOf(slot);
  return { slot, target: epoch, source: epoch === 0n ? 0n : epoch - 1n };
}

/** Whether the duty may conflict with what was signed up to the floor. */
export function isBelowFloor({ slot, source, target }: ProtectionFloor, duty: SlashableDuty): boolean {
  if (duty.kind === "block") return slot !== undefined && duty.slot <= slot;
  const { sourceEpoch, targetEpoch } = duty;
  return (target !== undefined && targetEpoch <= target) || (source !== undefined && sourceEpoch < source);
}
