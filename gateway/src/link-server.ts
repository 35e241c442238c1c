// HTTP for the enclaves on an address of the link: counted, and with the same deadlines everywhere.
import type { Server } from "node:http";
import { type Address, type Listener, listen } from "@inkan/link";
import type { GatewayLimits } from "./limits.ts";
import type { Door } from "./log.ts";
import type { Metrics } from "./metrics.ts";

export type LinkServerTerms = {
  readonly address: Address;
  readonly door: Door;
  readonly connectionsMax: number;
  readonly limits: GatewayLimits;
  readonly metrics: Metrics;
};

/** @throws {InkanError} `LINK_CONNECT_FAILED`, `TRANSPORT_UNSUPPORTED`. */
export async function openLinkServer(
  server: Server,
  { address, door, connectionsMax, limits, metrics }: LinkServerTerms,
): Promise<Listener> {
  server.headersTimeout = limits.headDeadlineMs;
  server.requestTimeout = limits.requestDeadlineMs;
  server.keepAliveTimeout = limits.keepAliveMs;
  // Node starts to watch the deadlines of requests when a server listens; this one gets its connections otherwise.
  server.emit("listening");
  const listener = await listen(
    address,
    (socket) => {
      metrics.opened(door);
      socket.once("close", () => metrics.closed(door));
      server.emit("connection", socket);
    },
    { connectionsMax },
  );
  return {
    ...listener,
    close: () => {
      server.close();
      return listener.close();
    },
  };
}
