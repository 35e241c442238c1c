// User: a validator's operator, whose restarts and imports must cost little. Attacker: a client that asks at the wrong moment.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { HighWatermark } from "../keys/kept-orders.ts";
import type { Authority } from "../window-log/authority.ts";
import { openJournal } from "../window-log/journal.ts";
import type { WindowLog } from "../window-log/log.ts";
import { decodeRecord, hashOf } from "../window-log/record.ts";
import { floorAt } from "./boot-floor.ts";
import type { SlashableDuty } from "./duty.ts";
import { openNumberWindows } from "./number-windows.ts";
import { openProtection } from "./open-protection.ts";
import { openRecords } from "./records.ts";
import { slotTimeOf } from "./slot-time.ts";

const ethereum = { preset: "mainnet", genesisTime: 0, slotDurationMs: 12_000 } as const;
const epochMs = 32 * 12_000;
const key = "0xaa";
const vote = (target: number, source = target - 1): SlashableDuty => ({
  kind: "attestation",
  sourceEpoch: BigInt(source),
  targetEpoch: BigInt(target),
});
const block = (slot: number): SlashableDuty => ({ kind: "block", slot: BigInt(slot) });
const root = (byte: number) => new Uint8Array(32).fill(byte);

/** A log in memory whose appends can be held back, or lost after they were carried out. */
function memoryLog(exclusivity: WindowLog["exclusivity"] = "once-only") {
  const records: Uint8Array[] = [];
  const state = { asked: 0, hold: undefined as Promise<void> | undefined, loseAnswers: false, isDown: false };
  const log: WindowLog = {
    exclusivity,
    async append(n, bytes) {
      state.asked++;
      await state.hold;
      if (state.isDown) throw new Error("down");
      if (records[n] !== undefined) return "taken";
      records[n] = bytes;
      if (state.loseAnswers) throw new Error("lost");
      return "written";
    },
    async read(n) {
      state.asked++;
      if (state.isDown) throw new Error("down");
      return records[n];
    },
  };
  const kinds = () => records.map((bytes) => decodeRecord(bytes, 65_536).record.body.kind);
  return { log, records, kinds, state };
}

let boots = 0;
function authority(): Authority {
  const spki = Buffer.from(`boot ${boots++}`);
  return {
    boot: hashOf(spki),
    identity: "one",
    sign: () => new Uint8Array(64),
    introduce: async () => ({ spki: spki.toString("base64"), document: "AAAA" }),
    admit: async () => ({ identity: "one", isSignedBy: () => true }),
  };
}

type Start = { epoch?: number; windowEpochs?: number; highWatermark?: () => HighWatermark | undefined };

async function start(log: WindowLog, { epoch = 100, windowEpochs = 4, highWatermark }: Start = {}) {
  const time = { nowMs: epoch * epochMs };
  const clock = { unixMs: () => time.nowMs, monotonicMs: () => time.nowMs };
  const pause = async (ms: number) => {
    time.nowMs += ms;
  };
  const journal = await openJournal({ log, group: "a", authority: authority(), monotonicMs: clock.monotonicMs, pause });
  const records = openRecords();
  const protection = openProtection({
    ...{ journal, records, ethereum, windowEpochs, clock },
    ...(highWatermark && { highWatermark }),
  });
  /** As `sign.ts` does. */
  const sign = async (duty: SlashableDuty, byte = 1) => {
    await protection.cover(duty);
    return protection.decide(key, duty, root(byte));
  };
  return { journal, records, protection, sign, time };
}

