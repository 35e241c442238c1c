// A sequencer behind the shim. If the shim encodes one byte otherwise than op-node, the hashes differ and nothing is signed: so each version is
// held to an SSZ library that it shares nothing with.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { JsonValue } from "@inkan/attestation";
import { type BlockShape, engineResultOf, payloadOf } from "../../../test/harness/op-payload.ts";
import { payloadBytesOf } from "./payload-bytes.ts";

const bytes = (length: number, value = 7) => new Uint8Array(length).fill(value);
const withdrawal = (index: number) => ({
  ...{ index, validatorIndex: 2 ** 40, address: bytes(20, index), amount: 2n ** 64n - 1n },
});
const shapes: readonly (readonly [string, Partial<BlockShape>])[] = [
  ["no transaction", { transactions: [] }],
  ["one empty transaction", { transactions: [bytes(0)] }],
  ["many transactions", { transactions: Array.from({ length: 300 }, (_, at) => bytes(at)) }],
  ["a large transaction", { transactions: [bytes(1), bytes(400_000), bytes(2)] }],
  ["the largest numbers", { number: 2 ** 53 - 1, timestamp: 2 ** 53 - 1 }],
];

describe("payloadBytesOf", () => {
  for (const form of [1, 2, 3, 4] as const)
    for (const [name, shape] of shapes)
      test(`version ${form}, ${name}`, () => {
        const block = { number: 1, timestamp: 2, form, ...shape };
        const encoded = payloadBytesOf(engineResultOf(block) as JsonValue);
        assert.ok(Buffer.from(payloadOf(block).bytes).equals(encoded));
      });

  test("withdrawals, which no OP Stack chain has", () => {
    for (const form of [2, 3, 4] as const) {
      const block = {
        number: 1,
        timestamp: 2,
        form,
        withdrawals: Array.from({ length: 16 }, (_, at) => withdrawal(at)),
      };
      assert.ok(Buffer.from(payloadOf(block).bytes).equals(payloadBytesOf(engineResultOf(block) as JsonValue)));
    }
  });

  test("what is missing or malformed is said, never encoded as something else", () => {
    const result = engineResultOf({ number: 1, timestamp: 2, form: 4 }) as {
      executionPayload: Record<string, JsonValue>;
    };
    const names = Object.keys(result.executionPayload).filter((name) => name !== "withdrawalsRoot");
    assert.ok(names.length >= 16);
    for (const name of names)
      for (const wrong of [null, "0x", "0xzz", 7] as const) {
        // Empty extra data is a value like any other.
        if (name === "extraData" && wrong === "0x") continue;
        const executionPayload = { ...result.executionPayload, [name]: wrong };
        assert.throws(
          () => payloadBytesOf({ ...result, executionPayload } as JsonValue),
          { name: "PayloadError" },
          name,
        );
      }
    for (const wrong of [null, [], {}, { executionPayload: 1 }] as const)
      assert.throws(() => payloadBytesOf(wrong), { name: "PayloadError" });
  });
});
