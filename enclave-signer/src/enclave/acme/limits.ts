// Bounds on the ACME server's answers, on how long one certificate may take, and on how often one is asked for. Inclusive; units are in the names.

export type AcmeLimits = {
  readonly connectDeadlineMs: number;
  /** One exchange, from connecting to the last byte. */
  readonly exchangeDeadlineMs: number;
  readonly answerHeadBytesMax: number;
  readonly answerBytesMax: number;
  readonly answerDepthMax: number;
  readonly urlBytesMax: number;
  readonly nonceBytesMax: number;
  /** A server may refuse good nonces (RFC 8555, section 6.5), but not for ever. */
  readonly badNonceRetriesMax: number;
  readonly authorizationsMax: number;
  readonly challengesMax: number;
  /** A whole order, from `newOrder` to the certificate. */
  readonly orderDeadlineMs: number;
  /** Between two looks at an order or authorization; `Retry-After` moves the pause between the two. */
  readonly pollMsMin: number;
  readonly pollMsMax: number;
  /** After a failure that was the server's word: a validation that fails counts against its rate limits. Doubles up to the second. */
  readonly retryFirstMs: number;
  readonly retryMaxMs: number;
  /** After an exchange that did not happen: nothing was counted anywhere. */
  readonly unreachableRetryFirstMs: number;
  readonly unreachableRetryMaxMs: number;
  /** Between two questions about renewal (RFC 9773, section 4.3.3), whatever the server says. */
  readonly renewalInfoMsMin: number;
  readonly renewalInfoMsMax: number;
  /** Between a certificate and the next order. */
  readonly renewalPauseMs: number;
};

export const acmeLimits: AcmeLimits = {
  connectDeadlineMs: 10_000,
  exchangeDeadlineMs: 30_000,
  answerHeadBytesMax: 16_384,
  answerBytesMax: 65_536,
  answerDepthMax: 8,
  urlBytesMax: 512,
  nonceBytesMax: 256,
  badNonceRetriesMax: 16,
  authorizationsMax: 16,
  challengesMax: 16,
  orderDeadlineMs: 300_000,
  pollMsMin: 500,
  pollMsMax: 15_000,
  // Let's Encrypt: five failed validations of a name in an hour. 0, 2, 6, 14, 30, 62 minutes.
  retryFirstMs: 120_000,
  retryMaxMs: 21_600_000,
  unreachableRetryFirstMs: 500,
  unreachableRetryMaxMs: 60_000,
  renewalInfoMsMin: 60_000,
  renewalInfoMsMax: 86_400_000,
  renewalPauseMs: 60_000,
};
