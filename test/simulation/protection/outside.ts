// A signer that is none of ours, in whose hands a key is before it is imported and after it was deleted: minimal EIP-3076, honest clock.
import type { ProtectionFloor } from "../../../enclave-signer/src/signer/keys/key-ring.ts";
import type { SlashableDuty } from "../../../enclave-signer/src/signer/slashing-protection/duty.ts";
import type { InterchangeEntry } from "../../../enclave-signer/src/signer/slashing-protection/interchange.ts";

export type Outside = {
  /** Whether it would sign; if so, it has. */
  sign(duty: SlashableDuty): boolean;
  /** Takes over what an export says, by maxima. */
  takeOver(floor: ProtectionFloor): void;
  /** Its whole history as it keeps it: one synthetic block and attestation. */
  history(publicKey: string): InterchangeEntry;
};

export function openOutside(): Outside {
  let slot = -1n;
  let source = -1n;
  let target = -1n;
  return {
    sign(duty) {
      if (duty.kind === "block") {
        if (duty.slot <= slot) return false;
        slot = duty.slot;
        return true;
      }
      if (duty.targetEpoch <= target || duty.sourceEpoch < source) return false;
      ({ sourceEpoch: source, targetEpoch: target } = duty);
      return true;
    },
    takeOver(floor) {
      const above = (mine: bigint, theirs = -1n) => (theirs > mine ? theirs : mine);
      slot = above(slot, floor.slot);
      source = above(source, floor.source);
      target = above(target, floor.target);
    },
    history: (publicKey) => ({
      publicKey,
      blocks: slot < 0n ? [] : [{ slot, signingRoot: undefined }],
      attestations: target < 0n ? [] : [{ sourceEpoch: source, targetEpoch: target, signingRoot: undefined }],
    }),
  };
}
