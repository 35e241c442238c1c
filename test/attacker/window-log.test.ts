// Attacker: root on the parent, who keeps the window log and starts enclaves. Wants: two enclaves, or one after a restart, that sign the same
// epoch twice. Everything is real: the gateway's store, ECDSA, boots, documents of a simulated NSM. Each attack has its honest control.
import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, test } from "node:test";
import { boot } from "../../enclave-signer/src/enclave/boot.ts";
import { silentLog } from "../../enclave-signer/src/enclave/log.ts";
import { openSimulatedNsm } from "../../enclave-signer/src/enclave/nsm/simulated/simulated-nsm.ts";
import { mixedRandom } from "../../enclave-signer/src/enclave/random.ts";
import { createResponseKey } from "../../enclave-signer/src/enclave/response-key.ts";
import { epochClaims } from "../../enclave-signer/src/signer/slashing-protection/claim-size.ts";
import { openClaims } from "../../enclave-signer/src/signer/slashing-protection/claims.ts";
import { slotTimeOf } from "../../enclave-signer/src/signer/slashing-protection/slot-time.ts";
import { openStoreClient } from "../../enclave-signer/src/signer/store/store-client.ts";
import { bootNonce } from "../../enclave-signer/src/signer/window-log/authority.ts";
import { windowLogLimits } from "../../enclave-signer/src/signer/window-log/limits.ts";
import { openWindowAuthority, openWindowLog } from "../../enclave-signer/src/signer/window-log/open-window-log.ts";
import { encodeRecord, hashOf } from "../../enclave-signer/src/signer/window-log/record.ts";
import { startGateway } from "../../gateway/src/index.ts";

const root = mkdtempSync(join(tmpdir(), "inkan-window-log-"));
after(() => rmSync(root, { recursive: true, force: true }));
let made = 0;
const fresh = (name: string) => join(root, `${name}-${made++}`);

const epochMs = 32 * 12_000;
const genesisTime = Math.floor(Date.now() / 1000) - 1_000 * (epochMs / 1000);
const config = (group: string) => ({
  version: 1,
  role: "signer",
  origin: "https://sign.example",
  registry: { chainId: 1, pcrRegistry: `0x${"11".repeat(20)}`, enclaveRegistry: `0x${"11".repeat(20)}` },
  operator: `0x${"11".repeat(20)}`,
  windowLog: { kind: "file", group },
});
const filled = (byte: number) => new Uint8Array(48).fill(byte);
const attestation = (target: number) =>
  ({ kind: "attestation", sourceEpoch: BigInt(target - 1), targetEpoch: BigInt(target) }) as const;

/** The parent's disk, and a gateway that serves it. */
async function parent(directory = fresh("disk")) {
  const path = `${fresh("store")}.sock`;
  const gateway = await startGateway({ store: { kind: "unix", path }, storeDirectory: directory }, undefined, () => {});
  after(() => gateway.close());
  const logs = join(directory, "log");
  const file = (group: string, n: number) => join(logs, `windows-${group}`, String(n));
  return {
    ...{ directory, path },
    count: (group: string) => readdirSync(join(logs, `windows-${group}`)).length,
    read: (group: string, n: number) => readFileSync(file(group, n)),
    write: (group: string, n: number, bytes: Uint8Array | string) => writeFileSync(file(group, n), bytes),
    remove: (group: string, n: number) => rmSync(file(group, n)),
    copyLog: (from: string, to: string) =>
      cpSync(join(logs, `windows-${from}`), join(logs, `windows-${to}`), { recursive: true }),
  };
}

type Options = {
  readonly group?: string;
  readonly image?: number;
  readonly nsm?: string;
  readonly limits?: typeof windowLogLimits;
};
const nsmDirectory = fresh("nsm");

/** A signer up to its claims: it has booted, and read the log. */
async function start(
  path: string,
  { group = "default", image = 1, nsm = nsmDirectory, limits = windowLogLimits }: Options = {},
) {
  const pcrs = { pcr0: filled(image), pcr1: filled(image), pcr2: filled(image) };
  const enclave = await boot({
    role: "signer",
    configBytes: Buffer.from(JSON.stringify(config(group))),
    nsm: await openSimulatedNsm({ directory: nsm, pcrs }),
    egress: { kind: "unix", path: join(root, "no-egress.sock") },
    log: silentLog,
  });
  const store = openStoreClient({ kind: "unix", path });
  after(() => {
    enclave.close();
    store.close();
  });
  const journal = await openWindowLog(enclave, await openWindowAuthority(enclave), store, group, limits);
  const time = slotTimeOf({ preset: "mainnet", genesisTime, slotDurationMs: 12_000 });
  const { clock } = enclave;
  const size = epochClaims(time, 4, clock.unixMs);
  const claims = openClaims({ journal, size, monotonicMs: clock.monotonicMs, limits });
  /** What `sign.ts` does before it touches a key. */
  const sign = async (target: number) => {
    const duty = attestation(target);
    await claims.cover(duty);
    const refused = claims.refusalOf(duty);
    if (refused !== undefined) throw refused;
    claims.note(duty);
  };
  return { claims, journal, sign, enclave };
}

