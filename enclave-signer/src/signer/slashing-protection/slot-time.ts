// From the hypervisor's time to slots and epochs of the configured chain (consensus-specs, `specs/phase0/validator.md`, genesis time).
import type { EthereumConfig } from "../../enclave/signer-config.ts";

export type SlotTime = {
  readonly slotsPerEpoch: bigint;
  /** -1 before genesis. */
  slotAt(unixMs: number): bigint;
  epochOf(slot: bigint): bigint;
  /** The slot that `unixMs` and the clocks of honest clients around it may have reached: one more than its own. */
  latestSlotAt(unixMs: number): bigint;
};

export function slotTimeOf({
  preset,
  genesisTime,
  slotDurationMs,
}: Pick<EthereumConfig, "preset" | "genesisTime" | "slotDurationMs">): SlotTime {
  const slotsPerEpoch = preset === "mainnet" ? 32n : 8n;
  const genesisMs = genesisTime * 1000;
  const slotAt = (unixMs: number) =>
    unixMs < genesisMs ? -1n : BigInt(Math.floor((unixMs - genesisMs) / slotDurationMs));
  return {
    slotsPerEpoch,
    slotAt,
    epochOf: (slot) => (slot < 0n ? -1n : slot / slotsPerEpoch),
    latestSlotAt: (unixMs) => slotAt(unixMs + slotDurationMs),
  };
}
