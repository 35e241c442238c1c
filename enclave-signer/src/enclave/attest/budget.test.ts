// Attacker: anyone on the internet, who asks as often as the network carries.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { documentBudget } from "./budget.ts";

describe("the budget of documents", () => {
  test("is 4 in any window of a second, wherever it begins", () => {
    const budget = documentBudget(4);
    const taken: number[] = [];
    for (let ms = 0; ms < 20_000; ms += 7) if (budget.take(ms, 0)) taken.push(ms);
    for (const from of taken) assert.ok(taken.filter((at) => at >= from && at < from + 1000).length <= 4);
    assert.ok(taken.length >= 4 * 19, "control: it is used up");
  });

  test("leaves over what is spared", () => {
    const budget = documentBudget(4);
    const answers = Array.from({ length: 5 }, () => budget.take(0, 1));
    assert.deepEqual(answers, [true, true, true, false, false]);
    assert.equal(budget.take(0, 0), true);
    assert.equal(budget.take(999, 0), false);
    assert.equal(budget.take(1000, 0), true);
  });
});
