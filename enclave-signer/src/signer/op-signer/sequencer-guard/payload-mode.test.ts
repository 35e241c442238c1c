// A sequencer in mode `payload`. Attacker: a client with the sequencer's certificate, or a second op-node that lost the leadership and does not
// know it. Wants: two blocks at one number under one key.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { type BlockShape, blockHashOf, payloadOf } from "../../../../../test/harness/op-payload.ts";
import { type OpSignerTerms, openNumbers, openTestOpSigner, testClock } from "../../../../../test/harness/op-signer.ts";
import type { SequencerConfig } from "../../../enclave/signer-config.ts";
import type { Approvals } from "../../approvals/approvals.ts";
import type { ApprovalSubject } from "../../approvals/subject.ts";
import { Refusal } from "../../refusal.ts";
import { sequencerGuardLimits } from "./limits.ts";
import { judgePayload } from "./payload-rules.ts";

/** Number 1000 is now; one block each two seconds. */
function sequencer(config: Partial<SequencerConfig> = {}, terms: OpSignerTerms = {}) {
  const clock = terms.clock ?? testClock();
  const nowAt = 1000;
  const start = Math.floor(clock.unixMs() / 1000) - 2 * nowAt;
  const opSigner = openTestOpSigner({ clock, ...terms, sequencers: [{ mode: "payload", ...config }] });
  const payload = (number: number, shape: Partial<BlockShape> = {}) =>
    payloadOf({ number, timestamp: start + 2 * number, ...shape });
  return {
    ...opSigner,
    payload,
    sign: (number: number, shape: Partial<BlockShape> = {}) => opSigner.signPayload(payload(number, shape)),
    evidence: () =>
      JSON.parse(opSigner.opSigner.evidence.text()) as {
        signed: { signed: { number: string } | null; asked: { number: string }; code: string }[];
        refused: { signed: { number: string } | null; asked: { number: string }; code: string }[];
        refusedOnlyCounted: number;
      },
  };
}

/** Approves what the test lists, once each, and remembers what was asked for. */
function approving() {
  const asked: ApprovalSubject[] = [];
  let isWilling = false;
  const approvals: Approvals = {
    require(subject) {
      asked.push(subject);
      if (!isWilling) throw new Refusal("APPROVAL_REQUIRED", "statement 7");
      isWilling = false;
    },
  };
  return {
    approvals,
    asked,
    approve: () => {
      isWilling = true;
    },
  };
}