/** A log with a crashed boot's claim in it: 0 its boot, 1 its claim of 990 to 1003. */
async function withCrashedBoot(options: Options = {}) {
  const disk = await parent();
  const crashed = await start(disk.path, options);
  await crashed.sign(990);
  return { disk, crashed };
}

describe("control: an honest parent", () => {
  test("a boot after a crash stays above what the crashed one claimed, and signs there", async () => {
    const { disk } = await withCrashedBoot();
    const next = await start(disk.path);
    assert.equal(next.journal.windows.floor().target, 1_003n);
    for (const target of [990, 1_000]) await assert.rejects(next.sign(target), { code: "BELOW_WINDOW" });
    assert.equal(disk.count("default"), 3, "nothing was claimed for what can't be signed");
  });

  test("a boot after a release goes on where the other stopped, with one append for all of its window", async () => {
    const { disk, crashed } = await withCrashedBoot();
    await crashed.claims.release();
    await assert.rejects(crashed.sign(991), { code: "SIGNER_RETIRED" });
    const next = await start(disk.path);
    await assert.rejects(next.sign(990), { code: "BELOW_WINDOW" });
    for (const target of [991, 995, 1_000]) await next.sign(target);
    assert.equal(disk.count("default"), 5, "boot, claim, release; boot, claim");
  });

  test("two live clones: what one has claimed the other doesn't sign, until it is released", async () => {
    const { disk, crashed: first } = await withCrashedBoot();
    const limits = { ...windowLogLimits, lookAgainMs: 0 };
    const second = await start(disk.path, { limits });
    await assert.rejects(second.sign(991), { code: "BELOW_WINDOW" });
    await first.sign(991);
    await first.claims.release();
    await assert.rejects(second.sign(991), { code: "BELOW_WINDOW" });
    await second.sign(992);
  });

  test("a client can't push windows past the clock, nor to numbers that would never end", async () => {
    const { disk, crashed } = await withCrashedBoot();
    await assert.rejects(crashed.sign(1_002), { code: "BEYOND_CLOCK" });
    const wild = { kind: "attestation", sourceEpoch: 2n ** 64n - 1n, targetEpoch: 991n } as const;
    assert.throws(() => crashed.claims.cover(wild), { code: "SOURCE_AFTER_TARGET" });
    assert.throws(() => crashed.claims.cover({ kind: "block", slot: 2n ** 64n - 1n }), { code: "BEYOND_CLOCK" });
    assert.equal(disk.count("default"), 2);
  });
});

describe("a log that the parent changed is not believed, and nothing is signed", () => {
  const attacks: readonly [string, string, (disk: Awaited<ReturnType<typeof parent>>) => void][] = [
    ["a record replaced by garbage", "RECORD_MALFORMED", (disk) => disk.write("default", 1, "{}")],
    ["a record of many bytes", "RECORD_MALFORMED", (disk) => disk.write("default", 1, "[".repeat(60_000))],
    [
      "a flood of garbage behind",
      "RECORD_MALFORMED",
      (disk) => {
        for (let n = 2; n < 500; n++) disk.write("default", n, "x".repeat(1_000));
      },
    ],
    [
      "the same record in another spelling",
      "RECORD_MALFORMED",
      (disk) => disk.write("default", 1, disk.read("default", 1).toString().replace(":", ": ")),
    ],
    [
      "a claim made smaller",
      "RECORD_SIGNATURE",
      (disk) => disk.write("default", 1, disk.read("default", 1).toString().replace("1003", "1000")),
    ],
    [
      "a record replayed at the next number",
      "RECORD_NUMBER",
      (disk) => disk.write("default", 2, disk.read("default", 1)),
    ],
    ["the first record left out", "RECORD_NUMBER", (disk) => disk.write("default", 0, disk.read("default", 1))],
    ["the boot introduced twice", "RECORD_NUMBER", (disk) => disk.write("default", 2, disk.read("default", 0))],
  ];
  for (const [what, code, attack] of attacks)
    test(`${what}: ${code}`, async () => {
      const { disk } = await withCrashedBoot();
      attack(disk);
      const count = disk.count("default");
      await assert.rejects(start(disk.path), { code });
      assert.equal(disk.count("default"), count, "it wrote nothing");
    });

  test("records of two groups swapped: RECORD_GROUP", async () => {
    const { disk } = await withCrashedBoot({ group: "one" });
    disk.copyLog("one", "two");
    await assert.rejects(start(disk.path, { group: "two" }), { code: "RECORD_GROUP" });
    await start(disk.path, { group: "one" }); // control
  });

  test("a record of another signer's log of the same group: RECORD_CHAIN", async () => {
    const { disk } = await withCrashedBoot();
    const { disk: other } = await withCrashedBoot();
    disk.write("default", 1, other.read("default", 1));
    await assert.rejects(start(disk.path), { code: "RECORD_CHAIN" });
  });

  test("a whole log of another program's: BOOT_DOCUMENT", async () => {
    const { disk } = await withCrashedBoot({ image: 2 });
    await assert.rejects(start(disk.path, { image: 1 }), { code: "BOOT_DOCUMENT", message: /MEASUREMENT_MISMATCH/ });
    await start(disk.path, { image: 2 }); // control: its own image reads it
  });

  test("a whole log under another root, such as the parent's own NSM: BOOT_DOCUMENT", async () => {
    const { disk } = await withCrashedBoot({ nsm: fresh("nsm") });
    await assert.rejects(start(disk.path), { code: "BOOT_DOCUMENT", message: /ROOT_NOT_ACCEPTED/ });
  });

  test("a log that is longer than is read: LOG_TOO_LONG", async () => {
    const { disk } = await withCrashedBoot();
    await assert.rejects(start(disk.path, { limits: { ...windowLogLimits, recordsMax: 1 } }), { code: "LOG_TOO_LONG" });
  });
});

