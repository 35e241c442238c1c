// Every bound on a client's WebSocket. All are inclusive.
import { proofLimits } from "@inkan/attestation";

export const webSocketLimits = {
  /** Connections over all chains and doors. An idle one costs about 20 KiB. */
  connectionsMax: 8_192,
  /** Calls of one connection under way at once; more wait in the client's own socket, which is not read meanwhile. */
  callsMax: 64,
  /** What had arrived already when reading was stopped: one read of the socket, beside one message. */
  waitingBytesMax: 131_072,
  /** Unsent bytes of one connection from which on its requests are not read any more. */
  pauseBytes: 262_144,
  /** Unsent bytes of one connection at which an event is one too many: the client reads too slowly and is cut off. */
  eventBytesMax: 4_194_304,
  /** The same for answers, beyond one of `responseBytesMax`. */
  answerBytesMax: 4_194_304,
  /** Fragments of one message. */
  fragmentsMax: 1_024,
  /** How often each connection is looked at. */
  beatEveryMs: 2_500,
  /** Where proofs were asked for: after so long without a message there is a signed one that says so, at the next beat. */
  heartbeatAfterMs: 12_000,
  /** How often each connection is pinged. One that answered none of two is gone. */
  pingEveryMs: 30_000,
  /** Neither a byte read nor one taken by the client for so long: gone. */
  stalledMs: 45_000,
  /** Without a subscription, and without a call for so long, a connection is closed. */
  idleMs: 3_600_000,
  /** From our close frame to the client's; what was unsent then is dropped. */
  closeMs: 5_000,
  /** Bytes of `Sec-WebSocket-Protocol`. */
  protocolBytesMax: 512,
} as const;

export type WebSocketLimits = { readonly [Name in keyof typeof webSocketLimits]: number };

if (webSocketLimits.beatEveryMs + webSocketLimits.heartbeatAfterMs > proofLimits.heartbeatSeconds * 1_000)
  throw new RangeError("heartbeats would come later than clients are promised");

/** Close codes of RFC 6455, section 7.4, and of its registry. */
export const closeCode = {
  goingAway: 1001,
  notText: 1003,
  policy: 1008,
  /** The client has to subscribe again. */
  restart: 1012,
  tryLater: 1013,
} as const;
