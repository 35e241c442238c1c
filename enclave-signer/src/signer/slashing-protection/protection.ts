// Slashing protection as `sign.ts` sees it: EIP-3076's rules over complete records, inside the windows of the log.
import type { RefusalCode } from "../refusal.ts";
import type { SlashableDuty } from "./duty.ts";

/** `repeat`: this very root was signed before, so the same signature is made again. */
export type Decision = "new" | "repeat" | { readonly refused: RefusalCode; readonly detail?: string };

export type SlashingProtection = {
  /**
   * Makes sure that an own claim of the window log covers `duty`. `undefined` at once when one does, which is nearly always: then nothing
   * is awaited. Otherwise the claim grows in the log first.
   *
   * @throws {Refusal} `WINDOW_UNAVAILABLE`, `LOG_CORRUPT`, `SIGNER_RETIRED`, `BEYOND_CLOCK`.
   */
  cover(duty: SlashableDuty): Promise<void> | undefined;
  /**
   * Judges and, when it allows, records, in one step without a pause: after it returned `new`, no conflicting duty is ever allowed, whether
   * or not a signature comes of it.
   *
   * @param publicKey Lower case with 0x.
   */
  decide(publicKey: string, duty: SlashableDuty, signingRoot: Uint8Array): Decision;
};
