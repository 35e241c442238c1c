// Gives an enclave its configuration: it has no files of its parent. `docs/protocol/configuration.md`. Whoever runs the gateway may serve any bytes;
// the enclave measures them, and who verifies it sees which.
import { createServer } from "node:http";
import { type Address, type Listener, listen } from "@inkan/link";
import type { GatewayLimits } from "./limits.ts";
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
  const server = createServer({ maxHeaderSize: limits.storeHeadBytesMax }, (request, response) => {
    const status = request.url !== "/configuration" ? 404 : request.method !== "GET" ? 405 : 200;
    metrics.answered("config", status);
    const body = status === 200 ? bytes : new Uint8Array();
    const fields = { "content-type": "application/json", "content-length": body.length, connection: "close" };
    response.writeHead(status, fields).end(body);
  });
  server.headersTimeout = limits.headDeadlineMs;
  server.requestTimeout = limits.requestDeadlineMs;
  const listener = await listen(
    address,
    (socket) => {
      metrics.opened("config");
      socket.once("close", () => metrics.closed("config"));
      socket.setTimeout(limits.requestDeadlineMs, () => socket.destroy());
      server.emit("connection", socket);
    },
    { connectionsMax: limits.configConnectionsMax },
  );
  return {
    ...listener,
    close: () => {
      server.close();
      return listener.close();
    },
  };
}
