// User: an operator whose signer's keys are under KMS. Gateway and signer are the real processes, with the PCRs of the program as it lies here; KMS is the
// stand-in, in this process, and says so wherever it is named.
import assert from "node:assert/strict";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { configPcr16, type Root, readEvidence } from "@inkan/attestation";
import { renderKeyPolicy } from "@inkan/attestation/key-policy";
import { measure, openSimulatedNsm, readConfig, simulatedRoot } from "@inkan/enclave-signer";
import { custodyChecks } from "../../attestation/src/verdict/custody-checks.ts";
import { type KmsStandIn, standInKeyArn, standInRole, startKmsStandIn } from "../../cli/src/kms-stand-in/stand-in.ts";
import { hexOf } from "../../cli/src/pcrs.ts";
import { type InstanceMetadata, startInstanceMetadata } from "../harness/instance-metadata.ts";
import { type SignerSystem, startSignerSystem } from "../harness/signer-system.ts";
import { tlsServerIdentity } from "../harness/tls-server-identity.ts";

const [accessKeyId, secretAccessKey] = ["AKIAOFTHEPARENT00", "theSecretKeyOfTheParent/000000000000000"];
const keyArn = standInKeyArn("e2e");
const administrator = standInRole.replace("role/signer", "role/administrator");
let kms: KmsStandIn;
let metadata: InstanceMetadata;
let system: SignerSystem;

before(async () => {
  const identity = await tlsServerIdentity("localhost");
  const roots: Root[] = [];
  const identities = new Map([[accessKeyId, { secretAccessKey, principal: standInRole }]]);
  kms = await startKmsStandIn({ port: 0, tls: identity, roots, identities });
  metadata = await startInstanceMetadata(accessKeyId, secretAccessKey);
  const pcrs = await measure("signer");
  system = await startSignerSystem({
    config: { sealing: { kind: "kms", keyArn, endpoint: `https://localhost:${kms.port}`, roots: [identity.root] } },
    gatewayArguments: ["--instance-metadata", metadata.url],
    async configured(directory) {
      await openSimulatedNsm({ directory: join(directory, "nsm"), pcrs });
      roots.push(await simulatedRoot(join(directory, "nsm")));
      const { configText } = readConfig(readFileSync(join(directory, "signer.json")), "signer");
      const pcr16 = [Buffer.from(await configPcr16(Buffer.from(configText))).toString("hex")];
      const { pcr0, pcr1, pcr2 } = hexOf(pcrs);
      const measurements = { pcr0: [pcr0], pcr1: [pcr1], pcr2: [pcr2], pcr8: [], pcr16 };
      const parameters = { role: standInRole, administrators: [administrator], immutable: false, measurements };
      kms.createKey(JSON.stringify(renderKeyPolicy(parameters)), undefined, "e2e");
    },
  });
});
after(async () => {
  await system?.stop();
  await metadata?.close();
  await kms?.close();
});

test("keys outlive a restart under KMS, and the signer's attestation says in whose custody they are", async () => {
  const [imported] = await system.importKeys([Buffer.alloc(32, 5)]);
  const ended = once(system.signer(), "exit");
  system.signer().kill("SIGKILL");
  await ended;
  system.startSigner();
  await system.serving();
  const { body: keys } = await system.ask("/api/v1/eth2/publicKeys");
  assert.deepEqual(JSON.parse(keys), [imported]);

  const { body } = await system.ask(`/attestation?nonce=${"ab".repeat(32)}`);
  const evidence = readEvidence(Buffer.from(body));
  const { checks, warnings } = await custodyChecks(evidence, Math.floor(Date.now() / 1000));
  assert.deepEqual(
    checks.map(({ id, passed }) => [id, passed]),
    [["custody", true]],
    checks[0]?.seen,
  );
  assert.deepEqual(
    warnings.map(({ code }) => code),
    ["KMS_STAND_IN", "CUSTODY_NOTE"],
  );
  assert.match(warnings[1]?.text ?? "", /POLICY_CHANGEABLE/);
  const used = kms.audit.filter((line) => /^(GenerateDataKey|Decrypt) /.test(line));
  assert.deepEqual(used, [`GenerateDataKey ${standInRole} allowed`, `Decrypt ${standInRole} allowed`]);
  // Neither what the parent's role can say, nor what was unwrapped, is in any log.
  assert.doesNotMatch(system.logs(), /theSecretKeyOfTheParent|AKIAOFTHEPARENT/);
});
