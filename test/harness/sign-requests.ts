// One sound request of each sign type, with the published `fork_info`: what is published where an example exists (../shared/reference/signers.md,
// section 7), values of our own elsewhere.
import { publishedForkInfo } from "./web3signer.ts";

const hex = (byte: string, length: number) => `0x${byte.repeat(length)}`;
const root = (byte: string) => hex(byte, 32);
export const otherPublicKey =
  "0x8f82597c919c056571a05dfe83e6a7d32acf9ad8931be04d11384e95468cd68b40129864ae12745f774654bbac09b057";
const feeRecipient = "0x6fdfab408c56b6105a76eff5c0435d09fc6ed7a9";
const zeroRoot = root("00");

export const blockHeader = {
  slot: "0",
  proposer_index: "4666673844721362956",
  parent_root: "0x367cbd40ac7318427aadb97345a91fa2e965daf3158d7f1846f1306305f41bef",
  state_root: "0xfd18cf40cc907a739be483f1ca0ee23ad65cdd3df23205eabc6d660a75d1f54e",
  body_root: "0xa759d8029a69d4fdd8b3996086e9722983977e4efc1f12f4098ea3d93e868a6b",
};
const attestationRoot = "0xb2eedb01adbd02c828d5eec09b4c70cbba12ffffba525ebf48aca33028e8ad89";
export const attestationData = {
  slot: "32",
  index: "0",
  beacon_block_root: attestationRoot,
  source: { epoch: "0", root: zeroRoot },
  target: { epoch: "0", root: attestationRoot },
};

/** 3 bits and the length bit. */
export const aggregateAndProof = {
  aggregator_index: "1",
  aggregate: { aggregation_bits: "0x0d", data: attestationData, signature: hex("a6", 96) },
  selection_proof: hex("b1", 96),
};
/** Electra and later, by the preset's number of committees. */
export const aggregateAndProofElectra = (committeeBits: string) => ({
  ...aggregateAndProof,
  aggregate: { ...aggregateAndProof.aggregate, committee_bits: committeeBits },
});

export const phase0Body = {
  randao_reveal: hex("90", 96),
  eth1_data: { deposit_root: root("6f"), deposit_count: "4658411424342975020", block_hash: root("49") },
  graffiti: zeroRoot,
  proposer_slashings: [
    {
      signed_header_1: { message: blockHeader, signature: hex("b5", 96) },
      signed_header_2: { message: { ...blockHeader, body_root: root("58") }, signature: hex("a0", 96) },
    },
  ],
  attester_slashings: [
    {
      attestation_1: {
        attesting_indices: ["1", "4590659586689121994"],
        data: attestationData,
        signature: hex("ab", 96),
      },
      attestation_2: {
        attesting_indices: ["1"],
        data: { ...attestationData, beacon_block_root: root("14") },
        signature: hex("a3", 96),
      },
    },
  ],
  attestations: [{ aggregation_bits: "0x25", data: attestationData, signature: hex("8f", 96) }],
  deposits: [
    {
      proof: Array.from({ length: 33 }, (_, at) => root(at.toString(16).padStart(2, "0"))),
      data: { pubkey: otherPublicKey, withdrawal_credentials: root("39"), amount: "32", signature: hex("95", 96) },
    },
  ],
  voluntary_exits: [{ message: { epoch: "119", validator_index: "0" }, signature: hex("a3", 96) }],
};

const { body_root: _, ...blockMembers } = blockHeader;
export const phase0Block = { ...blockMembers, body: phase0Body };
export const altairBlock = {
  ...blockMembers,
  body: {
    ...phase0Body,
    sync_aggregate: { sync_committee_bits: hex("01", 64), sync_committee_signature: hex("90", 96) },
  },
};

export const executionPayloadBid = {
  parent_block_hash: root("36"),
  parent_block_root: root("fd"),
  block_hash: root("a7"),
  prev_randao: root("10"),
  fee_recipient: feeRecipient,
  gas_limit: "30000000",
  builder_index: "1",
  slot: "33",
  value: "1000000000",
  execution_payment: "0",
  blob_kzg_commitments: [hex("c0", 48), hex("c1", 48)],
  execution_requests_root: zeroRoot,
};

export const executionPayloadEnvelope = {
  payload: {
    parent_hash: root("36"),
    fee_recipient: feeRecipient,
    state_root: root("fd"),
    receipts_root: root("01"),
    logs_bloom: hex("02", 256),
    prev_randao: root("10"),
    block_number: "12345",
    gas_limit: "30000000",
    gas_used: "29999999",
    timestamp: "1790000000",
    extra_data: "0x696e6b616e",
    base_fee_per_gas: "7",
    block_hash: root("a7"),
    transactions: ["0x02f8aa", hex("ee", 100)],
    withdrawals: [{ index: "1", validator_index: "2", address: feeRecipient, amount: "3" }],
    blob_gas_used: "131072",
    excess_blob_gas: "0",
    block_access_list: "0xc0ffee",
    slot_number: "33",
  },
  execution_requests: {
    deposits: [
      {
        pubkey: otherPublicKey,
        withdrawal_credentials: root("39"),
        amount: "32000000000",
        signature: hex("95", 96),
        index: "5",
      },
    ],
    withdrawals: [{ source_address: feeRecipient, validator_pubkey: otherPublicKey, amount: "1" }],
    consolidations: [{ source_address: feeRecipient, source_pubkey: otherPublicKey, target_pubkey: hex("c2", 48) }],
    builder_deposits: [
      { pubkey: otherPublicKey, withdrawal_credentials: root("03"), amount: "1", signature: hex("96", 96) },
    ],
    builder_exits: [{ source_address: feeRecipient, pubkey: otherPublicKey }],
  },
  builder_index: "18446744073709551615",
  beacon_block_root: root("be"),
  parent_beacon_block_root: root("bf"),
};

