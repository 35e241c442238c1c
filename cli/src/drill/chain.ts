// Slots, epochs and forks of the chain that the signer's configuration names, by this machine's clock.
import { setTimeout as delay } from "node:timers/promises";
import type { SignerConfig } from "@inkan/enclave-signer";
import { UsageError } from "../usage.ts";

export type Chain = {
  readonly genesisValidatorsRoot: string;
  readonly slotMs: number;
  readonly slotsPerEpoch: number;
  /** Negative before genesis. */
  slotNow(): number;
  epochOf(slot: number): number;
  /** Whole slots after the one now, before the next epoch. */
  slotsLeftInEpoch(): number;
  /** As clients send it: the fork in force at the epoch, and the one before. */
  forkInfoAt(epoch: number): object;
  /** `version` of a `BLOCK_V2`. @throws {UsageError} Before Bellatrix, whose blocks are sent whole. */
  blockVersionAt(epoch: number): string;
  /** Resolves in the middle of `slot`. @throws When `signal` is aborted. */
  reach(slot: number, signal: AbortSignal): Promise<void>;
};

export function chainOf({ ethereum }: Pick<SignerConfig, "ethereum">): Chain {
  if (ethereum === null) throw new UsageError("this signer's configuration has no chain with validators");
  const { genesisValidatorsRoot, genesisTime, slotDurationMs, forks, preset } = ethereum;
  const slotsPerEpoch = preset === "mainnet" ? 32 : 8;
  const forkAt = (epoch: number) => forks.findLastIndex((fork) => fork.epoch <= epoch);
  const slotNow = () => Math.floor((Date.now() - genesisTime * 1000) / slotDurationMs);
  return {
    ...{ genesisValidatorsRoot, slotsPerEpoch, slotMs: slotDurationMs, slotNow },
    epochOf: (slot) => Math.floor(slot / slotsPerEpoch),
    slotsLeftInEpoch: () => slotsPerEpoch - 1 - (((slotNow() % slotsPerEpoch) + slotsPerEpoch) % slotsPerEpoch),
    forkInfoAt(epoch) {
      const at = forkAt(epoch);
      const fork = forks[at];
      if (fork === undefined) throw new UsageError(`no fork is scheduled at epoch ${epoch}`);
      const previous = forks[Math.max(0, at - 1)] ?? fork;
      return {
        fork: { previous_version: previous.version, current_version: fork.version, epoch: String(fork.epoch) },
        genesis_validators_root: genesisValidatorsRoot,
      };
    },
    blockVersionAt(epoch) {
      const { name } = forks[forkAt(epoch)] ?? { name: "phase0" };
      if (name === "phase0" || name === "altair") throw new UsageError(`drills need Bellatrix or later, not ${name}`);
      return name.toUpperCase();
    },
    async reach(slot, signal) {
      const at = genesisTime * 1000 + (slot + 0.5) * slotDurationMs;
      await delay(Math.max(0, at - Date.now()), undefined, { signal });
    },
  };
}
