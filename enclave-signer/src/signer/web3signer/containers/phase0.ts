// consensus-specs, `specs/phase0/beacon-chain.md` and `validator.md`: what is signed, and what a full block holds. Alike in both presets.
import { bytes4, bytes32, bytes48, bytes96, uint64 } from "../ssz/basic.ts";
import { bitlist } from "../ssz/bits.ts";
import { list, uint64List, vector } from "../ssz/collections.ts";
import { container } from "../ssz/container.ts";

export const MAX_VALIDATORS_PER_COMMITTEE = 2_048;
const DEPOSIT_CONTRACT_TREE_DEPTH = 32;

export const Fork = container({ previous_version: bytes4, current_version: bytes4, epoch: uint64 });
export const ForkInfo = container({ fork: Fork, genesis_validators_root: bytes32 });

export const Checkpoint = container({ epoch: uint64, root: bytes32 });
export const AttestationData = container({
  slot: uint64,
  index: uint64,
  beacon_block_root: bytes32,
  source: Checkpoint,
  target: Checkpoint,
});
export const BeaconBlockHeader = container({
  slot: uint64,
  proposer_index: uint64,
  parent_root: bytes32,
  state_root: bytes32,
  body_root: bytes32,
});
export const VoluntaryExit = container({ epoch: uint64, validator_index: uint64 });
export const DepositMessage = container({ pubkey: bytes48, withdrawal_credentials: bytes32, amount: uint64 });

const Attestation = container({
  aggregation_bits: bitlist(MAX_VALIDATORS_PER_COMMITTEE),
  data: AttestationData,
  signature: bytes96,
});
export const AggregateAndProof = container({
  aggregator_index: uint64,
  aggregate: Attestation,
  selection_proof: bytes96,
});

const SignedBeaconBlockHeader = container({ message: BeaconBlockHeader, signature: bytes96 });
const ProposerSlashing = container({
  signed_header_1: SignedBeaconBlockHeader,
  signed_header_2: SignedBeaconBlockHeader,
});
const IndexedAttestation = container({
  attesting_indices: uint64List(MAX_VALIDATORS_PER_COMMITTEE),
  data: AttestationData,
  signature: bytes96,
});
const AttesterSlashing = container({ attestation_1: IndexedAttestation, attestation_2: IndexedAttestation });
const DepositData = container({
  pubkey: bytes48,
  withdrawal_credentials: bytes32,
  amount: uint64,
  signature: bytes96,
});
const Deposit = container({ proof: vector(bytes32, DEPOSIT_CONTRACT_TREE_DEPTH + 1), data: DepositData });
const SignedVoluntaryExit = container({ message: VoluntaryExit, signature: bytes96 });
const Eth1Data = container({ deposit_root: bytes32, deposit_count: uint64, block_hash: bytes32 });

export const BeaconBlockBody = container({
  randao_reveal: bytes96,
  eth1_data: Eth1Data,
  graffiti: bytes32,
  proposer_slashings: list(ProposerSlashing, 16),
  attester_slashings: list(AttesterSlashing, 2),
  attestations: list(Attestation, 128),
  deposits: list(Deposit, 16),
  voluntary_exits: list(SignedVoluntaryExit, 16),
});

export const blockMembers = { slot: uint64, proposer_index: uint64, parent_root: bytes32, state_root: bytes32 };
export const BeaconBlock = container({ ...blockMembers, body: BeaconBlockBody });
