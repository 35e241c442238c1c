// Every bound on subscriptions. All are inclusive.

export type SubscriptionLimits = {
  /** Of one WebSocket. */
  readonly perClientMax: number;
  /** Of all clients of one chain. */
  readonly perChainMax: number;
  /** Different ones of one chain: so many subscriptions the upstreams carry. */
  readonly feedsMax: number;
  /** Their params as JSON text, over all feeds of a chain, in UTF-16 units. */
  readonly paramsTotalLengthMax: number;
  /** Addresses, and topics at one position, of a `logs` subscription. */
  readonly alternativesMax: number;
  /** From the loss of an upstream to being carried on by another; after it the clients are told. */
  readonly resumeMs: number;
  /** One question to an upstream while a gap is filled. */
  readonly fillMs: number;
  /** Heads fetched one by one to fill a gap. */
  readonly gapHeadsMax: number;
  /** Blocks asked for with one `eth_getLogs` to fill a gap. */
  readonly gapBlocksMax: number;
  /** Heads remembered, to tell new ones from those that were delivered. */
  readonly headsSeenMax: number;
  /** Blocks at the tip whose logs are remembered one by one: a node may send them a little before or behind the head. */
  readonly overlapBlocks: number;
  /** Logs remembered in these blocks. Beyond it a change of upstream can't be made without loss, and clients are told. */
  readonly logsSeenMax: number;
  /** The same over all feeds of a chain. */
  readonly logsSeenTotalMax: number;
  /** Notifications of one feed that wait while a gap is filled. */
  readonly waitingMax: number;
  readonly waitingBytesMax: number;
  /** How long an upstream WebSocket without subscriptions stays open. */
  readonly lingerMs: number;
  /** How often it is looked whether the carrying upstreams are still healthy. */
  readonly healthEveryMs: number;
};

export const subscriptionLimits: SubscriptionLimits = {
  perClientMax: 128,
  perChainMax: 65_536,
  feedsMax: 4_096,
  paramsTotalLengthMax: 8_388_608,
  alternativesMax: 1_024,
  resumeMs: 30_000,
  fillMs: 10_000,
  gapHeadsMax: 256,
  gapBlocksMax: 1_024,
  headsSeenMax: 512,
  overlapBlocks: 4,
  logsSeenMax: 16_384,
  logsSeenTotalMax: 131_072,
  waitingMax: 4_096,
  waitingBytesMax: 16_777_216,
  lingerMs: 10_000,
  healthEveryMs: 10_000,
};
