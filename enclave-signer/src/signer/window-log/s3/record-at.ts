// Which of the versions at a record's key is the record. Pure.
//
// Not the newest: anyone who may write puts one on top. Not simply the oldest either: S3 dates a multipart upload by its beginning, so one that
// was begun early and ended late comes to lie below a version that was read already. So no order decides: all versions are read, and two
// different records at one place are no record at all.
import { LogError } from "../log-error.ts";
import { decodeRecord, hashOf } from "../record.ts";
import { isLocked } from "./bucket-rules.ts";
import type { StoredVersion } from "./object-store.ts";

export type RecordTerms = {
  readonly n: number;
  readonly group: string;
  readonly recordBytesMax: number;
  /** The hypervisor's time. */
  readonly nowMs: number;
};

/**
 * @param versions All of the key, in any order; at least one. Bytes that are no record of this place don't count where others are one.
 * @returns Bytes that the reader judges further: signature, and what they follow.
 * @throws {LogError} `LOG_FORKED`: two records at one place. `RECORD_UNLOCKED`: it could be taken away again.
 */
export function recordAt(versions: readonly StoredVersion[], terms: RecordTerms): Uint8Array {
  const candidates = versions.filter(({ bytes }) => isRecordOf(bytes, terms));
  const [first] = candidates;
  // The reader refuses it, and says why.
  if (first === undefined) return versions[0]!.bytes;
  const digest = hashOf(first.bytes);
  if (candidates.some(({ bytes }) => hashOf(bytes) !== digest))
    throw new LogError("LOG_FORKED", `two versions of record ${terms.n}`);
  if (!candidates.some(({ lock }) => isLocked(lock, terms.nowMs)))
    throw new LogError("RECORD_UNLOCKED", `record ${terms.n}`);
  return first.bytes;
}

function isRecordOf(bytes: Uint8Array, { n, group, recordBytesMax }: RecordTerms): boolean {
  try {
    const { record } = decodeRecord(bytes, recordBytesMax);
    return record.n === n && record.group === group;
  } catch (thrown) {
    if (thrown instanceof LogError) return false;
    throw thrown;
  }
}
