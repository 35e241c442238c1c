// A gateway whose relay is away: it must be back within 2 s of the relay's return.
import assert from "node:assert/strict";
import { test } from "node:test";
import { backoffMs } from "./backoff.ts";
import { linkLimits } from "./limits.ts";

test("the pause grows, and never beyond its bound", () => {
  assert.equal(
    backoffMs(0, () => 0),
    linkLimits.backoffFirstMs / 2,
  );
  for (let attempt = 0; attempt < 2_000; attempt++) {
    const longest = backoffMs(attempt, () => 1);
    assert.ok(longest <= linkLimits.backoffMaxMs && longest >= linkLimits.backoffFirstMs);
  }
  assert.ok(linkLimits.backoffMaxMs < 2_000);
});
