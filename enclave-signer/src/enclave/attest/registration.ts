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
  /** SHA-256 of the response key's SubjectPublicKeyInfo, lower-case hexadecimal: what the registry will know it by. The document says so too. */
  readonly keyId: string;
  /** As in the measured configuration: where the document can be used. */
  readonly registry: Config["registry"];
  readonly operator: string;
};

/** JSON: the document in Base64. */
export function registrationJson({ document, ...others }: Registration): string {
  return JSON.stringify({ ...others, document: Buffer.from(document).toString("base64") });
}