describe("one claim covers many signatures", () => {
  test("a client that asks again and again for what other boots may have signed does not stop claiming ahead", async () => {
    const { log, kinds } = memoryLog();
    await (await start(log)).sign(vote(100));
    const { protection, sign, time, journal } = await start(log, { epoch: 104, windowEpochs: 2 });
    await sign(vote(104));
    time.nowMs += epochMs;
    await assert.rejects(async () => sign(vote(100)), { code: "BELOW_WINDOW" });
    assert.equal(protection.cover(vote(105)), undefined);
    await journal.catchUp();
    assert.deepEqual(kinds(), ["boot", "claim", "boot", "claim", "claim"]);
  });

  test("nothing is asked of the log for what is covered, and many at once make one claim", async () => {
    const { log, kinds, state } = memoryLog();
    const { protection, sign } = await start(log);
    assert.deepEqual(await Promise.all([sign(vote(100)), sign(vote(100)), sign(block(3_200))]), [
      "new",
      "repeat",
      "new",
    ]);
    const { asked } = state;
    for (const duty of [vote(100), vote(99), block(3_201)]) assert.equal(protection.cover(duty), undefined);
    assert.equal(state.asked, asked);
    assert.deepEqual(kinds(), ["boot", "claim"]);
  });

  test("the last epoch of a window claims the next one, and nobody waits for it", async () => {
    const { log, kinds } = memoryLog();
    const { protection, sign, time, journal } = await start(log, { windowEpochs: 2 });
    await sign(vote(100));
    time.nowMs += epochMs;
    assert.equal(protection.cover(vote(101)), undefined);
    await journal.catchUp();
    assert.deepEqual(kinds(), ["boot", "claim", "claim"]);
    time.nowMs += epochMs;
    assert.equal(protection.cover(vote(102)), undefined);
  });

  test("without finality only the duty's own source is claimed, so that a crash does not wait for finality", async () => {
    const { log } = memoryLog();
    const first = await start(log);
    assert.equal(await first.sign(vote(100, 40)), "new");
    const second = await start(log, { epoch: 110 });
    assert.equal(await second.sign(vote(110, 40)), "new");
    await assert.rejects(async () => second.sign(vote(110, 39)), { code: "BELOW_WINDOW" });
  });

  test("a client that asks for old epochs one by one makes one claim", async () => {
    const { log, kinds } = memoryLog();
    const { sign } = await start(log, { epoch: 1_000 });
    for (let target = 1; target < 1_000; target += 50) assert.equal(await sign(vote(target)), "new");
    assert.equal(kinds().filter((kind) => kind === "claim").length, 1);
  });
});

describe("a log that does not answer", () => {
  test("stops what is not covered, and nothing else, until it is back", async () => {
    const { log, state } = memoryLog();
    const { sign, time } = await start(log);
    await sign(vote(100));
    state.isDown = true;
    time.nowMs += 2 * epochMs;
    assert.equal(await sign(vote(101)), "new");
    time.nowMs += 3 * epochMs;
    await assert.rejects(sign(vote(105)), { code: "WINDOW_UNAVAILABLE" });
    state.isDown = false;
    assert.equal(await sign(vote(105)), "new");
  });

  test("loses answers: the record is read back, and never written twice", async () => {
    const { log, kinds, state } = memoryLog();
    state.loseAnswers = true;
    const { sign, protection } = await start(log);
    assert.equal(await sign(vote(100)), "new");
    await protection.release();
    assert.deepEqual(kinds(), ["boot", "claim", "release"]);
  });
});

describe("a release", () => {
  test("stops signing before it is written: what was covered and waits for its turn is refused", async () => {
    const { log, state } = memoryLog();
    const { sign, protection } = await start(log);
    await sign(vote(100));
    assert.equal(protection.cover(vote(100)), undefined);
    const { promise, resolve } = Promise.withResolvers<void>();
    state.hold = promise;
    const released = protection.release();
    assert.deepEqual(protection.decide("0xbb", vote(100), root(1)), { refused: "SIGNER_RETIRED" });
    resolve();
    await released;
  });

  test("leaves all but what was signed to the next boot", async () => {
    const { log } = memoryLog();
    const first = await start(log);
    await first.sign(vote(100, 98));
    await first.sign(block(3_200));
    await first.protection.release();
    const second = await start(log);
    assert.deepEqual(second.protection.exportFloor(), { target: 100n, source: 98n, slot: 3_200n });
    await assert.rejects(async () => second.sign(block(3_200)), { code: "BELOW_WINDOW" });
    assert.equal(await second.sign(block(3_201)), "new");
  });
});

