// Which processes belong to a state directory: so that a start finds those that an earlier one left behind, and anyone can see (or kill) them.
import { readFileSync } from "node:fs";
import { setTimeout as delay } from "node:timers/promises";
import type { State } from "./state.ts";
import { type Program, type Supervised, supervise } from "./supervise.ts";

const file = "processes.json";
const endMsMax = 3_000;

/** Ends processes that an earlier start of the same directory left behind (it was killed): only such as run a command that names the directory. */
export async function endStaleProcesses(state: State): Promise<void> {
  const listed = await state.once<Record<string, number>>(file, () => ({}));
  const left = Object.values(listed).filter((pid) => runsFor(pid, state.directory));
  for (const pid of left) process.kill(pid, "SIGTERM");
  for (
    const end = performance.now() + endMsMax;
    performance.now() < end && left.some((pid) => runsFor(pid, state.directory));
  )
    await delay(20);
  for (const pid of left) if (runsFor(pid, state.directory)) process.kill(pid, "SIGKILL");
}

/** Starts programs that are listed in `processes.json` (`{"relay": 4711, …}`) while they run. */
export function openProcesses(state: State, onRestart: (name: string, ended: string) => void) {
  const pids: Record<string, number> = {};
  const started: Supervised[] = [];
  return {
    start(program: Program): Supervised {
      const running = supervise(
        program,
        (pid) => {
          pids[program.name] = pid;
          state.write(file, pids);
        },
        (ended) => onRestart(program.name, ended),
      );
      started.push(running);
      return running;
    },
    /** Stops all, the last started first. */
    async stop(): Promise<void> {
      for (const running of started.reverse()) await running.stop();
      state.write(file, {});
    },
  };
}

function runsFor(pid: number, directory: string): boolean {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, "utf8").includes(directory);
  } catch {
    return false;
  }
}
