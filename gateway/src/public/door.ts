// A port that anybody may connect to: who is let in, how many there may be, and what is counted of them.
import net from "node:net";
import type { GatewayLimits } from "../limits.ts";
import type { Metrics } from "../metrics.ts";
import type { Admission, Visitor } from "./admission.ts";

export type DoorTerms = {
  readonly host: string;
  readonly port: number;
  readonly admission: Admission;
  readonly limits: GatewayLimits;
  readonly metrics: Metrics;
};

export type PublicDoor = { readonly port: number; close(): Promise<void> };

export type DoorUse = {
  readonly name: "http" | "tls";
  /** Whether a connection itself counts as a request of the visitor's quota. */
  readonly connectionIsRequest: boolean;
  /** The visitor leaves by itself when the socket closes. */
  readonly accept: (socket: net.Socket, visitor: Visitor) => void;
};

/** `close` stops listening, and waits for the sockets, which the user ends. */
export async function openDoor(terms: DoorTerms, { name, connectionIsRequest, accept }: DoorUse): Promise<PublicDoor> {
  const { admission, limits, metrics } = terms;
  const server = net.createServer({ allowHalfOpen: true, noDelay: true }, (socket) => {
    const visitor = admission.enter(socket.remoteAddress ?? "");
    if (visitor === undefined || (connectionIsRequest && visitor.take() > 0)) {
      visitor?.leave();
      metrics.refused(name, "RATE_LIMITED");
      return void socket.destroy();
    }
    metrics.opened(name);
    socket.once("close", () => {
      visitor.leave();
      metrics.closed(name);
    });
    accept(socket, visitor);
  });
  server.maxConnections = limits.connectionsMax;
  server.on("drop", () => metrics.refused(name, "OVERLOADED"));
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject).listen({ host: terms.host, port: terms.port, backlog: 4_096 }, () => {
      server.off("error", reject).on("error", () => {});
      resolve();
    });
  });
  return {
    port: (server.address() as net.AddressInfo).port,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}
