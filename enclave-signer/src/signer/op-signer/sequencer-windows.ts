// The window logs of the sequencers in mode `payload`: one group of the log for each chain and key, its slots being block numbers.
import type { Clock } from "../../enclave/clock.ts";
import type { SequencerConfig } from "../../enclave/signer-config.ts";
import { type OpenNumberWindows, openNumberWindows } from "../slashing-protection/number-windows.ts";
import type { Journal } from "../window-log/journal.ts";
import type { WindowLogLimits } from "../window-log/limits.ts";
import type { ExclusiveNumbers } from "./sequencer-guard/exclusive-numbers.ts";
import { sequencerGuardLimits } from "./sequencer-guard/limits.ts";

export type SequencerWindows = {
  /** `undefined` in mode `blind-hash`, where no number is known. */
  of(sequencer: SequencerConfig): ExclusiveNumbers | undefined;
  /** Gives back what was claimed and not used. Logs that can't be reached keep it: a restart then waits out the rest of a window. */
  release(): Promise<void>;
};

/**
 * @param openLog Opens the log of a group; throws where it is not to be believed.
 * @param log `leadMs`: from a claim's sending until it counts.
 *
 * @example
 * const windows = await openSequencerWindows(config.sequencers, (group) => openWindowLog(enclave, authority, store, group), clock);
 */
export async function openSequencerWindows(
  sequencers: readonly SequencerConfig[],
  openLog: (group: string) => Promise<Journal>,
  clock: Clock,
  log: { readonly leadMs?: number; readonly limits?: WindowLogLimits } = {},
): Promise<SequencerWindows> {
  const { leadMs = 0, limits } = log;
  const byGroup = new Map<string, OpenNumberWindows & ExclusiveNumbers>();
  for (const sequencer of sequencers.filter(({ mode }) => mode === "payload")) {
    const group = windowGroupOf(sequencer);
    if (byGroup.has(group)) continue;
    const journal = await openLog(group);
    // Half of a claim is left when the next one is made.
    const blocks = sequencerGuardLimits.numbersPerClaim + 2 * Math.ceil(leadMs / sequencer.blockTimeMs);
    const windows = openNumberWindows(journal, blocks, clock, limits);
    byGroup.set(group, { ...windows, exclusivity: journal.exclusivity });
  }
  return {
    of: (sequencer) => (sequencer.mode === "payload" ? byGroup.get(windowGroupOf(sequencer)) : undefined),
    async release() {
      await Promise.allSettled([...byGroup.values()].map((windows) => windows.release()));
    },
  };
}

export const windowGroupOf = ({ chainId, address }: Pick<SequencerConfig, "chainId" | "address">): string =>
  `sequencer-${chainId}-${address.toLowerCase()}`;
