// Attacker: the parent, which sets the machine's clock and routes its time servers.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { anchoredClock } from "./clock.ts";

describe("the enclave's clock", () => {
  test("goes on from the NSM's timestamp with the monotonic clock, and follows newer timestamps", () => {
    let monotonicMs = 500;
    const clock = anchoredClock(1_000_000, () => monotonicMs);
    assert.equal(clock.unixMs(), 1_000_000);
    monotonicMs += 250.7;
    assert.equal(clock.unixMs(), 1_000_250);
    clock.anchor(1_006_000); // six seconds of drift
    assert.equal(clock.unixMs(), 1_006_000);
    monotonicMs += 10;
    assert.equal(clock.unixMs(), 1_006_010);
  });

  test("never goes back, and goes on once the NSM's time has caught up", () => {
    let monotonicMs = 0;
    const clock = anchoredClock(10_000, () => monotonicMs);
    monotonicMs = 1_000;
    assert.equal(clock.unixMs(), 11_000);
    clock.anchor(10_500);
    assert.equal(clock.unixMs(), 11_000);
    monotonicMs = 2_000;
    assert.equal(clock.unixMs(), 11_500);
  });

  test("does not ask the machine for the time", (context) => {
    const clock = anchoredClock(1_000_000, () => 0);
    context.mock.method(Date, "now", () => 0);
    assert.equal(clock.unixMs(), 1_000_000);
  });
});
