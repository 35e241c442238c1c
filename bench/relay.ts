// `npm run bench`: what a request through Inkan costs, against the same upstream directly and against nginx as a reverse proxy, in one run.
import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { cpus, release, tmpdir, totalmem } from "node:os";
import { join, resolve } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { parseArgs } from "node:util";
import { freePort } from "../test/harness/inkan.ts";
import { type System, startSystem } from "../test/harness/system.ts";
import { answering, nginxVersion, proxying, startNginx } from "./nginx.ts";
import { processorSeconds } from "./processor-time.ts";
import { proofCost } from "./proof.ts";
import { type Peer, startPeer } from "./relay-peers.ts";

/** Also the chain id and the head of the chain that the upstream's one answer tells of. */
const answer = '{"jsonrpc":"2.0","id":1,"result":"0x10"}';
const chainId = 16;
const connections = 32;
const warmUpSeconds = 5;

type Subject = { readonly name: string; readonly url: string; readonly pids: readonly number[] };
type Round = { readonly requests: number; readonly seconds: number; readonly cpuSeconds: number };

const { values } = parseArgs({
  options: {
    rounds: { type: "string", default: "3" },
    seconds: { type: "string", default: "4" },
    // Binaries of other relays, to be measured in the same run.
    proxyd: { type: "string" },
    erpc: { type: "string" },
  },
});
const [rounds, seconds] = [Number(values.rounds), Number(values.seconds)];

const missing = ["nginx", "wrk", "openssl"].filter((program) => spawnSync("which", [program]).status !== 0);
if (missing.length > 0) {
  console.error(`the benchmark needs ${missing.join(", ")}: apt-get install nginx-light wrk openssl`);
  process.exit(2);
}

const directory = mkdtempSync(join(tmpdir(), "inkan-bench-"));
const systems: System[] = [];
const peers: Peer[] = [];
const [upstreamPort, proxyPort, tlsPort] = await Promise.all([freePort(), freePort(), freePort()]);
const [key, certificate] = [join(directory, "key.pem"), join(directory, "certificate.pem")];
execFileSync(
  "openssl",
  [
    "req",
    "-x509",
    "-newkey",
    "ec",
    "-pkeyopt",
    "ec_paramgen_curve:P-256",
    "-nodes",
    "-keyout",
    key,
    "-out",
    certificate,
    "-subj",
    "/CN=localhost",
    "-days",
    "2",
  ],
  { stdio: "ignore" },
);
const upstream = await startNginx(join(directory, "upstream"), answering(upstreamPort, answer));
const proxy = await startNginx(
  join(directory, "proxy"),
  proxying(proxyPort, upstreamPort) + proxying(tlsPort, upstreamPort, { certificate, key }),
);

try {
  await delay(300);
  for (const proof of [true, false])
    systems.push(
      await startSystem({
        upstreams: [{ name: "nginx", url: `http://127.0.0.1:${upstreamPort}/` }],
        chain: { chainId },
        config: { proof },
        gatewayArgs: ["--requests-per-second", "1000000", "--requests-burst", "1000000"],
      }),
    );
  const peerSubjects: Subject[] = [];
  for (const name of ["proxyd", "erpc"] as const) {
    const binary = values[name];
    if (binary === undefined) continue;
    const terms = { upstream: `http://127.0.0.1:${upstreamPort}/`, chainId };
    const peer = await startPeer(name, resolve(binary), join(directory, name), terms);
    peers.push(peer);
    peerSubjects.push({ name: `${name === "erpc" ? "eRPC" : name}, HTTP`, url: peer.url, pids: [peer.child.pid ?? 0] });
  }
  const [proven, plain] = systems as [System, System];
  const pids = ({ gateway, relay }: System) => [gateway.pid ?? 0, relay().pid ?? 0];
  const subjects: readonly Subject[] = [
    { name: "upstream directly", url: `http://127.0.0.1:${upstreamPort}/dev`, pids: [upstream.child.pid ?? 0] },
    { name: "nginx, HTTP", url: `http://127.0.0.1:${proxyPort}/dev`, pids: [proxy.child.pid ?? 0] },
    { name: "nginx, TLS", url: `https://127.0.0.1:${tlsPort}/dev`, pids: [proxy.child.pid ?? 0] },
    ...peerSubjects,
    { name: "Inkan, HTTP door, proof", url: `${proven.http}/dev`, pids: pids(proven) },
    { name: "Inkan, HTTP door, no proof", url: `${plain.http}/dev`, pids: pids(plain) },
    { name: "Inkan, enclave's door, proof", url: `${proven.tls}/dev`, pids: pids(proven) },
    { name: "Inkan, enclave's door, no proof", url: `${plain.tls}/dev`, pids: pids(plain) },
  ];
  // V8 compiles what is hot in steps, the last after some ten thousand requests: of what runs for days, that is no part of the cost.
  for (const { url } of subjects) load(url, warmUpSeconds);
  const results = new Map<string, Round[]>(subjects.map(({ name }) => [name, []]));
  for (let round = 0; round < rounds; round++)
    for (const subject of subjects) results.get(subject.name)?.push(measure(subject));
  print(results, await proofCost());
} finally {
  for (const running of [...systems, ...peers]) await running.stop();
  await proxy.stop();
  await upstream.stop();
  rmSync(directory, { recursive: true, force: true });
}

