// Attackers: whoever may write to the bucket (P, with the instance's role) and its administrator (A). They want a reader that sees another log
// than the one that was signed upon, or none. Each attack has its control in the first test: the honest bucket reads back.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { fitBucket, openMemoryBucket } from "../../../../../test/harness/memory-bucket.ts";
import { encodeRecord, hashOf, noPrevious } from "../record.ts";
import { bucketFault, dayMs } from "./bucket-rules.ts";
import { s3LogLimits } from "./limits.ts";
import type { ObjectStore } from "./object-store.ts";
import { keyOf, numberOf } from "./record-key.ts";
import { openS3Log } from "./s3-log.ts";

const folder = "windows/default/";
const [nowMs, retentionDays] = [Date.UTC(2026, 0, 1), 3_650];
const locked = { mode: "COMPLIANCE", untilMs: nowMs + 400 * dayMs };

/** Well-formed, of a boot that nobody introduced: signatures are the reader's matter. */
function record(n: number, epoch = 1, group = "default"): Uint8Array {
  const maxima = { target: BigInt(epoch), source: 0n, slot: 0n };
  const place = { group, n, previous: n === 0 ? noPrevious : "1".repeat(64) };
  return encodeRecord({ ...place, boot: "2".repeat(64), body: { kind: "claim", maxima } }, () => new Uint8Array(64));
}

function openOver(store: ObjectStore, limits: Partial<typeof s3LogLimits> = {}) {
  return openS3Log({
    ...{ store, folder, group: "default", retentionDays, unixMs: () => nowMs, recordBytesMax: 65_536 },
    limits: { ...s3LogLimits, ...limits },
  });
}

async function filled(count: number, terms: Parameters<typeof openMemoryBucket>[0] = {}) {
  const bucket = openMemoryBucket(terms);
  const log = openOver(bucket.store);
  for (let n = 0; n < count; n++) assert.equal(await log.append(n, record(n)), "written");
  return { bucket, log };
}

const same = (read: Uint8Array | undefined, wanted: Uint8Array) => assert.equal(hashOf(read!), hashOf(wanted));

describe("control: an honest bucket", () => {
  test("record n is written once, and read by every log, over pages of any size", async () => {
    for (const pageMax of [1, 2, 3, 1_000]) {
      const { bucket, log } = await filled(7, { pageMax });
      assert.equal(await log.append(3, record(3, 9)), "taken");
      const other = openOver(bucket.store, { pagesMax: 32 });
      const read = await Promise.all([0, 1, 2, 3, 4, 5, 6, 7, 8].map((n) => other.read(n)));
      assert.deepEqual(
        read.map((bytes) => bytes !== undefined),
        [true, true, true, true, true, true, true, false, false],
      );
      same(read[3], record(3));
      assert.equal(other.exclusivity, "once-only");
    }
  });

  test("a thousand records cost one list, and not one for each", async () => {
    const { bucket } = await filled(300);
    let lists = 0;
    const { list } = bucket.store;
    const log = openOver({
      ...bucket.store,
      list(...asked) {
        lists++;
        return list(...asked);
      },
    });
    for (let n = 0; n < 300; n += 10) await Promise.all(Array.from({ length: 10 }, (_, at) => log.read(n + at)));
    assert.equal(lists, 1);
  });

  test("each record is locked for the configured time", async () => {
    const { bucket } = await filled(1);
    const { versions } = await bucket.store.list(folder, { key: folder });
    const { lock } = (await bucket.store.get(versions[0]!, 65_536))!;
    assert.deepEqual(lock, { mode: "COMPLIANCE", untilMs: nowMs + retentionDays * dayMs });
  });
});

