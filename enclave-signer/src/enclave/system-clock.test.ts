// Attacker: whoever may set or hold the machine's clock, to have an expired certificate taken for a valid one. User: a developer whose machine is busy, or slept.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { anchoredClock } from "./clock.ts";
import { enclaveLimits } from "./limits.ts";
import { systemClock } from "./system-clock.ts";

const { clockAsksBeforeRefusal, clockAnchorAgeMsMax, clockReanchorPauseMs } = enclaveLimits;

/** The NSM says `nsmMs`, or, where that is `undefined`, nothing. */
function clocks(machineMs: number) {
  const state = { machineMs, nsmMs: 1_000_000 as number | undefined, monotonicMs: 0, asked: 0, pausedMs: 0 };
  const clock = anchoredClock(1_000_000, () => state.monotonicMs);
  const system = systemClock({
    clock,
    async reanchor() {
      state.asked++;
      if (state.nsmMs === undefined) throw new Error("the NSM does not answer");
      clock.anchor(state.nsmMs);
    },
    machine: () => state.machineMs,
    async pause(ms) {
      state.pausedMs += ms;
      state.monotonicMs += ms;
      state.machineMs += ms;
      if (state.nsmMs !== undefined) state.nsmMs += ms;
    },
  });
  return { state, clock, system };
}

describe("the machine's clock beside the NSM's", () => {
  for (const [machineMs, isRight] of [
    [1_000_000, true],
    [1_002_000, true],
    [1_002_001, false],
    [998_000, true],
    [997_999, false],
    [0, false],
    [Number.NaN, false],
  ] as const)
    test(`at ${machineMs - 1_000_000} ms apart it is ${isRight ? "right" : "wrong"}`, async () => {
      const { state, system } = clocks(machineMs);
      assert.equal(system.seemsRight(), isRight);
      assert.equal(state.asked, 0, "to look costs nothing");
      assert.equal(await system.isRight(), isRight);
      assert.equal(state.asked, isRight ? 0 : clockAsksBeforeRefusal);
    });

  test("is right again when the machine's is", async () => {
    const { state, system } = clocks(2_000_000);
    assert.equal(await system.isRight(), false);
    state.machineMs = state.nsmMs!;
    assert.equal(await system.isRight(), true);
  });

  test("a machine that slept, whose monotonic clock stood still: right, and nobody is refused", async () => {
    const { state, system } = clocks(1_000_000);
    for (const sleptMs of [2_001, 3_600_000, 86_400_000]) {
      state.machineMs += sleptMs;
      state.nsmMs! += sleptMs;
      const asked = state.asked;
      assert.equal(system.seemsRight(), false, "control: it does not look right");
      assert.equal(await system.isRight(), true);
      assert.equal(state.asked, asked + 1);
    }
  });

  test("an answer that was old when it came is asked for again before anything is refused", async () => {
    const clock = anchoredClock(994_000, () => 0); // it waited six seconds for a busy event loop,
    const answers = [995_000, 1_000_000]; // and the next one five
    const system = systemClock({
      clock,
      reanchor: async () => clock.anchor(answers.shift() ?? assert.fail("asked too often")),
      machine: () => 1_000_000,
      pause: async () => {},
    });
    assert.equal(await system.isRight(), true);
    assert.equal(answers.length, 0);
  });

  test("an NSM that fails for a while ends nothing while the clock is right, and makes no wrong clock right", async () => {
    const { state, system } = clocks(1_000_000);
    state.nsmMs = undefined;
    assert.equal(await system.isRight(), true);
    state.machineMs += 30_000;
    assert.equal(await system.isRight(), false);
    state.machineMs -= 30_000;
    assert.equal(await system.isRight(), true, "the clock is right again before the NSM answers");
    state.machineMs += 30_000;
    state.nsmMs = state.machineMs;
    assert.equal(await system.isRight(), true, "the NSM answers again, and says that it was us");
  });

  test("an NSM that has not answered for too long vouches for nothing", async () => {
    const { state, system } = clocks(1_000_000);
    state.nsmMs = undefined;
    for (const [ageMs, isRight] of [
      [clockAnchorAgeMsMax, true],
      [clockAnchorAgeMsMax + 1, false],
    ] as const) {
      state.monotonicMs = ageMs;
      state.machineMs = 1_000_000 + ageMs;
      assert.equal(await system.isRight(), isRight);
    }
    state.nsmMs = state.machineMs;
    assert.equal(await system.isRight(), true);
  });

  test("many requests at once share the questions, which have a pause between them", async () => {
    const { state, system } = clocks(1_060_000);
    const all = await Promise.all(Array.from({ length: 1_000 }, () => system.isRight()));
    assert.ok(all.every((isRight) => !isRight));
    assert.equal(state.asked, clockAsksBeforeRefusal);
    assert.equal(state.pausedMs, (clockAsksBeforeRefusal - 1) * clockReanchorPauseMs);
    await system.isRight();
    assert.equal(state.pausedMs, (2 * clockAsksBeforeRefusal - 1) * clockReanchorPauseMs);
  });
});
