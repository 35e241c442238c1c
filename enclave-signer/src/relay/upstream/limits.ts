// Every bound of the way from a call to an upstream's answer that an operator does not set. All are inclusive.

export const upstreamLimits = {
  /** Different upstreams that one call may be given to. */
  attemptsMax: 3,
  /** Part of the time left that an attempt may take while another upstream could still be asked: a retry must fit. */
  attemptShare: 0.45,
  /** However much time is left, one attempt never takes longer while another upstream could still be asked. */
  attemptMsMax: 10_000,
  /** How often deadlines and departed clients are looked at: one timer for all calls, so a call costs none. */
  sweepMs: 25,

  /** Calls that wait for a free connection of one upstream, as a multiple of its connections. Past it: `UPSTREAM_OVERLOADED`. */
  waitingPerConnection: 4,
  /** From asking the egress to the end of the TLS handshake. */
  dialDeadlineMs: 5_000,
  /** An idle connection is closed after so long, whatever the upstream's own header says. */
  idleMs: 30_000,
  idleCheckMs: 500,
  /** Header of an upstream's answer. */
  headerBytesMax: 16_384,
  fieldsMax: 128,
  /** Pieces of an answer that are kept as they came; then they are copied into one. */
  piecesMax: 1_024,
  /** Body of an answer whose HTTP status is not 200. */
  errorBodyBytesMax: 65_536,
  /** Bytes of unfinished answers held at once, over all upstreams of a chain, in multiples of `responseBytesMax`. */
  receivingAnswersMax: 4,
  /** Nesting of an answer: a call trace nests twice per frame, and the EVM has 1024 frames. */
  answerDepthMax: 4_096,

  /** Time between two polls of an upstream: a quarter of a block, within these. */
  pollMsMin: 250,
  pollMsMax: 5_000,
  pollDeadlineMs: 4_000,
  /** Every so many polls the chain id is asked for again, and the finalized block. */
  chainIdEveryPolls: 20,
  finalizedEveryPolls: 4,
  /** Pauses between the polls of an upstream that is down. */
  probeBackoffFirstMs: 250,
  probeBackoffMaxMs: 15_000,
  /** Between two lines of the log about errors of one upstream. */
  errorLogMs: 1_000,
  /** How long the first calls wait for the first answer to a poll. */
  firstPollWaitMs: 5_000,

  /** Identical calls that may wait for one answer. */
  joinedMax: 1_024,
  /** Calls with longer params than this are neither joined nor cached, in UTF-16 units. */
  keyLengthMax: 2_048,
  cacheEntriesMax: 8_192,
  cacheBytesMax: 33_554_432,
  cacheEntryBytesMax: 262_144,
  /** However final an answer is, one upstream's word is not kept for longer. */
  cacheAgeMsMax: 600_000,
} as const;

if (upstreamLimits.attemptShare <= 0 || upstreamLimits.attemptShare >= 0.5)
  throw new RangeError("two attempts must fit into a call's time");
