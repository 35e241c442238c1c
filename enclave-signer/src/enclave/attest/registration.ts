// What `GET /attestation/registration` answers, for both roles: what anyone needs to register this enclave on chain.
// `docs/protocol/attestation.md` specifies it.
import type { Config } from "../config.ts";

export const registrationPath = "/attestation/registration";

export type Registration = {
  readonly version: 1;
  readonly type: "aws-nitro-enclave";
  readonly role: "relay" | "signer";
  /** COSE_Sign1, of purpose `register`. */
  readonly document: Uint8Array;
  /** As in the measured configuration: where the document can be used. */
  readonly registry: Config["registry"];
  readonly operator: string;
};

/** JSON: the document in Base64. */
export function registrationJson(registration: Registration): string {
  const { version, type, role, document, registry, operator } = registration;
  return JSON.stringify({
    version,
    type,
    role,
    document: Buffer.from(document).toString("base64"),
    registry,
    operator,
  });
}
