// Constants that differ between consensus-specs' presets (`presets/{mainnet,minimal}/`) and reach a signed message.
// They come from the measured configuration. @lodestar/types takes its preset from the environment when it is loaded, so it can't be used here.
import type { EthereumConfig } from "../../enclave/signer-config.ts";

export type Preset = {
  readonly SLOTS_PER_EPOCH: bigint;
  readonly MAX_COMMITTEES_PER_SLOT: number;
  readonly SYNC_COMMITTEE_SIZE: number;
  readonly MAX_WITHDRAWALS_PER_PAYLOAD: number;
};

export const presets: Readonly<Record<EthereumConfig["preset"], Preset>> = {
  mainnet: {
    SLOTS_PER_EPOCH: 32n,
    MAX_COMMITTEES_PER_SLOT: 64,
    SYNC_COMMITTEE_SIZE: 512,
    MAX_WITHDRAWALS_PER_PAYLOAD: 16,
  },
  minimal: {
    SLOTS_PER_EPOCH: 8n,
    MAX_COMMITTEES_PER_SLOT: 4,
    SYNC_COMMITTEE_SIZE: 32,
    MAX_WITHDRAWALS_PER_PAYLOAD: 4,
  },
};