describe("versions over a record", () => {
  for (const [what, put] of [
    ["a delete marker", (bucket, key) => bucket.putDeleteMarker(key)],
    ["a newer version that is no record", (bucket, key) => bucket.putOver(key, Buffer.from("{}"), locked)],
    ["a newer version that is another record's", (bucket, key) => bucket.putOver(key, record(0), locked)],
    ["a newer version of another group", (bucket, key) => bucket.putOver(key, record(1, 1, "other"), locked)],
    ["a version that is too large", (bucket, key) => bucket.putOver(key, Buffer.alloc(65_537), locked)],
    ["the same bytes again, without a lock", (bucket, key) => bucket.putOver(key, record(1))],
    ["a multipart upload that was begun before it", (bucket, key) => bucket.putBelow(key, Buffer.from("{}"))],
  ] satisfies [string, (bucket: ReturnType<typeof openMemoryBucket>, key: string) => void][])
    test(`${what} changes nothing, and frees nothing`, async () => {
      const { bucket, log } = await filled(2);
      put(bucket, keyOf(folder, 1));
      for (const reader of [log, openOver(bucket.store)]) {
        same(await reader.read(1), record(1));
        assert.equal(await reader.read(2), undefined);
      }
    });

  for (const where of ["putOver", "putBelow"] as const)
    test(`another record at the same place (${where}) is none: whoever reads it stops for good`, async () => {
      const { bucket, log } = await filled(2);
      bucket[where](keyOf(folder, 1), record(1, 9), locked);
      for (const reader of [log, openOver(bucket.store)]) await assert.rejects(reader.read(1), { code: "LOG_FORKED" });
    });

  test("a write over a delete marker does not count, though S3 takes it", async () => {
    const { bucket, log } = await filled(2);
    bucket.putDeleteMarker(keyOf(folder, 1));
    await assert.rejects(log.append(1, record(1, 9)), { code: "LOG_FORKED" });
    assert.equal(bucket.versionsOf(keyOf(folder, 1)).length, 2, "control: it was taken");
  });

  test("a key with a delete marker alone is free", async () => {
    const { bucket, log } = await filled(1);
    bucket.putDeleteMarker(keyOf(folder, 1));
    assert.equal(await log.read(1), undefined);
    assert.equal(await log.append(1, record(1)), "written");
  });

  test("too many versions are not read: the log can't be reached", async () => {
    const { bucket, log } = await filled(1);
    for (let at = 0; at < 16; at++) bucket.putOver(keyOf(folder, 0), Buffer.from(`${at}`));
    await assert.rejects(log.read(0), /too many versions/);
  });

  test("garbage at a free place is what the reader gets, and refuses", async () => {
    const { bucket, log } = await filled(1);
    bucket.putOver(keyOf(folder, 1), Buffer.from("{}"), locked);
    assert.equal(await log.append(1, record(1)), "taken");
    same(await log.read(1), Buffer.from("{}"));
  });
});

describe("what Object Lock rules out, and what is left when it ends", () => {
  for (const [what, lock] of [
    ["none", undefined],
    ["governance", { mode: "GOVERNANCE", untilMs: locked.untilMs }],
    ["ended", { mode: "COMPLIANCE", untilMs: nowMs }],
  ] as const)
    test(`a record whose lock is ${what} is refused`, async () => {
      const { bucket, log } = await filled(1);
      bucket.putOver(keyOf(folder, 1), record(1), lock);
      await assert.rejects(log.read(1), { code: "RECORD_UNLOCKED" });
    });

  test("a record that went away, and one that is missing before others, is no free place", async () => {
    const { bucket, log } = await filled(3);
    bucket.erase(keyOf(folder, 0));
    for (const reader of [log, openOver(bucket.store)]) await assert.rejects(reader.read(0), { code: "LOG_SHRUNK" });
    bucket.erase(keyOf(folder, 2));
    await assert.rejects(log.read(2), { code: "LOG_SHRUNK" });
  });

  test("a record that came while a list was made is no gap", async () => {
    const { bucket } = await filled(2);
    const key = keyOf(folder, 0);
    const [bytes] = bucket.versionsOf(key);
    bucket.erase(key);
    let lists = 0;
    const log = openOver({
      ...bucket.store,
      async list(...asked) {
        const page = await bucket.store.list(...asked);
        if (lists++ === 0) bucket.putOver(key, bytes!, locked);
        return page;
      },
    });
    same(await log.read(0), record(0));
  });

  test("objects that are none of the log's don't hide what lies behind them", async () => {
    const { bucket } = await filled(2, { pageMax: 4 });
    const key = keyOf(folder, 0);
    bucket.erase(key);
    for (let at = 0; at < 8; at++) bucket.putOver(`${key}x${at}`, Buffer.from(""));
    await assert.rejects(openOver(bucket.store).read(0), { code: "LOG_SHRUNK" });
    for (let at = 0; at < 40; at++) bucket.putOver(`${key}y${at}`, Buffer.from(""));
    await assert.rejects(openOver(bucket.store).read(0), /in the way/);
  });
});

