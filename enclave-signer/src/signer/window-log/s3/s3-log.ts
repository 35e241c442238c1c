// Backend `s3`: record n is the one genuine version at its key in a bucket where no version goes away. What a request answers is not believed of
// a write: whether a record counts is read back, from the list of all versions, each time.
import type { WindowLog } from "../log.ts";
import { LogError } from "../log-error.ts";
import { hashOf } from "../record.ts";
import { bucketFault, dayMs } from "./bucket-rules.ts";
import type { S3LogLimits } from "./limits.ts";
import type { ListedVersion, ListMarker, ObjectStore } from "./object-store.ts";
import { recordAt } from "./record-at.ts";
import { keyOf, markerBefore, numberOf } from "./record-key.ts";

export type S3LogParts = {
  readonly store: ObjectStore;
  /** Ends in `/`: below it lie this group's records and nothing else. */
  readonly folder: string;
  readonly group: string;
  readonly retentionDays: number;
  /** The hypervisor's time. */
  readonly unixMs: () => number;
  readonly recordBytesMax: number;
  readonly limits: S3LogLimits;
};

/** Versions of records from some number on, as one list showed them. */
type Listing = ReadonlyMap<number, readonly ListedVersion[]>;

/** Nothing is asked before the first read or append. */
export function openS3Log(parts: S3LogParts): WindowLog {
  const { store, folder, group, unixMs, recordBytesMax, limits } = parts;
  /** Seen when a record before them was looked for, and not read yet: a boot reads thousands. A version that was there is there. */
  const ahead = new Map<number, readonly ListedVersion[]>();
  let known = 0;
  let isFit = false;
  let looking: Promise<Listing> | undefined;

  /** Once: neither versioning nor Object Lock can be ended in a bucket that has both, and each record shows its own lock. */
  async function requireFitBucket(): Promise<void> {
    if (isFit) return;
    const fault = bucketFault(await store.settings(), parts.retentionDays);
    if (fault !== undefined) throw new LogError("BUCKET_UNFIT", fault);
    isFit = true;
  }

  async function list(from: number): Promise<{ readonly found: Listing; readonly hasLater: boolean }> {
    const found = new Map<number, ListedVersion[]>();
    let after: ListMarker = { key: markerBefore(folder, from) };
    for (let pages = 0; pages < limits.pagesMax; pages++) {
      const { versions, next } = await store.list(folder, after);
      for (const version of versions) {
        const n = numberOf(folder, version.key);
        if (n !== undefined && n >= from) found.set(n, [...(found.get(n) ?? []), version]);
      }
      const last = Math.max(-1, ...found.keys());
      const hasLater = last > from;
      if (next === undefined) return { found, hasLater };
      if (hasLater) {
        // More of its versions may stand on the next page.
        found.delete(last);
        return { found, hasLater };
      }
      after = next;
    }
    throw new Error("too many objects in the way");
  }

  /** A list that was begun after the call. @throws {LogError} `LOG_SHRUNK`: records stand behind one that is not there, or is not any more. */
  async function look(from: number): Promise<Listing> {
    const isKnown = from < known;
    const first = await list(from);
    if (first.found.has(from)) return first.found;
    // A list takes its time: a record may have come behind its back, and the next one before its eyes. A second look tells.
    const second = first.hasLater ? await list(from) : first;
    if (!second.found.has(from) && (first.hasLater || isKnown)) throw new LogError("LOG_SHRUNK", `record ${from}`);
    return second.found;
  }

  async function readVersions(n: number, listed: readonly ListedVersion[]): Promise<Uint8Array> {
    if (listed.length > limits.versionsPerRecordMax) throw new Error(`too many versions of record ${n}`);
    const versions = await Promise.all(
      listed.map(async (version) => {
        // No record is so large; what is not read can't be one.
        if (version.size > recordBytesMax) return { bytes: new Uint8Array(0), lock: undefined };
        const stored = await store.get(version, recordBytesMax);
        if (stored === undefined) throw new Error(`a version of record ${n} went away`);
        return stored;
      }),
    );
    const record = recordAt(versions, { n, group, recordBytesMax, nowMs: unixMs() });
    known = Math.max(known, n + 1);
    return record;
  }

  /** Boots read ahead, many at once: one list serves them. */
  async function lookAhead(n: number): Promise<readonly ListedVersion[] | undefined> {
    while (looking !== undefined) {
      await looking.catch(() => {});
      const listed = takeAhead(n);
      if (listed !== undefined) return listed;
    }
    looking = look(n);
    try {
      const found = await looking;
      for (const [at, listed] of found) if (at > n) ahead.set(at, listed);
      return found.get(n);
    } finally {
      looking = undefined;
    }
  }

  /** Each serves one read: whoever reads a record again wants to know whether it is still there. */
  function takeAhead(n: number): readonly ListedVersion[] | undefined {
    const listed = ahead.get(n);
    ahead.delete(n);
    return listed;
  }

  async function readNow(n: number): Promise<Uint8Array | undefined> {
    const listed = (await look(n)).get(n);
    return listed === undefined ? undefined : readVersions(n, listed);
  }

  return {
    exclusivity: "once-only",
    async append(n, bytes) {
      await requireFitBucket();
      await store.put(keyOf(folder, n), bytes, unixMs() + parts.retentionDays * dayMs);
      const there = await readNow(n);
      if (there === undefined) throw new Error("what was written is not there");
      return hashOf(there) === hashOf(bytes) ? "written" : "taken";
    },
    async read(n) {
      await requireFitBucket();
      const listed = takeAhead(n) ?? (await lookAhead(n));
      return listed === undefined ? undefined : readVersions(n, listed);
    },
  };
}
