// What stops a second boot or a clone from signing at the same numbers: claims of block numbers in the exclusive-window log. One group of the
// log for each sequencer; its slots are block numbers.
import type { Refusal } from "../../refusal.ts";
import type { BlockDuty } from "../../slashing-protection/duty.ts";

export type NumberWindows = {
  /** Whether the log itself can be put back by the parent: then time must keep boots apart. */
  readonly exclusivity: string;
  /** `undefined` at once when an own claim covers `number`. @throws {Refusal} `WINDOW_UNAVAILABLE`, `BELOW_WINDOW` and their like, at once or later. */
  cover(number: bigint): Promise<void> | undefined;
  /** Why `number` may not be signed now. Waits for nothing: look, and note, right before signing. */
  refusalOf(number: bigint): Refusal | undefined;
  /** The number will be signed now: a release says how far this boot came. */
  note(number: bigint): void;
};

/** The claims of a group, as `slashing-protection/claims.ts` has them. */
export type SlotClaims = {
  cover(duty: BlockDuty): Promise<void> | undefined;
  refusalOf(duty: BlockDuty): Refusal | undefined;
  note(duty: BlockDuty): void;
};

export const windowGroupOf = ({ chainId, address }: { readonly chainId: number; readonly address: string }): string =>
  `sequencer-${chainId}-${address.toLowerCase()}`;

export function numberWindows(claims: SlotClaims, exclusivity: string): NumberWindows {
  const dutyOf = (slot: bigint): BlockDuty => ({ kind: "block", slot });
  return {
    exclusivity,
    cover: (number) => claims.cover(dutyOf(number)),
    refusalOf: (number) => claims.refusalOf(dutyOf(number)),
    note: (number) => claims.note(dutyOf(number)),
  };
}