describe("a record that the parent makes itself", () => {
  const place = (disk: Awaited<ReturnType<typeof parent>>) => {
    const n = disk.count("default");
    return { group: "default", n, previous: hashOf(disk.read("default", n - 1)) };
  };
  const base64 = (bytes: Uint8Array) => Buffer.from(bytes).toString("base64");
  const ownKey = () => createResponseKey(mixedRandom(randomBytes(64)));
  const maxima = { target: 1_000_000n, source: 0n, slot: 0n };

  test("by a key that no document names: BOOT_UNKNOWN, and BOOT_DOCUMENT with somebody's document", async () => {
    const { disk } = await withCrashedBoot();
    const key = ownKey();
    const claim = encodeRecord({ ...place(disk), boot: key.keyid, body: { kind: "claim", maxima } }, key.sign);
    disk.write("default", 2, claim);
    await assert.rejects(start(disk.path), { code: "BOOT_UNKNOWN" });
    disk.remove("default", 2);

    const genuine = JSON.parse(disk.read("default", 0).toString()) as { record: { document: string } };
    for (const document of [genuine.record.document, base64(randomBytes(4_000))]) {
      const body = { kind: "boot", spki: base64(key.spki), document } as const;
      disk.write("default", 2, encodeRecord({ ...place(disk), boot: key.keyid, body }, key.sign));
      await assert.rejects(start(disk.path), { code: "BOOT_DOCUMENT" });
      disk.remove("default", 2);
    }
    await start(disk.path); // control
  });

  test("under a genuine boot's name, signed by another key: RECORD_SIGNATURE", async () => {
    const { disk, crashed } = await withCrashedBoot();
    const body = { kind: "release", maxima: { target: 0n, source: 0n, slot: 0n } } as const;
    disk.write("default", 2, encodeRecord({ ...place(disk), boot: crashed.journal.boot, body }, ownKey().sign));
    await assert.rejects(start(disk.path), { code: "RECORD_SIGNATURE" });
  });

  // The next three can't be made from outside: they show what would stop an enclave's program gone wrong, or a document out of place.
  for (const [what, code, documentOf] of [
    ["made for another place", /NONCE_MISMATCH/, (enclave) => enclave.attester.logDocument(new Uint8Array(32))],
    [
      "made for anybody who asked",
      /PURPOSE_MISMATCH/,
      async (enclave, nonce) => (await enclave.attester.evidence(nonce, "host")).document,
    ],
    ["made for exactly here (control)", undefined, (enclave, nonce) => enclave.attester.logDocument(nonce)],
  ] as readonly [
    string,
    RegExp | undefined,
    (enclave: Awaited<ReturnType<typeof start>>["enclave"], nonce: Uint8Array) => Promise<Uint8Array>,
  ][])
    test(`with a genuine document, ${what}`, async () => {
      const { disk } = await withCrashedBoot();
      const { enclave } = await start((await parent()).path);
      const { keyid, spki, sign } = enclave.bootKey!;
      const document = base64(await documentOf(enclave, bootNonce("default", place(disk).previous)));
      const body = { kind: "boot", spki: base64(spki), document } as const;
      disk.write("default", 2, encodeRecord({ ...place(disk), boot: keyid, body }, sign));
      if (code !== undefined) await assert.rejects(start(disk.path), { code: "BOOT_DOCUMENT", message: code });
      else await start(disk.path);
    });

  for (const [what, code, body] of [
    ["a claim after its release", "BOOT_ENDED", { kind: "claim", maxima }],
    ["a second release", "BOOT_ENDED", { kind: "release", maxima }],
    [
      "a second introduction",
      "BOOT_REPEATED",
      { kind: "boot", spki: base64(randomBytes(91)), document: base64(randomBytes(9)) },
    ],
  ] as const)
    test(`by a genuine boot: ${what}: ${code}`, async () => {
      const { disk, crashed } = await withCrashedBoot();
      await crashed.claims.release();
      const { keyid, sign } = crashed.enclave.bootKey!;
      disk.write("default", 3, encodeRecord({ ...place(disk), boot: keyid, body }, sign));
      await assert.rejects(start(disk.path), { code });
    });
});

