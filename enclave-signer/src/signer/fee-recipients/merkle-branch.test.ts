// A proof that is shorter or longer than its generalized index says would be of another member, or of a tree of the prover's own.
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { test } from "node:test";
import { isMerkleBranch } from "./merkle-branch.ts";

const chunk = (byte: number) => new Uint8Array(32).fill(byte);
const pair = (left: Uint8Array, right: Uint8Array) => createHash("sha256").update(left).update(right).digest();

test("the index gives sides and depth", () => {
  const [a, b, c, d] = [chunk(1), chunk(2), chunk(3), chunk(4)] as const;
  const root = pair(pair(a, b), pair(c, d));
  assert.ok(isMerkleBranch(a, [b, pair(c, d)], 4, root));
  assert.ok(isMerkleBranch(d, [c, pair(a, b)], 7, root));
  assert.ok(!isMerkleBranch(c, [d, pair(a, b)], 7, root), "on the other side");
  assert.ok(!isMerkleBranch(d, [c], 7, pair(c, d)), "one hash too few");
  assert.ok(!isMerkleBranch(d, [c, pair(a, b), chunk(0)], 7, pair(root, chunk(0))), "one too many");
});
