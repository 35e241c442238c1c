// Every bound of the signer's doors that an operator does not set (those are in `enclave/signer-config.ts`). All are inclusive.

export const doorLimits = {
  /** Connections without a client: in the handshake, or without a certificate. Past each the oldest is ended, so they can't keep clients out. */
  handshakesMax: 256,
  anonymousConnectionsMax: 64,
  /** The PROXY header and the TLS handshake together. */
  handshakeDeadlineMs: 10_000,
  /** Connections at the host door. */
  hostConnectionsMax: 256,

  headerBytesMax: 8_192,
  headersMax: 64,
  /** From the first byte of a request to the end of its header, and to the end of its body. */
  headersDeadlineMs: 10_000,
  requestDeadlineMs: 30_000,
  /** How often connections are looked at for these two. */
  deadlineCheckMs: 1_000,
  /** Between two requests. Clients keep connections for 20 to 30 s; who closes first must be the client. */
  keepAliveMs: 75_000,
  /** A client that takes nothing of its answer for so long is cut off. */
  stalledClientMs: 60_000,
  /** Bodies of requests that are held at once, over all connections of a door. Past it: `OVERLOADED`. */
  heldBytesMax: 67_108_864,
  /** `Retry-After` of a 503. */
  retryAfterS: 1,
  /** A planned stop waits so long for requests that are under way. */
  drainDeadlineMs: 5_000,
} as const;

export type DoorLimits = { readonly [Name in keyof typeof doorLimits]: number };
