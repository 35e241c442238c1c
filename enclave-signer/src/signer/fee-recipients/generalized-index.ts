// Where the fee recipient lies in a block's body: generalized indices (consensus-specs, ssz/merkle-proofs.md), from the root of the body.
// A test computes each from the containers themselves.
import type { EthereumConfig } from "../../enclave/signer-config.ts";

type ForkName = EthereumConfig["forks"][number]["name"];

/**
 * `execution_payload.fee_recipient`, blinded bodies have their header at the same place; in Gloas `signed_execution_payload_bid.message.fee_recipient`,
 * which a builder must pay too. `undefined`: bodies without a payload.
 *
 * Nimbus' own test signer looks for 17537 in Electra and Fulu, which is no place of the fee recipient there.
 */
export const feeRecipientIndex: Readonly<Record<ForkName, number | undefined>> = {
  phase0: undefined,
  altair: undefined,
  bellatrix: 401,
  capella: 401,
  deneb: 801,
  electra: 801,
  fulu: 801,
  gloas: 22_859,
};

/** @param version Of the schedule, any case. @returns `undefined` where a body names no fee recipient. */
export function feeRecipientIndexOf(version: string): number | undefined {
  const name = version.toLowerCase();
  if (!Object.hasOwn(feeRecipientIndex, name)) throw new RangeError("no fork of the schedule");
  return feeRecipientIndex[name as ForkName];
}