function measure({ url, pids }: Subject): Round {
  const before = processorSeconds(pids);
  const { requests, durationSeconds } = load(url, seconds);
  return { requests, seconds: durationSeconds, cpuSeconds: processorSeconds(pids) - before };
}

function load(url: string, duration: number): { readonly requests: number; readonly durationSeconds: number } {
  const { stdout } = spawnSync(
    "wrk",
    ["-t1", `-c${connections}`, `-d${duration}s`, "-s", join(import.meta.dirname, "load.lua"), url],
    { encoding: "utf8" },
  );
  const [, requests, wrong, microseconds] = /RESULT (\d+) (\d+) (\d+)/.exec(stdout) ?? [];
  if (requests === undefined) throw new Error(`wrk said:\n${stdout}`);
  if (wrong !== "0") throw new Error(`${wrong} of ${requests} answers of ${url} were wrong`);
  return { requests: Number(requests), durationSeconds: Number(microseconds) / 1e6 };
}

function print(results: ReadonlyMap<string, readonly Round[]>, proofMicroseconds: number): void {
  const cpuMicroseconds = (name: string) =>
    median((results.get(name) ?? []).map(({ requests, cpuSeconds }) => (cpuSeconds / requests) * 1e6));
  const perSecond = (name: string) =>
    median((results.get(name) ?? []).map(({ requests, seconds }) => requests / seconds));
  const peer = (name: string) => (/TLS|enclave/.test(name) ? "nginx, TLS" : "nginx, HTTP");
  console.log(`Machine: ${cpus().length} × ${cpus()[0]?.model}, ${Math.round(totalmem() / 2 ** 30)} GiB, Linux ${release()}. Node ${process.version}, ${nginxVersion()}.
Command: npm run bench (${rounds} rounds of ${seconds} s each, ${connections} connections, after ${warmUpSeconds} s of warm-up each, medians; ${readFileSync("/proc/loadavg", "utf8").split(" ")[0]} load average at the end)

| | CPU µs per request | requests per CPU second | of nginx's | requests per second |
| --- | --- | --- | --- | --- |`);
  for (const name of results.keys()) {
    const cost = cpuMicroseconds(name);
    console.log(
      `| ${name} | ${cost.toFixed(1)} | ${Math.round(1e6 / cost)} | ${(cpuMicroseconds(peer(name)) / cost).toFixed(2)} | ${Math.round(perSecond(name))} |`,
    );
  }
  console.log(`\nOne proof, alone in a loop: ${proofMicroseconds.toFixed(1)} µs of CPU (bench/proof.ts).`);
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1
    ? (sorted[middle] ?? Number.NaN)
    : ((sorted[middle - 1] ?? Number.NaN) + (sorted[middle] ?? Number.NaN)) / 2;
}
