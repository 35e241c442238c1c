// User: an operator whose enclaves must not fall out of the registry, and whose account must not be emptied by one that can't be registered.
import assert from "node:assert/strict";
import { test } from "node:test";
import { registrationLimits } from "./limits.ts";
import { dailyAllowance, isDue, pauseMs } from "./renewal.ts";

const day = 86_400;

test("a registration is renewed when a third of its life is left, and one that has ended is due", () => {
  assert.equal(isDue(10 * day, 3 * day, 9 * day - 1), false);
  assert.equal(isDue(10 * day, 3 * day, 9 * day), true);
  assert.equal(isDue(10 * day, 3 * day, 11 * day), true);
  assert.equal(isDue(Number.NaN, day, 0), true, "what is no time is due");
});

test("pauses double up to five minutes, half of each by chance; success is looked at every minute", () => {
  assert.equal(
    pauseMs(0, () => 0.5),
    registrationLimits.checkMs,
  );
  assert.deepEqual(
    [1, 2, 3].map((failures) => pauseMs(failures, () => 0)),
    [500, 1_000, 2_000],
  );
  assert.equal(
    pauseMs(1_000_000, () => 0),
    registrationLimits.retryMsMax / 2,
  );
  assert.ok(pauseMs(1_000_000, () => 0.999) <= registrationLimits.retryMsMax);
});

test("an account pays for so many transactions in any 24 hours", () => {
  let nowMs = 0;
  const take = dailyAllowance(3, () => nowMs);
  assert.deepEqual([take(), take(), take(), take()], [true, true, true, false]);
  nowMs = 86_399_999;
  assert.equal(take(), false);
  nowMs = 86_400_000;
  assert.equal(take(), true);
});
