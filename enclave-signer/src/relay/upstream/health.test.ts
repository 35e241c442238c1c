// User: a wallet that wants the healthy nodes asked. Attacker: an upstream that lies about its head, and a client who asks for what takes too long.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { candidates } from "./candidates.ts";
import { type Head, headRules, looked, noHead, reaches, showing } from "./head.ts";
import {
  atHead,
  compared,
  failed,
  type Health,
  healthRules,
  identified,
  isBelievable,
  isOfChain,
  isUsable,
  limited,
  succeeded,
  untried,
} from "./health.ts";

const rules = healthRules(12_000);
const healthy: Health = { ...untried, state: "healthy", head: 100n };
const fail = (health: Health, times: number, slow = false, nowMs = 0): Health => {
  let next = health;
  for (let at = 0; at < times; at++) next = failed(next, { nowMs, slow, random: 0.5 }, rules);
  return next;
};

/** A generator with a printed seed (mulberry32). */
function seeded(seed: number): () => number {
  let a = seed;
  return () => {
    a = (a + 0x6d2b79f5) | 0;
    let t = Math.imul(a ^ (a >>> 15), 1 | a);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

describe("in and out", () => {
  test("it takes three failures in a row, and two successes", () => {
    assert.equal(fail(healthy, 2).state, "healthy");
    const down = fail(healthy, 3);
    assert.equal(down.state, "down");
    const once = succeeded(down, 10, rules);
    assert.equal(once.state, "down");
    assert.equal(fail(once, 1).successes, 0);
    assert.equal(succeeded(once, 10, rules).state, "healthy");
  });

  test("a client's calls that take too long are no row, but a node that is late for most is out", () => {
    assert.equal(fail(healthy, 3, true).state, "healthy");
    assert.equal(fail(healthy, 20, true).state, "down");
    let mixed = healthy;
    for (let at = 0; at < 200; at++) mixed = succeeded(fail(mixed, 1, true), 10, rules);
    assert.equal(mixed.state, "healthy");
  });

  test("never tried, or of another chain: not usable, whatever it answers", () => {
    for (const start of [untried, identified(healthy, false)]) {
      const answered = succeeded(succeeded(start, 1, rules), 1, rules);
      assert.equal(isUsable(answered, 0), false);
      assert.equal(isOfChain(answered), false);
      assert.equal(isOfChain(fail(start, 5)), false);
      assert.equal(isUsable(identified(answered, true), 0), true); // control
    }
  });

  test("a pause that it asks for is kept, up to half a minute", () => {
    assert.equal(isUsable(limited(healthy, 0, 5_000, rules), 4_999), false);
    assert.equal(isUsable(limited(healthy, 0, 5_000, rules), 5_000), true);
    assert.equal(isUsable(limited(healthy, 0, 1e12, rules), 30_000), true);
  });

  test("probes of a dead one come more and more seldom, and traffic does not put them off", () => {
    let health = healthy;
    let nowMs = 0;
    const pauses: number[] = [];
    for (let at = 0; at < 12; at++) {
      health = fail(health, 1, false, nowMs);
      const due = health.probeAtMs;
      assert.equal(fail(health, 5, false, nowMs + 1).probeAtMs, due);
      pauses.push(due - nowMs);
      nowMs = due;
    }
    assert.ok(pauses.every((pause, at) => at === 0 || pause >= pauses[at - 1]!));
    assert.ok(pauses.at(-1)! <= rules.probeMaxMs);
  });

  test("whatever happens, the numbers stay numbers and a foreign one stays out", () => {
    const seed = 0x1517;
    const random = seeded(seed);
    let health = healthy;
    for (let step = 0; step < 100_000; step++) {
      const nowMs = step * 10;
      const dice = random();
      if (dice < 0.4) health = succeeded(health, random() * 1000, rules);
      else if (dice < 0.8) health = failed(health, { nowMs, slow: random() < 0.5, random: random() }, rules);
      else if (dice < 0.9) health = limited(health, nowMs, random() < 0.5 ? undefined : random() * 1e6, rules);
      else if (dice < 0.95) health = identified(health, random() < 0.5);
      else health = atHead(health, BigInt(Math.floor(random() * 1e9)));
      assert.ok(health.errorRate >= 0 && health.errorRate <= 1, `seed ${seed}, step ${step}`);
      assert.ok(health.latencyMs === undefined || Number.isFinite(health.latencyMs));
      assert.ok(health.probes <= 16 && !Number.isNaN(health.probeAtMs));
      if (health.state === "foreign") assert.equal(isUsable(health, Number.MAX_VALUE), false);
    }
  });
});

describe("heads compared", () => {
  const at = (...heads: (bigint | undefined)[]) => heads.map((head) => ({ ...healthy, head }));
  const lags = (all: readonly Health[]) => compared(all, rules).map((one) => one.lags);

  test("behind by more than the limit is out, and comes back only half way up", () => {
    assert.deepEqual(lags(at(100n, 97n)), [false, false]);
    const [, behind] = compared(at(100n, 96n), rules);
    assert.equal(behind!.lags, true);
    const [, still] = compared(
      [
        { ...healthy, head: 100n },
        { ...behind!, head: 97n },
      ],
      rules,
    );
    assert.equal(still!.lags, true);
    const [, back] = compared(
      [
        { ...healthy, head: 100n },
        { ...still!, head: 99n },
      ],
      rules,
    );
    assert.equal(back!.lags, false);
  });

  test("a liar far ahead is not believed by three, and takes nobody out", () => {
    const all = compared(at(100n, 101n, 2n ** 63n), rules);
    assert.deepEqual(
      all.map((one) => [one.lags, one.leads]),
      [
        [false, false],
        [false, false],
        [false, true],
      ],
    );
    assert.equal(isUsable(all[2]!, 0), false);
  });

  test("what is shown to clients is held to the same", () => {
    assert.equal(isBelievable(2n ** 63n, at(100n, 101n, 99n), rules), false);
    assert.equal(isBelievable(110n, at(100n, 101n, 99n), rules), true);
    assert.equal(isBelievable(2n ** 63n, at(100n, 101n), rules), true); // two can't tell who lies
  });

  test("control: one that is just quicker is believed", () => {
    assert.deepEqual(
      compared(at(100n, 100n, 104n), rules).map((one) => one.leads),
      [false, false, false],
    );
    assert.deepEqual(lags(at(100n, 100n, 104n)), [true, true, false]);
  });

  test("one of another chain is compared with nobody", () => {
    const all = compared(
      [
        { ...healthy, head: 5n },
        { ...healthy, state: "foreign", head: 1_000n },
      ],
      rules,
    );
    assert.equal(all[0]!.lags, false);
  });
});

describe("the head that clients see", () => {
  const tip = headRules(12_000, 3_000);

  test("goes up, never down, while any upstream is there", () => {
    const random = seeded(7);
    let head: Head = noHead;
    let before = 0n;
    for (let step = 0; step < 10_000; step++) {
      head = showing(head, BigInt(step) - BigInt(Math.floor(random() * 10)));
      assert.ok(head.shown! >= before);
      before = head.shown!;
      head = looked(head, [before, before - 3n], step * 1_000, tip);
      assert.equal(head.shown, before);
    }
  });

  test("goes down when all upstreams are below for long: the chain itself went back", () => {
    const shown = showing(noHead, 100n);
    const first = looked(shown, [5n, 7n], 0, tip);
    assert.equal(looked(first, [5n, 7n], tip.fallAfterMs - 1, tip).shown, 100n);
    const fallen = looked(first, [5n, 7n], tip.fallAfterMs, tip);
    assert.deepEqual([fallen.shown, fallen.falls], [7n, 1]);
    // control: one upstream reached it in between, so the wait starts anew
    const again = looked(looked(first, [100n], 10, tip), [5n], 20, tip);
    assert.equal(looked(again, [5n], tip.fallAfterMs + 10, tip).shown, 100n);
  });

  test("who may be asked about a block", () => {
    const shown = showing(noHead, 100n);
    assert.equal(reaches(99n, "latest", shown, tip), true); // within the tolerance of 1
    assert.equal(reaches(98n, "latest", shown, tip), false);
    assert.equal(reaches(undefined, "latest", shown, tip), false);
    assert.equal(reaches(99n, 100n, shown, tip), false);
    assert.equal(reaches(100n, 100n, shown, tip), true);
    assert.equal(reaches(undefined, undefined, shown, tip), true);
  });
});

describe("candidates", () => {
  const tip = headRules(12_000, 3_000);
  const order = (all: readonly Health[], needed: "latest" | bigint | undefined, given = all.map((_, at) => at)) =>
    candidates(given, (at) => all[at]!, { needed, head: showing(noHead, 100n), rules: tip, nowMs: 0 });

  test("dispatch's order among those who have the block; then by height; then the poor", () => {
    const all: Health[] = [
      { ...healthy, head: 90n },
      { ...healthy, head: 95n },
      { ...healthy, head: 100n },
      { ...healthy, head: 101n },
      { ...healthy, state: "down" },
      { ...healthy, state: "foreign" },
      { ...untried },
    ];
    assert.deepEqual(order(all, "latest"), [2, 3, 1, 0, 4]);
    assert.deepEqual(order(all, "latest", [6, 5, 4, 3, 2, 1, 0]), [3, 2, 1, 0, 4]);
    assert.deepEqual(order(all, 200n), [3, 2, 1, 0, 4]);
    assert.deepEqual(order(all, undefined), [0, 1, 2, 3, 4]);
  });

  test("when all are poor, the dead come last", () => {
    const all: Health[] = [
      { ...healthy, state: "down" },
      { ...healthy, lags: true },
      { ...healthy, state: "foreign" },
    ];
    assert.deepEqual(order(all, "latest"), [1, 0]);
  });
});
