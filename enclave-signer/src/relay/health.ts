// GET /health: whether this relay can answer, for load balancers and people. Nothing in it depends on who asks or what was asked before.
import { InkanError } from "@inkan/link";
import { localProvenance } from "./batch.ts";
import type { Asked, Reply } from "./exchange.ts";
import type { Relay } from "./relay.ts";

/** 200 while each chain has a healthy upstream, and the TLS door its certificate, else 503. */
export function healthReply(relay: Relay, request: Asked): Reply {
  if (request.method !== "GET" && request.method !== "HEAD") throw new InkanError("HTTP_METHOD_NOT_ALLOWED", "use GET");
  const chains = relay.chains.map(({ config, upstreams }) => ({
    name: config.name,
    chainId: config.chainId,
    upstreams: config.upstreams.length,
    healthy: upstreams.healthy().length,
    head: upstreams.head()?.toString() ?? null,
  }));
  const { tls } = relay.enclave;
  const certificate = tls === undefined ? {} : { certificate: tls.secureContext === undefined ? "missing" : "served" };
  const serving = chains.every(({ healthy }) => healthy > 0) && certificate.certificate !== "missing";
  return {
    status: serving ? 200 : 503,
    contentType: "application/json",
    body: Buffer.from(
      JSON.stringify({ status: serving ? "serving" : "degraded", role: "relay", ...certificate, chains }),
    ),
    provenance: localProvenance,
    requestBody: Buffer.alloc(0),
  };
}
