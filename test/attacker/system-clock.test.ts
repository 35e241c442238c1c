// Attacker: whoever moves the clock of the machine that a signer runs on, so that a certificate which is over passes for one that is valid, or holds the NSM
// back meanwhile. User: a developer whose laptop slept. Real are boot, doors, mutual TLS, protection, the window log and the gateway's store.
import assert from "node:assert/strict";
import { createHash, randomBytes } from "node:crypto";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, afterEach, before, describe, mock, test } from "node:test";
import type { Enclave } from "../../enclave-signer/src/enclave/boot.ts";
import type { SignerConfig } from "../../enclave-signer/src/enclave/config.ts";
import { type Nsm, NsmError } from "../../enclave-signer/src/enclave/nsm/nsm.ts";
import { openSimulatedNsm } from "../../enclave-signer/src/enclave/nsm/simulated/simulated-nsm.ts";
import { BlsSigningKey } from "../../enclave-signer/src/signer/bls.ts";
import { openOperatorParts, openSigningParts } from "../../enclave-signer/src/signer/signer.ts";
import { startGateway } from "../../gateway/src/index.ts";
import { lightKeystore } from "../harness/light-keystore.ts";
import { attestationRequest, blockRequest, genesisValidatorsRoot, slotsPerEpoch } from "../harness/short-slots.ts";
import { startTestSigner, type TestSigner } from "../harness/signer.ts";

const root = mkdtempSync(join(tmpdir(), "inkan-system-clock-"));
const token = "a-token";
const slotDurationMs = 1_000;
const epochMs = slotsPerEpoch * slotDurationMs;
const genesisTime = Math.floor(Date.now() / 1000) - 600;
const secret = Buffer.alloc(32, 7);
const publicKey = BlsSigningKey.take(Buffer.from(secret)).publicKeyHex;
const pcr = new Uint8Array(48).fill(1);

/** Milliseconds that the hypervisor's clock has gone on besides, and that the machine's is ahead of it. */
const time = { passedMs: 0, machineAheadMs: 0, isNsmDown: false };
const realUnixMs = Date.now;
const hypervisorMs = () => realUnixMs.call(Date) + time.passedMs;
const epoch = () => Math.floor((hypervisorMs() - genesisTime * 1_000) / epochMs);

/** Of the hypervisor; it fails when it is told to. */
async function nsmUnderTest(directory: string): Promise<Nsm> {
  const nsm = await openSimulatedNsm({ directory, pcrs: { pcr0: pcr, pcr1: pcr, pcr2: pcr }, unixMs: hypervisorMs });
  return {
    ...nsm,
    async attestation(request) {
      if (time.isNsmDown) throw new NsmError("InternalError", "as the test wants it");
      return nsm.attestation(request);
    },
  };
}

let signer: TestSigner;
let disk: string;
const closing: (() => Promise<void>)[] = [];

/** A gateway with a disk of its own, and a signer. */
async function start(): Promise<void> {
  disk = join(root, `disk-${closing.length}`);
  const store = { kind: "unix", path: `${disk}.sock` } as const;
  const gateway = await startGateway({ store, storeDirectory: disk }, undefined, () => {});
  closing.push(gateway.close);
  signer = await startTestSigner({
    nsm: nsmUnderTest,
    async parts(enclave: Enclave<SignerConfig>) {
      const { hostRoutes } = openOperatorParts(enclave);
      return { ...(await openSigningParts(enclave, store, undefined)), hostRoutes };
    },
    keyManagerTokenSha256: createHash("sha256").update(token).digest("hex"),
    config: {
      ethereum: {
        ...{ preset: "minimal", genesisValidatorsRoot, genesisTime, slotDurationMs },
        forks: ["phase0", "altair", "bellatrix", "capella", "deneb", "electra", "fulu"].map((name, at) => ({
          ...{ name, epoch: 0, version: `0x0${at + 1}000d0e` },
        })),
      },
      windowLog: { kind: "file", windowEpochs: 1 },
    },
  });
  closing.push(signer.close);
}

before(async () => {
  mock.method(Date, "now", () => hypervisorMs() + time.machineAheadMs);
  await start();
  assert.equal((await importKey()).status, 200);
});
afterEach(() => Object.assign(time, { machineAheadMs: 0, isNsmDown: false }));
after(async () => {
  for (const close of closing.reverse()) await close();
  mock.restoreAll();
  rmSync(root, { recursive: true, force: true });
});

