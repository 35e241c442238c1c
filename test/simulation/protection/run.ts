// Runs schedules of consecutive seeds in a process of its own, and prints one JSON object: `node run.ts '{"seed":1,"count":1000,"power":"once-only"}'`.
import { changeSources } from "./hooks.ts";
import { mutations } from "./mutations.ts";
import type { Power } from "./schedule.ts";

export type RunOrder = {
  readonly seed: number;
  readonly count: number;
  readonly power: Power;
  readonly mutation?: string;
  /** Ends at the first slashable pair. */
  readonly untilFound?: boolean;
};

export type RunReport = {
  readonly schedules: number;
  readonly signed: number;
  readonly boots: number;
  readonly slashable: number;
  /** Seeds of schedules in which something slashable was signed, at most ten. */
  readonly seeds: readonly number[];
  readonly refused: Readonly<Record<string, number>>;
};

if (import.meta.main) {
  // A refusal is an everyday answer here; nobody reads where it came from.
  Error.stackTraceLimit = 0;
  const order = JSON.parse(process.argv[2] ?? "{}") as RunOrder;
  changeSources(mutations.find(({ name }) => name === order.mutation));
  const { runSchedule } = await import("./schedule.ts");
  const refused: Record<string, number> = {};
  const seeds: number[] = [];
  let [schedules, signed, boots, slashable] = [0, 0, 0, 0];
  for (; schedules < order.count && !(order.untilFound && slashable > 0); schedules++) {
    const seed = order.seed + schedules;
    const outcome = await runSchedule(seed, order.power);
    signed += outcome.signed;
    boots += outcome.boots;
    slashable += outcome.slashable;
    if (outcome.slashable > 0 && seeds.length < 10) seeds.push(seed);
    for (const [code, times] of outcome.refused) refused[code] = (refused[code] ?? 0) + times;
  }
  process.stdout.write(JSON.stringify({ schedules, signed, boots, slashable, seeds, refused } satisfies RunReport));
  process.exit(0);
}
