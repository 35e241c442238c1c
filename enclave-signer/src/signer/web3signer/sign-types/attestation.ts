// ATTESTATION: slashable. Its fork follows from the target. `index` is not restricted: committee before Electra, 0 since, payload status in Gloas.
import { priorities } from "../../schedule.ts";
import { AttestationData } from "../containers/phase0.ts";
import { domainTypes } from "../domain.ts";
import type { SignType } from "./sign-type.ts";

export const attestation: SignType = {
  operation: "ATTESTATION",
  members: ["attestation"],
  priority: priorities.attestation,
  read(object, at) {
    const data = AttestationData.read(object, at);
    return {
      objectRoot: AttestationData.ssz.hashTreeRoot(data),
      domainType: domainTypes.DOMAIN_BEACON_ATTESTER,
      fork: { by: "epoch", epoch: data.target.epoch },
      duty: { kind: "attestation", sourceEpoch: data.source.epoch, targetEpoch: data.target.epoch },
    };
  },
  schema: () => AttestationData.schema,
};
