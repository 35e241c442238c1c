// `GET /inkan/v1/sequencer/evidence`: for administrators, what sequencers' keys signed or refused to sign twice, and how each key is guarded.
import type { Route } from "../door/route.ts";
import { Refusal } from "../refusal.ts";
import type { OpSigner } from "./op-signer.ts";

export const evidencePath = "/inkan/v1/sequencer/evidence";

/** Needs the operation `slashing-protection`, which permissions give to administrators. */
export function openEvidenceRoute({ guards, evidence }: OpSigner): Route {
  return {
    takes: (_, path) => path === evidencePath,
    answer({ method, client }) {
      if (method !== "GET") throw new Refusal("METHOD_NOT_ALLOWED");
      if (client === undefined) throw new Refusal("CERTIFICATE_MISSING");
      if (!client.may("slashing-protection")) throw new Refusal("CLIENT_NOT_PERMITTED");
      const sequencers = guards.map(({ status }) => status);
      return {
        status: 200,
        contentType: "application/json",
        body: `{"sequencers":${JSON.stringify(sequencers)},"evidence":${evidence.text()}}`,
      };
    },
  };
}
