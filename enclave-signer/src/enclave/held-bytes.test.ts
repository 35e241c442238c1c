// Attacker: a client that begins exchanges and leaves. Wants: bytes that are counted for good, until everybody is refused.
import assert from "node:assert/strict";
import { test } from "node:test";
import { heldBytes } from "./held-bytes.ts";

test("past the limit nothing is taken, and all that was taken comes back", () => {
  const held = heldBytes(100);
  const [first, second] = [held.hold(), held.hold()];
  assert.ok(first.take(60) && second.take(40));
  assert.ok(!second.take(1));
  assert.equal(held.bytes, 100);
  first.release();
  first.release();
  assert.equal(held.bytes, 40);
  assert.ok(second.take(60), "control: there is room again");
});

test("an answer that comes after its client has gone takes nothing", () => {
  const held = heldBytes(100);
  const gone = held.hold();
  gone.release();
  assert.ok(!gone.take(10));
  assert.equal(held.bytes, 0);
});
