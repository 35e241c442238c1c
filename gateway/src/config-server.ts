// Gives an enclave its configuration: it has no files of its parent. `docs/protocol/configuration.md`. Whoever runs the gateway may serve any bytes;
// the enclave measures them, and who verifies it sees which.
import { createServer } from "node:http";
import type { Address, Listener } from "@inkan/link";
import type { GatewayLimits } from "./limits.ts";
import { openLinkServer } from "./link-server.ts";
import type { Metrics } from "./metrics.ts";

export type ConfigServerTerms = {
  readonly address: Address;
  /** As they stand in the operator's file. */
  readonly bytes: Uint8Array;
  readonly limits: GatewayLimits;
  readonly metrics: Metrics;
};

/**
 * @throws {InkanError} `LINK_CONNECT_FAILED`, `TRANSPORT_UNSUPPORTED`.
 *
 * @example
 * await openConfigServer({ address: parseAddress("hybrid:/run/enclave.vsock:7000"), bytes, limits, metrics });
 */
export async function openConfigServer({ address, bytes, limits, metrics }: ConfigServerTerms): Promise<Listener> {
  const bounds = { maxHeaderSize: limits.storeHeadBytesMax, connectionsCheckingInterval: limits.deadlineCheckMs };
  const server = createServer(bounds, (request, response) => {
    const status = request.url !== "/configuration" ? 404 : request.method !== "GET" ? 405 : 200;
    metrics.answered("config", status);
    const body = status === 200 ? bytes : new Uint8Array();
    const fields = { "content-type": "application/json", "content-length": body.length, connection: "close" };
    response.writeHead(status, fields).end(body);
  });
  // Who does not read its answer is cut off too.
  server.timeout = limits.requestDeadlineMs;
  return openLinkServer(server, {
    ...{ address, door: "config", connectionsMax: limits.configConnectionsMax, limits, metrics },
  });
}
