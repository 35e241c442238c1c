// User: a validator client before a signer in a real enclave image, its data key wrapped by KMS for what the Nitro Secure Module measured, its windows in the log
// that the gateway keeps. KMS is the stand-in, and the hypervisor's key is the test's own, since QEMU has none: without a signature the signer believes no boot, its own neither.
import assert from "node:assert/strict";
import { createHash, randomBytes } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { Agent, request } from "node:https";
import { join } from "node:path";
import { describe, test } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { type VerifyReport, verify } from "@inkan/attestation";
import { renderKeyPolicy } from "@inkan/attestation/key-policy";
import { type ConfigInput, simulatedRoot } from "@inkan/enclave-signer";
import { type BuiltImage, buildImage } from "@inkan/image";
import { type KmsStandIn, standInKeyArn, standInRole, startKmsStandIn } from "../../cli/src/kms-stand-in/stand-in.ts";
import type { Ports } from "../../cli/src/start/configuration.ts";
import type { DevelopmentContracts } from "../../cli/src/start/development-registry.ts";
import { openExchange } from "../../cli/src/verify/exchange.ts";
import { BlsSigningKey } from "../../enclave-signer/src/signer/bls.ts";
import { clientAuthority, dns, type IssuedCertificate } from "../harness/client-authority.ts";
import { startInstanceMetadata } from "../harness/instance-metadata.ts";
import { lightKeystore } from "../harness/light-keystore.ts";
import { attestationRequest, genesisValidatorsRoot, keyManagerToken, slotsPerEpoch } from "../harness/short-slots.ts";
import { developmentForks } from "../harness/signer-system.ts";
import { parentCid } from "./enclave-machine.ts";
import { type EnclaveSystem, startEnclaveSystem } from "./enclave-system.ts";
import { preparedForImages } from "./preparation.ts";
import { pcrsOf } from "./vouched-evidence.ts";

const machines = await preparedForImages();
const skip = typeof machines === "string" && machines;
const runs = 3;
const signedMsMax = 180_000;
const printedMsMax = 60_000;
const slotDurationMs = 1_000;
const [accessKeyId, secretAccessKey] = ["AKIAOFTHEPARENT00", "theSecretKeyOfTheParent/000000000000000"];
const failed = ({ checks }: Pick<VerifyReport, "checks">) =>
  checks.filter(({ outcome }) => outcome === "failed").map(({ id }) => id);

/** What is outside of the machine: who may use the signer, and what it asks. */
async function startSurroundings() {
  const [clients, admins, metadata] = await Promise.all([
    clientAuthority("clients"),
    clientAuthority("admins"),
    startInstanceMetadata(accessKeyId, secretAccessKey),
  ]);
  const [client, admin] = await Promise.all([
    clients.issue({ names: dns("vc.example") }),
    admins.issue({ names: dns("admin.example") }),
  ]);
  return { clients, admins, metadata, client, admin, genesisTime: Math.floor(Date.now() / 1000) - 600 };
}
type Surroundings = Awaited<ReturnType<typeof startSurroundings>>;

const configurationOf = (
  { clients, admins, genesisTime }: Surroundings,
  kms: KmsStandIn,
  ports: Ports,
  { deployment, operator }: DevelopmentContracts,
): ConfigInput => ({
  ...{ version: 1, role: "signer", origin: `https://127.0.0.1:${ports.signer}`, operator },
  registry: {
    chainId: 31_337,
    pcrRegistry: deployment.pcrRegistry.address,
    enclaveRegistry: deployment.enclaveRegistry.address,
  },
  tls: {
    names: ["localhost", "127.0.0.1"],
    certificateAuthority: { kind: "development", url: `http://127.0.0.1:${ports.ca}/` },
  },
  clients: {
    ...{ authorities: [clients.cert], adminAuthorities: [admins.cert] },
    permissions: [
      { name: "vc", certificate: { dns: "vc.example" }, keys: ["*"], operations: ["duties"] },
      {
        ...{ name: "admin", certificate: { dns: "admin.example" }, authority: "admin", keys: ["*"] },
        operations: ["list-keys", "import-keys"],
      },
    ],
    keyManagerTokenSha256: createHash("sha256").update(keyManagerToken).digest("hex"),
  },
  ethereum: {
    ...{ preset: "minimal", genesisValidatorsRoot, genesisTime, slotDurationMs },
    forks: developmentForks.map((name, at) => ({ name, version: `0x0${at + 1}000d0e`, epoch: 0 })),
  },
  windowLog: { kind: "file", windowEpochs: 1 },
  sealing: { kind: "kms", keyArn: standInKeyArn("signer"), endpoint: `http://127.0.0.1:${kms.port}` },
});

