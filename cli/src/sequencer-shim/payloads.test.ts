// A shim that runs for months beside a sequencer with large blocks.
import assert from "node:assert/strict";
import { test } from "node:test";
import { shimLimits } from "./limits.ts";
import { openPayloads } from "./payloads.ts";

test("payloads are bounded in number and in bytes, and the newest is always there", () => {
  const payloads = openPayloads({ ...shimLimits, payloadsKeptMax: 4, payloadsKeptBytesMax: 1_000 });
  const hashes: string[] = [];
  for (let at = 0; at < 100; at++) {
    hashes.push(payloads.keep(new Uint8Array(100 + at).fill(at)));
    assert.ok(payloads.count <= 4 && payloads.bytes <= 1_000);
  }
  assert.equal(payloads.find(hashes.at(-1) ?? "")?.length, 199);
  assert.equal(payloads.find(hashes[0] ?? ""), undefined);
  for (let again = 0; again < 10; again++) payloads.keep(new Uint8Array(199).fill(99));
  assert.equal(payloads.count, 4, "the same payload again is one payload");
});
