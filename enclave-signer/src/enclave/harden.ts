// What would open the process's memory to whoever can send it a signal or crash it: refused where a flag asked for it, closed where
// Node lets a program close it. The image's init does the rest (no ptrace, core limit 0).
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import inspector from "node:inspector";
import { constants } from "node:os";
import { BootError } from "./boot-error.ts";
import type { Log } from "./log.ts";
import { sourceLineOf } from "./source-line.ts";

const memoryFlags =
  /^--(inspect|heapsnapshot-|heap-prof|report-|abort-on-uncaught-exception|debug-port|allow-natives-syntax)/;

/**
 * To be called before anything else, once.
 *
 * @throws {BootError} `PROCESS_INSPECTABLE` when the process was started with the inspector, heap snapshots or diagnostic reports.
 */
export function hardenProcess(log: Log): void {
  refuseInspection();
  // Without a listener, SIGUSR1 opens the inspector (`--disable-sigusr1` says the same on the command line).
  process.on("SIGUSR1", () => {});
  if (!coresHoldNothing()) log({ event: "core-dumps-possible" });
  for (const [name, kind] of [
    ["uncaughtException", "exception"],
    ["unhandledRejection", "rejection"],
  ] as const)
    process.on(name, (thrown: unknown) => {
      // Node would print message and stack, and a message may quote what a client sent.
      log({ event: "fatal", kind, at: sourceLineOf(thrown) });
      process.exit(1);
    });
}

function refuseInspection(): void {
  const flag = process.execArgv.find((argument) => memoryFlags.test(argument));
  if (flag !== undefined) throw new BootError("PROCESS_INSPECTABLE", flag.split("=", 1)[0]);
  if (inspector.url() !== undefined) throw new BootError("PROCESS_INSPECTABLE", "the inspector listens");
  const { reportOnFatalError, reportOnSignal, reportOnUncaughtException } = process.report;
  if (reportOnFatalError || reportOnSignal || reportOnUncaughtException)
    throw new BootError("PROCESS_INSPECTABLE", "diagnostic reports are on");
  // Whatever listens before the program does is Node's own: a heap snapshot by signal.
  for (const signal of Object.keys(constants.signals))
    if (ownListeners(signal) < process.listenerCount(signal))
      throw new BootError("PROCESS_INSPECTABLE", `something listens to ${signal}`);
}

/** Of Node itself: standard output and error each follow the size of their terminal, as an enclave's console is one. From here on they do. */
function ownListeners(signal: string): number {
  return signal === "SIGWINCH" ? [process.stdout, process.stderr].filter(({ isTTY }) => isTTY).length : 0;
}

/** Tells the kernel to put no mapping into a core dump of this process (core(5), coredump_filter), and looks whether it took that. */
function coresHoldNothing(): boolean {
  // The image's kernel has no core dumps, and so no filter for them.
  if (existsSync("/proc/self/status") && !existsSync("/proc/self/coredump_filter")) return true;
  try {
    writeFileSync("/proc/self/coredump_filter", "0");
    return Number.parseInt(readFileSync("/proc/self/coredump_filter", "latin1"), 16) === 0;
  } catch {
    return false; // not Linux, or no /proc
  }
}
