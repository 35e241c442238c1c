// consensus-specs, `specs/gloas/beacon-chain.md` and `validator.md`, with the progressive containers and lists of EIP-7495 and EIP-7916;
// builder-specs, `specs/gloas/`. The bounds of progressive lists don't reach the root.
import type { Preset } from "../preset.ts";
import {
  boolean,
  byteList,
  bytes,
  bytes20,
  bytes32,
  bytes48,
  bytes96,
  progressiveByteList,
  uint64,
  uint256,
} from "../ssz/basic.ts";
import { bitvector, progressiveBitlist } from "../ssz/bits.ts";
import { progressiveList } from "../ssz/collections.ts";
import { container, progressiveContainer } from "../ssz/container.ts";
import { ConsolidationRequest, DepositRequest, WithdrawalRequest } from "./electra.ts";
import { AttestationData, MAX_VALIDATORS_PER_COMMITTEE } from "./phase0.ts";

const MAX_BLOB_COMMITMENTS_PER_BLOCK = 4_096;
const MAX_BUILDER_AUTH_DATA_SIZE = 4_096;
const MAX_BYTES_PER_TRANSACTION = 1_073_741_824;
const MAX_EXTRA_DATA_BYTES = 32;
const MAX_BLOCK_ACCESS_LIST_BYTES = 1_073_741_824;
/** The specification's is 2^20, which takes half a minute to merkleize. So many fit into 1.4 Ggas; hashing them takes about 0.25 s. */
const transactionsMax = 65_536;
/** More than any of the lists of requests may hold. */
const requestsMax = 8_192;

export const PayloadAttestationData = container({
  beacon_block_root: bytes32,
  slot: uint64,
  payload_present: boolean,
  blob_data_available: boolean,
});
export const ProposerPreferences = container({
  dependent_root: bytes32,
  proposal_slot: uint64,
  validator_index: uint64,
  fee_recipient: bytes20,
  target_gas_limit: uint64,
});
export const ExecutionPayloadBid = progressiveContainer({
  parent_block_hash: bytes32,
  parent_block_root: bytes32,
  block_hash: bytes32,
  prev_randao: bytes32,
  fee_recipient: bytes20,
  gas_limit: uint64,
  builder_index: uint64,
  slot: uint64,
  value: uint64,
  execution_payment: uint64,
  blob_kzg_commitments: progressiveList(bytes48, MAX_BLOB_COMMITMENTS_PER_BLOCK),
  execution_requests_root: bytes32,
});
export const BuilderRequestAuth = container({ data: byteList(MAX_BUILDER_AUTH_DATA_SIZE), slot: uint64 });

const Withdrawal = container({ index: uint64, validator_index: uint64, address: bytes20, amount: uint64 });
const BuilderDepositRequest = container({
  pubkey: bytes48,
  withdrawal_credentials: bytes32,
  amount: uint64,
  signature: bytes96,
});
const BuilderExitRequest = container({ source_address: bytes20, pubkey: bytes48 });
const ExecutionRequests = progressiveContainer({
  deposits: progressiveList(DepositRequest, requestsMax),
  withdrawals: progressiveList(WithdrawalRequest, requestsMax),
  consolidations: progressiveList(ConsolidationRequest, requestsMax),
  builder_deposits: progressiveList(BuilderDepositRequest, requestsMax),
  builder_exits: progressiveList(BuilderExitRequest, requestsMax),
});

export function gloasContainers({ MAX_COMMITTEES_PER_SLOT, MAX_WITHDRAWALS_PER_PAYLOAD }: Preset) {
  const Attestation = progressiveContainer({
    aggregation_bits: progressiveBitlist(MAX_VALIDATORS_PER_COMMITTEE * MAX_COMMITTEES_PER_SLOT),
    data: AttestationData,
    signature: bytes96,
    committee_bits: bitvector(MAX_COMMITTEES_PER_SLOT),
  });
  const ExecutionPayload = progressiveContainer({
    parent_hash: bytes32,
    fee_recipient: bytes20,
    state_root: bytes32,
    receipts_root: bytes32,
    logs_bloom: bytes(256),
    prev_randao: bytes32,
    block_number: uint64,
    gas_limit: uint64,
    gas_used: uint64,
    timestamp: uint64,
    extra_data: byteList(MAX_EXTRA_DATA_BYTES),
    base_fee_per_gas: uint256,
    block_hash: bytes32,
    transactions: progressiveList(progressiveByteList(MAX_BYTES_PER_TRANSACTION), transactionsMax),
    withdrawals: progressiveList(Withdrawal, MAX_WITHDRAWALS_PER_PAYLOAD),
    blob_gas_used: uint64,
    excess_blob_gas: uint64,
    block_access_list: progressiveByteList(MAX_BLOCK_ACCESS_LIST_BYTES),
    slot_number: uint64,
  });
  return {
    AggregateAndProof: container({ aggregator_index: uint64, aggregate: Attestation, selection_proof: bytes96 }),
    ExecutionPayloadEnvelope: progressiveContainer({
      payload: ExecutionPayload,
      execution_requests: ExecutionRequests,
      builder_index: uint64,
      beacon_block_root: bytes32,
      parent_beacon_block_root: bytes32,
    }),
  };
}