const ask = (method: string, path: string, value: unknown, certificate = signer.client) => {
  const body = Buffer.from(JSON.stringify(value));
  const headers = { "content-type": "application/json", "content-length": `${body.length}` };
  return signer.ask({ certificate, path, method, body, headers: { ...headers, authorization: `Bearer ${token}` } });
};
const post = (path: string, body: unknown, certificate = signer.client) => ask("POST", path, body, certificate);
const keystores = { keystores: [lightKeystore(secret, "password")], passwords: ["password"] };
const importKey = () => post("/eth/v1/keystores", keystores, signer.admin);
const deleteKey = () => ask("DELETE", "/eth/v1/keystores", { pubkeys: [publicKey] }, signer.admin);
const exportKey = () => post("/inkan/v1/keys/export", { pubkey: publicKey, password: "mine" }, signer.admin);
const sign = (body: object) => post(`/api/v1/eth2/sign/${publicKey}`, body);
const attestation = (at = epoch()) => attestationRequest(at - 1, at, randomBytes(32));
const health = async () => (await signer.ask({ certificate: signer.client, path: "/healthcheck" })).status;
const records = () => readdirSync(join(disk, "log"), { recursive: true }).length;
const codeOf = ({ status, body }: { status: number; body: string }) => [status, JSON.parse(body).code];
const wrong = [503, "SYSTEM_CLOCK_WRONG"];

/** For machine and hypervisor alike, and no monotonic clock: as when a laptop slept. */
function elapse(ms: number): void {
  time.passedMs += ms;
}

describe("a signer on a machine whose clock is moved", () => {
  for (const [what, aheadMs] of [
    ["forward by 30 s", 30_000],
    ["back by 30 s", -30_000],
    ["back by 2.1 s", -2_100],
    ["back to 1970", -hypervisorMs()],
  ] as const)
    test(`${what}: signs nothing and claims nothing, says why, and signs when it is right again`, async () => {
      elapse(2 * epochMs);
      assert.equal((await sign(attestation())).status, 200, "control: before, it signs");
      elapse(2 * epochMs);
      const [target, before] = [epoch(), records()];
      time.machineAheadMs = aheadMs;
      for (const body of [attestation(target), blockRequest(target * slotsPerEpoch, randomBytes(32))])
        assert.deepEqual(codeOf(await sign(body)), wrong);
      // Of an administrator whose certificate is over, if this clock were believed.
      for (const administer of [importKey, exportKey, deleteKey]) assert.deepEqual(codeOf(await administer()), wrong);
      assert.equal(await health(), 503);
      assert.equal(records(), before, "no window was claimed");

      time.machineAheadMs = 0;
      assert.equal((await sign(attestation(target))).status, 200);
      assert.equal(await health(), 200);
      const conflicting = await sign(attestation(target));
      assert.equal(conflicting.status, 412, "control: what was signed is not signed otherwise");
    });

  test("control: off by less than the bound it signs", async () => {
    for (const aheadMs of [1_500, -1_500]) {
      elapse(2 * epochMs);
      time.machineAheadMs = aheadMs;
      assert.equal((await sign(attestation())).status, 200);
    }
  });

  test("moved while the NSM is held back: nothing is signed by the old word of it, nor by none", async () => {
    elapse(2 * epochMs);
    assert.equal((await sign(attestation())).status, 200);
    time.isNsmDown = true;
    assert.equal(await health(), 200, "control: without the NSM, as long as the clock is right, it goes on");
    time.machineAheadMs = 30_000;
    const refused = attestation(epoch() + 1);
    assert.deepEqual(codeOf(await sign(refused)), wrong);
    time.machineAheadMs = 0;
    elapse(2 * epochMs);
    assert.deepEqual(codeOf(await sign(attestation())), wrong, "both slept, and who could say so is not there");
    time.isNsmDown = false;
    assert.equal((await sign(attestation())).status, 200);
  });

  test("wrong since before it was started: it comes up, signs nothing, and signs once the clock is right", async () => {
    time.machineAheadMs = -600_000;
    await start();
    assert.deepEqual(codeOf(await importKey()), wrong);
    time.machineAheadMs = 0;
    assert.equal((await importKey()).status, 200);
    time.machineAheadMs = -600_000;
    assert.deepEqual(codeOf(await sign(attestation(epoch()))), wrong);
    time.machineAheadMs = 0;
    // What was imported signs nothing of the epoch of its import.
    elapse(2 * epochMs);
    assert.equal((await sign(attestation())).status, 200);
  });

  test("asleep for a second, an hour or a month, with all its clocks: nobody is refused", async () => {
    for (const ms of [1_000, 3_600_000, 2_592_000_000]) {
      elapse(ms + 2 * epochMs);
      const asked = await Promise.all(Array.from({ length: 8 }, () => sign(attestation())));
      const statuses = asked.map(({ status }) => status);
      assert.ok(!statuses.includes(503), `${statuses}`);
      assert.equal(statuses.filter((status) => status === 200).length, 1, `one of 8 for one target: ${statuses}`);
    }
  });
});