describe("strict: one payload at each number", () => {
  test("blocks in their order are signed, and each again with the same signature", async () => {
    const { sign, signed } = sequencer();
    for (let number = 990; number <= 1000; number++) assert.equal(await sign(number), "signed");
    const first = [...signed];
    for (let number = 990; number <= 1000; number++) assert.equal(await sign(number), "signed");
    assert.deepEqual(signed.slice(first.length), first);
  });

  test("another payload at a signed number is refused, and the pair is evidence", async () => {
    const { sign, signed, evidence } = sequencer();
    await sign(1000);
    for (const form of [1, 2, 3, 4] as const)
      assert.equal(await sign(1000, { salt: form, form }), "PAYLOAD_CONFLICT", `form ${form}`);
    assert.equal(signed.length, 1);
    const [pair] = evidence().refused;
    assert.deepEqual([pair?.code, pair?.signed?.number, pair?.asked.number], ["PAYLOAD_CONFLICT", "1000", "1000"]);
  });

  test("the same block under another domain is another message: refused", async () => {
    const { sign, payload, call } = sequencer();
    await sign(1000);
    const { bytes, hash } = payload(1000);
    const args = {
      ...{ domain: `0x${"01".padStart(64, "0")}`, chainId: 10 },
      ...{ payloadHash: Buffer.from(hash).toString("base64"), payloadBytes: Buffer.from(bytes).toString("base64") },
    };
    assert.equal((await call("opsigner_signBlockPayload", [args])).refused, "PAYLOAD_CONFLICT");
  });

  test("a number before the highest is refused, however near", async () => {
    const { sign } = sequencer();
    await sign(1000);
    assert.equal(await sign(999), "PAYLOAD_REGRESSION");
    assert.equal(await sign(1), "PAYLOAD_REGRESSION");
    assert.equal(await sign(1001), "signed", "control");
  });

  test("a block that stands on another one than the signed one before it is refused", async () => {
    const { sign, evidence } = sequencer();
    await sign(999);
    assert.equal(await sign(1000, { parentHash: blockHashOf(999, 7) }), "PAYLOAD_CONFLICT");
    assert.deepEqual(evidence().refused[0]?.signed?.number, "999");
    assert.equal(await sign(1000), "signed", "control: on the signed one");
    assert.equal(await sign(1002), "signed", "control: after a gap nobody knows the parent");
  });

  test("a timestamp from the future is refused, to the tolerance's millisecond", async () => {
    const { sign, clock } = sequencer({ futureTimestampMsMax: 5_000 });
    assert.equal(await sign(1003), "PAYLOAD_TIMESTAMP");
    clock.advance(999);
    assert.equal(await sign(1003), "PAYLOAD_TIMESTAMP");
    clock.advance(1);
    assert.equal(await sign(1003), "signed");
  });

  test("a number that leaps ahead of its time is refused: it would forbid all before it", async () => {
    const { sign, payload } = sequencer();
    await sign(1000);
    const { timestamp } = payload(1000);
    assert.equal(await sign(2 ** 40, { timestamp }), "PAYLOAD_TIMESTAMP");
    assert.equal(await sign(1000 + sequencerGuardLimits.numbersAheadOfTimeMax + 1, { timestamp }), "PAYLOAD_TIMESTAMP");
    assert.equal(await sign(1001), "signed", "control");
  });

  test("without the payload, or with another one, nothing is signed", async () => {
    const { call, payload, signed } = sequencer();
    const hashOf = (number: number) => `0x${Buffer.from(payload(number).hash).toString("hex")}`;
    const args = { domain: `0x${"00".repeat(32)}`, chainId: "10", payloadHash: hashOf(1000) };
    assert.equal((await call("opsigner_signBlockPayloadV2", [args])).refused, "PAYLOAD_REQUIRED");
    const other = Buffer.from(payload(1001).bytes).toString("base64");
    const withOther = { ...args, payloadBytes: other };
    assert.equal((await call("opsigner_signBlockPayloadV2", [withOther])).refused, "BLOCK_PAYLOAD_INVALID");
    assert.deepEqual(signed, []);
    assert.match(
      String((await call("opsigner_signBlockPayloadV2", [{ ...withOther, payloadHash: hashOf(1001) }])).result),
      /^0x/,
    );
  });
});

describe("looser, as the measured configuration says", () => {
  test("payloadsPerNumberMax 3: three at one number, never a fourth; the pairs are evidence", async () => {
    const { sign, evidence } = sequencer({ payloadsPerNumberMax: 3 });
    const answers = [];
    for (const salt of [0, 1, 2, 3, 0]) answers.push(await sign(1000, { salt }));
    assert.deepEqual(answers, ["signed", "signed", "signed", "PAYLOAD_CONFLICT", "signed"]);
    assert.equal(evidence().signed.length, 2);
  });

  test("parent-known: back as far as rewindBlocksMax, on a signed block; never more payloads at a number for it", async () => {
    const { sign, evidence } = sequencer({
      rewindBlocksMax: 3,
      rewindRequires: "parent-known",
      payloadsPerNumberMax: 2,
    });
    for (let number = 990; number <= 1000; number++) await sign(number);
    assert.equal(await sign(996, { salt: 1 }), "PAYLOAD_REGRESSION", "four back");
    assert.equal(await sign(997, { salt: 1, parentHash: blockHashOf(996, 9) }), "PAYLOAD_REGRESSION", "unknown parent");
    assert.equal(await sign(997, { salt: 1 }), "signed");
    assert.equal(await sign(998, { salt: 1, parentHash: blockHashOf(997, 1) }), "signed", "and goes on from there");
    assert.equal(await sign(997, { salt: 2 }), "PAYLOAD_CONFLICT", "a second rewind to the same number");
    assert.equal(evidence().signed.length, 2);
  });

  test("alert-and-sign: signed, and the pair is evidence; not without bound", async () => {
    const { sign, evidence } = sequencer({ onConflict: "alert-and-sign" });
    for (let salt = 0; salt < sequencerGuardLimits.payloadsKeptPerNumberMax; salt++)
      assert.equal(await sign(1000, { salt }), "signed");
    assert.equal(await sign(1000, { salt: 99 }), "PAYLOAD_CONFLICT");
    assert.equal(evidence().signed.length, sequencerGuardLimits.payloadsKeptPerNumberMax - 1);
  });
});

