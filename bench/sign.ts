// `npm run bench -- sign`: what a signature costs through gateway, mutual TLS, protection and verification, against blst's own loop in the
// same run; how long a lone block takes; the same with 20,000 keys; memory.
import { type ChildProcess, spawn } from "node:child_process";
import { createHash, randomBytes } from "node:crypto";
import { cpus, loadavg, release, totalmem } from "node:os";
import { createInterface } from "node:readline";
import { setTimeout as delay } from "node:timers/promises";
import { parseArgs } from "node:util";
import * as chainsafe from "@chainsafe/blst";
import { bls } from "@inkan/native/bls";
import { type SignerSystem, startSignerSystem } from "../test/harness/signer-system.ts";
import { residentMiB } from "../test/harness/system.ts";
import { processorSeconds } from "./processor-time.ts";
import type { LoadReport, LoadRequest, LoadSettings } from "./sign-load.ts";

const burst = 1_000;
const connections = 32;
const slotMs = 1_000;
const slotsPerEpoch = 8; // preset `minimal`
const version = "0x0600000e"; // Fulu, in the harness
const lonelyBlocksPerSlot = 20;
const lonelySlots = 5;

type Result = {
  readonly keys: number;
  readonly signaturesPerCpuSecond: number;
  readonly ofBlst: number;
  readonly ofChainsafe: number;
  readonly medianBurstMs: number;
  readonly worstBurstMs: number;
  readonly loneBlockMs: number;
  readonly overBlstMs: number;
  readonly residentMiB: number;
  readonly loadSeconds: number;
};

async function measure(keyCount: number, rounds: number): Promise<Result> {
  const system = await startSignerSystem({ ethereum: { slotDurationMs: slotMs } });
  const clients: ChildProcess[] = [];
  try {
    const secrets = Array.from({ length: keyCount }, () => Uint8Array.of(1, ...randomBytes(31)));
    const importedMs = performance.now();
    const publicKeys = await system.importKeys(secrets.map((secret) => Uint8Array.from(secret)));
    const loadSeconds = (performance.now() - importedMs) / 1000;
    const own = secrets.slice(0, burst).map((secret) => bls.secretKeyFromBytes(secret));
    const theirs = secrets.slice(0, burst).map((secret) => chainsafe.SecretKey.fromBytes(secret));

    // The first epoch above the floor of boot and import.
    await epochAfter(system, epochOf(system));
    const many = await openLoad(system, connections, clients);
    const ratios: number[] = [];
    const ratiosOfTheirs: number[] = [];
    const costs: number[] = [];
    const latencies: number[] = [];
    for (let round = 0; round < rounds + 1; round++) {
      const epoch = await epochAfter(system, epochOf(system));
      const requests = publicKeys.slice(0, burst).map((key) => attestation(system, key, epoch));
      const pids = [system.gateway.pid ?? 0, system.signer().pid ?? 0];
      const before = processorSeconds(pids);
      const report = await many(requests);
      const seconds = processorSeconds(pids) - before;
      if (report.statuses[200] !== burst) throw new Error(`not all were signed: ${JSON.stringify(report.statuses)}`);
      if (round === 0) continue; // warm-up
      costs.push(seconds / burst);
      ratios.push(loopSeconds(own, epoch) / seconds);
      ratiosOfTheirs.push(loopSeconds(theirs, epoch) / seconds);
      latencies.push(...report.latenciesMs);
    }
    latencies.sort((a, b) => a - b);

    const one = await openLoad(system, 1, clients);
    const lone: number[] = [];
    for (let at = 0; at < lonelySlots; at++) {
      const slot = await slotAfter(system, slotOf(system));
      for (const key of publicKeys.slice(0, lonelyBlocksPerSlot))
        lone.push(...(await one([block(system, key, slot)])).latenciesMs);
    }
    const loneBlockMs = median(lone);
    return {
      keys: keyCount,
      signaturesPerCpuSecond: 1 / median(costs),
      ofBlst: median(ratios),
      ofChainsafe: median(ratiosOfTheirs),
      medianBurstMs: latencies[Math.floor(latencies.length / 2)] ?? Number.NaN,
      worstBurstMs: latencies.at(-1) ?? Number.NaN,
      loneBlockMs,
      overBlstMs: loneBlockMs - (1000 * loopSeconds(own, 0)) / own.length,
      residentMiB: residentMiB(system.signer().pid ?? 0),
      loadSeconds,
    };
  } finally {
    for (const client of clients) client.kill("SIGKILL");
    await system.stop();
  }
}

type Signs = { sign(message: Uint8Array): { toBytes(): Uint8Array } };

