// DEPOSIT: moves stake, so the operators approve it. `genesis_fork_version` is the request's, and must be the schedule's: a deposit is for this network.
import { Refusal } from "../../refusal.ts";
import { priorities } from "../../schedule.ts";
import { DepositMessage } from "../containers/phase0.ts";
import { domainTypes } from "../domain.ts";
import { hex } from "../hex.ts";
import { bytes4 } from "../ssz/basic.ts";
import { memberOf, objectSchema } from "../ssz/container.ts";
import type { SignType } from "./sign-type.ts";

export const deposit: SignType = {
  operation: "DEPOSIT",
  members: ["deposit"],
  hasFork: false,
  priority: priorities.other,
  read(object, at, { schedule }) {
    const message = DepositMessage.read(object, at);
    const genesisForkVersion = bytes4.read(memberOf(object, "genesis_fork_version"), `${at}.genesis_fork_version`);
    if (Buffer.compare(genesisForkVersion, schedule.genesisForkVersion) !== 0)
      throw new Refusal("FORK_NOT_IN_SCHEDULE", "genesis_fork_version is another network's");
    return {
      objectRoot: DepositMessage.ssz.hashTreeRoot(message),
      domainType: domainTypes.DOMAIN_DEPOSIT,
      fork: { by: "genesis" },
      permit({ approvals }, { publicKey, signingRoot, requestedBy }) {
        const subject = {
          action: "deposit",
          publicKey,
          withdrawalCredentials: hex(message.withdrawal_credentials),
          amountGwei: message.amount,
          genesisForkVersion: hex(genesisForkVersion),
          signingRoot,
        } as const;
        approvals.require(subject, requestedBy);
      },
    };
  },
  schema: () => objectSchema({ ...(DepositMessage.schema.properties as object), genesis_fork_version: bytes4.schema }),
};
