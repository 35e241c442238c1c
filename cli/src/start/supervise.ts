// Keeps a process running: starts it again when it ends, later each time, until it is told to stop.
import { type ChildProcess, spawn } from "node:child_process";
import { closeSync, openSync } from "node:fs";
import { setTimeout as delay } from "node:timers/promises";

const restartMsMin = 100;
const restartMsMax = 2_000;
/** A process that ran so long is taken to have been well. */
const settledMs = 5_000;
/** From SIGTERM to SIGKILL. */
const graceMs = 3_000;

export type Supervised = {
  readonly name: string;
  pid(): number | undefined;
  stop(): Promise<void>;
};

export type Program = {
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly logFile: string;
};

/**
 * @param onStart Called with the process id at every start.
 * @param onRestart Called with the exit code (or signal) each time it ended unbidden.
 */
export function supervise(
  program: Program,
  onStart: (pid: number) => void,
  onRestart: (ended: string) => void,
): Supervised {
  let child: ChildProcess | undefined;
  let ended: Promise<string> = Promise.resolve("");
  let stopping = false;
  let waitMs = restartMsMin;
  const abort = new AbortController();

  const launch = () => {
    const startedAt = performance.now();
    const log = openSync(program.logFile, "a", 0o600);
    const running = spawn(program.command, program.args, { stdio: ["ignore", log, log] });
    closeSync(log);
    child = running;
    if (running.pid !== undefined) onStart(running.pid);
    ended = endOf(running);
    void ended.then(async (how) => {
      if (stopping) return;
      waitMs = performance.now() - startedAt > settledMs ? restartMsMin : Math.min(waitMs * 2, restartMsMax);
      onRestart(how);
      await delay(waitMs, undefined, { signal: abort.signal }).catch(() => {});
      if (!stopping) launch();
    });
  };
  launch();

  return {
    name: program.name,
    pid: () => child?.pid,
    async stop() {
      stopping = true;
      abort.abort();
      child?.kill("SIGTERM");
      const killed = setTimeout(() => child?.kill("SIGKILL"), graceMs);
      await ended;
      clearTimeout(killed);
    },
  };
}

/** How a process ended. One that could not be started has ended, too: it has an `error` and never a `close`. */
function endOf(child: ChildProcess): Promise<string> {
  return new Promise((resolve) => {
    child.once("error", (error: NodeJS.ErrnoException) => resolve(error.code ?? "could not be started"));
    child.once("close", (code, signal) => resolve(signal ?? `exit code ${code}`));
  });
}
