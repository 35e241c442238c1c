// Attackers: root on the parent, through which every byte to and from S3 goes and whose credentials the enclave uses, and whoever administers the
// bucket. Want: a second window for epochs that were claimed. The server, TLS, AWS's client, boots, documents and records are real, and the
// credentials may do everything in the bucket: what stops them is Object Lock and the reading. Each attack has its honest control.
import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import {
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  GetObjectRetentionCommand,
  ListObjectVersionsCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
  PutObjectRetentionCommand,
  type S3Client,
  UploadPartCommand,
} from "@aws-sdk/client-s3";
import { boot } from "../../enclave-signer/src/enclave/boot.ts";
import { silentLog } from "../../enclave-signer/src/enclave/log.ts";
import { openSimulatedNsm } from "../../enclave-signer/src/enclave/nsm/simulated/simulated-nsm.ts";
import type { S3LogConfig } from "../../enclave-signer/src/enclave/signer-config.ts";
import { epochClaims } from "../../enclave-signer/src/signer/slashing-protection/claim-size.ts";
import { openClaims } from "../../enclave-signer/src/signer/slashing-protection/claims.ts";
import { slotTimeOf } from "../../enclave-signer/src/signer/slashing-protection/slot-time.ts";
import { openJournal } from "../../enclave-signer/src/signer/window-log/journal.ts";
import { openWindowAuthority, windowTermsOf } from "../../enclave-signer/src/signer/window-log/open-window-log.ts";
import { openEnclaveS3Log } from "../../enclave-signer/src/signer/window-log/s3/open-s3-log.ts";
import { type MeddlingProxy, startMeddlingProxy } from "../harness/meddling-proxy.ts";
import {
  type BucketMaking,
  makeWindowBucket,
  type ObjectStoreServer,
  objectStoreProgram,
  owner,
  windowRetentionDays as retentionDays,
  role,
  startObjectStoreServer,
  stranger,
} from "../harness/object-store-server.ts";
import { type ParentEgress, startParentEgress } from "../harness/parent-egress.ts";

const program = await objectStoreProgram();
const skip = "missing" in program ? `skipped: ${program.missing}` : false;
const root = mkdtempSync(join(tmpdir(), "inkan-window-s3-"));
const dayMs = 86_400_000;
const epochMs = 32 * 12_000;
const genesisTime = Math.floor(Date.now() / 1000) - 1_000 * (epochMs / 1000);

