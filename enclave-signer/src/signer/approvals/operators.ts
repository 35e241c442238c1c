// The operators of the measured configuration: whose passkeys count. The configuration's rules have judged them before (approval-rules.ts).
import { createHash, createPublicKey, type KeyObject } from "node:crypto";
import type { ApprovalsConfig } from "../../enclave/signer-config.ts";

export type Operator = {
  readonly name: string;
  /** base64url. */
  readonly credentialId: string;
  /** P-256. */
  readonly publicKey: KeyObject;
};

/** What an assertion is checked against. */
export type RelyingParty = {
  /** SHA-256 of the relying party's id. */
  readonly idHash: Uint8Array;
  readonly origins: ReadonlySet<string>;
  readonly operators: ReadonlyMap<string, Operator>;
};

export function readRelyingParty({ relyingPartyId, origins, operators }: ApprovalsConfig): RelyingParty {
  return {
    idHash: new Uint8Array(createHash("sha256").update(relyingPartyId, "utf8").digest()),
    origins: new Set(origins),
    operators: new Map(
      operators.map(({ name, credentialId, publicKey }) => {
        const key = createPublicKey({ key: Buffer.from(publicKey, "base64"), format: "der", type: "spki" });
        return [credentialId, { name, credentialId, publicKey: key }];
      }),
    ),
  };
}
