// Every bound of registration: it is the least of what a gateway does, and must never cost the rest anything.

export const registrationLimits = {
  /** `GET /attestation/registration`: a document of at most 16 KiB in base64, and little besides. */
  answerBytesMax: 65_536,
  answerDepthMax: 4,
  enclaveDeadlineMs: 10_000,
  /** One call of the chain. */
  chainDeadlineMs: 15_000,
  /** From sending a transaction to its block. Past it the next attempt takes its place, with the same nonce. */
  minedDeadlineMs: 180_000,
  /** EIP-7825; a chain that has seen none of a document's certificates takes nearly all of it. */
  transactionGasMax: 16_777_216n,
  /** What a document of certificates that the chain has seen may take. */
  warmGasMax: 8_000_000n,
  /** Of one role, in any 24 hours: a registration that goes wrong on chain again and again must not empty the account. */
  transactionsPerDayMax: 24,
  /** How often a registration that stands is looked at: so soon is an enclave that was started anew registered. */
  checkMs: 60_000,
  /** Pauses after failures: doubled from the first to the longest. */
  retryFirstMs: 1_000,
  retryMsMax: 300_000,
  /** The thread's memory. */
  heapMebibytesMax: 192,
  /** Before a thread that ended is started anew. */
  restartMs: 60_000,
} as const;

/** A registration is renewed when this part of its life is left. */
export const renewalFraction = 1 / 3;
