// Why a service of AWS could not be asked, before or beside what the service itself answers.

export const awsErrorTable = {
  CREDENTIALS_UNAVAILABLE:
    "the gateway gave no credentials: start it with --instance-metadata, on an instance with a role",
  CREDENTIALS_MALFORMED: "what the gateway gave are not credentials of an instance role",
  CREDENTIALS_EXPIRED: "the credentials that the gateway gave are expired",
  AWS_TARGET_REFUSED: "a request to another host than the configured endpoint",
} as const;

export type AwsErrorCode = keyof typeof awsErrorTable;

/** Match on `code`. No message holds a part of credentials. */
export class AwsError extends Error {
  readonly code: AwsErrorCode;
  override readonly name = "AwsError";

  constructor(code: AwsErrorCode, detail?: string, options?: { cause?: unknown }) {
    super(detail === undefined ? awsErrorTable[code] : `${awsErrorTable[code]}: ${detail}`, options);
    this.code = code;
  }
}
