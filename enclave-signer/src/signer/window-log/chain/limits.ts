// Every bound of reading the log off a chain. Sizes in bytes, inclusive.

export type ChainLogLimits = {
  readonly dialDeadlineMs: number;
  /** From the first byte of a call to the last of its answer. */
  readonly callDeadlineMs: number;
  readonly answerBytesMax: number;
  readonly answerDepthMax: number;
  /** Blocks whose records are asked for at once; halved where an upstream refuses, down to one. */
  readonly blocksPerCallMax: number;
  /** Records behind the last that was read whose bytes are kept; older ones are never asked for again. */
  readonly recordsKept: number;
  /** Looks at the chain's head between two sendings of the same record. */
  readonly pollsPerSend: number;
};

export const chainLogLimits: ChainLogLimits = {
  dialDeadlineMs: 5_000,
  callDeadlineMs: 10_000,
  answerBytesMax: 33_554_432,
  answerDepthMax: 8,
  blocksPerCallMax: 10_000,
  recordsKept: 64,
  pollsPerSend: 10,
};
