// consensus-specs, `specs/electra/beacon-chain.md`: attestations over several committees (EIP-7549), and requests of the execution layer.
import type { Preset } from "../preset.ts";
import { bytes20, bytes32, bytes48, bytes96, uint64 } from "../ssz/basic.ts";
import { bitlist, bitvector } from "../ssz/bits.ts";
import { container } from "../ssz/container.ts";
import { AttestationData, MAX_VALIDATORS_PER_COMMITTEE } from "./phase0.ts";

export const DepositRequest = container({
  pubkey: bytes48,
  withdrawal_credentials: bytes32,
  amount: uint64,
  signature: bytes96,
  index: uint64,
});
export const WithdrawalRequest = container({ source_address: bytes20, validator_pubkey: bytes48, amount: uint64 });
export const ConsolidationRequest = container({
  source_address: bytes20,
  source_pubkey: bytes48,
  target_pubkey: bytes48,
});

export function electraContainers({ MAX_COMMITTEES_PER_SLOT }: Preset) {
  const Attestation = container({
    aggregation_bits: bitlist(MAX_VALIDATORS_PER_COMMITTEE * MAX_COMMITTEES_PER_SLOT),
    data: AttestationData,
    signature: bytes96,
    committee_bits: bitvector(MAX_COMMITTEES_PER_SLOT),
  });
  return {
    AggregateAndProof: container({ aggregator_index: uint64, aggregate: Attestation, selection_proof: bytes96 }),
  };
}
