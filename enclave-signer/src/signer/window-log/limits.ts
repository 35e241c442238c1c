// Bounds of the window log. A claim is appended every few epochs, a boot and a release per restart: some 25,000 records in a year.

export type WindowLogLimits = {
  readonly recordBytesMax: number;
  /** Records that are read at boot. Past it: `LOG_TOO_LONG`. */
  readonly recordsMax: number;
  /** Reads under way at once while the log is read at boot. */
  readonly readsAheadMax: number;
  /** For one append with all its attempts. */
  readonly appendDeadlineMs: number;
  /** How long a signature waits for an append; the append goes on. */
  readonly coverDeadlineMs: number;
  /** How long an end waits for its `release`. */
  readonly releaseDeadlineMs: number;
  readonly attemptsMax: number;
  readonly pauseFirstMs: number;
  readonly pauseMaxMs: number;
  /** How long a boot waits for a log that can't be reached. */
  readonly openDeadlineMs: number;
  /** Between two looks for other boots' records by a boot that may not sign here, and between two failed renewals. */
  readonly lookAgainMs: number;
  /** Own claims that are remembered; one that is forgotten covers nothing any more. */
  readonly ownClaimsMax: number;
};

export const windowLogLimits: WindowLogLimits = {
  recordBytesMax: 65_536,
  recordsMax: 200_000,
  readsAheadMax: 16,
  appendDeadlineMs: 4_000,
  coverDeadlineMs: 4_000,
  releaseDeadlineMs: 4_000,
  attemptsMax: 64,
  pauseFirstMs: 10,
  pauseMaxMs: 500,
  openDeadlineMs: 30_000,
  lookAgainMs: 1_000,
  ownClaimsMax: 16,
};

/** The same where each append is three requests to another place, through the parent. */
export const s3WindowLimits: WindowLogLimits = {
  ...windowLogLimits,
  appendDeadlineMs: 15_000,
  pauseFirstMs: 50,
  pauseMaxMs: 2_000,
  openDeadlineMs: 60_000,
};

/** The same where a record counts only when it is final: what is appended takes its time, and whoever may not wait so long does not. */
export function chainWindowLimits({
  finalityMs,
  pollMs,
}: {
  readonly finalityMs: number;
  readonly pollMs: number;
}): WindowLogLimits {
  return {
    ...windowLogLimits,
    appendDeadlineMs: 3 * finalityMs,
    releaseDeadlineMs: 2_000,
    // Each attempt pauses: what bounds them is the deadline.
    attemptsMax: 1_000_000,
    pauseFirstMs: Math.min(pollMs, 500),
    pauseMaxMs: pollMs,
    // The enclave must be registered first, and the group opened: people and other programs do that.
    openDeadlineMs: Math.max(6 * finalityMs, 600_000),
    lookAgainMs: pollMs,
  };
}
