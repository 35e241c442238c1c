// Bounds of the window log. A claim is appended every few epochs, a boot and a release per restart: some 25,000 records in a year.

export type WindowLogLimits = {
  readonly recordBytesMax: number;
  /** Records that are read at boot. Past it: `LOG_TOO_LONG`. */
  readonly recordsMax: number;
  /** Reads under way at once while the log is read at boot. */
  readonly readsAheadMax: number;
  /** For one append with all its attempts. */
  readonly appendDeadlineMs: number;
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
  attemptsMax: 64,
  pauseFirstMs: 10,
  pauseMaxMs: 500,
  openDeadlineMs: 30_000,
  lookAgainMs: 1_000,
  ownClaimsMax: 16,
};
