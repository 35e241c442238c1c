// GET /openapi.json: the API's description, for anyone with a certificate.
import type { Route } from "../door/route.ts";
import { Refusal } from "../refusal.ts";
import { restRoute } from "../rest-route.ts";
import type { Chain } from "./chain.ts";
import { openapiDocument } from "./openapi.ts";
import type { JsonSchema } from "./ssz/member.ts";

export function openapiRoute(chain: Chain, besides: JsonSchema): Route {
  const body = JSON.stringify(openapiDocument(chain, besides));
  return restRoute({
    methods: ["GET"],
    path: "/openapi.json",
    answer({ client }) {
      if (client === undefined) throw new Refusal("CERTIFICATE_MISSING");
      return { status: 200, contentType: "application/json; charset=utf-8", body };
    },
  });
}
