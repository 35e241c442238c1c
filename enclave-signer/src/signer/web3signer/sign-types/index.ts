// All sign types of ethereum/remote-signing-api (`signing/schemas.yaml`, v1.4.0) and of Web3Signer.
import { aggregateAndProof, aggregateAndProofV2 } from "./aggregate-and-proof.ts";
import {
  aggregationSlot,
  executionPayloadBid,
  payloadAttestationMessage,
  randaoReveal,
  syncCommitteeContributionAndProof,
  syncCommitteeMessage,
  syncCommitteeSelectionProof,
} from "./at-epoch.ts";
import { attestation } from "./attestation.ts";
import { block, blockV2 } from "./block.ts";
import { builderRequestAuth, validatorRegistration } from "./builder-messages.ts";
import { deposit } from "./deposit.ts";
import { executionPayloadEnvelope } from "./execution-payload-envelope.ts";
import { proposerPreferences } from "./proposer-preferences.ts";
import type { SignType } from "./sign-type.ts";
import { voluntaryExit } from "./voluntary-exit.ts";

export const signTypes: readonly SignType[] = [
  block,
  blockV2,
  attestation,
  randaoReveal,
  aggregationSlot,
  aggregateAndProof,
  aggregateAndProofV2,
  syncCommitteeMessage,
  syncCommitteeSelectionProof,
  syncCommitteeContributionAndProof,
  validatorRegistration,
  payloadAttestationMessage,
  proposerPreferences,
  executionPayloadEnvelope,
  executionPayloadBid,
  builderRequestAuth,
  deposit,
  voluntaryExit,
];

const bySpelling = new Map(
  signTypes.flatMap((type) => [type.operation, ...(type.aliases ?? [])].map((spelling) => [spelling, type] as const)),
);

/** @param type In any case, as Web3Signer takes it. */
export const signTypeNamed = (type: string): SignType | undefined => bySpelling.get(type.toUpperCase());