describe("decide", () => {
  test("repeats in its boot what it signed, wherever the windows are, and counts", async () => {
    const { log } = memoryLog();
    const { sign, protection, time } = await start(log, { windowEpochs: 1 });
    assert.equal(await sign(vote(100)), "new");
    time.nowMs += 40 * epochMs;
    await sign(vote(140));
    assert.equal(protection.decide(key, vote(100), root(1)), "repeat");
    assert.deepEqual(protection.decide(key, vote(140), root(2)), { refused: "DOUBLE_VOTE" });
    assert.deepEqual(protection.counts, { permitted: 3, prevented: 1 });
  });

  test("counts what windows refuse as prevented, at once or after a look into the log, and a silent log as nothing", async () => {
    const { log } = memoryLog();
    await (await start(log)).sign(vote(100));
    const { sign, protection } = await start(log);
    for (const prevented of [1, 2]) {
      await assert.rejects(async () => sign(vote(100)), { code: "BELOW_WINDOW" });
      assert.deepEqual(protection.counts, { permitted: 0, prevented });
    }
    const beyond = block(200 * 32);
    await assert.rejects(async () => sign(beyond), { code: "BEYOND_CLOCK" });
    assert.equal(protection.counts.prevented, 3);
    const lost = memoryLog();
    const silent = await start(lost.log);
    lost.state.isDown = true;
    await assert.rejects(async () => silent.sign(vote(100)), { code: "WINDOW_UNAVAILABLE" });
    assert.deepEqual(silent.protection.counts, { permitted: 0, prevented: 0 });
  });

  test("signs nothing at or above the high watermark, not even again", async () => {
    const { log } = memoryLog();
    let mark: HighWatermark | undefined;
    const { sign } = await start(log, { highWatermark: () => mark });
    assert.equal(await sign(vote(100)), "new");
    assert.equal(await sign(vote(100)), "repeat", "control");
    mark = { epoch: 100n, slot: 3_200n };
    for (const duty of [vote(100), block(3_200)])
      assert.deepEqual(await sign(duty), { refused: "HIGH_WATERMARK_REACHED" });
    assert.equal(await sign(block(3_199)), "new");
  });
});

describe("the boot floor", () => {
  const time = slotTimeOf(ethereum);

  test("applies to every key where the parent keeps the log: target > E, source >= E - 1, slot > the slot at boot", async () => {
    const { log } = memoryLog("none");
    const running = await start(log, { epoch: 100 });
    assert.equal(running.protection.exclusivity, "none");
    running.time.nowMs += epochMs;
    for (const duty of [vote(100, 99), vote(101, 98), block(3_200), block(3_201)])
      assert.deepEqual(await running.sign(duty), { refused: "BELOW_BOOT_FLOOR" });
    for (const duty of [vote(101, 99), block(3_202)]) assert.equal(await running.sign(duty), "new");
  });

  test("does not apply where the log is exclusive", async () => {
    const { sign } = await start(memoryLog().log);
    assert.equal(await sign(vote(100)), "new");
  });

  test("begins with epoch 0, and excludes nothing before genesis", () => {
    assert.deepEqual(floorAt(0, time), { slot: 1n, source: 0n, target: 0n });
    assert.deepEqual(floorAt(-13_000, time), { slot: undefined, source: undefined, target: undefined });
    assert.deepEqual(floorAt(epochMs, time), { slot: 33n, source: 0n, target: 1n });
  });
});

describe("a sequencer's windows", () => {
  test("hold block numbers, without a clock; another boot stays above the claim", async () => {
    const { log, kinds } = memoryLog();
    const open = async () => {
      const { journal } = await start(log);
      return openNumberWindows(journal, 100, { monotonicMs: () => 0 });
    };
    const first = await open();
    assert.equal(first.allows(5_000n), false);
    await first.cover(5_000n);
    assert.equal(first.allows(5_000n) && first.allows(5_040n) && !first.allows(5_100n), true);
    const second = await open();
    await assert.rejects(async () => second.cover(5_099n), { code: "BELOW_WINDOW" });
    await second.cover(5_100n);
    assert.equal(second.allows(5_100n), true);
    assert.deepEqual(kinds(), ["boot", "claim", "boot", "claim"]);
  });

  test("end with the last number of 64 bits: a client that asks for it neither makes the log unreadable nor writes on in it", async () => {
    const last = 2n ** 64n - 1n;
    const { log, records } = memoryLog();
    const { journal } = await start(log);
    const windows = openNumberWindows(journal, 32, { monotonicMs: () => 0 });
    await windows.cover(last);
    assert.equal(windows.allows(last), true);
    const { length } = records;
    for (let again = 0; again < 3; again++) {
      assert.equal(windows.cover(last), undefined);
      await journal.catchUp();
    }
    assert.equal(records.length, length);
    const { journal: next } = await start(log);
    assert.equal(next.stopped(), undefined);
    assert.equal(next.windows.floor().slot, last);
  });
});
