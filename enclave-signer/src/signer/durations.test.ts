// An operator who looks at the worst one in twenty of a slot's signatures.
import assert from "node:assert/strict";
import { test } from "node:test";
import { openDurations } from "./durations.ts";

test("count and sum are of all, quantiles of the newest", () => {
  const durations = openDurations(100);
  assert.deepEqual(durations.samples("t"), ["t_count 0", "t_sum 0"]);
  for (let times = 0; times < 50; times++) durations.observe(1_000);
  for (let number = 100; number >= 1; number--) durations.observe(number);
  assert.deepEqual(durations.samples("t"), [
    't{quantile="0.2"} 20',
    't{quantile="0.5"} 50',
    't{quantile="0.8"} 80',
    't{quantile="0.95"} 95',
    't{quantile="0.99"} 99',
    't{quantile="1"} 100',
    "t_count 150",
    "t_sum 55050",
  ]);
});

test("of fewer than are kept, they are of these", () => {
  const durations = openDurations(100);
  durations.observe(3);
  durations.observe(1);
  assert.deepEqual(durations.samples("t").slice(0, 3), [
    't{quantile="0.2"} 1',
    't{quantile="0.5"} 1',
    't{quantile="0.8"} 3',
  ]);
});