describe("a bucket that does not keep what is written", () => {
  for (const [what, settings] of [
    ["without versioning", { ...fitBucket, versioning: undefined }],
    ["with versioning suspended", { ...fitBucket, versioning: "Suspended" }],
    ["without Object Lock", { ...fitBucket, objectLock: undefined }],
    ["without a default retention", { ...fitBucket, defaultRetention: undefined }],
    ["in governance", { ...fitBucket, defaultRetention: { mode: "GOVERNANCE", days: 3_650 } }],
    ["that keeps too short", { ...fitBucket, defaultRetention: { mode: "COMPLIANCE", days: 3_649 } }],
  ] as const)
    test(`${what} is refused before anything is read or written`, async () => {
      const { bucket } = await filled(1);
      bucket.settings = settings;
      const log = openOver(bucket.store);
      await assert.rejects(log.read(0), { code: "BUCKET_UNFIT" });
      await assert.rejects(log.append(1, record(1)), { code: "BUCKET_UNFIT" });
      assert.equal(bucket.keys.length, 1);
    });

  test("control: a fit one has no fault", () => assert.equal(bucketFault(fitBucket, 3_650), undefined));
});

describe("answers that nobody got", () => {
  const lost = () => Promise.reject(new Error("lost"));

  test("a write whose answer is lost is not known, and reads back as ours", async () => {
    const { bucket } = await filled(1);
    const { put } = bucket.store;
    const log = openOver({ ...bucket.store, put: (...asked) => put(...asked).then(lost) });
    await assert.rejects(log.append(1, record(1)), /lost/);
    same(await log.read(1), record(1));
  });

  test("a write that was taken but does not read back does not count", async () => {
    const { bucket } = await filled(1);
    const log = openOver({ ...bucket.store, put: async () => "created" });
    await assert.rejects(log.append(1, record(1)), /not there/);
  });

  test("a write whose reading back is lost does not count", async () => {
    const { bucket } = await filled(1);
    const log = openOver({ ...bucket.store, list: lost });
    await assert.rejects(log.append(1, record(1)), /lost/);
  });

  test("of two writers at once exactly one wins, and both know which", async () => {
    const { bucket } = await filled(1);
    const [one, two] = [openOver(bucket.store), openOver(bucket.store)];
    const outcomes = await Promise.all([one.append(1, record(1, 2)), two.append(1, record(1, 3))]);
    assert.deepEqual(outcomes.toSorted(), ["taken", "written"]);
  });
});

test("keys sort as their numbers do, and no other key is a record's", () => {
  assert.ok(keyOf(folder, 9) < keyOf(folder, 10) && keyOf(folder, 99_999) < keyOf(folder, 100_000));
  assert.equal(numberOf(folder, keyOf(folder, 41)), 41);
  for (const key of ["0000000041", `${folder}41`, `${folder}0000000041x`, `${folder}x/0000000041`, folder])
    assert.equal(numberOf(folder, key), undefined);
});
