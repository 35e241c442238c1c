// A real development chain for tests: Foundry's anvil on a loopback port of its own, gone when the test process is gone.
import { spawn } from "node:child_process";
import { createRequire } from "node:module";
import { arch, platform } from "node:os";
import { dirname, join } from "node:path";

export type AnvilOptions = {
  /** Port on 127.0.0.1; 0, the default, lets the kernel choose, so that tests run side by side. */
  readonly port?: number;
  /** Seconds between blocks. Without it, every transaction gets a block at once. */
  readonly blockTimeSeconds?: number;
  /** Further command line arguments, as `["--chain-id", "1"]`. */
  readonly extraArgs?: readonly string[];
};

export type Anvil = {
  readonly rpcUrl: string;
  readonly wsUrl: string;
  readonly port: number;
  /** Ends the process and waits until it is gone. May be called twice. */
  stop(): Promise<void>;
};

const startDeadlineMs = 20_000;
const outputCharsMax = 8_192;

/** The native program, not the package's wrapper script: a wrapper that dies leaves its child behind. */
function anvilProgram(): string {
  const packageName = `@foundry-rs/anvil-${platform()}-${arch() === "x64" ? "amd64" : arch()}`;
  const require = createRequire(createRequire(import.meta.url).resolve("@foundry-rs/anvil/package.json"));
  return join(dirname(require.resolve(`${packageName}/package.json`)), "bin", "anvil");
}

const running = new Set<() => void>();
const killAll = () => {
  for (const kill of running) kill();
};
process.once("exit", killAll);
// A signal ends a process without `exit`. Where nobody else listens, die of the same signal afterwards.
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const)
  process.once(signal, () => {
    killAll();
    if (process.listenerCount(signal) === 0) process.kill(process.pid, signal);
  });

/**
 * Starts anvil and waits until it listens. Chain id 31337 and ten funded accounts of the well-known test mnemonic, unless `extraArgs` says otherwise.
 *
 * @throws {Error} When the program ends or stays silent for 20 s; the text holds the end of what it printed.
 *
 * @example
 * const anvil = await startAnvil({ blockTimeSeconds: 1 });
 * after(() => anvil.stop());
 */
export async function startAnvil(options: AnvilOptions = {}): Promise<Anvil> {
  const args = ["--host", "127.0.0.1", "--port", String(options.port ?? 0), "--color", "never"];
  if (options.blockTimeSeconds !== undefined) args.push("--block-time", String(options.blockTimeSeconds));
  const child = spawn(anvilProgram(), [...args, ...(options.extraArgs ?? [])], { stdio: ["ignore", "pipe", "pipe"] });

  const kill = () => void child.kill("SIGKILL");
  running.add(kill);
  const gone = new Promise<void>((resolve) => {
    const end = () => {
      running.delete(kill);
      resolve();
    };
    child.once("exit", end);
    child.once("error", end);
  });
  const stop = () => {
    if (child.exitCode === null && child.signalCode === null) kill();
    return gone;
  };

  let output = "";
  const port = await new Promise<number>((resolve, reject) => {
    const fail = (why: string) => {
      kill();
      reject(new Error(`anvil ${why}: ${output.slice(-1_000)}`));
    };
    const timer = setTimeout(() => fail(`did not listen within ${startDeadlineMs} ms`), startDeadlineMs);
    const read = (chunk: Buffer) => {
      output = (output + chunk.toString("utf8")).slice(-outputCharsMax);
      // It prints this line once the socket is bound, with the port that the kernel chose.
      const listening = /Listening on 127\.0\.0\.1:(\d+)/.exec(output);
      if (listening === null) return;
      clearTimeout(timer);
      // From here on its output is only drained: a full pipe would stop it.
      for (const stream of [child.stdout, child.stderr]) stream.off("data", read).resume();
      resolve(Number(listening[1]));
    };
    child.stdout.on("data", read);
    child.stderr.on("data", read);
    child.once("error", (error) => {
      clearTimeout(timer);
      fail(`could not be started (${error.message})`);
    });
    child.once("exit", (code, signal) => {
      clearTimeout(timer);
      fail(`ended (${code ?? signal})`);
    });
  });
  return { rpcUrl: `http://127.0.0.1:${port}`, wsUrl: `ws://127.0.0.1:${port}`, port, stop };
}