describe("with the operators' approval", () => {
  test("a rewind is signed once they approved exactly it, and numbers go up from there again", async () => {
    const { approvals, asked, approve } = approving();
    const { sign, payload } = sequencer({ rewindBlocksMax: 10 }, { approvals });
    for (let number = 990; number <= 1000; number++) await sign(number);
    assert.equal(await sign(995, { salt: 1 }), "PAYLOAD_REGRESSION");
    const payloadHash = `0x${Buffer.from(payload(995, { salt: 1 }).hash).toString("hex")}`;
    assert.deepEqual(asked, [
      {
        ...{ action: "rewind", address: "0xf39fd6e51aad88f6f4ce6ab8827279cfffb92266", chainId: 10 },
        ...{ fromNumber: 1000n, toNumber: 995n, payloadHash },
      },
    ]);
    approve();
    assert.equal(await sign(995, { salt: 1 }), "signed");
    for (let number = 996; number <= 1001; number++)
      assert.equal(await sign(number, { salt: 1, parentHash: blockHashOf(number - 1, 1) }), "signed", `${number}`);
    assert.equal(await sign(996, { salt: 2 }), "PAYLOAD_REGRESSION", "one approval is one rewind");
    assert.equal(await sign(989, { salt: 1 }), "PAYLOAD_REGRESSION", "beyond rewindBlocksMax");
    assert.equal(asked.length, 3, "what is beyond is not asked for");
  });

  test("a conflict at the highest number is cleared by approving its evidence", async () => {
    const { approvals, asked, approve } = approving();
    const { sign, evidence } = sequencer({}, { approvals });
    await sign(1000);
    assert.equal(await sign(1000, { salt: 1 }), "PAYLOAD_CONFLICT");
    assert.equal(await sign(1000, { salt: 1 }), "PAYLOAD_CONFLICT");
    assert.deepEqual(asked[0], asked[1], "a retry asks for the same");
    approve();
    assert.equal(await sign(1000, { salt: 1 }), "signed");
    assert.equal(await sign(1001, { parentHash: blockHashOf(1000, 1) }), "signed");
    assert.equal(await sign(1001, { salt: 5 }), "PAYLOAD_CONFLICT");
    assert.equal(evidence().signed.length, 1);
  });
});

