// Pebble, the ACME server that Let's Encrypt made for tests, with its DNS server: built once from the Go proxy, kept by version, on loopback.
import { execFileSync, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync, mkdtempSync, openSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { get } from "node:https";
import { homedir, tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { startDevelopmentCa } from "../../cli/src/development-ca.ts";
import { signingRequest } from "../../enclave-signer/src/enclave/certificate/signing-request.ts";
import { generateP256 } from "../../enclave-signer/src/enclave/p256.ts";
import { mixedRandom } from "../../enclave-signer/src/enclave/random.ts";
import { endProcess } from "./end-process.ts";
import { freePort } from "./inkan.ts";

const version = "v2.10.3";
const readyMsMax = 60_000;

type Programs = { readonly pebble: string; readonly dns: string };

/** @returns The programs, or a line that says what is missing. */
export function pebblePrograms(): Programs | string {
  const cache = join(process.env.XDG_CACHE_HOME || join(homedir(), ".cache"), "inkan");
  const folder = join(cache, `pebble-${version}`);
  const programs = { pebble: join(folder, "pebble"), dns: join(folder, "pebble-challtestsrv") };
  if (existsSync(programs.pebble) && existsSync(programs.dns)) return programs;
  try {
    execFileSync("go", ["version"], { stdio: "ignore" });
  } catch {
    return "needs go, to build the ACME test server Pebble";
  }
  mkdirSync(cache, { recursive: true });
  const building = mkdtempSync(join(cache, "pebble-"));
  const packages = ["pebble", "pebble-challtestsrv"].map(
    (name) => `github.com/letsencrypt/pebble/v2/cmd/${name}@${version}`,
  );
  try {
    execFileSync("go", ["install", ...packages], {
      env: { ...process.env, GOBIN: building, GOFLAGS: "" },
      stdio: ["ignore", "ignore", "pipe"],
      timeout: 600_000,
    });
    renameSync(building, folder);
  } catch (thrown) {
    rmSync(building, { recursive: true, force: true });
    if (existsSync(programs.dns)) return programs; // somebody else was faster
    return `needs the Go proxy, to build Pebble: ${thrown instanceof Error ? thrown.message.split("\n", 1)[0] : ""}`;
  }
  return programs;
}

export type Pebble = {
  readonly directoryUrl: string;
  /** PEM of the root of the ACME server's own certificate: what `roots` of the configuration names. */
  readonly serverRoot: string;
  /** PEM of the root that it issues under. */
  readonly issuerRoot: string;
  /** Its DNS server: `127.0.0.1:port`. */
  readonly dns: string;
  /** Replaces the CAA records of a name. */
  setCaa(name: string, records: readonly { readonly tag: string; readonly value: string }[]): Promise<void>;
  /** Where a name leads. */
  setAddress(name: string, address: string): Promise<void>;
  logs(): string;
  stop(): Promise<void>;
};

/** @param options `tlsPort`: where TLS-ALPN-01 is answered. `nonceRejectPercent`: of good nonces. */
export async function startPebble(
  programs: Programs,
  options: { readonly tlsPort: number; readonly validitySeconds: number; readonly nonceRejectPercent: number },
): Promise<Pebble> {
  const directory = mkdtempSync(join(tmpdir(), "inkan-pebble-"));
  const path = (name: string) => join(directory, name);
  const [port, managementPort, dnsPort, dnsManagementPort] = (await Promise.all(
    Array.from({ length: 4 }, freePort),
  )) as [number, number, number, number];
  const serverRoot = await makeServerCertificate(directory);
  writeFileSync(
    path("config.json"),
    JSON.stringify({
      pebble: {
        listenAddress: `127.0.0.1:${port}`,
        managementListenAddress: `127.0.0.1:${managementPort}`,
        certificate: path("server.pem"),
        privateKey: path("server-key.pem"),
        httpPort: 1,
        tlsPort: options.tlsPort,
        externalAccountBindingRequired: false,
        retryAfter: { authz: 1, order: 1 },
        keyAlgorithm: "ecdsa",
        profiles: { default: { description: "for tests", validityPeriod: options.validitySeconds } },
      },
    }),
  );
  const log = openSync(path("log"), "a");
  const launch = (command: string, args: readonly string[]) =>
    spawn(command, args, {
      stdio: ["ignore", log, log],
      env: {
        PATH: process.env.PATH,
        PEBBLE_VA_NOSLEEP: "1",
        PEBBLE_AUTHZREUSE: "0",
        PEBBLE_WFE_NONCEREJECT: String(options.nonceRejectPercent),
      },
    });
  const off = ["-http01", "", "-https01", "", "-doh", "", "-tlsalpn01", ""];
  const dns = `127.0.0.1:${dnsPort}`;
  const management = `127.0.0.1:${dnsManagementPort}`;
  const children = [
    launch(programs.dns, [...off, "-dnsserver", dns, "-management", management, "-defaultIPv6", ""]),
    launch(programs.pebble, ["-config", path("config.json"), "-dnsserver", dns]),
  ];
  const stop = async () => {
    await Promise.all(children.map((child) => endProcess(child)));
    rmSync(directory, { recursive: true, force: true });
  };
  const tell = async (what: string, body: object) => {
    const answer = await fetch(`http://${management}/${what}`, { method: "POST", body: JSON.stringify(body) });
    if (!answer.ok) throw new Error(`${what}: ${answer.status}`);
  };
  const logs = () => readFileSync(path("log"), "utf8");
  try {
    const issuerRoot = await eventually(
      () => fetchPem(`https://127.0.0.1:${managementPort}/roots/0`, serverRoot),
      logs,
    );
    await eventually(() => tell("clear-caa", { host: "nobody.example." }), logs);
    return {
      directoryUrl: `https://localhost:${port}/dir`,
      serverRoot,
      issuerRoot,
      dns,
      async setCaa(name, records) {
        await tell("clear-caa", { host: `${name}.` });
        if (records.length > 0) await tell("add-caa", { host: `${name}.`, policies: records });
      },
      setAddress: (name, address) => tell("add-a", { host: `${name}.`, addresses: [address] }),
      logs,
      stop,
    };
  } catch (thrown) {
    await stop();
    throw thrown;
  }
}

async function makeServerCertificate(directory: string): Promise<string> {
  const ca = await startDevelopmentCa({ port: 0, directory: join(directory, "ca") });
  const key = generateP256(mixedRandom(randomBytes(64)));
  const body = Buffer.from(await signingRequest(key, ["localhost", "127.0.0.1"]));
  const answer = await fetch(`http://127.0.0.1:${ca.port}/`, { method: "POST", body });
  writeFileSync(join(directory, "server.pem"), await answer.text());
  writeFileSync(join(directory, "server-key.pem"), key.privateKey.export({ type: "pkcs8", format: "pem" }));
  await ca.close();
  return ca.certificatePem;
}

function fetchPem(url: string, ca: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const asked = get(url, { ca, agent: false }, (answer) => {
      let text = "";
      answer.on("data", (part) => (text += part)).on("end", () => resolve(text));
    });
    asked.on("error", reject);
  });
}

async function eventually<T>(ask: () => Promise<T>, logs: () => string): Promise<T> {
  for (const until = performance.now() + readyMsMax; ; await delay(100)) {
    try {
      return await ask();
    } catch (thrown) {
      if (performance.now() > until) throw new Error(`Pebble is not ready:\n${logs()}`, { cause: thrown });
    }
  }
}
