// The log's bucket through AWS's own client. TLS ends here; the credentials are the parent's, and buy nothing that the bucket's own rules don't
// give to anybody who may write.
import {
  GetBucketVersioningCommand,
  GetObjectCommand,
  GetObjectLockConfigurationCommand,
  GetObjectRetentionCommand,
  ListObjectVersionsCommand,
  type ObjectVersion,
  PutObjectCommand,
  S3Client,
  type S3ClientConfig,
} from "@aws-sdk/client-s3";
import type { S3LogConfig } from "../../../enclave/signer-config.ts";
import type { S3LogLimits } from "./limits.ts";
import type { BucketSettings, ListedVersion, ObjectStore, VersionLock } from "./object-store.ts";

const daysOfYear = 365;

export type BucketParts = {
  readonly settings: Pick<S3LogConfig, "bucket" | "region" | "accountId" | "endpoint">;
  readonly credentials: NonNullable<S3ClientConfig["credentials"]>;
  readonly requestHandler: NonNullable<S3ClientConfig["requestHandler"]>;
  readonly limits: S3LogLimits;
};

/**
 * Everything that the client would otherwise take from the environment or from files is said here.
 *
 * @returns Its promises reject with the SDK's errors (`name` is S3's code) or those of `requestHandler`. A request that S3 asks to slow down, or
 * whose answer is lost, is sent `attemptsMax` times: each says the same, and one that comes twice finds the first (`If-None-Match`).
 */
export function openBucket({ settings, credentials, requestHandler, limits }: BucketParts): ObjectStore {
  const { bucket, region, accountId, endpoint } = settings;
  const client = new S3Client({
    ...{ region, credentials, requestHandler, maxAttempts: limits.attemptsMax, retryMode: "standard" },
    endpoint: endpoint ?? regionEndpoint(region),
    forcePathStyle: endpoint !== null,
    useDualstackEndpoint: false,
    useFipsEndpoint: false,
    useArnRegion: false,
    useAccelerateEndpoint: false,
    disableS3ExpressSessionAuth: true,
    followRegionRedirects: false,
    defaultsMode: "standard",
    requestChecksumCalculation: "WHEN_REQUIRED",
    responseChecksumValidation: "WHEN_REQUIRED",
    authSchemePreference: [],
    sigv4aSigningRegionSet: [region],
    userAgentAppId: "inkan",
  });
  const common = { Bucket: bucket, ExpectedBucketOwner: accountId };

  /** For servers that leave it out of the answer. Where the role may not see locks, this says so. */
  async function askForLock(key: string, versionId: string): Promise<VersionLock | undefined> {
    const found = await client
      .send(new GetObjectRetentionCommand({ ...common, Key: key, VersionId: versionId }))
      .catch(orUndefined("NoSuchObjectLockConfiguration"));
    return lockOf(found?.Retention?.Mode, found?.Retention?.RetainUntilDate);
  }

  return {
    async settings(): Promise<BucketSettings> {
      const [{ Status }, lock] = await Promise.all([
        client.send(new GetBucketVersioningCommand(common)),
        client
          .send(new GetObjectLockConfigurationCommand(common))
          .catch(orUndefined("ObjectLockConfigurationNotFoundError")),
      ]);
      const configuration = lock?.ObjectLockConfiguration;
      const { Mode, Days, Years } = configuration?.Rule?.DefaultRetention ?? {};
      return {
        versioning: Status,
        objectLock: configuration?.ObjectLockEnabled,
        defaultRetention:
          Mode === undefined ? undefined : { mode: Mode, days: Days ?? (Years === undefined ? 0 : Years * daysOfYear) },
      };
    },

    async put(key, bytes, lockedUntilMs) {
      const sent = client.send(
        new PutObjectCommand({
          ...common,
          Key: key,
          Body: bytes,
          ContentType: "application/json",
          IfNoneMatch: "*",
          // Required of a put with a lock.
          ChecksumAlgorithm: "SHA256",
          ObjectLockMode: "COMPLIANCE",
          ObjectLockRetainUntilDate: new Date(lockedUntilMs),
        }),
      );
      return (await sent.catch(orUndefined("PreconditionFailed"))) === undefined ? "exists" : "created";
    },

    async list(prefix, { key, versionId }) {
      const page = await client.send(
        new ListObjectVersionsCommand({
          ...common,
          Prefix: prefix,
          KeyMarker: key,
          ...(versionId === undefined ? {} : { VersionIdMarker: versionId }),
          MaxKeys: limits.entriesPerPage,
        }),
      );
      const next = page.IsTruncated === true ? page.NextKeyMarker : undefined;
      if (page.IsTruncated === true && next === undefined) throw new Error("a list that goes on nowhere");
      return {
        versions: (page.Versions ?? []).map(listedVersion),
        next:
          next === undefined
            ? undefined
            : { key: next, ...(page.NextVersionIdMarker ? { versionId: page.NextVersionIdMarker } : {}) },
      };
    },

    async get({ key, versionId }, bytesMax) {
      const found = await client
        .send(new GetObjectCommand({ ...common, Key: key, VersionId: versionId }))
        .catch(orUndefined("NoSuchVersion", "NoSuchKey"));
      if (found === undefined) return undefined;
      const bytes = await found.Body?.transformToByteArray();
      if (bytes === undefined || bytes.length > bytesMax) throw new Error("another object than the list said");
      const lock = lockOf(found.ObjectLockMode, found.ObjectLockRetainUntilDate);
      return { bytes, lock: lock ?? (await askForLock(key, versionId)) };
    },
  };
}

/** @example regionEndpoint("eu-central-1"); // "https://s3.eu-central-1.amazonaws.com" */
export function regionEndpoint(region: string): string {
  return `https://s3.${region}.amazonaws.com${region.startsWith("cn-") ? ".cn" : ""}`;
}

/** Where requests go: AWS has a host for each bucket, a server of one's own may not. */
export function bucketEndpoint({ bucket, region, endpoint }: BucketParts["settings"]): string {
  return endpoint ?? regionEndpoint(region).replace("https://", `https://${bucket}.`);
}

function listedVersion({ Key, VersionId, Size }: ObjectVersion): ListedVersion {
  if (Key === undefined || VersionId === undefined || Size === undefined)
    throw new Error("an entry without its members");
  return { key: Key, versionId: VersionId, size: Size };
}

function lockOf(mode: string | undefined, until: Date | undefined): VersionLock | undefined {
  return mode === undefined || until === undefined ? undefined : { mode, untilMs: until.getTime() };
}

/** Codes of S3 that are answers. */
function orUndefined(...names: readonly string[]): (thrown: unknown) => undefined {
  return (thrown) => {
    if (thrown instanceof Error && names.includes(thrown.name)) return undefined;
    throw thrown;
  };
}
