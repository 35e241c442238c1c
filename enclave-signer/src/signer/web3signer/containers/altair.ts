// consensus-specs, `specs/altair/beacon-chain.md` and `validator.md`: sync committees.
import type { Preset } from "../preset.ts";
import { bytes32, bytes96, uint64 } from "../ssz/basic.ts";
import { bitvector } from "../ssz/bits.ts";
import { container } from "../ssz/container.ts";
import { BeaconBlockBody, blockMembers } from "./phase0.ts";

const SYNC_COMMITTEE_SUBNET_COUNT = 4;

export const SyncCommitteeMessageData = container({ beacon_block_root: bytes32, slot: uint64 });
export const SyncAggregatorSelectionData = container({ slot: uint64, subcommittee_index: uint64 });

export function altairContainers({ SYNC_COMMITTEE_SIZE }: Preset) {
  const SyncCommitteeContribution = container({
    slot: uint64,
    beacon_block_root: bytes32,
    subcommittee_index: uint64,
    aggregation_bits: bitvector(SYNC_COMMITTEE_SIZE / SYNC_COMMITTEE_SUBNET_COUNT),
    signature: bytes96,
  });
  const SyncAggregate = container({
    sync_committee_bits: bitvector(SYNC_COMMITTEE_SIZE),
    sync_committee_signature: bytes96,
  });
  return {
    ContributionAndProof: container({
      aggregator_index: uint64,
      contribution: SyncCommitteeContribution,
      selection_proof: bytes96,
    }),
    BeaconBlock: container({
      ...blockMembers,
      body: container({ ...BeaconBlockBody.members, sync_aggregate: SyncAggregate }),
    }),
  };
}
