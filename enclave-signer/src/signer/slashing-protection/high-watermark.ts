// Web3Signer's high watermark: at or above it nothing is signed, repeats included (Consensys/web3signer, `watermark-repair --set-high-watermark`).
// An operator sets it where another signer takes over. It is sealed beside the keys, so that no restart and no host lifts it.
import type { Approvals } from "../approvals/approvals.ts";
import type { HighWatermark } from "../keys/kept-orders.ts";
import type { SlashableDuty } from "./duty.ts";

export type HighWatermarkControl = {
  /** In force now. */
  current(): HighWatermark | undefined;
  /**
   * A lower one is in force at once, and kept when this returns. A higher one, or none, gives back what was forbidden: where there are operators
   * they approve it first, and it is in force when it is kept.
   *
   * @throws {Refusal} `APPROVAL_REQUIRED`, `OVERLOADED`. @throws {KeyError} `KEY_STORE_*`: the lower one of the two is in force.
   */
  set(to: HighWatermark | undefined, requestedBy: string): Promise<void>;
};

export type HighWatermarkParts = {
  readonly kept: HighWatermark | undefined;
  keep(to: HighWatermark | undefined): Promise<void>;
  /** `undefined` where no operators are configured: then an administrator's certificate is enough. */
  readonly approvals: Approvals | undefined;
};

export function openHighWatermark({ kept, keep, approvals }: HighWatermarkParts): HighWatermarkControl {
  let inForce = kept;
  let last: Promise<unknown> = Promise.resolve();

  async function change(to: HighWatermark | undefined, requestedBy: string): Promise<void> {
    if (onlyForbids(inForce, to)) inForce = to;
    else {
      const subject = { action: "high-watermark", epoch: to?.epoch ?? null, slot: to?.slot ?? null } as const;
      approvals?.require(subject, requestedBy);
    }
    await keep(to);
    inForce = to;
  }

  return {
    current: () => inForce,
    /** One after the other: otherwise an earlier one that is kept late would lift a later one. */
    set(to, requestedBy) {
      const changed = last.then(() => change(to, requestedBy));
      last = changed.catch(() => undefined);
      return changed;
    },
  };
}

/** Whether all that `to` allows was allowed before. */
function onlyForbids(before: HighWatermark | undefined, to: HighWatermark | undefined): boolean {
  if (before === undefined) return true;
  return to !== undefined && to.epoch <= before.epoch && to.slot <= before.slot;
}

export function isAtOrAbove({ epoch, slot }: HighWatermark, duty: SlashableDuty): boolean {
  return duty.kind === "block" ? duty.slot >= slot : duty.targetEpoch >= epoch || duty.sourceEpoch >= epoch;
}