/** CPU seconds of one make of blst alone. Each root is another, so that none is hashed to the curve for two. */
function loopSeconds(keys: readonly Signs[], seed: number): number {
  const roots = keys.map((_, at) => createHash("sha256").update(`${seed} ${at}`).digest());
  const before = process.cpuUsage();
  for (const [at, key] of keys.entries()) key.sign(roots[at]!).toBytes();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1e6;
}

async function openLoad(system: SignerSystem, connections: number, clients: ChildProcess[]) {
  const settings: LoadSettings = {
    ...{ port: system.port, ca: system.caFile, connections },
    ...{ cert: system.certFile("client"), key: system.keyFile("client") },
  };
  const child = spawn(process.execPath, [new URL("sign-load.ts", import.meta.url).pathname, JSON.stringify(settings)], {
    stdio: ["pipe", "pipe", "inherit"],
  });
  clients.push(child);
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const next = async () => {
    const { value, done } = await lines.next();
    if (done) throw new Error("the clients ended");
    return JSON.parse(value) as LoadReport;
  };
  await next();
  return (requests: readonly LoadRequest[]): Promise<LoadReport> => {
    child.stdin.write(`${JSON.stringify({ requests })}\n`);
    return next();
  };
}

const slotOf = ({ genesisTime }: SignerSystem) => Math.floor((Date.now() - genesisTime * 1000) / slotMs);
const epochOf = (system: SignerSystem) => Math.floor(slotOf(system) / slotsPerEpoch);

async function slotAfter(system: SignerSystem, slot: number): Promise<number> {
  while (slotOf(system) <= slot) await delay(10);
  return slotOf(system);
}

async function epochAfter(system: SignerSystem, epoch: number): Promise<number> {
  while (epochOf(system) <= epoch) await delay(10);
  return epochOf(system);
}

const forkInfo = ({ genesisValidatorsRoot }: SignerSystem) => ({
  fork: { previous_version: version, current_version: version, epoch: "0" },
  genesis_validators_root: genesisValidatorsRoot,
});
const root = (byte: number) => `0x${(byte % 256).toString(16).padStart(2, "0").repeat(32)}`;

function attestation(system: SignerSystem, publicKey: string, epoch: number): LoadRequest {
  return {
    path: `/api/v1/eth2/sign/${publicKey}`,
    body: JSON.stringify({
      type: "ATTESTATION",
      fork_info: forkInfo(system),
      attestation: {
        slot: String(epoch * slotsPerEpoch),
        index: "0",
        beacon_block_root: root(epoch),
        source: { epoch: String(epoch - 1), root: root(epoch - 1) },
        target: { epoch: String(epoch), root: root(epoch) },
      },
    }),
  };
}

function block(system: SignerSystem, publicKey: string, slot: number): LoadRequest {
  const header = {
    slot: String(slot),
    proposer_index: "1",
    parent_root: root(1),
    state_root: root(2),
    body_root: root(3),
  };
  return {
    path: `/api/v1/eth2/sign/${publicKey}`,
    body: JSON.stringify({
      type: "BLOCK_V2",
      fork_info: forkInfo(system),
      beacon_block: { version: "FULU", block_header: header },
    }),
  };
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}

function print(results: readonly Result[], rounds: number): void {
  const [cpu] = cpus();
  console.log(`Machine: ${cpus().length} × ${cpu?.model ?? "?"}, ${Math.round(totalmem() / 2 ** 30)} GiB, Linux ${release()}. Node ${process.version}, ${bls.isAddOn ? "blst as compiled here" : "@chainsafe/blst"}.
Command: npm run bench -- sign (${rounds} bursts of ${burst} attestations for ${burst} keys over ${connections} mTLS connections, through the gateway; medians; load average ${loadavg()[0]?.toFixed(1)} at the end)

| keys | signatures per CPU second | of blst's own loop | of @chainsafe/blst's | burst, median and worst ms | lone block ms | over blst's ms | resident MiB | import s |
| --- | --- | --- | --- | --- | --- | --- | --- | --- |`);
  for (const each of results)
    console.log(
      `| ${each.keys} | ${each.signaturesPerCpuSecond.toFixed(0)} | ${each.ofBlst.toFixed(2)} | ${each.ofChainsafe.toFixed(2)} | ${each.medianBurstMs.toFixed(1)}, ${each.worstBurstMs.toFixed(0)} | ${each.loneBlockMs.toFixed(2)} | ${each.overBlstMs.toFixed(2)} | ${each.residentMiB.toFixed(0)} | ${each.loadSeconds.toFixed(1)} |`,
    );
}

const { values } = parseArgs({
  options: { rounds: { type: "string", default: "5" }, keys: { type: "string", default: "1000,20000" } },
});
const results: Result[] = [];
for (const keys of values.keys.split(",")) results.push(await measure(Number(keys), Number(values.rounds)));
print(results, Number(values.rounds));
