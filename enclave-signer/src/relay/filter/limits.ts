// Every bound on filters. All are inclusive.

export const filterLimits = {
  /** Of one chain. Past it: `TOO_MANY_FILTERS`. */
  filtersMax: 16_384,
  /** Without being asked for so long, a filter is forgotten, as go-ethereum does. */
  idleMs: 300_000,
  /** How often it is looked for such. */
  sweepMs: 15_000,
  /** Polls of one filter that wait for the one before. */
  pollsWaitingMax: 4,
  /** Upstreams that are tried when a filter has to move. */
  attemptsMax: 3,
  /** Giving a filter back to an upstream, which nobody waits for. */
  uninstallMs: 5_000,
  /** Blocks asked for with one `eth_getLogs` when a filter moves. */
  gapBlocksMax: 1_024,
  /** Blocks fetched one by one when a block filter moves. */
  gapHeadsMax: 256,
  /** Blocks before the last that was surely told whose logs are compared, to notice a reorganisation. */
  overlapBlocks: 16,
  /** Logs of these blocks, and blocks, that are remembered for each filter. */
  seenMax: 4_096,
  /** The same over all filters of a chain. Past it, a filter that has to move is forgotten instead. */
  seenTotalMax: 262_144,
  /** Addresses and topics of a filter, as JSON text. */
  paramsLengthMax: 65_536,
  /** The same over all filters of a chain. Past it: `TOO_MANY_FILTERS`. */
  paramsTotalLengthMax: 8_388_608,
} as const;

export type FilterLimits = { readonly [Name in keyof typeof filterLimits]: number };
