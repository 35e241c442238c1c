// Starts a virtual machine and sees that it comes up. A few in a hundred microvm boots hang in the calibration of their timer, on a busy host more: what does
// not come up in time is killed, by its own pid, and started again.
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, rmSync } from "node:fs";
import { setTimeout as delay } from "node:timers/promises";

export type Command = {
  readonly command: string;
  readonly args: readonly string[];
  /** Besides this process's. */
  readonly environment?: Readonly<Record<string, string>> | undefined;
};

export type MachineProgram = Command & {
  /** Started before it, for each attempt anew, and ended after it. */
  readonly beside?:
    | (Command & { /** Removed before; the first is there when it is ready. */ readonly sockets: readonly string[] })
    | undefined;
  /** Whether userspace is there, by all that the console has printed so far. */
  readonly isUp: (console: string) => boolean;
};

export type MachineLimits = {
  /** From start to `isUp`, of one attempt. */
  readonly upMsMax: number;
  readonly attemptsMax: number;
  /** From start to the end, of a machine that ends by itself. */
  readonly totalMsMax: number;
  /** The newest bytes that are kept of the console. */
  readonly consoleCharactersMax: number;
};

/** A sound boot takes 3 to 6 s on two free cores: this is for a host that is busy with eight other things. */
export const machineLimits: MachineLimits = {
  upMsMax: 90_000,
  attemptsMax: 3,
  totalMsMax: 420_000,
  consoleCharactersMax: 1_048_576,
};

export type Machine = {
  readonly console: () => string;
  readonly attempts: number;
  /** Milliseconds from the start of the attempt that succeeded. */
  readonly upMs: number;
  readonly startedMs: number;
  /** Resolves when the machine ended. */
  readonly ended: Promise<void>;
  /** Ends it and what runs beside it. May be called twice. */
  stop(): Promise<void>;
};

const running = new Set<ChildProcess>();
process.once("exit", () => {
  for (const child of running) child.kill("SIGKILL");
});
// A runner whose time is up ends its files so: none of their machines may stay.
process.once("SIGTERM", () => process.exit(143));

/**
 * @throws {Error} It never came up, or ended before; the text holds the end of what the console printed.
 *
 * @example
 * const machine = await startMachine({ command: qemu, args, isUp: (console) => console.includes("userspace") });
 * try { … } finally { await machine.stop(); }
 */
export async function startMachine(program: MachineProgram, limits: MachineLimits = machineLimits): Promise<Machine> {
  for (let attempt = 1; ; attempt++) {
    const started = await attemptOf(program, limits);
    if (started.isUp) return { ...started.machine, attempts: attempt };
    await started.machine.stop();
    if (attempt === limits.attemptsMax)
      throw new Error(
        `not up in ${attempt} attempts of ${limits.upMsMax} ms: …${started.machine.console().slice(-2_000)}`,
      );
  }
}

/**
 * Waits for the last line `RESULT n` of a machine that ends by itself.
 *
 * @returns n
 * @throws {Error} It did not end in time, or without such a line.
 */
export async function resultOf(machine: Machine, limits: MachineLimits = machineLimits): Promise<number> {
  const ending = new AbortController();
  try {
    const late = delay(limits.totalMsMax - (performance.now() - machine.startedMs), "late", { signal: ending.signal });
    if ((await Promise.race([machine.ended, late.catch(() => {})])) === "late")
      throw new Error(`no end in ${limits.totalMsMax} ms: …${machine.console().slice(-2_000)}`);
    const [, result] = [...machine.console().matchAll(/^RESULT (\d{1,9})\r?$/gm)].at(-1) ?? [];
    if (result === undefined) throw new Error(`ended without a result: …${machine.console().slice(-2_000)}`);
    return Number(result);
  } finally {
    ending.abort();
    await machine.stop();
  }
}

async function attemptOf(program: MachineProgram, limits: MachineLimits) {
  const beside = program.beside === undefined ? undefined : await startBeside(program.beside, limits);
  const startedMs = performance.now();
  const child = started(program);
  let printed = "";
  let isUp = false;
  for (const stream of [child.stdout, child.stderr])
    stream?.setEncoding("latin1").on("data", (text: string) => {
      printed += text;
      isUp ||= program.isUp(printed);
      printed = printed.slice(-limits.consoleCharactersMax);
    });
  const ended = endOf(child);
  const stop = async () => {
    child.kill("SIGKILL");
    await ended;
    await beside?.();
  };
  const machine = { console: () => printed, startedMs, ended, stop, upMs: 0 };

  let isOver = false;
  void ended.then(() => {
    isOver = true;
  });
  while (performance.now() - startedMs < limits.upMsMax) {
    if (isUp) return { isUp, machine: { ...machine, upMs: performance.now() - startedMs } };
    if (isOver) break;
    await delay(50);
  }
  return { isUp: false, machine };
}

/** @returns Ends it. */
async function startBeside({ command, args, sockets }: NonNullable<MachineProgram["beside"]>, limits: MachineLimits) {
  for (const socket of sockets) rmSync(socket, { force: true });
  const child = started({ command, args });
  const ended = endOf(child);
  let said = "";
  for (const stream of [child.stdout, child.stderr])
    stream?.setEncoding("latin1").on("data", (text: string) => {
      said = (said + text).slice(-2_000);
    });
  const stop = async () => {
    child.kill("SIGKILL");
    await ended;
  };
  for (const end = performance.now() + limits.upMsMax; !existsSync(sockets[0] ?? ""); await delay(20)) {
    if (child.exitCode === null && performance.now() < end) continue;
    await stop();
    throw new Error(`${command} is not ready: ${said}`);
  }
  return stop;
}

function started({ command, args, environment }: Command): ChildProcess {
  const child = spawn(command, args, { stdio: ["ignore", "pipe", "pipe"], env: { ...process.env, ...environment } });
  running.add(child);
  return child;
}

async function endOf(child: ChildProcess): Promise<void> {
  await once(child, "close").catch(() => {});
  running.delete(child);
}
