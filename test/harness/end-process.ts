import type { ChildProcess } from "node:child_process";

/** Ends a process, if it has not ended, and waits until it is gone and its output is read. */
export async function endProcess(child: ChildProcess, signal: "SIGKILL" | "SIGTERM" = "SIGKILL"): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return;
  const ended = new Promise((resolve) => child.once("close", resolve));
  child.kill(signal);
  await ended;
}
