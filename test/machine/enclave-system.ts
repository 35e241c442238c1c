// What `inkan start` runs, with one role in a virtual machine: development chain with the registry on it, certificate authority, the gateway as a process, and the
// enclave's image on QEMU. Nothing between gateway and enclave but vsock.
import { spawn } from "node:child_process";
import { mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import type { Expectations } from "@inkan/attestation";
import { type ConfigInput, type Role, simulatedRoot } from "@inkan/enclave-signer";
import type { BuiltImage } from "@inkan/image";
import { startDevelopmentCa } from "../../cli/src/development-ca.ts";
import { gatewayCommand } from "../../cli/src/gateway.ts";
import type { Ports } from "../../cli/src/start/configuration.ts";
import {
  type DevelopmentContracts,
  developmentContracts,
  openRegistry,
} from "../../cli/src/start/development-registry.ts";
import { expectationsOf } from "../../cli/src/start/expectations-file.ts";
import { openState } from "../../cli/src/start/state.ts";
import { startAnvil } from "../harness/anvil.ts";
import { endProcess } from "../harness/end-process.ts";
import { freePort } from "../harness/inkan.ts";
import { enclaveMachine, portAddress } from "./enclave-machine.ts";
import type { Machines } from "./preparation.ts";
import { type Machine, machineLimits, startMachine } from "./run-machine.ts";
import { openVoucher, startNsmSigner } from "./vouched-evidence.ts";

/** Line of the image's init. */
const upMarker = "inkan-init: started";
const heartbeatPort = 9000;
const servesMsMax = 240_000;
/** Of one question: to a port where nobody listens yet the backend never answers. */
const questionMsMax = 4_000;

export type EnclaveSystem = {
  readonly ports: Ports;
  readonly directory: string;
  readonly chainUrl: string;
  readonly machine: Machine;
  readonly expectations: Expectations;
  /** PEM of the development certificate authority. */
  readonly caFile: string;
  /** For a test's diagnostics: attempts, times from the machine's start, and the stages of the program's own boot. */
  readonly times: string;
  /** All that the gateway logged, and the console. */
  logs(): string;
  stop(): Promise<void>;
};

export type EnclaveSystemTerms = {
  readonly role: Role;
  readonly image: BuiltImage;
  readonly memoryMiB: number;
  /** Whether the machine's hypervisor has a key, whose root is the one that is expected; QEMU by itself has none. */
  readonly signs: boolean;
  /** Where it signs: what its hypervisor says for a time. */
  readonly timeOf?: Parameters<typeof openVoucher>[1];
  /** The role's configuration. */
  readonly configuration: (
    ports: Ports,
    contracts: DevelopmentContracts,
    directory: string,
  ) => ConfigInput | Promise<ConfigInput>;
  /** Told what is expected once the configuration is written, before anything runs. */
  readonly configured?: (expectations: Expectations) => void;
  /** The gateway's flags for this role, besides egress, by the enclave's ports. */
  readonly gatewayFlags: (
    ports: Ports,
    at: (port: number) => string,
    path: (name: string) => string,
  ) => readonly string[];
  /** Whether the enclave answers already, before `signal` ends the question. */
  readonly serves: (ports: Ports, directory: string, signal: AbortSignal) => Promise<boolean>;
};

/** @throws {Error} With console and logs, when it does not come up. */
export async function startEnclaveSystem(machines: Machines, terms: EnclaveSystemTerms): Promise<EnclaveSystem> {
  const { role, image } = terms;
  const directory = mkdtempSync(join(tmpdir(), "inkan-machine-"));
  const state = openState(directory, false);
  const path = (name: string) => state.path(name);
  const at = (port: number) => portAddress(directory, port);
  const opened: (() => unknown)[] = [() => rmSync(directory, { recursive: true, force: true })];
  const stop = async () => {
    for (const close of opened.splice(0).reverse()) await close();
  };
  try {
    const anvil = await startAnvil({ blockTimeSeconds: 1, extraArgs: ["--mixed-mining", "--slots-in-an-epoch", "2"] });
    opened.push(() => anvil.stop());
    const ca = await startDevelopmentCa({ port: 0, directory: path("development-ca") });
    opened.push(() => ca.close());
    const [http, tls, signer] = await Promise.all([freePort(), freePort(), freePort()]);
    const ports: Ports = { http, tls, signer, chain: anvil.port, ca: ca.port };

    const contracts = developmentContracts((await simulatedRoot(path("simulated-nsm"))).der);
    const configuration = await terms.configuration(ports, contracts, directory);
    writeFileSync(path(`${role}.json`), JSON.stringify(configuration));
    const expectations = await expectationsOf(role, state, anvil.rpcUrl);
    terms.configured?.(expectations);
    const running = { measured: image.pcrs, pcr16: expectations.pcr16 ?? "", origin: expectations.origin };
    // The other role has no part here: the contracts know it under measurements that nothing has.
    const absent = { ...running, measured: { pcr0: "11".repeat(48), pcr1: "11".repeat(48), pcr2: "11".repeat(48) } };
    await openRegistry(
      anvil.rpcUrl,
      contracts,
      role === "relay" ? { relay: running, signer: absent } : { relay: absent, signer: running },
    );

    const log = openSync(path("logs/gateway.log"), "a", 0o600);
    const both = ["--egress", at(7002), `--${role}-log-at`, at(role === "relay" ? 7004 : 7005)];
    const { command, args } = gatewayCommand([...both, ...terms.gatewayFlags(ports, at, path)]);
    const gateway = spawn(command, args, { stdio: ["ignore", log, log] });
    opened.push(() => endProcess(gateway));
    const heartbeat = await answerHeartbeat(`${join(directory, "vm.vsock")}_${heartbeatPort}`);
    opened.push(() => new Promise((closed) => heartbeat.close(closed)));

    const nsmSigner = terms.signs ? join(directory, "nsm-signer.sock") : undefined;
    if (nsmSigner !== undefined) {
      const server = await startNsmSigner(await openVoucher(path("simulated-nsm"), terms.timeOf), nsmSigner);
      opened.push(() => new Promise((closed) => server.close(closed)));
    }
    const machine = await startMachine(
      enclaveMachine(machines, {
        ...{ image: image.file, directory, memoryMiB: terms.memoryMiB, nsmSigner },
        isUp: (console) => console.includes(upMarker),
      }),
      machineLimits,
    );
    opened.push(() => machine.stop());
    const logs = () => `${readFileSync(path("logs/gateway.log"), "utf8")}\n${machine.console()}`;
    const serves = () => terms.serves(ports, directory, AbortSignal.timeout(questionMsMax));
    for (const end = performance.now() + servesMsMax; !(await serves()); await delay(50))
      if (performance.now() > end || gateway.exitCode !== null || (await hasEnded(machine)))
        throw new Error(`the ${role} does not serve:\n${logs().slice(-6_000)}`);
    const times = timesOf(machine, performance.now() - machine.startedMs);
    const caFile = path("development-ca/ca.pem");
    return { ports, directory, chainUrl: anvil.rpcUrl, machine, expectations, caFile, times, logs, stop };
  } catch (thrown) {
    await stop();
    throw thrown;
  }
}

function timesOf(machine: Machine, firstAnswerMs: number): string {
  const stages = [...machine.console().matchAll(/"event":"boot","stage":"(\w+)","ms":(\d+)/g)];
  const said = stages.map(([, stage, ms]) => `${stage} ${ms}`).join(", ");
  const [up, answered] = [machine.upMs, firstAnswerMs].map(Math.round);
  return `attempt ${machine.attempts}: init after ${up} ms, first answer after ${answered} ms; the program's own ms: ${said}`;
}

const hasEnded = (machine: Machine) => Promise.race([machine.ended.then(() => true), delay(0, false)]);

/** As the hypervisor's parent does: the init's byte back. */
function answerHeartbeat(path: string): Promise<Server> {
  const server = createServer((socket) => {
    socket.on("error", () => {}).once("data", (bytes) => socket.end(bytes.subarray(0, 1)));
  });
  return new Promise((resolve, reject) => {
    server.once("error", reject).listen(path, () => resolve(server));
  });
}
