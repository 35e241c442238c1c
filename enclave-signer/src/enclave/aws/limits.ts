// Every bound on what AWS's services, and the parent in between, may do to the enclave.

export type AwsLimits = {
  /** From the first byte to the egress until the last of the answer. */
  readonly exchangeDeadlineMs: number;
  readonly answerHeadBytesMax: number;
  readonly answerBytesMax: number;
  /** Attempts of the SDK at one call, the first included. */
  readonly attemptsMax: number;
  /** Credentials as the parent gives them, JSON. */
  readonly credentialsBytesMax: number;
  /** They are asked for again when so little of their life is left. */
  readonly credentialsRefreshMs: number;
  /** AWS gives instance roles six hours; what claims more is held to this. */
  readonly credentialsLifeMsMax: number;
};

export const awsLimits: AwsLimits = {
  exchangeDeadlineMs: 10_000,
  answerHeadBytesMax: 16_384,
  answerBytesMax: 1_048_576,
  attemptsMax: 3,
  credentialsBytesMax: 8_192,
  credentialsRefreshMs: 300_000,
  credentialsLifeMsMax: 43_200_000,
};
