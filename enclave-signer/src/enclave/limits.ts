// Every bound that both roles stand on. Units are in the names; all are inclusive.

export const enclaveLimits = {
  /** Configuration text before it is parsed. */
  configBytesMax: 262_144,
  configDepthMax: 16,
  /** Where the parent serves it: head of the answer, from the request to the last byte, one attempt to connect, and all attempts. */
  configHeadBytesMax: 4_096,
  configAnswerDeadlineMs: 10_000,
  configConnectDeadlineMs: 2_000,
  configWaitMsMax: 600_000,
  /** Problems of a refused configuration that its message lists. */
  configProblemsMax: 8,

  /** Lines of the log that wait for the parent; one attempt to connect, the pause after it, and what the end of the program waits. */
  logBytesWaitingMax: 65_536,
  logConnectDeadlineMs: 2_000,
  logPauseMs: 1_000,
  logFlushDeadlineMs: 2_000,

  /** A caller's nonce in a `challenge` document. */
  nonceBytesMin: 16,
  nonceBytesMax: 64,
  /** Fresh attestation documents in any second: the NSM takes one request at a time. */
  freshDocumentsPerSecondMax: 4,
  /** A document of this age may still answer a challenge that is over the budget. */
  sharedDocumentAgeMsMax: 60_000,
  /** From this age on the next challenge over the budget has a new one made. */
  sharedDocumentRenewAfterMs: 30_000,
  /** Challenges that wait for the NSM at once; past it: refused. */
  attestationsWaitingMax: 256,

  /** Times that the NSM is asked for randomness at boot; AWS gives 256 bytes each. */
  entropyRequests: 4,
  /** The NSM is asked for the time so often; it takes about a millisecond. */
  clockAnchorIntervalMs: 60_000,
  /** What it said longer ago says nothing of the machine's clock: a kernel slews by at most 500 ppm, which is 1.8 s in an hour. */
  clockAnchorAgeMsMax: 3_600_000,
  /** How far the machine's clock may be from the NSM's before nothing is signed. */
  systemClockOffsetMsMax: 2_000,
  /** While they are apart the NSM is asked for the time so often, */
  clockAsksBeforeRefusal: 3,
  /** and once in so long. */
  clockReanchorPauseMs: 250,

  /** One attempt to reach the certificate authority, from connecting to the last byte. */
  certificateDeadlineMs: 10_000,
  certificateAnswerBytesMax: 65_536,
  certificatesInChainMax: 6,
  /** Attempts at boot before it gives up. */
  certificateAttemptsMax: 40,
  /** The certificate is renewed when this part of its life is left. */
  certificateRenewalFraction: 1 / 3,
  /** Between a renewal and the next: an authority that gives certificates of no life is not flooded. */
  certificateRenewalPauseMs: 60_000,
  /** No timer waits longer (Node's own limit is 2^31 - 1 ms). */
  certificateRenewalWaitMsMax: 86_400_000,

  /** One sealed blob: 32,768 keys have about 6 MB. */
  sealedBytesMax: 33_554_432,
} as const;

/** For those who take them as an argument. */
export type EnclaveLimits = { readonly [Name in keyof typeof enclaveLimits]: number };

if (enclaveLimits.sharedDocumentRenewAfterMs >= enclaveLimits.sharedDocumentAgeMsMax)
  throw new RangeError("a shared document must be renewed before it is too old");
