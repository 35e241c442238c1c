// Credentials of the instance's role. They come from the parent, which has them anyway: they say who pays and who may ask, and nothing
// is protected by them. What KMS and S3 allow to whom is decided by attestation and by their policies.
import { parseJson } from "@inkan/attestation";
import { z } from "zod";
import type { Clock } from "../clock.ts";
import { AwsError } from "./aws-error.ts";
import { type AwsLimits, awsLimits } from "./limits.ts";

/** As the AWS SDK takes an identity. */
export type AwsCredentials = {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
  readonly expiration: Date;
};

/** The SDK's `AwsCredentialIdentityProvider`. */
export type CredentialsProvider = () => Promise<AwsCredentials>;

export type CredentialsParts = {
  /** The JSON of `docs/protocol/store.md` as the parent gives it; `undefined` when it has none. */
  readonly fetch: () => Promise<Uint8Array | undefined>;
  readonly clock: Pick<Clock, "unixMs">;
  readonly limits?: AwsLimits;
};

/**
 * Fetches on demand, and again before they expire. Calls at the same time share one fetch.
 *
 * @returns Rejects with {@link AwsError} `CREDENTIALS_*`; the next call asks anew.
 *
 * @example
 * const credentials = openCredentials({ fetch: () => store.readCredentials(), clock });
 * new KMSClient({ credentials, requestHandler: awsRequestHandler({ egress, endpoint }), region });
 */
export function openCredentials({ fetch, clock, limits = awsLimits }: CredentialsParts): CredentialsProvider {
  let kept: AwsCredentials | undefined;
  let pending: Promise<AwsCredentials> | undefined;

  const renew = async (): Promise<AwsCredentials> => {
    const bytes = await fetch().catch((cause: unknown) => {
      throw new AwsError("CREDENTIALS_UNAVAILABLE", undefined, { cause });
    });
    if (bytes === undefined) throw new AwsError("CREDENTIALS_UNAVAILABLE");
    const read = readCredentials(bytes, limits);
    const nowMs = clock.unixMs();
    if (read.expiration.getTime() <= nowMs) throw new AwsError("CREDENTIALS_EXPIRED");
    const expiration = new Date(Math.min(read.expiration.getTime(), nowMs + limits.credentialsLifeMsMax));
    kept = { ...read, expiration };
    return kept;
  };

  return () => {
    if (kept !== undefined && kept.expiration.getTime() - clock.unixMs() > limits.credentialsRefreshMs)
      return Promise.resolve(kept);
    pending ??= renew().finally(() => {
      pending = undefined;
    });
    return pending;
  };
}

/** AWS: `AccessKeyId` is 16 to 128 word characters; the rest is Base64, and goes into header fields. */
const credentialsSchema = z.strictObject({
  accessKeyId: z.string().regex(/^[A-Z0-9]{16,128}$/),
  secretAccessKey: z.string().regex(/^[A-Za-z0-9/+=]{16,128}$/),
  // Empty where the identity has none, as the accounts of a server that only speaks S3's protocol.
  sessionToken: z.string().regex(/^[A-Za-z0-9/+=_-]{0,6144}$/),
  expiration: z.iso.datetime(),
});

/** @throws {AwsError} `CREDENTIALS_MALFORMED`: exactly these four members, each of its form. */
export function readCredentials(bytes: Uint8Array, limits: AwsLimits = awsLimits): AwsCredentials {
  try {
    const value = parseJson(bytes, { bytesMax: limits.credentialsBytesMax, depthMax: 1 });
    const read = credentialsSchema.parse(value);
    return { ...read, expiration: new Date(read.expiration) };
  } catch {
    // Without a cause: it could quote what was read.
    throw new AwsError("CREDENTIALS_MALFORMED");
  }
}