describe("a log that the parent changes under a running signer", () => {
  const after991 = async (running: Awaited<ReturnType<typeof start>>) => {
    // Only a duty that no claim covers asks the log; a block does here.
    const duty = { kind: "attestation", sourceEpoch: 0n, targetEpoch: 995n } as const;
    await assert.rejects(async () => running.claims.cover(duty), { code: "LOG_CORRUPT" });
    await assert.rejects(running.sign(992), { code: "LOG_CORRUPT" }, "not even what was covered before");
    await assert.rejects(running.claims.release(), { code: "LOG_CORRUPT" });
  };

  test("control: it goes on while the log is as it was", async () => {
    const { crashed: running } = await withCrashedBoot();
    await running.sign(991);
    await running.claims.cover({ kind: "block", slot: 31_800n });
    await running.journal.keyStore.record("ab".repeat(32));
    assert.equal(running.journal.length, 3);
  });

  test("truncated: LOG_CORRUPT, for good", async () => {
    const { disk, crashed: running } = await withCrashedBoot();
    disk.remove("default", 1);
    await assert.rejects(running.journal.keyStore.record("ab".repeat(32)), {
      code: "LOG_CORRUPT",
      message: /LOG_SHRUNK/,
    });
    await after991(running);
  });

  test("forked: LOG_CORRUPT, for good", async () => {
    const { disk, crashed: running } = await withCrashedBoot();
    const { disk: other } = await withCrashedBoot();
    disk.write("default", 1, other.read("default", 1));
    await assert.rejects(running.journal.keyStore.record("ab".repeat(32)), {
      code: "LOG_CORRUPT",
      message: /LOG_FORKED/,
    });
    await after991(running);
  });

  test("an older copy put back for a clone, which then writes on: the first one notices at its next append", async () => {
    const { disk, crashed: running } = await withCrashedBoot();
    const old = fresh("old");
    cpSync(disk.directory, old, { recursive: true });
    await running.journal.keyStore.record("ab".repeat(32));
    rmSync(join(old, "log", "windows-default", "1"));
    const rolledBack = await parent(old);
    const clone = await start(rolledBack.path);
    assert.equal(clone.journal.windows.floor().target, -1n, "the file backend alone can't tell: exclusivity none");
    assert.equal(clone.journal.exclusivity, "none");
    rmSync(join(disk.directory, "log"), { recursive: true });
    cpSync(join(old, "log"), join(disk.directory, "log"), { recursive: true });
    await assert.rejects(running.journal.keyStore.record("cd".repeat(32)), { code: "LOG_CORRUPT" });
  });
});

describe("what ends a boot", () => {
  test("a retired program and configuration never signs again, whoever starts it", async () => {
    const { disk, crashed: running } = await withCrashedBoot();
    await running.claims.retire();
    const again = await start(disk.path);
    await assert.rejects(again.sign(995), { code: "SIGNER_RETIRED" });
    await assert.rejects(again.journal.keyStore.record("ab".repeat(32)), { code: "SIGNER_RETIRED" });
    assert.equal(disk.count("default"), 3, "it does not even introduce itself");
  });

  test("an older key store is known by its digest; a clone whose store another boot replaced signs no more", async () => {
    const { disk, crashed: running } = await withCrashedBoot();
    const clone = await start(disk.path);
    await running.journal.keyStore.record("ab".repeat(32));
    await running.journal.keyStore.record("cd".repeat(32));
    await running.sign(991);
    assert.equal((await start(disk.path)).journal.keyStore.current(), "cd".repeat(32));
    assert.equal(clone.journal.keyStore.current(), undefined, "it has not read on");
    await assert.rejects(clone.journal.keyStore.catchUp(), { code: "SIGNER_RETIRED" }, "before it writes its bytes");
    assert.equal(clone.journal.keyStore.current(), "cd".repeat(32));
    await running.journal.keyStore.catchUp();
    await assert.rejects(clone.journal.keyStore.record("ef".repeat(32)), { code: "SIGNER_RETIRED" });
    await assert.rejects(clone.sign(995), { code: "SIGNER_RETIRED" });
  });
});
