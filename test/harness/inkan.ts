// The embedded default as its users run it: the real command, real processes, in a directory and on ports of its own.
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { randomInt } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { endProcess } from "./end-process.ts";

const projectRoot = join(import.meta.dirname, "../..");
const readyMsMax = 180_000; // both enclaves are registered on the chain by then

export type Ran = { readonly status: number | null; readonly stdout: string; readonly stderr: string };

export type Inkan = {
  /** `http://127.0.0.1:port/dev` */
  readonly rpcUrl: string;
  /** `https://127.0.0.1:port/dev`: TLS that ends in the enclave. */
  readonly tlsUrl: string;
  readonly chainUrl: string;
  /** `https://127.0.0.1:port`: mutual TLS that ends in the signer. */
  readonly signerUrl: string;
  /** State directory: configuration, expectations, logs. */
  readonly directory: string;
  /** PEM of the development certificate authority. */
  readonly ca: string;
  /** Process id of `gateway`, `relay`, `signer` or `chain`. */
  pid(name: string): number;
  /** What a process wrote to its log. */
  log(name: string): string;
  /** Runs `inkan` with these arguments, from the same tree. */
  run(...args: string[]): Ran;
  /** The same, while this process goes on: where the command asks something of the test. */
  runBeside(...args: string[]): Promise<Ran>;
  stop(): Promise<void>;
};

export type InkanPorts = Readonly<Record<"http" | "tls" | "chain" | "ca" | "signer", number>>;

export async function freePorts(): Promise<InkanPorts> {
  const [http, tls, chain, ca, signer] = (await Promise.all(Array.from({ length: 5 }, freePort))) as [
    number,
    number,
    number,
    number,
    number,
  ];
  return { http, tls, chain, ca, signer };
}

/**
 * @param options `root`: the tree whose program runs (default: this project), so that a test can change a copy. `directory`: with files of an
 * earlier start in it, these are used.
 */
export async function startInkan({
  root = projectRoot,
  extraArgs = [] as readonly string[],
  directory = mkdtempSync(join(tmpdir(), "inkan-")),
  ports = undefined as InkanPorts | undefined,
} = {}): Promise<Inkan> {
  const { http, tls, chain, ca, signer } = ports ?? (await freePorts());
  const main = join(root, "cli/src/main.ts");
  const args = [
    main,
    "start",
    "--state",
    directory,
    "--http-port",
    http,
    "--tls-port",
    tls,
    "--chain-port",
    chain,
    "--ca-port",
    ca,
    "--signer-port",
    signer,
    ...extraArgs,
  ];
  const child = spawn(process.execPath, args.map(String), { cwd: root, stdio: ["ignore", "pipe", "pipe"] });
  const output = await started(child);

  const path = (name: string) => join(directory, name);
  return {
    rpcUrl: `http://127.0.0.1:${http}/dev`,
    tlsUrl: `https://127.0.0.1:${tls}/dev`,
    signerUrl: `https://127.0.0.1:${signer}`,
    chainUrl: `http://127.0.0.1:${chain}`,
    directory,
    ca: readFileSync(path("development-ca/ca.pem"), "utf8"),
    pid(name) {
      const pid = (JSON.parse(readFileSync(path("processes.json"), "utf8")) as Record<string, number>)[name];
      if (pid === undefined) throw new Error(`no process '${name}' runs; start said:\n${output()}`);
      return pid;
    },
    log: (name) => readFileSync(path(`logs/${name}.log`), "utf8"),
    run(...words) {
      const { status, stdout, stderr } = spawnSync(process.execPath, [main, ...words], {
        encoding: "utf8",
        cwd: root,
        timeout: 60_000,
      });
      return { status, stdout, stderr };
    },
    runBeside: (...words) =>
      new Promise((resolve, reject) => {
        const ran = spawn(process.execPath, [main, ...words], { cwd: root, timeout: 60_000 });
        let [stdout, stderr] = ["", ""];
        ran.stdout.on("data", (bytes) => (stdout += bytes));
        ran.stderr.on("data", (bytes) => (stderr += bytes));
        ran.once("error", reject).once("close", (status) => resolve({ status, stdout, stderr }));
      }),
    async stop() {
      await endProcess(child, "SIGTERM");
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

/** Resolves when `inkan start` has printed its last line; rejects with what it printed if it ends or hangs. */
function started(child: ChildProcess): Promise<() => string> {
  return new Promise((resolve, reject) => {
    let output = "";
    const fail = (why: string) => {
      child.kill("SIGKILL");
      reject(new Error(`inkan start ${why}:\n${output}`));
    };
    const timer = setTimeout(() => fail(`was not ready in ${readyMsMax} ms`), readyMsMax);
    const closed = (code: number | null) => fail(`ended with ${code}`);
    child.once("close", closed);
    for (const stream of [child.stdout, child.stderr])
      stream?.on("data", (bytes: Buffer) => {
        output += bytes;
        if (!output.includes("Ctrl-C stops all of it.")) return;
        clearTimeout(timer);
        child.off("close", closed);
        resolve(() => output);
      });
  });
}

/**
 * A TCP port that was free a moment ago. Of those below the ones that the kernel gives to outgoing connections (32768 on Linux): with thousands of
 * clients beside it, one of these would be taken before it is used.
 */
export async function freePort(): Promise<number> {
  for (let attempt = 0; attempt < 100; attempt++) {
    const port = randomInt(19_000, 32_000);
    if (await canListen(port)) return port;
  }
  throw new Error("no port is free");
}

function canListen(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", () => resolve(false));
    server.listen(port, "127.0.0.1", () => server.close(() => resolve(true)));
  });
}
