// What the log needs of a bucket, and nothing else: six words of S3's API, without its client. A model of a bucket has the same.

/** One version of an object, as a list names it. Delete markers are none. */
export type ListedVersion = { readonly key: string; readonly versionId: string; readonly size: number };

/** Where a list goes on: behind this version of this key; without a version, behind the key. */
export type ListMarker = { readonly key: string; readonly versionId?: string };

export type VersionsPage = {
  /** By key in the order of its bytes. The order among versions of one key means nothing. */
  readonly versions: readonly ListedVersion[];
  /** `undefined`: the list ends here. */
  readonly next: ListMarker | undefined;
};

export type StoredVersion = { readonly bytes: Uint8Array; readonly lock: VersionLock | undefined };

/** S3 Object Lock of one version. In `COMPLIANCE` nobody deletes it or shortens its time, not even the account's root. */
export type VersionLock = { readonly mode: string; readonly untilMs: number };

/** What a bucket says of itself. */
export type BucketSettings = {
  readonly versioning: string | undefined;
  readonly objectLock: string | undefined;
  readonly defaultRetention: { readonly mode: string; readonly days: number } | undefined;
};

/** All throw when nobody knows the answer: lost, refused, late. Each is of the configured bucket in the configured account, or fails. */
export type ObjectStore = {
  settings(): Promise<BucketSettings>;
  /**
   * Writes an object whose key has no current version (`If-None-Match: *`), locked in `COMPLIANCE`.
   *
   * @returns `exists`: another one is there. A delete marker is no version, so what was written may stand above older ones.
   */
  put(key: string, bytes: Uint8Array, lockedUntilMs: number): Promise<"created" | "exists">;
  /** @param prefix Of all keys that are listed. */
  list(prefix: string, after: ListMarker): Promise<VersionsPage>;
  /** @returns `undefined` when there is no such version. @throws Also when it has more than `bytesMax` bytes. */
  get(version: ListedVersion, bytesMax: number): Promise<StoredVersion | undefined>;
};
