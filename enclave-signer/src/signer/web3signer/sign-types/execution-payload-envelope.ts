// EXECUTION_PAYLOAD_ENVELOPE (Gloas): the payload of a bid, whole. A proposer that builds its own payload signs it too, and is paid by it.
import { priorities } from "../../schedule.ts";
import { domainTypes } from "../domain.ts";
import { hex } from "../hex.ts";
import type { SignType } from "./sign-type.ts";

/** consensus-specs, `specs/gloas/beacon-chain.md`: no builder, the proposer itself. */
const BUILDER_INDEX_SELF_BUILD = 2n ** 64n - 1n;

export const executionPayloadEnvelope: SignType = {
  operation: "EXECUTION_PAYLOAD_ENVELOPE",
  members: ["execution_payload_envelope"],
  isWrapped: true,
  priority: priorities.block,
  read(object, at, chain) {
    const type = chain.gloas.ExecutionPayloadEnvelope;
    const envelope = type.read(object, at);
    const { slot_number, fee_recipient } = envelope.payload;
    return {
      objectRoot: type.ssz.hashTreeRoot(envelope),
      domainType: domainTypes.DOMAIN_BEACON_BUILDER,
      fork: { by: "epoch", epoch: chain.epochOf(slot_number) },
      permit({ feeRecipients }) {
        if (envelope.builder_index === BUILDER_INDEX_SELF_BUILD) feeRecipients.check(hex(fee_recipient));
      },
    };
  },
  schema: (chain) => chain.gloas.ExecutionPayloadEnvelope.schema,
};
