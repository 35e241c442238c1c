// AGGREGATE_AND_PROOF and AGGREGATE_AND_PROOF_V2. Clients wrap either of them or neither, and Web3Signer ignores `version`: the container is the
// one of the fork at the aggregate's slot.
import type { JsonObject } from "@inkan/attestation";
import { priorities } from "../../schedule.ts";
import type { Chain } from "../chain.ts";
import { AggregateAndProof } from "../containers/phase0.ts";
import { domainTypes } from "../domain.ts";
import { isAtLeast } from "../fork-schedule.ts";
import { uint64 } from "../ssz/basic.ts";
import { asObject, memberOf } from "../ssz/container.ts";
import type { CompositeMember } from "../ssz/member.ts";
import type { SignType } from "./sign-type.ts";

const aggregateType = (operation: SignType["operation"]): SignType => ({
  operation,
  members: ["aggregate_and_proof"],
  isWrapped: true,
  priority: priorities.other,
  read(object, at, chain) {
    const slot = slotOf(object, at);
    const type = containerAt(slot, chain);
    return {
      objectRoot: type.ssz.hashTreeRoot(type.read(object, at)),
      domainType: domainTypes.DOMAIN_AGGREGATE_AND_PROOF,
      fork: { by: "epoch", epoch: chain.epochOf(slot) },
    };
  },
  schema: (chain) => ({ anyOf: [AggregateAndProof.schema, chain.electra.AggregateAndProof.schema] }),
});

export const aggregateAndProof = aggregateType("AGGREGATE_AND_PROOF");
export const aggregateAndProofV2 = aggregateType("AGGREGATE_AND_PROOF_V2");

function containerAt(slot: bigint, chain: Chain): CompositeMember<unknown> {
  const fork = chain.forkAtSlot(slot);
  if (isAtLeast(fork, "gloas")) return chain.gloas.AggregateAndProof;
  return isAtLeast(fork, "electra") ? chain.electra.AggregateAndProof : AggregateAndProof;
}

/** The slot is read before the rest: it says how to read the rest. */
function slotOf(object: JsonObject, at: string): bigint {
  const aggregate = asObject(memberOf(object, "aggregate"), `${at}.aggregate`);
  const data = asObject(memberOf(aggregate, "data"), `${at}.aggregate.data`);
  return uint64.read(memberOf(data, "slot"), `${at}.aggregate.data.slot`);
}
