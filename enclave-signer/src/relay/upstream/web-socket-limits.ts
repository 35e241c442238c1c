// Every bound on a WebSocket to an upstream. All are inclusive.

export type UpstreamWebSocketLimits = {
  /** From the first byte of the upgrade request to the upstream's 101. */
  readonly handshakeMs: number;
  /** An upstream that shows no life for two of these is taken for dead. */
  readonly pingEveryMs: number;
  /** One message of the upstream: an answer to `eth_getLogs` is the largest. */
  readonly messageBytesMax: number;
  readonly depthMax: number;
  /** Calls of our own under way on one connection. */
  readonly callsMax: number;
  /** Upstream subscriptions on one connection. */
  readonly subscriptionsMax: number;
  /** Notifications that came before the answer that names their subscription. */
  readonly earlyBytesMax: number;
};

export const upstreamWebSocketLimits: UpstreamWebSocketLimits = {
  handshakeMs: 10_000,
  pingEveryMs: 15_000,
  messageBytesMax: 33_554_432,
  depthMax: 128,
  callsMax: 1_024,
  subscriptionsMax: 8_192,
  earlyBytesMax: 1_048_576,
};