const fork_info = publishedForkInfo;
const wrapped = (data: object) => ({ version: "GLOAS", data });

/** By `type`. The fork at the slots of all of them is the schedule's first; mainnet's preset. */
export const signRequests = {
  BLOCK: { type: "BLOCK", fork_info, block: phase0Block },
  BLOCK_V2: { type: "BLOCK_V2", fork_info, beacon_block: { version: "CAPELLA", block_header: blockHeader } },
  ATTESTATION: { type: "ATTESTATION", fork_info, attestation: attestationData },
  RANDAO_REVEAL: { type: "RANDAO_REVEAL", fork_info, randao_reveal: { epoch: "3" } },
  AGGREGATION_SLOT: { type: "AGGREGATION_SLOT", fork_info, aggregation_slot: { slot: "119" } },
  AGGREGATE_AND_PROOF: { type: "AGGREGATE_AND_PROOF", fork_info, aggregate_and_proof: aggregateAndProof },
  AGGREGATE_AND_PROOF_V2: {
    type: "AGGREGATE_AND_PROOF_V2",
    fork_info,
    aggregate_and_proof: { version: "PHASE0", data: aggregateAndProof },
  },
  SYNC_COMMITTEE_MESSAGE: {
    type: "SYNC_COMMITTEE_MESSAGE",
    fork_info,
    sync_committee_message: {
      beacon_block_root: "0x235bc3400c2839fd856a524871200bd5e362db615fc4565e1870ed9a2a936464",
      slot: "0",
    },
  },
  SYNC_COMMITTEE_SELECTION_PROOF: {
    type: "SYNC_COMMITTEE_SELECTION_PROOF",
    fork_info,
    sync_aggregator_selection_data: { slot: "0", subcommittee_index: "0" },
  },
  SYNC_COMMITTEE_CONTRIBUTION_AND_PROOF: {
    type: "SYNC_COMMITTEE_CONTRIBUTION_AND_PROOF",
    fork_info,
    contribution_and_proof: {
      aggregator_index: "11",
      selection_proof: hex("8f", 96),
      contribution: {
        slot: "0",
        beacon_block_root: root("23"),
        subcommittee_index: "1",
        aggregation_bits: hex("24", 16),
        signature: hex("90", 96),
      },
    },
  },
  VALIDATOR_REGISTRATION: {
    type: "VALIDATOR_REGISTRATION",
    validator_registration: {
      fee_recipient: feeRecipient,
      gas_limit: "4658411424342975020",
      timestamp: "4663368873993027404",
      pubkey: otherPublicKey,
    },
  },
  PAYLOAD_ATTESTATION_MESSAGE: {
    type: "PAYLOAD_ATTESTATION_MESSAGE",
    fork_info,
    payload_attestation_message: wrapped({
      beacon_block_root: root("10"),
      slot: "33",
      payload_present: true,
      blob_data_available: false,
    }),
  },
  PROPOSER_PREFERENCES: {
    type: "PROPOSER_PREFERENCES",
    fork_info,
    proposer_preferences: wrapped({
      dependent_root: root("de"),
      proposal_slot: "64",
      validator_index: "7",
      fee_recipient: feeRecipient,
      target_gas_limit: "36000000",
    }),
  },
  EXECUTION_PAYLOAD_ENVELOPE: {
    type: "EXECUTION_PAYLOAD_ENVELOPE",
    fork_info,
    execution_payload_envelope: wrapped(executionPayloadEnvelope),
  },
  EXECUTION_PAYLOAD_BID: {
    type: "EXECUTION_PAYLOAD_BID",
    fork_info,
    execution_payload_bid: wrapped(executionPayloadBid),
  },
  BUILDER_REQUEST_AUTH: { type: "BUILDER_REQUEST_AUTH", builder_request_auth: wrapped({ data: "0x1234", slot: "33" }) },
  DEPOSIT: {
    type: "DEPOSIT",
    deposit: {
      pubkey: otherPublicKey,
      withdrawal_credentials: "0x39722cbbf8b91a4b9045c5e6175f1001eac32f7fcd5eccda5c6e62fc4e638508",
      amount: "32",
      genesis_fork_version: "0x00000001",
    },
  },
  VOLUNTARY_EXIT: { type: "VOLUNTARY_EXIT", fork_info, voluntary_exit: { epoch: "119", validator_index: "0" } },
} as const;
