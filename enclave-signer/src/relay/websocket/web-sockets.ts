// The clients that are connected by WebSocket, all chains and doors together: how many, and whether each still lives.
import { webSocketProtocol } from "@inkan/attestation";
import { WebSocketServer } from "ws";
import { type WebSocketLimits, webSocketLimits } from "./limits.ts";

/** A connected client as the round of pings sees it. */
export type Connected = {
  /** Once every `beatEveryMs`. */
  beat(): void;
  close(code: number, reason: string): void;
};

export type WebSockets = {
  readonly server: WebSocketServer;
  readonly limits: WebSocketLimits;
  /** Whether one more is allowed. */
  isFull(): boolean;
  add(client: Connected): void;
  delete(client: Connected): void;
  count(): number;
  /** Tells every client to go, and takes no more. */
  close(): void;
};

/** @param config `limits.requestBytesMax` holds for one message, however many fragments it comes in. */
export function openWebSockets(
  config: { readonly limits: { readonly requestBytesMax: number }; readonly proof: boolean },
  limits: WebSocketLimits = webSocketLimits,
): WebSockets {
  const server = new WebSocketServer({
    noServer: true,
    clientTracking: false,
    perMessageDeflate: false,
    skipUTF8Validation: false,
    maxPayload: config.limits.requestBytesMax,
    maxFragments: limits.fragmentsMax,
    // Answered by us, so that a client that pings and does not read can't fill memory.
    autoPong: false,
    // Without it a client gets plain JSON-RPC: a wallet must not see what it does not know.
    handleProtocols: (offered) => (config.proof && offered.has(webSocketProtocol) ? webSocketProtocol : false),
  });
  const clients = new Set<Connected>();
  let isClosed = false;

  const beats = setInterval(() => {
    for (const client of clients) client.beat();
  }, limits.beatEveryMs);
  beats.unref();

  return {
    server,
    limits,
    isFull: () => isClosed || clients.size >= limits.connectionsMax,
    add: (client) => void clients.add(client),
    delete: (client) => void clients.delete(client),
    count: () => clients.size,
    close() {
      isClosed = true;
      clearInterval(beats);
      for (const client of clients) client.close(1001, "the relay stops");
    },
  };
}