describe("the window log on a real server of S3's protocol", { skip }, () => {
  let server: ObjectStoreServer;
  let way: MeddlingProxy;
  let egress: ParentEgress;
  let admin: S3Client;
  let parent: S3Client;
  let buckets = 0;

  before(async () => {
    if ("missing" in program) return;
    server = await startObjectStoreServer(program.path);
    way = await startMeddlingProxy(server.port);
    egress = await startParentEgress(() => way.port);
    admin = server.clientOf(owner);
    parent = server.clientOf(role);
  });
  after(async () => {
    await egress?.close();
    await way?.close();
    await server?.close();
    rmSync(root, { recursive: true, force: true });
  });

  async function makeBucket({
    by = admin,
    ...making
  }: BucketMaking & { readonly by?: S3Client } = {}): Promise<string> {
    const Bucket = `windows-${buckets++}`;
    await makeWindowBucket(by, Bucket, making);
    return Bucket;
  }

  const config = (bucket: string, more: object = {}) => ({
    ...{ version: 1, role: "signer", origin: "https://sign.example", operator: `0x${"11".repeat(20)}` },
    registry: { chainId: 1, pcrRegistry: `0x${"11".repeat(20)}`, enclaveRegistry: `0x${"11".repeat(20)}` },
    windowLog: {
      ...{ kind: "s3", bucket, region: server.region, accountId: owner.accessKeyId, retentionDays },
      ...{ endpoint: server.endpoint, roots: [server.root] },
      ...more,
    },
  });

  type Starting = { readonly more?: object; readonly openDeadlineMs?: number; readonly credentials?: typeof role };

  /** A signer up to its claims: it has booted, and read the log. */
  async function start(bucket: string, { more, openDeadlineMs = 20_000, credentials = role }: Starting = {}) {
    const pcr = new Uint8Array(48).fill(1);
    const enclave = await boot({
      role: "signer",
      configBytes: Buffer.from(JSON.stringify(config(bucket, more))),
      nsm: await openSimulatedNsm({ directory: join(root, "nsm"), pcrs: { pcr0: pcr, pcr1: pcr, pcr2: pcr } }),
      egress: egress.address,
      log: silentLog,
    });
    after(() => enclave.close());
    const settings = enclave.config.windowLog as S3LogConfig;
    const { limits: usual } = windowTermsOf(settings);
    const limits = { ...usual, openDeadlineMs, coverDeadlineMs: 8_000, lookAgainMs: 0 };
    const group = "default";
    const journal = await openJournal({
      // What the server has are accounts, whose keys have no session token.
      log: openEnclaveS3Log({ enclave, settings, credentials, group, recordLimits: limits }),
      ...{ group, limits, authority: await openWindowAuthority(enclave) },
      monotonicMs: enclave.clock.monotonicMs,
      pause: (ms) => delay(ms),
    });
    const time = slotTimeOf({ preset: "mainnet", genesisTime, slotDurationMs: 12_000 });
    const { clock } = enclave;
    const claims = openClaims({
      ...{ journal, limits },
      size: epochClaims(time, 4, clock.unixMs),
      monotonicMs: clock.monotonicMs,
    });
    /** What `sign.ts` does before it touches a key. */
    const sign = async (target: number) => {
      const duty = { kind: "attestation", sourceEpoch: BigInt(target - 1), targetEpoch: BigInt(target) } as const;
      await claims.cover(duty);
      const refused = claims.refusalOf(duty);
      if (refused !== undefined) throw refused;
      claims.note(duty);
    };
    return { claims, journal, sign };
  }

  const keyOf = (n: number) => `windows/default/${String(n).padStart(10, "0")}`;
  const versionsOf = async (Bucket: string, n: number) =>
    (await admin.send(new ListObjectVersionsCommand({ Bucket, Prefix: keyOf(n) }))).Versions ?? [];
  const bytesOf = async (Bucket: string, n: number, VersionId?: string) =>
    (await (
      await admin.send(new GetObjectCommand({ Bucket, Key: keyOf(n), ...(VersionId ? { VersionId } : {}) }))
    ).Body!.transformToByteArray()) as Uint8Array;
  const putDeleteMarker = (Bucket: string, n: number) =>
    parent.send(new DeleteObjectCommand({ Bucket, Key: keyOf(n) }));
  const putOver = (Bucket: string, n: number, Body: Uint8Array | string) =>
    parent.send(new PutObjectCommand({ Bucket, Key: keyOf(n), Body, ChecksumAlgorithm: "SHA256" }));

  /** A log with a boot's claim in it: 0 its boot, 1 its claim of 990 to 1003. */
  async function withClaim() {
    const bucket = await makeBucket();
    const one = await start(bucket);
    await one.sign(990);
    return { bucket, one };
  }

  /** Another signer starts, and may not sign what the first one has claimed. */
  async function requireProtected(bucket: string) {
    const next = await start(bucket);
    assert.equal(next.journal.windows.floor().target, 1_003n);
    await assert.rejects(next.sign(1_000), { code: "BELOW_WINDOW" });
    return next;
  }

  describe("control: an honest bucket", () => {
    test("a boot reads, introduces itself, claims and signs; the next one stays above, and after a release goes on", async () => {
      const { bucket, one } = await withClaim();
      assert.equal(one.journal.exclusivity, "once-only");
      const next = await requireProtected(bucket);
      await one.claims.release();
      await assert.rejects(one.sign(991), { code: "SIGNER_RETIRED" });
      await next.sign(991);
      assert.equal((await versionsOf(bucket, 1)).length, 1);
    });

    test("each record is locked in compliance mode: not even the bucket's owner deletes it or takes the lock back", async () => {
      const { bucket } = await withClaim();
      const [version] = await versionsOf(bucket, 1);
      const VersionId = version!.VersionId!;
      const { Retention } = await admin.send(
        new GetObjectRetentionCommand({ Bucket: bucket, Key: keyOf(1), VersionId }),
      );
      assert.equal(Retention?.Mode, "COMPLIANCE");
      const days = (Retention.RetainUntilDate!.getTime() - Date.now()) / dayMs;
      assert.ok(days > retentionDays - 1 && days <= retentionDays);
      await assert.rejects(
        admin.send(
          new DeleteObjectCommand({ Bucket: bucket, Key: keyOf(1), VersionId, BypassGovernanceRetention: true }),
        ),
      );
      await assert.rejects(
        admin.send(
          new PutObjectRetentionCommand({
            ...{ Bucket: bucket, Key: keyOf(1), VersionId, BypassGovernanceRetention: true },
            Retention: { Mode: "COMPLIANCE", RetainUntilDate: new Date(Date.now() + dayMs) },
          }),
        ),
      );
    });
  });

  describe("two live clones", () => {
    test("that race for the same records: one has the window, and no record has two versions", async () => {
      const bucket = await makeBucket();
      const clones = [await start(bucket), await start(bucket), await start(bucket)];
      const outcomes = await Promise.allSettled(clones.map(({ sign }) => sign(1_000)));
      assert.equal(outcomes.filter(({ status }) => status === "fulfilled").length, 1);
      for (let n = 0; n < 8; n++) {
        const versions = await versionsOf(bucket, n);
        assert.ok(versions.length <= 1, `record ${n} has ${versions.length} versions`);
      }
    });
  });

  describe("versions over a record", () => {
    test("a delete marker frees nothing", async () => {
      const { bucket, one } = await withClaim();
      await putDeleteMarker(bucket, 1);
      await assert.rejects(bytesOf(bucket, 1), "control: for whoever does not ask for versions it is gone");
      await requireProtected(bucket);
      await one.sign(991);
    });

    test("a newer version changes nothing, whatever it holds", async () => {
      const { bucket } = await withClaim();
      await putOver(bucket, 1, await bytesOf(bucket, 0));
      await putOver(bucket, 1, "{}");
      assert.equal((await versionsOf(bucket, 1)).length, 3, "control: they are there");
      await requireProtected(bucket);
    });

    test("a multipart upload that was begun before the record and ended after it changes nothing", async () => {
      const bucket = await makeBucket();
      const one = await start(bucket);
      const at = { Bucket: bucket, Key: keyOf(1) };
      const { UploadId } = await parent.send(new CreateMultipartUploadCommand(at));
      await one.sign(990);
      const { ETag } = await parent.send(new UploadPartCommand({ ...at, UploadId, PartNumber: 1, Body: "{}" }));
      const MultipartUpload = { Parts: [{ PartNumber: 1, ETag }] };
      await parent.send(new CompleteMultipartUploadCommand({ ...at, UploadId, MultipartUpload }));
      assert.equal((await versionsOf(bucket, 1)).length, 2, "control: it is there");
      await requireProtected(bucket);
    });

    test("another record at the same place, stored over a delete marker: nobody signs on", async () => {
      const { bucket, one } = await withClaim();
      const claim = Buffer.from(await bytesOf(bucket, 1)).toString();
      await putDeleteMarker(bucket, 1);
      await putOver(bucket, 1, claim.replace(/"targetHigh":"\d+"/, '"targetHigh":"990"'));
      await assert.rejects(start(bucket), { code: "LOG_FORKED" });
      const more = one.journal.append(() => ({ kind: "keys", digest: "0".repeat(64) }));
      await assert.rejects(more, { code: "LOG_CORRUPT" });
    });

    test("bytes that are no record at the next place end the log: nothing is signed past them", async () => {
      const { bucket, one } = await withClaim();
      await putOver(bucket, 2, "{}");
      await assert.rejects(start(bucket), { code: "RECORD_MALFORMED" });
      await one.sign(991);
      await assert.rejects(one.journal.catchUp(), { code: "LOG_CORRUPT" });
    });
  });

  describe("a bucket that does not keep what is written is refused at boot", () => {
    for (const [what, making] of [
      ["without Object Lock", { lock: false }],
      ["without a default retention", { retention: null }],
      ["in governance mode", { retention: { Mode: "GOVERNANCE", Days: retentionDays } }],
      ["that keeps too short", { retention: { Mode: "COMPLIANCE", Days: retentionDays - 1 } }],
    ] as const)
      test(what, async () => {
        const bucket = await makeBucket(making as BucketMaking);
        if (what === "without Object Lock")
          await admin.send(
            new PutBucketVersioningCommand({ Bucket: bucket, VersioningConfiguration: { Status: "Enabled" } }),
          );
        await assert.rejects(start(bucket), { code: "BUCKET_UNFIT" });
        assert.deepEqual(await versionsOf(bucket, 0), []);
      });

    test("without versioning", async () => {
      const bucket = await makeBucket({ lock: false });
      await assert.rejects(start(bucket), { code: "BUCKET_UNFIT" });
    });

    test("of another account, though its name is right and its role may write", async () => {
      const bucket = await makeBucket({ by: server.clientOf(stranger) });
      await assert.rejects(start(bucket, { openDeadlineMs: 500 }), { code: "WINDOW_UNAVAILABLE" });
      await start(bucket, { more: { accountId: stranger.accessKeyId } });
    });
  });

  describe("what a parent does to bytes that it can't read", () => {
    const honestly = () => way.meddle("none");

    for (const how of ["cut", "lose-answers", "cut-answers"] as const)
      test(`${how}: nothing is signed meanwhile, and afterwards the log goes on as one`, async () => {
        const bucket = await makeBucket();
        const one = await start(bucket);
        way.meddle(how);
        try {
          await assert.rejects(one.sign(990), { code: "WINDOW_UNAVAILABLE" });
        } finally {
          honestly();
        }
        await one.sign(990);
        await requireProtected(bucket);
      });

    /** A boot whose claim is on its way when it dies: the list and the reading of what it follows pass, the write is kept. */
    async function killedDuringItsWrite(bucket: string) {
      const one = await start(bucket);
      const { length } = one.journal;
      way.meddle("hold", requestsBeforeWrite);
      await assert.rejects(one.sign(1_000), { code: "WINDOW_UNAVAILABLE" });
      honestly();
      assert.deepEqual(await versionsOf(bucket, length), [], "control: it has not arrived");
      return { one, length };
    }
    /** List, bytes, lock of the record before it. */
    const requestsBeforeWrite = 3;

    test("a boot is killed during its write, which arrives before the next boot reads: it counts", async () => {
      const bucket = await makeBucket();
      const { length } = await killedDuringItsWrite(bucket);
      way.release();
      for (let tries = 0; tries < 100 && (await versionsOf(bucket, length)).length === 0; tries++) await delay(50);
      assert.equal(
        (await versionsOf(bucket, length)).length,
        1,
        "control: what was kept was the write, sent again or not",
      );
      await requireProtected(bucket);
    });

    test("a boot is killed during its write, which arrives after another's: it takes no place", async () => {
      const bucket = await makeBucket();
      const { one, length } = await killedDuringItsWrite(bucket);
      const two = await start(bucket);
      await two.sign(1_000);
      way.release();
      await delay(500);
      for (const n of [length, length + 1]) assert.equal((await versionsOf(bucket, n)).length, 1);
      await assert.rejects(one.sign(1_000), { code: "BELOW_WINDOW" });
      await two.journal.catchUp();
      assert.equal(two.journal.stopped(), undefined);
    });

    test("what was sent once and is sent again is nothing to the server", async () => {
      const { bucket } = await withClaim();
      await putDeleteMarker(bucket, 1);
      for (const bytes of way.sent.slice(-8)) await way.replay(bytes);
      assert.equal((await versionsOf(bucket, 1)).length, 1);
    });

    test("another server with another certificate is not talked to", async () => {
      const { bucket } = await withClaim();
      const other = await startObjectStoreServer(("path" in program && program.path) || "");
      try {
        await assert.rejects(start(bucket, { more: { roots: [other.root] }, openDeadlineMs: 500 }), {
          code: "WINDOW_UNAVAILABLE",
        });
      } finally {
        await other.close();
      }
    });

    test("credentials that may nothing, and those of nobody, are a log that can't be reached", async () => {
      const bucket = await makeBucket();
      const nobody = { accessKeyId: "AKIANOBODY0000000000", secretAccessKey: "c2VjcmV0c2VjcmV0" };
      await assert.rejects(start(bucket, { credentials: nobody, openDeadlineMs: 500 }), { code: "WINDOW_UNAVAILABLE" });
    });
  });

  describe("a server that is put back: what S3 itself rules out, and a server of one's own does not", () => {
    test("a running signer notices and stops for good", async () => {
      const bucket = await makeBucket();
      const one = await start(bucket);
      await server.stop();
      const saved = server.save();
      await server.start();
      await one.sign(990);
      await server.stop();
      server.restore(saved);
      await server.start();
      await assert.rejects(
        one.journal.append(() => ({ kind: "keys", digest: "0".repeat(64) })),
        { code: "LOG_CORRUPT" },
      );
      await assert.rejects(one.sign(991), { code: "LOG_CORRUPT" });
    });
  });
});
