// VALIDATOR_REGISTRATION and BUILDER_REQUEST_AUTH: messages to builders (builder-specs), signed under GENESIS_FORK_VERSION and no chain's root.
import { priorities } from "../../schedule.ts";
import { ValidatorRegistrationV1 } from "../containers/bellatrix.ts";
import { BuilderRequestAuth } from "../containers/gloas.ts";
import { domainTypes } from "../domain.ts";
import { hex } from "../hex.ts";
import type { SignType } from "./sign-type.ts";

export const validatorRegistration: SignType = {
  operation: "VALIDATOR_REGISTRATION",
  members: ["validator_registration"],
  hasFork: false,
  priority: priorities.other,
  read(object, at) {
    const registration = ValidatorRegistrationV1.read(object, at);
    return {
      objectRoot: ValidatorRegistrationV1.ssz.hashTreeRoot(registration),
      domainType: domainTypes.DOMAIN_APPLICATION_BUILDER,
      fork: { by: "genesis" },
      permit: ({ feeRecipients }) => feeRecipients.check(hex(registration.fee_recipient)),
    };
  },
  schema: () => ValidatorRegistrationV1.schema,
};

export const builderRequestAuth: SignType = {
  operation: "BUILDER_REQUEST_AUTH",
  // Lighthouse.
  aliases: ["REQUEST_AUTH"],
  members: ["builder_request_auth", "request_auth"],
  isWrapped: true,
  hasFork: false,
  priority: priorities.other,
  read: (object, at) => ({
    objectRoot: BuilderRequestAuth.ssz.hashTreeRoot(BuilderRequestAuth.read(object, at)),
    domainType: domainTypes.DOMAIN_BUILDER_REQUEST_AUTH,
    fork: { by: "genesis" },
  }),
  schema: () => BuilderRequestAuth.schema,
};
