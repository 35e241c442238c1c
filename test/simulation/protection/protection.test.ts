// Attacker: root on the parent, with malicious clients and any number of clones. Wants: two messages that cost a validator its stake.
// The signer's own code decides; a checker that shares no line with it counts. `INKAN_SEED` replays, `INKAN_SCHEDULES` runs more.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { join } from "node:path";
import { describe, test } from "node:test";
import { promisify } from "node:util";
import { mutations } from "./mutations.ts";
import type { RunOrder, RunReport } from "./run.ts";
import type { Power } from "./schedule.ts";

const seed = Number(process.env.INKAN_SEED ?? Math.floor(Math.random() * 2 ** 30));
const schedules = Number(process.env.INKAN_SCHEDULES ?? 100_000);
/** So many find each rule that is taken out, with a margin. Of a fixed seed: a control must not depend on luck. */
const mutatedMax = 30_000;
const processes = 2;

async function run(order: RunOrder): Promise<RunReport> {
  const program = join(import.meta.dirname, "run.ts");
  const { stdout } = await promisify(execFile)(process.execPath, [program, JSON.stringify(order)]);
  return JSON.parse(stdout) as RunReport;
}

/** Several processes share the seeds. */
async function runAll(power: Power, from: number, count: number): Promise<RunReport[]> {
  const each = Math.ceil(count / processes);
  return Promise.all(Array.from({ length: processes }, (_, at) => run({ seed: from + at * each, count: each, power })));
}

const sum = (reports: readonly RunReport[], of: (report: RunReport) => number) =>
  reports.reduce((total, report) => total + of(report), 0);

describe("nothing slashable is ever signed", () => {
  for (const [power, share] of [
    ["once-only", 0.4],
    ["chain", 0.23],
    ["chain, forged proofs", 0.02],
    ["s3", 0.2],
    ["none", 0.15],
  ] as const)
    test(`exclusivity ${power}: ${Math.round(schedules * share)} schedules from seed ${seed}`, async (context) => {
      const reports = await runAll(power, seed, Math.round(schedules * share));
      const [ran, signed] = [sum(reports, (report) => report.schedules), sum(reports, (report) => report.signed)];
      context.diagnostic(`seed ${seed}: ${ran} schedules, ${sum(reports, (r) => r.boots)} boots, ${signed} signatures`);
      assert.deepEqual(
        reports.flatMap(({ seeds }) => seeds),
        [],
        "replay with INKAN_SEED and INKAN_SCHEDULES=1",
      );
      assert.equal(
        sum(reports, ({ slashable }) => slashable),
        0,
      );
      assert.ok(ran >= schedules * share && signed > ran / 2, "control: much was signed");
      for (const code of ["BELOW_WINDOW", "BEYOND_CLOCK", "WINDOW_UNAVAILABLE", "SIGNER_RETIRED", "DOUBLE_VOTE"])
        assert.ok(
          sum(reports, ({ refused }) => refused[code] ?? 0) > 0 || schedules < 1_000,
          `control: ${code} was met`,
        );
    });
});

describe("control: each rule is needed", () => {
  for (const { name, power } of mutations)
    test(`slashable without it: ${name}`, async (context) => {
      const report = await run({ seed: 1, count: mutatedMax, power, mutation: name, untilFound: true });
      context.diagnostic(`found after ${report.schedules} schedules`);
      assert.ok(report.slashable > 0, `not found in ${report.schedules} schedules`);
    });

  test("exclusivity none does not protect clones that are alive together: that is why it is reported", async () => {
    const report = await run({ seed: 1, count: mutatedMax, power: "none, two alive", untilFound: true });
    assert.ok(report.slashable > 0);
  });
});
