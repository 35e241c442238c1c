// A bucket with versions, delete markers and Object Lock, in memory: S3's documented semantics, and what others may do to it besides.
import type {
  BucketSettings,
  ListedVersion,
  ObjectStore,
  VersionLock,
} from "../../enclave-signer/src/signer/window-log/s3/object-store.ts";

type Entry = {
  readonly versionId: string;
  /** `undefined`: a delete marker. */
  readonly bytes: Uint8Array | undefined;
  readonly lock: VersionLock | undefined;
};

export type MemoryBucket = {
  /** As the log reaches it; each answer is true at the moment of the call. */
  readonly store: ObjectStore;
  settings: BucketSettings;
  readonly keys: readonly string[];
  /** Bytes of the versions of a key, the oldest first. */
  versionsOf(key: string): readonly Uint8Array[];
  putDeleteMarker(key: string): void;
  /** A new version over whatever is there. */
  putOver(key: string, bytes: Uint8Array, lock?: VersionLock): void;
  /** A multipart upload that was begun before all that is there: it lies below. */
  putBelow(key: string, bytes: Uint8Array, lock?: VersionLock): void;
  /** All versions of a key, lock or not: what Object Lock rules out until it ends. */
  erase(key: string): void;
};

export type MemoryBucketTerms = {
  /** Entries of one page. */
  readonly pageMax?: number;
  /** Order among the versions of one key. Default: the newest first. */
  readonly order?: <T>(versions: readonly T[]) => readonly T[];
};

export const fitBucket: BucketSettings = {
  versioning: "Enabled",
  objectLock: "Enabled",
  defaultRetention: { mode: "COMPLIANCE", days: 3_650 },
};

export function openMemoryBucket({ pageMax = 1_000, order = (each) => each }: MemoryBucketTerms = {}): MemoryBucket {
  const entries = new Map<string, Entry[]>();
  let made = 0;
  const of = (key: string): Entry[] => {
    const found = entries.get(key) ?? [];
    entries.set(key, found);
    return found;
  };
  const entry = (bytes: Uint8Array | undefined, lock: VersionLock | undefined): Entry => ({
    versionId: `v${made++}`,
    bytes,
    lock,
  });

  const bucket: MemoryBucket = {
    settings: fitBucket,
    get keys() {
      return [...entries.keys()].sort();
    },
    versionsOf: (key) => of(key).flatMap(({ bytes }) => bytes ?? []),
    putDeleteMarker: (key) => void of(key).push(entry(undefined, undefined)),
    putOver: (key, bytes, lock) => void of(key).push(entry(bytes, lock)),
    putBelow: (key, bytes, lock) => void of(key).unshift(entry(bytes, lock)),
    erase: (key) => void entries.delete(key),
    store: {
      settings: async () => bucket.settings,
      async put(key, bytes, lockedUntilMs) {
        if (of(key).at(-1)?.bytes !== undefined) return "exists";
        bucket.putOver(key, bytes, { mode: "COMPLIANCE", untilMs: lockedUntilMs });
        return "created";
      },
      async list(prefix, after) {
        const all: ListedVersion[] = [];
        for (const key of bucket.keys.filter((each) => each.startsWith(prefix) && each >= after.key)) {
          const versions = order([...of(key)].reverse());
          const at = versions.findIndex(({ versionId }) => versionId === after.versionId);
          if (key === after.key && at < 0) continue;
          for (const { versionId, bytes } of versions.slice(key === after.key ? at + 1 : 0))
            all.push({ key, versionId, size: bytes?.length ?? -1 });
        }
        const page = all.slice(0, pageMax);
        const last = page.at(-1);
        return {
          versions: page.filter(({ size }) => size >= 0),
          next: last === undefined || all.length <= pageMax ? undefined : { key: last.key, versionId: last.versionId },
        };
      },
      async get({ key, versionId }) {
        const found = of(key).find((each) => each.versionId === versionId);
        return found?.bytes === undefined ? undefined : { bytes: found.bytes, lock: found.lock };
      },
    },
  };
  return bucket;
}
