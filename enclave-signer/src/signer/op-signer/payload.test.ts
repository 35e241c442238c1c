// Attacker: a client that writes any bytes for a payload. Wants: a block number that is read from bytes which receivers read differently.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { keccak256 } from "viem";
import { blockHashOf, payloadOf } from "../../../../test/harness/op-payload.ts";
import { hashPayload } from "./hash-payload.ts";
import { opSignerLimits } from "./limits.ts";
import { decodePayload } from "./payload.ts";

const hex = (bytes: Uint8Array) => `0x${Buffer.from(bytes).toString("hex")}`;
const forms = [1, 2, 3, 4] as const;
const refused = { code: "BLOCK_PAYLOAD_INVALID" };

describe("decodePayload", () => {
  for (const form of forms)
    test(`version ${form}: what an SSZ library wrote is read`, () => {
      for (const transactions of [[], [new Uint8Array(0)], [new Uint8Array(70_000)]]) {
        const { bytes } = payloadOf({ number: 123_456_789, timestamp: 1_795_478_400, form, transactions });
        assert.deepEqual(decodePayload(bytes), {
          version: form,
          number: 123_456_789n,
          timestamp: 1_795_478_400n,
          parentHash: hex(blockHashOf(123_456_788)),
          blockHash: hex(blockHashOf(123_456_789)),
        });
      }
    });

  test("an envelope without its root, and a plain payload behind one, are no known form", () => {
    assert.throws(() => decodePayload(payloadOf({ number: 1, timestamp: 1, form: 3 }).bytes.subarray(32)), refused);
    const plain = payloadOf({ number: 1, timestamp: 1, form: 2 }).bytes;
    assert.throws(() => decodePayload(Buffer.concat([new Uint8Array(32), plain])), refused);
  });

  test("bytes that can be read in two ways are refused", () => {
    // An envelope whose root and beginning are the fixed part of a Bedrock payload too: offset 436 lies in prevRandao of the inner one.
    const { bytes } = payloadOf({ number: 7, timestamp: 1, form: 3, transactions: [] });
    const both = Buffer.from(bytes);
    both.writeUInt32LE(508, 436);
    both.writeUInt32LE(508, 504);
    assert.throws(() => decodePayload(both), refused);
    assert.equal(decodePayload(bytes).number, 7n, "control: the untouched bytes are read");
  });

  test("cut anywhere in its fixed part, or empty, it is refused", () => {
    for (const form of forms) {
      const { bytes } = payloadOf({ number: 7, timestamp: 1, form, transactions: [] });
      for (let cut = 0; cut < bytes.length; cut += 7)
        assert.throws(() => decodePayload(bytes.subarray(0, cut)), refused);
    }
  });

  test("offsets that leave the bytes or their order are refused", () => {
    const { bytes } = payloadOf({ number: 7, timestamp: 1, form: 3 });
    for (const [at, value] of [
      [32 + 436, 529],
      [32 + 504, 527],
      [32 + 504, 528 + 33],
      [32 + 508, 527],
      [32 + 508, bytes.length],
      [32 + 508, 0xffff_ffff],
    ] as const) {
      const wrong = Buffer.from(bytes);
      wrong.writeUInt32LE(value, at);
      assert.throws(() => decodePayload(wrong), refused, `${at} = ${value}`);
    }
  });
});

test("a payload's hash is the same in pieces, and others have their turn meanwhile", async () => {
  for (const length of [0, 1, 65_535, 65_536, 65_537, 300_000]) {
    const bytes = new Uint8Array(length).fill(length % 251);
    assert.equal(hex(await hashPayload(bytes, opSignerLimits)), keccak256(bytes), `${length} bytes`);
  }
  let turns = 0;
  let isDone = false;
  const count = () => {
    turns++;
    if (!isDone) setImmediate(count);
  };
  setImmediate(count);
  await hashPayload(new Uint8Array(10 * opSignerLimits.hashPieceBytes), opSignerLimits);
  isDone = true;
  assert.ok(turns >= 9, `${turns} turns`);
});