describe("a signer as an enclave image", { skip }, () => {
  let image: BuiltImage;
  test("is built", async (t) => {
    const startedMs = performance.now();
    image = await buildImage({ role: "signer", parentCid });
    t.diagnostic(
      `${(image.bytes / 1_048_576).toFixed(1)} MiB in ${((performance.now() - startedMs) / 1000).toFixed(1)} s`,
    );
  });

  for (let run = 1; run <= runs; run++)
    test(`run ${run} of ${runs}: an attestation through mutual TLS, its window in the log, its key under KMS; measured as built`, async (t) => {
      assert.ok(typeof machines !== "string");
      const around = await startSurroundings();
      let running: RunningSigner | undefined;
      try {
        running = await startSigner(machines, image, around);
        const { system } = running;
        const { ports, directory, expectations } = system;
        t.diagnostic(system.times);

        const publicKey = await importKey(system, around);
        const signedMs = await sign(ports.signer, directory, around, publicKey);
        t.diagnostic(`signed ${Math.round(signedMs)} ms after its request`);
        const stored = readdirSync(join(directory, "store"), { recursive: true }).map(String);
        assert.ok(
          stored.some((name) => /^log\/[^/]+\/0$/.test(name)),
          `records of windows: ${stored}`,
        );
        assert.ok(
          stored.some((name) => /^sealed\/data-key-/.test(name)),
          `the wrapped data key: ${stored}`,
        );

        const exchange = openExchange(readFileSync(system.caFile, "utf8"));
        const origin = `https://127.0.0.1:${ports.signer}`;
        const report = await verify(origin, expectations, { exchange });
        assert.ok(report.evidence !== undefined);
        const pcrs = pcrsOf(report.evidence.document);
        assert.deepEqual(
          [0, 1, 2, 16].map((index) => Buffer.from(pcrs.get(index) ?? []).toString("hex")),
          [image.pcrs.pcr0, image.pcrs.pcr1, image.pcrs.pcr2, expectations.pcr16],
        );
        assert.deepEqual([failed(report), report.passed], [[], true]);
        exchange.close();
      } catch (thrown) {
        t.diagnostic(running?.system.logs().slice(-4_000) ?? "");
        t.diagnostic(`KMS: ${running?.kms.audit.join(", ")}`);
        throw thrown;
      } finally {
        await running?.close();
        await around.metadata.close();
      }
    });

  test("its clock follows the hypervisor's; while it is wrong nothing is signed, and what the hypervisor cannot mean is not followed", async (t) => {
    assert.ok(typeof machines !== "string");
    const around = await startSurroundings();
    let said: (timestampMs: number) => number | undefined = (timestampMs) => timestampMs;
    let running: RunningSigner | undefined;
    try {
      running = await startSigner(machines, image, around, (timestampMs) => said(timestampMs));
      const { system } = running;
      const { ports, directory } = system;
      const publicKey = await importKey(system, around);
      await sign(ports.signer, directory, around, publicKey);
      // The emulator's own clock may lose seconds on a busy host, and be corrected too.
      assert.doesNotMatch(system.machine.console(), /time stepped (forward|back) by \d{5,} ms|time (not|unknown)/);

      said = (timestampMs) => timestampMs + 30_000;
      await printed(system, /inkan-init: time stepped forward by [23]\d{4} ms/);
      said = (timestampMs) => timestampMs;
      const startedMs = performance.now();
      const refused: string[] = [];
      await sign(ports.signer, directory, around, publicKey, (answer) => refused.push(answer));
      const wrong = refused.filter((answer) => /^503 .*"SYSTEM_CLOCK_WRONG"/.test(answer));
      assert.ok(wrong.length > 0, `${refused}`);
      assert.match(system.machine.console(), /inkan-init: time stepped back by [23]\d{4} ms/);
      t.diagnostic(
        `30 s ahead: ${wrong.length} requests refused, the first signature ${((performance.now() - startedMs) / 1000).toFixed(1)} s later`,
      );

      said = () => undefined;
      await printed(system, /inkan-init: time unknown: the NSM does not say/);
      await sign(ports.signer, directory, around, publicKey);
      said = (timestampMs) => timestampMs - 3_600_000;
      await printed(system, /inkan-init: time not followed: the NSM's is too far back/);
      said = (timestampMs) => timestampMs;
      await sign(ports.signer, directory, around, publicKey);
    } catch (thrown) {
      t.diagnostic(running?.system.logs().slice(-4_000) ?? "");
      throw thrown;
    } finally {
      await running?.close();
      await around.metadata.close();
    }
  });
});

type RunningSigner = { readonly system: EnclaveSystem; readonly kms: KmsStandIn; close(): Promise<void> };

/** @param timeOf What the hypervisor says for a time. */
async function startSigner(
  machines: Exclude<Awaited<ReturnType<typeof preparedForImages>>, string>,
  image: BuiltImage,
  around: Surroundings,
  timeOf?: (timestampMs: number) => number | undefined,
): Promise<RunningSigner> {
  let kms: KmsStandIn | undefined;
  try {
    const system = await startEnclaveSystem(machines, {
      ...{ role: "signer", image, memoryMiB: 1536, signs: true, ...(timeOf !== undefined && { timeOf }) },
      async configuration(ports, contracts, directory) {
        kms = await startKmsStandIn({
          ...{ port: 0, roots: [await simulatedRoot(join(directory, "simulated-nsm"))] },
          identities: new Map([[accessKeyId, { secretAccessKey, principal: standInRole }]]),
        });
        return configurationOf(around, kms, ports, contracts);
      },
      configured: ({ pcr16 = "" }) => void kms?.createKey(keyPolicy(image, pcr16), undefined, "signer"),
      gatewayFlags: (ports, at, path) => [
        ...["--signer-tls-port", String(ports.signer), "--signer-tls", at(9000), "--signer-http", at(9001)],
        ...["--signer-config", path("signer.json"), "--signer-config-at", at(7001)],
        ...["--store", at(7003), "--store-directory", path("store"), "--instance-metadata", around.metadata.url],
      ],
      serves: (ports, directory, signal) =>
        ask(ports.signer, directory, undefined, "/upcheck", undefined, signal).then(
          ({ status }) => status === 200,
          () => false,
        ),
    });
    assert.ok(kms !== undefined);
    const stand = kms;
    return {
      ...{ system, kms: stand },
      async close() {
        await system.stop();
        await stand.close();
      },
    };
  } catch (thrown) {
    await kms?.close();
    throw thrown;
  }
}

/** @returns The public key of a key that was made for it. */
async function importKey({ ports, directory }: EnclaveSystem, { admin }: Surroundings): Promise<string> {
  const secret = randomBytes(32);
  secret[0] = 0x21;
  const publicKey = BlsSigningKey.take(Buffer.from(secret)).publicKeyHex;
  const keystores = { keystores: [lightKeystore(secret, "password")], passwords: ["password"] };
  const imported = await ask(ports.signer, directory, admin, "/eth/v1/keystores", keystores);
  assert.deepEqual([imported.status, JSON.parse(imported.text).data[0].status], [200, "imported"]);
  return publicKey;
}

/** Until a line stands on the console. */
async function printed({ machine }: EnclaveSystem, line: RegExp): Promise<void> {
  for (const end = performance.now() + printedMsMax; !line.test(machine.console()); await delay(20))
    if (performance.now() > end) throw new Error(`not printed: ${line}`);
}

/** For this image with this configuration, and nobody else. */
function keyPolicy({ pcrs: { pcr0, pcr1, pcr2 } }: BuiltImage, pcr16: string): string {
  const measurements = { pcr0: [pcr0], pcr1: [pcr1], pcr2: [pcr2], pcr8: [], pcr16: [pcr16] };
  const administrators = [standInRole.replace("role/signer", "role/administrator")];
  return JSON.stringify(renderKeyPolicy({ role: standInRole, administrators, immutable: false, measurements }));
}

/**
 * As a validator client does: again with the next epoch, until it is signed; then another attestation for the same target is refused.
 *
 * @returns Milliseconds of the request that was signed.
 */
async function sign(
  port: number,
  directory: string,
  { client, genesisTime }: Surroundings,
  publicKey: string,
  refused: (answer: string) => void = () => {},
): Promise<number> {
  let last = "";
  const path = `/api/v1/eth2/sign/${publicKey}`;
  for (const end = performance.now() + signedMsMax; performance.now() < end; await delay(200)) {
    const epoch = Math.floor((Date.now() - genesisTime * 1_000) / slotDurationMs / slotsPerEpoch);
    const askedMs = performance.now();
    const answer = await ask(port, directory, client, path, attestationRequest(epoch - 1, epoch, randomBytes(32)));
    const tookMs = performance.now() - askedMs;
    if (answer.status === 200) {
      assert.match(answer.text, /^0x[0-9a-f]{192}$/);
      const conflicting = attestationRequest(epoch - 1, epoch, randomBytes(32));
      assert.equal(
        (await ask(port, directory, client, path, conflicting)).status,
        412,
        "control: a second one for its target",
      );
      return tookMs;
    }
    last = `${answer.status} ${answer.text}`;
    refused(last);
  }
  throw new Error(`no attestation was signed: ${last}`);
}

function ask(
  port: number,
  directory: string,
  as: IssuedCertificate | undefined,
  path: string,
  body?: unknown,
  signal?: AbortSignal,
): Promise<{ readonly status: number; readonly text: string }> {
  const ca = readFileSync(join(directory, "development-ca/ca.pem"), "utf8");
  const identity = as === undefined ? {} : { cert: as.cert, key: as.key };
  const agent = new Agent({ keepAlive: false, ca, servername: "localhost", ...identity });
  const headers = { "content-type": "application/json", authorization: `Bearer ${keyManagerToken}` };
  const method = body === undefined ? "GET" : "POST";
  return new Promise((resolve, reject) => {
    const sent = request(
      {
        host: "127.0.0.1",
        port,
        path,
        method,
        headers,
        agent,
        timeout: 60_000,
        ...(signal !== undefined && { signal }),
      },
      (answer) => {
        let text = "";
        answer.setEncoding("utf8").on("data", (part: string) => (text += part));
        answer.on("error", reject).on("end", () => resolve({ status: answer.statusCode ?? 0, text }));
      },
    );
    sent.on("error", reject).on("timeout", () => sent.destroy());
    sent.end(body === undefined ? undefined : JSON.stringify(body));
  });
}
