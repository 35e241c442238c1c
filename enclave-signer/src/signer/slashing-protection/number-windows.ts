// Windows over block numbers, for a sequencer's own log: numbers stand where slots do.
import type { Journal } from "../window-log/journal.ts";
import type { WindowLogLimits } from "../window-log/limits.ts";
import { numberClaims } from "./claim-size.ts";
import { type Claims, openClaims } from "./claims.ts";

export type OpenNumberWindows = Pick<Claims, "release"> & {
  /** @see Claims.cover @throws {Refusal} `BELOW_WINDOW`, `WINDOW_UNAVAILABLE`, `LOG_CORRUPT`, `SIGNER_RETIRED`. */
  cover(number: bigint): Promise<void> | undefined;
  /** Whether `number` may be signed now. What was allowed counts as signed. */
  allows(number: bigint): boolean;
};

/** @param blocks Numbers that one claim covers; a crash costs at most so many. */
export function openNumberWindows(
  journal: Journal,
  blocks: number,
  { monotonicMs }: { readonly monotonicMs: () => number },
  limits?: WindowLogLimits,
): OpenNumberWindows {
  const claims = openClaims({ journal, size: numberClaims(blocks), monotonicMs, ...(limits && { limits }) });
  const dutyOf = (number: bigint) => ({ kind: "block", slot: number }) as const;
  return {
    cover: (number) => claims.cover(dutyOf(number)),
    allows(number) {
      if (claims.refusalOf(dutyOf(number)) !== undefined) return false;
      claims.note(dutyOf(number));
      return true;
    },
    release: () => claims.release(),
  };
}
