// VOLUNTARY_EXIT: ends a validator for good, so the operators approve it.
import { priorities } from "../../schedule.ts";
import { VoluntaryExit } from "../containers/phase0.ts";
import { domainTypes } from "../domain.ts";
import type { SignType } from "./sign-type.ts";

export const voluntaryExit: SignType = {
  operation: "VOLUNTARY_EXIT",
  members: ["voluntary_exit"],
  priority: priorities.other,
  read(object, at) {
    const exit = VoluntaryExit.read(object, at);
    return {
      objectRoot: VoluntaryExit.ssz.hashTreeRoot(exit),
      domainType: domainTypes.DOMAIN_VOLUNTARY_EXIT,
      fork: { by: "exit", epoch: exit.epoch },
      permit({ approvals }, { publicKey, signingRoot, requestedBy }) {
        const { validator_index: validatorIndex, epoch } = exit;
        approvals.require({ action: "voluntary-exit", publicKey, validatorIndex, epoch, signingRoot }, requestedBy);
      },
    };
  },
  schema: () => VoluntaryExit.schema,
};
