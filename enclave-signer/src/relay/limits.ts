// Every bound of the relay that an operator does not set (those are in `enclave/config.ts`). All are inclusive.

export const relayLimits = {
  /** Nested arrays and objects of a request. The deepest real one, `eth_simulateV1` with overrides in a batch, has 9. */
  jsonDepthMax: 32,
  /** UTF-16 units of a method's name. */
  methodLengthMax: 64,
  /** UTF-16 units of a request's `id`, as JSON text; web3.js sends UUIDs. */
  idLengthMax: 256,

  /** Calls of one batch that are under way at once: an ethers batch of 100 is done in four rounds. */
  batchConcurrencyMax: 32,

  /** Connections on one listener. Each idle one costs about 10 KiB. */
  connectionsMax: 16_384,
  /** Connections on one listener that wait between two requests. Past it the longest waiting is closed. */
  idleConnectionsMax: 1_280,
  /** What an exchange is counted as, before its content: its header fields and the objects around it. */
  exchangeBytes: 4_096,
  /** Bytes of requests and answers that are held at once, over all connections. Past it: `OVERLOADED`. */
  heldBytesMax: 67_108_864,

  /** Answers up to here are written together with their header; beyond, copying costs more than a second write. */
  oneWriteBytesMax: 16_384,

  headerBytesMax: 8_192,
  headersMax: 64,
  /** From the first byte of a request to the end of its header, and to the end of its body. */
  headersDeadlineMs: 10_000,
  requestDeadlineMs: 30_000,
  /** How often connections are looked at for these two. */
  deadlineCheckMs: 1_000,
  /** Between two requests. Longer than the gateway's pool keeps a connection, so that the pool closes first. */
  keepAliveMs: 65_000,
  /** A client that takes nothing of its answer for so long, beyond the time that a call may take, is cut off. */
  stalledClientMs: 30_000,

  /** A ClientHello that is read for an ACME challenge. */
  clientHelloBytesMax: 16_384,
  /** The PROXY header and the TLS handshake together. */
  handshakeDeadlineMs: 10_000,
  /** TLS handshakes under way at once. Past it the oldest is ended: an honest one takes a few round trips. */
  handshakesMax: 512,
} as const;

export type RelayLimits = { readonly [Name in keyof typeof relayLimits]: number };
