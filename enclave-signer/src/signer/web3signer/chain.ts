// The chain that is signed for: schedule, preset and the containers that follow from it.
import type { EthereumConfig } from "../../enclave/signer-config.ts";
import { altairContainers } from "./containers/altair.ts";
import { electraContainers } from "./containers/electra.ts";
import { gloasContainers } from "./containers/gloas.ts";
import { type ForkName, type ForkSchedule, openForkSchedule } from "./fork-schedule.ts";
import { type Preset, presets } from "./preset.ts";

export type Chain = {
  readonly schedule: ForkSchedule;
  readonly preset: Preset;
  readonly altair: ReturnType<typeof altairContainers>;
  readonly electra: ReturnType<typeof electraContainers>;
  readonly gloas: ReturnType<typeof gloasContainers>;
  epochOf(slot: bigint): bigint;
  /** @throws {Refusal} `FORK_NOT_IN_SCHEDULE`. */
  forkAtSlot(slot: bigint): ForkName;
};

export function openChain(ethereum: Pick<EthereumConfig, "forks" | "genesisValidatorsRoot" | "preset">): Chain {
  const preset = presets[ethereum.preset];
  const schedule = openForkSchedule(ethereum);
  const epochOf = (slot: bigint) => slot / preset.SLOTS_PER_EPOCH;
  return {
    schedule,
    preset,
    altair: altairContainers(preset),
    electra: electraContainers(preset),
    gloas: gloasContainers(preset),
    epochOf,
    forkAtSlot: (slot) => schedule.forkAt(epochOf(slot)),
  };
}
