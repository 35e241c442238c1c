// Every bound on what the store may answer. The gateway has bounds of its own, which nobody here believes.

export type StoreLimits = {
  readonly connectDeadlineMs: number;
  /** From the first byte of a request to the last of its answer. */
  readonly answerDeadlineMs: number;
  readonly answerHeadBytesMax: number;
  readonly sealedBytesMax: number;
  readonly recordBytesMax: number;
  readonly credentialsBytesMax: number;
  /** Calldata with a record in it. */
  readonly callBytesMax: number;
  /** Kept-alive connections for reading, and reads that may wait for one. */
  readonly connectionsMax: number;
};

export const storeLimits: StoreLimits = {
  connectDeadlineMs: 1_000,
  answerDeadlineMs: 5_000,
  answerHeadBytesMax: 4_096,
  sealedBytesMax: 67_108_864,
  recordBytesMax: 65_536,
  credentialsBytesMax: 8_192,
  callBytesMax: 66_560,
  connectionsMax: 8,
};
