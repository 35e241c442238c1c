// Gateway and signer as two real processes, with a validator's and an administrator's certificate: no chain, no registry, no supervisor.
import { type ChildProcess, spawn } from "node:child_process";
import { createHash, randomBytes } from "node:crypto";
import { existsSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { Agent, request } from "node:https";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { startDevelopmentCa } from "../../cli/src/development-ca.ts";
import { gatewayCommand } from "../../cli/src/gateway.ts";
import { roleCommand } from "../../cli/src/role.ts";
import type { SignerConfig } from "../../enclave-signer/src/enclave/config.ts";
import { clientAuthority, dns } from "./client-authority.ts";
import { endProcess } from "./end-process.ts";
import { freePort } from "./inkan.ts";
import { lightKeystore } from "./light-keystore.ts";

const readyMsMax = 90_000;
const keystoresPerRequest = 500;

export type SignerAnswer = { readonly status: number; readonly contentType: string; readonly body: string };
export type Identity = "client" | "admin";

export type SignerSystem = {
  /** `https://127.0.0.1:port` */
  readonly url: string;
  readonly port: number;
  readonly directory: string;
  readonly genesisValidatorsRoot: string;
  /** Unix seconds. */
  readonly genesisTime: number;
  readonly gateway: ChildProcess;
  signer(): ChildProcess;
  /** Path of the authority's certificate, and of certificate and key of an identity. */
  readonly caFile: string;
  certFile(identity: Identity): string;
  keyFile(identity: Identity): string;
  /** The key manager's bearer token. */
  readonly tokenFile: string;
  logs(): string;
  ask(
    path: string,
    options?: { identity?: Identity; method?: string; body?: string; headers?: Record<string, string> },
  ): Promise<SignerAnswer>;
  /** Imports keys through the key manager API. @returns Public keys in the order of `secrets`. */
  importKeys(secrets: readonly Uint8Array[]): Promise<string[]>;
  startSigner(): void;
  serving(): Promise<void>;
  stop(): Promise<void>;
};

export type SignerSystemOptions = {
  readonly ethereum?: Partial<NonNullable<SignerConfig["ethereum"]>>;
  readonly config?: Record<string, unknown>;
  /** Runs the signer with an unlimited core size, in this directory. */
  readonly coreDirectory?: string;
  readonly gatewayArguments?: readonly string[];
  /** Called with the directory once `signer.json` lies there, before anything runs. */
  readonly configured?: (directory: string) => Promise<void>;
};

export const developmentForks = ["phase0", "altair", "bellatrix", "capella", "deneb", "electra", "fulu"] as const;

export async function startSignerSystem({
  ethereum = {},
  config = {},
  coreDirectory,
  gatewayArguments = [],
  configured,
}: SignerSystemOptions = {}): Promise<SignerSystem> {
  const directory = mkdtempSync(join(tmpdir(), "inkan-signer-system-"));
  const path = (name: string) => join(directory, name);
  const socket = (name: string) => `unix:${path(`${name}.sock`)}`;
  const [port, ca, clients, admins] = await Promise.all([
    freePort(),
    startDevelopmentCa({ port: 0, directory: path("development-ca") }),
    clientAuthority("clients"),
    clientAuthority("admins"),
  ]);
  const identities = {
    client: await clients.issue({ names: dns("vc.example") }),
    admin: await admins.issue({ names: dns("admin.example") }),
  };
  for (const [name, { cert, key }] of Object.entries(identities)) {
    writeFileSync(path(`${name}.crt`), cert);
    writeFileSync(path(`${name}.key`), key);
  }
  writeFileSync(path("ca.crt"), ca.certificatePem);
  const token = randomBytes(32).toString("hex");
  writeFileSync(path("token"), token);
  const genesisValidatorsRoot = ethereum.genesisValidatorsRoot ?? `0x${randomBytes(32).toString("hex")}`;
  const genesisTime = ethereum.genesisTime ?? Math.floor(Date.now() / 1000);
  const admin = ["list-keys", "import-keys", "delete-keys", "slashing-protection", "reload", "metrics"];
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
          { name: "vc", certificate: { dns: "vc.example" }, keys: ["*"], operations: ["duties", "VOLUNTARY_EXIT"] },
          { name: "admin", certificate: { dns: "admin.example" }, authority: "admin", keys: ["*"], operations: admin },
        ],
        keyManagerTokenSha256: createHash("sha256").update(token).digest("hex"),
      },
      ethereum: {
        preset: "minimal",
        slotDurationMs: 1_000,
        forks: developmentForks.map((name, at) => ({ name, version: `0x0${at}00000e`, epoch: 0 })),
        ...ethereum,
        genesisValidatorsRoot,
        genesisTime,
      },
      ...config,
    }),
  );

  await configured?.(directory);

  const log = openSync(path("log"), "a", 0o600);
  const launch = ({ command, args }: { readonly command: string; readonly args: readonly string[] }) =>
    spawn(command, args, { stdio: ["ignore", log, log] });
  const gateway = launch(
    gatewayCommand([
      ...["--signer-tls-port", String(port), "--signer-tls", socket("signer-tls"), "--egress", socket("egress")],
      ...["--signer-config", path("signer.json"), "--store", socket("store"), "--store-directory", path("store")],
      ...["--requests-per-second", "1000000", "--requests-burst", "1000000"],
      ...gatewayArguments,
    ]),
  );
  const signerCommand = roleCommand("signer", [
    ...["--config", path("signer.json"), "--nsm", `simulated:${path("nsm")}`, "--egress", socket("egress")],
    ...["--tls", socket("signer-tls"), "--store", socket("store")],
  ]);
  const launchSigner = () =>
    coreDirectory === undefined
      ? launch(signerCommand)
      : spawn("sh", ["-c", 'ulimit -c unlimited; exec "$0" "$@"', signerCommand.command, ...signerCommand.args], {
          stdio: ["ignore", log, log],
          cwd: coreDirectory,
        });
  let signer = launchSigner();
  const agents = Object.fromEntries(
    Object.entries(identities).map(([name, { cert, key }]) => [
      name,
      new Agent({ ca: ca.certificatePem, cert, key, keepAlive: true, maxSockets: 32, servername: "localhost" }),
    ]),
  ) as Record<Identity, Agent>;

  const system: SignerSystem = {
    ...{ url: `https://127.0.0.1:${port}`, port, directory, genesisValidatorsRoot, genesisTime, gateway },
    signer: () => signer,
    caFile: path("ca.crt"),
    certFile: (identity) => path(`${identity}.crt`),
    keyFile: (identity) => path(`${identity}.key`),
    tokenFile: path("token"),
    logs: () => readFileSync(path("log"), "utf8"),
    ask(target, { identity = "client", method = "GET", body, headers = {} } = {}) {
      return new Promise((resolve, reject) => {
        const sent = request(
          `https://127.0.0.1:${port}${target}`,
          {
            ...{ method, agent: agents[identity] },
            headers: { ...(body !== undefined && { "content-type": "application/json" }), ...headers },
          },
          (response) => {
            let text = "";
            response.setEncoding("utf8");
            response.on("data", (chunk: string) => (text += chunk));
            response.on("error", reject);
            response.on("end", () =>
              resolve({
                status: response.statusCode ?? 0,
                contentType: response.headers["content-type"] ?? "",
                body: text,
              }),
            );
          },
        );
        sent.on("error", reject).end(body);
      });
    },
    async importKeys(secrets) {
      for (let at = 0; at < secrets.length; at += keystoresPerRequest) {
        const part = secrets.slice(at, at + keystoresPerRequest);
        const { status, body } = await system.ask("/eth/v1/keystores", {
          identity: "admin",
          method: "POST",
          headers: { authorization: `Bearer ${token}` },
          body: JSON.stringify({
            keystores: part.map((secret) => lightKeystore(secret, "a password")),
            passwords: part.map(() => "a password"),
          }),
        });
        const { data = [] } = JSON.parse(body) as { data?: { status: string }[] };
        if (status !== 200 || data.some((item) => item.status !== "imported"))
          throw new Error(`keys were not imported: ${status} ${body.slice(0, 500)}`);
      }
      const { body } = await system.ask("/api/v1/eth2/publicKeys");
      return JSON.parse(body) as string[];
    },
    startSigner() {
      signer = launchSigner();
    },
    async serving() {
      for (const end = performance.now() + readyMsMax; performance.now() < end; await delay(20)) {
        const answer = await system.ask("/upcheck").catch(() => undefined);
        if (answer?.status === 200) return;
        if (signer.exitCode !== null || gateway.exitCode !== null) break;
      }
      throw new Error(`gateway and signer do not serve; their logs:\n${system.logs()}`);
    },
    async stop() {
      for (const agent of Object.values(agents)) agent.destroy();
      for (const child of [signer, gateway]) await endProcess(child);
      await ca.close();
      if (existsSync(directory)) rmSync(directory, { recursive: true, force: true });
    },
  };
  await system.serving().catch(async (thrown: unknown) => {
    await system.stop();
    throw thrown;
  });
  return system;
}
