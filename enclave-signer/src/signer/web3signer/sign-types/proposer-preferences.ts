// PROPOSER_PREFERENCES (Gloas): names a fee recipient, so the operators' list has a say.
import { priorities } from "../../schedule.ts";
import { ProposerPreferences } from "../containers/gloas.ts";
import { domainTypes } from "../domain.ts";
import { hex } from "../hex.ts";
import type { SignType } from "./sign-type.ts";

export const proposerPreferences: SignType = {
  operation: "PROPOSER_PREFERENCES",
  members: ["proposer_preferences"],
  isWrapped: true,
  priority: priorities.other,
  read(object, at, chain) {
    const preferences = ProposerPreferences.read(object, at);
    return {
      objectRoot: ProposerPreferences.ssz.hashTreeRoot(preferences),
      domainType: domainTypes.DOMAIN_PROPOSER_PREFERENCES,
      fork: { by: "epoch", epoch: chain.epochOf(preferences.proposal_slot) },
      permit: ({ feeRecipients }) => feeRecipients.check(hex(preferences.fee_recipient)),
    };
  },
  schema: () => ProposerPreferences.schema,
};