describe("other boots", () => {
  test("a number that another boot may have signed is refused; what this one signed is repeated whatever came since", async () => {
    let isOpen = true;
    const windows = { ...openNumbers, allows: () => isOpen };
    const { sign, signed } = sequencer({}, { windows });
    assert.equal(await sign(1000), "signed");
    isOpen = false;
    assert.equal(await sign(1001), "BELOW_WINDOW");
    assert.equal(await sign(1000), "signed");
    assert.equal(signed[0], signed[1]);
  });

  test("after waiting for the log, the decision is made anew: of two that waited one is signed", async () => {
    const gate = Promise.withResolvers<void>();
    const windows = { ...openNumbers, cover: () => gate.promise };
    const { sign } = sequencer({}, { windows });
    const both = [sign(1000, { salt: 1 }), sign(1000, { salt: 2 })];
    gate.resolve();
    assert.deepEqual(await Promise.all(both), ["signed", "PAYLOAD_CONFLICT"]);
  });

  test("what is refused anyway claims nothing in the log", async () => {
    const covered: bigint[] = [];
    const windows = {
      ...openNumbers,
      cover(number: bigint) {
        covered.push(number);
        return undefined;
      },
    };
    const { sign, payload } = sequencer({}, { windows });
    await sign(1000);
    await sign(2 ** 40, { timestamp: payload(1000).timestamp });
    await sign(1010);
    await sign(3);
    assert.deepEqual(covered, [1000n]);
  });

  test("a number that is refused is not counted as signed: a release gives it back", async () => {
    const counted: bigint[] = [];
    const windows = {
      ...openNumbers,
      allows(number: bigint) {
        counted.push(number);
        return true;
      },
    };
    const { sign } = sequencer({}, { windows });
    await sign(1000);
    for (const number of [1010, 999]) await sign(number);
    await sign(1001);
    assert.deepEqual(counted, [1000n, 1001n]);
  });

  test("a log that the parent can put back, or none: only what is later than this boot and the tolerance", async () => {
    for (const windows of [undefined, { ...openNumbers, exclusivity: "none" }]) {
      const { sign, clock } = sequencer({ futureTimestampMsMax: 5_000 }, { windows });
      assert.equal(await sign(1000), "BELOW_BOOT_FLOOR");
      assert.equal(await sign(1002), "BELOW_BOOT_FLOOR", "an earlier boot may have signed it ahead of its clock");
      clock.advance(5_000);
      assert.equal(await sign(1002), "BELOW_BOOT_FLOOR");
      assert.equal(await sign(1003), "signed");
    }
  });

  test("what the log says when it is asked to cover is what the client reads", async () => {
    for (const code of ["SIGNER_RETIRED", "LOG_CORRUPT"] as const) {
      const cover = () => {
        throw new Refusal(code);
      };
      assert.equal(await sequencer({}, { windows: { ...openNumbers, cover } }).sign(1000), code);
    }
  });
});

describe("floods", () => {
  test("of conflicts: evidence, memory and the first refused pair stay bounded", async () => {
    const { sign, evidence, signed } = sequencer();
    await sign(1000);
    for (let salt = 1; salt <= 600; salt++) assert.equal(await sign(1000, { salt }), "PAYLOAD_CONFLICT");
    const { refused, refusedOnlyCounted } = evidence();
    assert.equal(refused.length, sequencerGuardLimits.refusedEvidencePerNumberMax);
    assert.equal(refused.length + refusedOnlyCounted, 600);
    assert.equal(signed.length, 1);
  });

  test("of numbers: what is remembered stays bounded, and what is forgotten can't be signed again", async () => {
    const { openSignedBlocks } = await import("./signed-blocks.ts");
    const limits = { ...sequencerGuardLimits, numbersKeptMax: 10 };
    const blocks = openSignedBlocks(limits);
    const block = (number: bigint) => ({
      ...{
        number,
        timestamp: number,
        parentHash: "0x",
        blockHash: "0x",
        payloadHash: "0x",
        signingHash: `0x${number}`,
      },
    });
    for (let number = 0n; number < 1000n; number++) blocks.record(block(number));
    assert.equal(blocks.size, 10);
    assert.equal(blocks.at(989n).length, 0);
    assert.equal(blocks.at(990n).length, 1);
    assert.equal(blocks.lowestKnown, 990n);
    for (const far of [5_000n, 10n, 20n]) blocks.record(block(far));
    assert.ok(blocks.size <= 10);
    // 11 was forgotten, though 10, which it may stand on, is known again.
    const rules = {
      ...{ blockTimeMs: 2_000, payloadsPerNumberMax: 1, rewindBlocksMax: 100_000, futureTimestampMsMax: 0 },
    };
    const judged = judgePayload(
      blocks,
      { ...block(11n), signingHash: "0xother" },
      { ...rules, rewindRequires: "parent-known", onConflict: "refuse" },
      1_000_000,
    );
    assert.ok("refused" in judged && judged.refused === "PAYLOAD_REGRESSION");
  });
});
