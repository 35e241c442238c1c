// Gateway and signer as two real processes, with authorities of the test's own and a chain of short slots: no relay, no development chain, no supervisor.
import { type ChildProcess, spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { once } from "node:events";
import { mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { Agent, request } from "node:https";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { startDevelopmentCa } from "../../cli/src/development-ca.ts";
import { gatewayCommand } from "../../cli/src/gateway.ts";
import { roleProgram } from "../../cli/src/start/programs.ts";
import { clientAuthority, dns, type IssuedCertificate } from "./client-authority.ts";
import { freePort } from "./inkan.ts";

const readyMsMax = 60_000;
export const genesisValidatorsRoot = `0x${"5e".repeat(32)}`;
/** Preset minimal. */
export const slotsPerEpoch = 8;
export const keyManagerToken = "token-of-a-test";

export type SignerAnswer = { readonly status: number; readonly text: string; readonly contentType: string };

export type SignerSystem = {
  readonly port: number;
  readonly directory: string;
  readonly client: IssuedCertificate;
  readonly admin: IssuedCertificate;
  readonly stranger: IssuedCertificate;
  readonly ca: string;
  signer(): ChildProcess;
  /** SIGKILL; resolves when it is dead. */
  killSigner(): Promise<void>;
  startSigner(): void;
  serving(): Promise<void>;
  /** The slot of this moment. */
  slot(): number;
  /** @param as Default: the client. `undefined` stands for no certificate. */
  ask(terms: {
    as?: IssuedCertificate | undefined;
    method?: string;
    path: string;
    body?: unknown;
    headers?: Record<string, string>;
  }): Promise<SignerAnswer>;
  logs(): string;
  stop(): Promise<void>;
};

export const forkInfo = {
  fork: { previous_version: "0x07000d0e", current_version: "0x07000d0e", epoch: "0" },
  genesis_validators_root: genesisValidatorsRoot,
};

export async function startSignerSystem({
  slotDurationMs = 100,
  windowEpochs = 1,
}: {
  slotDurationMs?: number;
  windowEpochs?: number;
} = {}): Promise<SignerSystem> {
  const directory = mkdtempSync(join(tmpdir(), "inkan-signing-"));
  const path = (name: string) => join(directory, name);
  const socket = (name: string) => `unix:${path(`${name}.sock`)}`;
  const [port, ca, clients, admins] = await Promise.all([
    freePort(),
    startDevelopmentCa({ port: 0, directory: path("ca") }),
    clientAuthority("clients"),
    clientAuthority("admins"),
  ]);
  const [client, admin, stranger] = await Promise.all([
    clients.issue({ names: dns("vc.example") }),
    admins.issue({ names: dns("admin.example") }),
    clients.issue({ names: dns("stranger.example") }),
  ]);
  const genesisTime = Math.floor(Date.now() / 1000) - 600;
  writeFileSync(
    path("signer.json"),
    JSON.stringify({
      version: 1,
      role: "signer",
      origin: `https://127.0.0.1:${port}`,
      registry: { chainId: 31_337, pcrRegistry: `0x${"11".repeat(20)}`, enclaveRegistry: `0x${"11".repeat(20)}` },
      operator: `0x${"22".repeat(20)}`,
      tls: {
        names: ["localhost", "127.0.0.1"],
        certificateAuthority: { kind: "development", url: `http://127.0.0.1:${ca.port}/` },
      },
      clients: {
        authorities: [clients.cert],
        adminAuthorities: [admins.cert],
        permissions: [
          { name: "vc", certificate: { dns: "vc.example" }, keys: ["*"], operations: ["duties", "metrics"] },
          {
            ...{ name: "admin", certificate: { dns: "admin.example" }, authority: "admin", keys: ["*"] },
            operations: ["list-keys", "import-keys", "delete-keys", "slashing-protection", "reload", "metrics"],
          },
        ],
        keyManagerTokenSha256: createHash("sha256").update(keyManagerToken).digest("hex"),
      },
      ethereum: {
        ...{ preset: "minimal", genesisValidatorsRoot, genesisTime, slotDurationMs },
        forks: [
          { name: "phase0", version: "0x01000d0e", epoch: 0 },
          ...["altair", "bellatrix", "capella", "deneb", "electra", "fulu"].map((name, at) => ({
            ...{ name, epoch: 0, version: `0x0${at + 2}000d0e` },
          })),
        ],
      },
      windowLog: { kind: "file", windowEpochs },
    }),
  );
  const log = openSync(path("log"), "a", 0o600);
  const launch = ({ command, args }: { readonly command: string; readonly args: readonly string[] }) =>
    spawn(command, args, { stdio: ["ignore", log, log] });
  const gateway = launch(
    gatewayCommand([
      ...["--egress", socket("egress"), "--signer-config", path("signer.json")],
      ...["--signer-tls-port", String(port), "--signer-tls", socket("signer-tls")],
      ...["--store", socket("store"), "--store-directory", path("store")],
      ...["--connections-per-client", "4096", "--requests-per-second", "100000", "--requests-burst", "100000"],
    ]),
  );
  const launchSigner = () => launch(roleProgram("signer", { path, socket, nsm: path("nsm") }));
  let signer = launchSigner();
  const agents = new Map<IssuedCertificate | undefined, Agent>();
  const agentOf = (certificate: IssuedCertificate | undefined) => {
    const agent =
      agents.get(certificate) ??
      new Agent({
        ...{ keepAlive: true, maxSockets: 32, ca: ca.certificatePem, servername: "localhost" },
        ...(certificate !== undefined && { cert: certificate.cert, key: certificate.key }),
      });
    agents.set(certificate, agent);
    return agent;
  };

  const system: SignerSystem = {
    ...{ port, directory, client, admin, stranger, ca: ca.certificatePem },
    signer: () => signer,
    async killSigner() {
      const dead = once(signer, "close");
      signer.kill("SIGKILL");
      await dead;
    },
    startSigner() {
      signer = launchSigner();
    },
    async serving() {
      for (const end = performance.now() + readyMsMax; performance.now() < end; await delay(10)) {
        const answer = await system.ask({ as: undefined, path: "/upcheck" }).catch(() => undefined);
        if (answer?.status === 200) return;
        if (signer.exitCode !== null || gateway.exitCode !== null) break;
      }
      throw new Error(`gateway and signer do not serve; their logs:\n${system.logs()}`);
    },
    slot: () => Math.floor((Date.now() - genesisTime * 1000) / slotDurationMs),
    ask(terms) {
      const { method = "GET", path: target, body, headers = {} } = terms;
      const agent = agentOf("as" in terms ? terms.as : client);
      return new Promise((resolve, reject) => {
        const fields = { ...headers, ...(body !== undefined && { "content-type": "application/json" }) };
        const sent = request({ host: "127.0.0.1", port, method, path: target, headers: fields, agent }, (answer) => {
          let text = "";
          answer.on("data", (chunk) => (text += chunk));
          answer.on("error", reject);
          answer.on("end", () =>
            resolve({ status: answer.statusCode ?? 0, text, contentType: answer.headers["content-type"] ?? "" }),
          );
        });
        sent.on("error", reject);
        sent.end(body === undefined ? undefined : JSON.stringify(body));
      });
    },
    logs: () => readFileSync(path("log"), "utf8"),
    async stop() {
      for (const agent of agents.values()) agent.destroy();
      for (const child of [gateway, signer]) {
        if (child.exitCode !== null || child.signalCode !== null) continue;
        const ended = once(child, "close");
        child.kill("SIGKILL");
        await ended;
      }
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

const hex = (bytes: Uint8Array) => `0x${Buffer.from(bytes).toString("hex")}`;

/** Web3Signer's ATTESTATION with these epochs; `root` makes two of one target conflict. */
export const attestationRequest = (source: number, target: number, root: Uint8Array) => ({
  type: "ATTESTATION",
  fork_info: forkInfo,
  attestation: {
    ...{ slot: String(target * slotsPerEpoch), index: "0", beacon_block_root: hex(root) },
    source: { epoch: String(source), root: hex(new Uint8Array(32).fill(1)) },
    target: { epoch: String(target), root: hex(root) },
  },
});

export const blockRequest = (slot: number, root: Uint8Array) => ({
  type: "BLOCK_V2",
  fork_info: forkInfo,
  beacon_block: {
    version: "FULU",
    block_header: {
      ...{ slot: String(slot), proposer_index: "7", parent_root: hex(new Uint8Array(32).fill(2)) },
      ...{ state_root: hex(root), body_root: hex(root) },
    },
  },
});
