// GET /api/v1/eth2/publicKeys: the keys that this client may list. Lodestar and Nimbus remove the validators that are missing from it.
import type { Route } from "../door/route.ts";
import type { KeyRing } from "../keys/key-ring.ts";
import { Refusal } from "../refusal.ts";
import { jsonAnswer, restRoute } from "../rest-route.ts";

export function publicKeysRoute(keys: Pick<KeyRing, "validators">): Route {
  return restRoute({
    methods: ["GET"],
    path: "/api/v1/eth2/publicKeys",
    answer({ client }) {
      if (client === undefined) throw new Refusal("CERTIFICATE_MISSING");
      const listed = keys.validators().filter((key) => client.may("list-keys", key));
      return jsonAnswer(
        200,
        listed.map(({ publicKey }) => publicKey),
      );
    },
  });
}
