// Connections that wait between two requests. An idle TLS connection costs the enclave about 55 KiB, and clients leave them open for a minute:
// past a bound the one that has waited longest is closed. Its client opens another one; nobody who is being served is touched.
import type { Duplex } from "node:stream";

export type IdleConnections = {
  /** The connection waits for a request from now on. */
  readonly idle: (connection: Duplex) => void;
  /** A request has come, or the connection is gone or no longer HTTP. */
  readonly busy: (connection: Duplex) => void;
};

export function openIdleConnections(max: number): IdleConnections {
  // In the order in which they became idle.
  const waiting = new Set<Duplex>();
  const busy = (connection: Duplex) => void waiting.delete(connection);
  return {
    busy,
    idle(connection) {
      if (connection.destroyed) return;
      waiting.add(connection);
      if (waiting.size <= max) return;
      for (const longest of waiting) {
        waiting.delete(longest);
        longest.destroy();
        return;
      }
    },
  };
}
