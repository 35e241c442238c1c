// Gateway and relay as two real processes before upstreams of the test's choice: no chain, no registry, no supervisor.
import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { startDevelopmentCa } from "../../cli/src/development-ca.ts";
import { gatewayProgram, type Place, roleProgram } from "../../cli/src/start/programs.ts";
import { endProcess } from "./end-process.ts";
import { freePort } from "./inkan.ts";

const readyMsMax = 30_000;

export type Upstream = { readonly name: string; readonly url: string; readonly webSocketUrl?: string };

export type System = {
  /** `http://127.0.0.1:port`, to be followed by `/dev`. */
  readonly http: string;
  /** `https://127.0.0.1:port` */
  readonly tls: string;
  readonly tlsPort: number;
  readonly httpPort: number;
  /** PEM of the authority of the certificate at `tls`. */
  readonly ca: string;
  readonly directory: string;
  readonly gateway: ChildProcess;
  relay(): ChildProcess;
  /** All that both processes wrote to their logs. */
  logs(): string;
  /** Starts the relay again after a test killed it; resolves at once, not when it serves. */
  startRelay(): void;
  serving(): Promise<void>;
  stop(): Promise<void>;
};

export async function startSystem({
  upstreams,
  chain = {},
  config = {},
  gatewayArgs = [],
}: {
  upstreams: readonly Upstream[];
  chain?: Record<string, unknown>;
  config?: Record<string, unknown>;
  gatewayArgs?: readonly string[];
}): Promise<System> {
  const directory = mkdtempSync(join(tmpdir(), "inkan-system-"));
  const path = (name: string) => join(directory, name);
  const [httpPort, tlsPort] = await Promise.all([freePort(), freePort()]);
  const ca = await startDevelopmentCa({ port: 0, directory: path("development-ca") });
  const [http, tls] = [`http://127.0.0.1:${httpPort}`, `https://127.0.0.1:${tlsPort}`];
  writeFileSync(
    path("relay.json"),
    JSON.stringify({
      version: 1,
      role: "relay",
      origin: http,
      alternativeOrigins: [tls],
      registry: { chainId: 31_337, pcrRegistry: `0x${"11".repeat(20)}`, enclaveRegistry: `0x${"11".repeat(20)}` },
      operator: `0x${"22".repeat(20)}`,
      frontDoors: ["enclave", "host"],
      tls: {
        names: ["localhost", "127.0.0.1"],
        certificateAuthority: { kind: "development", url: `http://127.0.0.1:${ca.port}/` },
      },
      chains: [{ name: "dev", chainId: 31_337, blockTimeMs: 1_000, upstreams, ...chain }],
      ...config,
    }),
  );

  const place: Place = { path, socket: (name) => `unix:${path(`${name}.sock`)}`, nsm: path("nsm") };
  const log = openSync(path("log"), "a", 0o600);
  const launch = ({ command, args }: { readonly command: string; readonly args: readonly string[] }) =>
    spawn(command, args, { stdio: ["ignore", log, log] });
  const launchRelay = () => launch(roleProgram("relay", place));
  const gateway = launch(gatewayProgram(place, { http: httpPort, tls: tlsPort }, gatewayArgs));
  let relay = launchRelay();

  const system: System = {
    http,
    tls,
    httpPort,
    tlsPort,
    ca: ca.certificatePem,
    directory,
    gateway,
    relay: () => relay,
    logs: () => readFileSync(path("log"), "utf8"),
    startRelay() {
      relay = launchRelay();
    },
    async serving() {
      for (const end = performance.now() + readyMsMax; performance.now() < end; await delay(20)) {
        const answer = await fetch(`${http}/health`).catch(() => undefined);
        if (answer?.ok) return;
        if (relay.exitCode !== null || gateway.exitCode !== null) break;
      }
      throw new Error(`gateway and relay do not serve; their logs:\n${system.logs()}`);
    },
    async stop() {
      for (const child of [gateway, relay]) await endProcess(child);
      await ca.close();
      rmSync(directory, { recursive: true, force: true });
    },
  };
  await system.serving().catch(async (thrown: unknown) => {
    await system.stop();
    throw thrown;
  });
  return system;
}

/** Resident memory of a process in MiB, as the kernel counts it. */
export function residentMiB(pid: number): number {
  const [, kib] = /^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, "utf8")) ?? [];
  return Number(kib) / 1024;
}
