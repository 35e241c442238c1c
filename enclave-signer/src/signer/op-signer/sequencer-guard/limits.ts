// Every bound of the sequencers' guard, for each sequencer. Units are in the names; all are inclusive.

export const sequencerGuardLimits = {
  /** Block numbers that one claim in the window log covers: a crash costs at most so many. */
  numbersPerClaim: 32,
  /** Block numbers behind the highest whose signatures are remembered. */
  numbersKeptMax: 4_096,
  /**
   * Blocks that a number may be ahead of what its timestamp allows: an OP Stack chain has one block each block time, and a number that leaps
   * would forbid all those before it.
   */
  numbersAheadOfTimeMax: 1_024,
  /** Distinct payloads that are remembered at one number: past it none is signed, whatever the configuration says. */
  payloadsKeptPerNumberMax: 16,
  /** Payload hashes whose signatures `blind-hash` remembers. */
  hashesKeptMax: 4_096,
  /** Conflicts that led to a signature: they are never displaced by refused ones. The oldest goes first. */
  signedEvidenceMax: 256,
  /** Refused conflicts that are kept; past it they are only counted. */
  refusedEvidenceMax: 256,
  /** Refused conflicts kept of one number: a flood at one number leaves room for others. */
  refusedEvidencePerNumberMax: 4,
} as const;

export type SequencerGuardLimits = { readonly [name in keyof typeof sequencerGuardLimits]: number };
