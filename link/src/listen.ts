// Takes streams from the other side, up to a bound.
import net from "node:net";
import type { Address } from "./address.ts";
import { listenHybrid } from "./transport/hybrid.ts";
import { listenUnix } from "./transport/unix.ts";
import { listenVsock } from "./transport/vsock.ts";

export type Listener = {
  readonly address: Address;
  /** Open streams, for metrics. */
  connections(): number;
  /** Takes no more streams and cuts the open ones. */
  close(): Promise<void>;
};

/**
 * Listens; past `connectionsMax` open streams, further ones are closed as they come, never queued.
 * A stream may stay open in one direction after the other has ended: `onConnection` must end its own side.
 *
 * @throws {InkanError} `LINK_CONNECT_FAILED` (taken, or refused by the system), `TRANSPORT_UNSUPPORTED`.
 *
 * @example
 * const listener = await listen(parseAddress("unix:/run/inkan/relay-http.sock"),
 *   (socket) => httpServer.emit("connection", socket), { connectionsMax: 4_096 });
 */
export async function listen(
  address: Address,
  onConnection: (socket: net.Socket) => void,
  { connectionsMax }: { readonly connectionsMax: number },
): Promise<Listener> {
  const open = new Set<net.Socket>();
  const server = net.createServer({ allowHalfOpen: true }, (socket) => {
    open.add(socket);
    socket.once("close", () => open.delete(socket));
    onConnection(socket);
  });
  server.maxConnections = connectionsMax;

  await bind(address, server);
  // Accepting may fail for a moment (no file descriptors left); the listener stays.
  server.on("error", () => {});
  return {
    address,
    connections: () => open.size,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of open) socket.destroy();
      }),
  };
}

function bind(address: Address, server: net.Server): Promise<void> {
  switch (address.kind) {
    case "unix":
      return listenUnix(address.path, server);
    case "hybrid":
      return listenHybrid(address.path, address.port, server);
    case "vsock":
      return listenVsock(address.cid, address.port, server);
  }
}
