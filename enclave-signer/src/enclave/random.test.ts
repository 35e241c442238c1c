// Attacker: one that predicts the kernel's generator (an enclave starts with little entropy), or one that predicts the NSM's; not both.
import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { describe, test } from "node:test";
import { mixedRandom } from "./random.ts";

const predicted = (bytes: Uint8Array) => bytes.fill(7);

describe("mixed randomness", () => {
  test("differs by what the NSM gave when the kernel is predicted, and by the kernel when the NSM is", () => {
    const nsm = randomBytes(256);
    const from = (...args: Parameters<typeof mixedRandom>) =>
      Buffer.from(mixedRandom(...args).bytes(32)).toString("hex");
    assert.notEqual(from(randomBytes(256), predicted), from(randomBytes(256), predicted));
    assert.notEqual(from(nsm), from(nsm));
    assert.equal(from(nsm, predicted), from(nsm, predicted)); // control: predicting both is predicting all
  });

  test("gives no byte twice, over requests of every size", () => {
    const random = mixedRandom(randomBytes(32), predicted);
    const seen = new Set<string>();
    let count = 0;
    for (const length of [16, 31, 4_096, 17, 5_000, 4_095, 16, 100_000])
      for (const bytes = random.bytes(length), at = { now: 0 }; at.now + 16 <= bytes.length; at.now += 16, count++)
        seen.add(Buffer.from(bytes.subarray(at.now, at.now + 16)).toString("hex"));
    assert.equal(seen.size, count);
  });

  test("what was given out is the caller's own", () => {
    const random = mixedRandom(randomBytes(32));
    const first = random.bytes(32);
    const copy = Uint8Array.from(first);
    random.bytes(4_096);
    assert.deepEqual(first, copy);
  });

  test("integers cover 32 bits", () => {
    const random = mixedRandom(randomBytes(32));
    let or = 0;
    let and = 0xffff_ffff;
    for (let index = 0; index < 1_000; index++) {
      const integer = random.uint32();
      assert.ok(Number.isInteger(integer) && integer >= 0 && integer < 2 ** 32);
      or |= integer;
      and &= integer;
    }
    assert.equal(or >>> 0, 0xffff_ffff);
    assert.equal(and >>> 0, 0);
  });

  test("an NSM that gives less than 32 bytes is refused", () => {
    assert.throws(() => mixedRandom(new Uint8Array(31)), RangeError);
  });
});
