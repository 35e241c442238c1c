// Types that are alike: nobody is slashed for them, and their fork follows from one number of theirs.
import type { EthereumSignType } from "../../../enclave/signer-config.ts";
import { type Priority, priorities } from "../../schedule.ts";
import type { Chain } from "../chain.ts";
import { SyncAggregatorSelectionData, SyncCommitteeMessageData } from "../containers/altair.ts";
import { ExecutionPayloadBid, PayloadAttestationData } from "../containers/gloas.ts";
import { domainTypes } from "../domain.ts";
import { uint64 } from "../ssz/basic.ts";
import { container } from "../ssz/container.ts";
import type { CompositeMember } from "../ssz/member.ts";
import type { SignType } from "./sign-type.ts";

type AtEpoch<T> = {
  readonly operation: EthereumSignType;
  readonly aliases?: readonly string[];
  readonly members: SignType["members"];
  readonly isWrapped?: boolean;
  readonly domainType: Uint8Array;
  readonly priority?: Priority;
  readonly container: (chain: Chain) => CompositeMember<T>;
  readonly epoch: (value: T, chain: Chain) => bigint;
  /** When it is not the container's own. */
  readonly objectRoot?: (value: T) => Uint8Array;
};

function atEpoch<T>({ domainType, priority, container, epoch, objectRoot, ...names }: AtEpoch<T>): SignType {
  return {
    ...names,
    priority: priority ?? priorities.other,
    read(object, at, chain) {
      const type = container(chain);
      const value = type.read(object, at);
      return {
        objectRoot: objectRoot?.(value) ?? type.ssz.hashTreeRoot(value),
        domainType,
        fork: { by: "epoch", epoch: epoch(value, chain) },
      };
    },
    schema: (chain) => container(chain).schema,
  };
}

const Epoch = container({ epoch: uint64 });
const Slot = container({ slot: uint64 });
type OfSlot = { readonly slot: bigint };
const epochOfSlot = ({ slot }: OfSlot, chain: Chain) => chain.epochOf(slot);

export const randaoReveal = atEpoch({
  operation: "RANDAO_REVEAL",
  members: ["randao_reveal"],
  domainType: domainTypes.DOMAIN_RANDAO,
  priority: priorities.block,
  container: () => Epoch,
  epoch: ({ epoch }) => epoch,
  // The bare uint64, not a container of it: for one member the two roots are the same.
  objectRoot: ({ epoch }) => uint64.ssz.hashTreeRoot(epoch),
});

export const aggregationSlot = atEpoch({
  operation: "AGGREGATION_SLOT",
  members: ["aggregation_slot"],
  domainType: domainTypes.DOMAIN_SELECTION_PROOF,
  container: () => Slot,
  epoch: epochOfSlot,
  objectRoot: ({ slot }) => uint64.ssz.hashTreeRoot(slot),
});

export const syncCommitteeMessage = atEpoch({
  operation: "SYNC_COMMITTEE_MESSAGE",
  members: ["sync_committee_message"],
  domainType: domainTypes.DOMAIN_SYNC_COMMITTEE,
  container: () => SyncCommitteeMessageData,
  epoch: epochOfSlot,
  // The block's root is what is signed, as it is.
  objectRoot: ({ beacon_block_root }) => beacon_block_root,
});

export const syncCommitteeSelectionProof = atEpoch({
  operation: "SYNC_COMMITTEE_SELECTION_PROOF",
  members: ["sync_aggregator_selection_data"],
  domainType: domainTypes.DOMAIN_SYNC_COMMITTEE_SELECTION_PROOF,
  container: () => SyncAggregatorSelectionData,
  epoch: epochOfSlot,
});

export const syncCommitteeContributionAndProof = atEpoch({
  operation: "SYNC_COMMITTEE_CONTRIBUTION_AND_PROOF",
  members: ["contribution_and_proof"],
  domainType: domainTypes.DOMAIN_CONTRIBUTION_AND_PROOF,
  container: ({ altair }) => altair.ContributionAndProof,
  epoch: ({ contribution }, chain) => chain.epochOf(contribution.slot),
});

export const payloadAttestationMessage = atEpoch({
  operation: "PAYLOAD_ATTESTATION_MESSAGE",
  // Lighthouse, and Lodestar before its pull request 10071.
  aliases: ["PAYLOAD_ATTESTATION"],
  members: ["payload_attestation_message", "payload_attestation_data", "payload_attestation"],
  isWrapped: true,
  domainType: domainTypes.DOMAIN_PTC_ATTESTER,
  container: () => PayloadAttestationData,
  epoch: epochOfSlot,
});

export const executionPayloadBid = atEpoch({
  operation: "EXECUTION_PAYLOAD_BID",
  members: ["execution_payload_bid"],
  isWrapped: true,
  domainType: domainTypes.DOMAIN_BEACON_BUILDER,
  container: () => ExecutionPayloadBid,
  epoch: epochOfSlot,
});
