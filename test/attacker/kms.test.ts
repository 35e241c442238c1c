// Attackers: P, root on the parent, with the credentials of its role and all that is stored; A, who administers the account and writes the key's policy.
// They want the data key that seals the signer's keys. Real are boot, gateway, store, AWS's SDK, TLS and CMS; KMS is the stand-in, which checks
// signatures, documents and policies as KMS documents it.
import assert from "node:assert/strict";
import { generateKeyPairSync } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { Agent } from "node:https";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import {
  CreateGrantCommand,
  DecryptCommand,
  EncryptCommand,
  GenerateDataKeyCommand,
  KMSClient,
  ReEncryptCommand,
} from "@aws-sdk/client-kms";
import { configPcr16, readCustodyReport, readEvidence, verifyCustodySignature } from "@inkan/attestation";
import { type PolicyMeasurements, readPolicy, renderKeyPolicy } from "@inkan/attestation/key-policy";
import {
  type KmsStandIn,
  standInKeyArn,
  standInRegion,
  standInRole,
  startKmsStandIn,
} from "../../cli/src/kms-stand-in/stand-in.ts";
import { evidenceJson } from "../../enclave-signer/src/enclave/attest/evidence.ts";
import { boot } from "../../enclave-signer/src/enclave/boot.ts";
import { type Kms, openKms } from "../../enclave-signer/src/enclave/kms/kms-client.ts";
import { createRecipientKey, openEnvelopedData } from "../../enclave-signer/src/enclave/kms/recipient-key.ts";
import { silentLog } from "../../enclave-signer/src/enclave/log.ts";
import { openSimulatedNsm, simulatedRoot } from "../../enclave-signer/src/enclave/nsm/simulated/simulated-nsm.ts";
import { readConfig } from "../../enclave-signer/src/enclave/read-config.ts";
import { openKeptState } from "../../enclave-signer/src/signer/kept-state.ts";
import { openHistory } from "../../enclave-signer/src/signer/key-manager/history.ts";
import { startGateway } from "../../gateway/src/index.ts";
import { type InstanceMetadata, startInstanceMetadata } from "../harness/instance-metadata.ts";
import { lightKeystore } from "../harness/light-keystore.ts";
import { type TlsServerIdentity, tlsServerIdentity } from "../harness/tls-server-identity.ts";

const directory = mkdtempSync(join(tmpdir(), "inkan-kms-"));
const path = (name: string) => join(directory, name);
const closing: (() => Promise<void>)[] = [];
after(async () => {
  for (const close of closing.reverse()) await close();
  rmSync(directory, { recursive: true, force: true });
});

const [accessKeyId, secretAccessKey] = ["AKIAOFTHEPARENT00", "theSecretKeyOfTheParent/000000000000000"];
const administrator = standInRole.replace("role/signer", "role/administrator");
const adminCredentials = { accessKeyId: "AKIAOFTHEADMIN000", secretAccessKey: "the-administrators-key" };
const host = "localhost";
const genesisValidatorsRoot = `0x${"33".repeat(32)}`;
const image = (first: number) => ({
  pcr0: new Uint8Array(48).fill(first),
  pcr1: new Uint8Array(48).fill(2),
  pcr2: new Uint8Array(48).fill(3),
});
const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString("hex");

let identity: TlsServerIdentity;
let metadata: InstanceMetadata;
let kms: KmsStandIn;
let made = 0;

before(async () => {
  identity = await tlsServerIdentity(host);
  metadata = await startInstanceMetadata(accessKeyId, secretAccessKey);
  closing.push(metadata.close);
  // The root exists once a simulated NSM does.
  await openSimulatedNsm({ directory: path("nsm"), pcrs: image(1) });
  kms = await startKmsStandIn({
    ...{ port: 0, tls: identity, roots: [await simulatedRoot(path("nsm"))] },
    identities: new Map([
      [accessKeyId, { secretAccessKey, principal: standInRole }],
      [adminCredentials.accessKeyId, { ...adminCredentials, principal: administrator }],
    ]),
  });
  closing.push(kms.close);
});

/** A configuration for a key, and the policy of the template for it. */
async function custodyOf(change: (policy: Policy) => void = () => {}, more: object = {}) {
  const id = `key-${made++}`;
  const keyArn = standInKeyArn(id);
  const config = {
    ...{ version: 1, role: "signer", origin: "https://sign.example", operator: `0x${"11".repeat(20)}` },
    registry: { chainId: 1, pcrRegistry: `0x${"11".repeat(20)}`, enclaveRegistry: `0x${"11".repeat(20)}` },
    ethereum: {
      genesisValidatorsRoot,
      genesisTime: 1_700_000_000,
      forks: [{ name: "phase0", version: "0x00000000", epoch: 0 }],
    },
    sealing: { kind: "kms", keyArn, endpoint: `https://${host}:${kms.port}`, roots: [identity.root] },
    ...more,
  };
  const policy = (await policyFor([config])) as unknown as Policy;
  change(policy);
  kms.createKey(JSON.stringify(policy), undefined, id);
  return { keyArn, config, policy };
}
type Policy = {
  Version: string;
  Statement: { Sid: string; Action: string[]; Condition?: Record<string, Record<string, string[]>> }[];
};
type Config = Awaited<ReturnType<typeof custodyOf>>["config"];

async function policyFor(configs: readonly object[]) {
  const { pcr0, pcr1, pcr2 } = image(1);
  const pcr16 = await Promise.all(
    configs.map(async (config) =>
      hex(await configPcr16(Buffer.from(readConfig(Buffer.from(JSON.stringify(config)), "signer").configText))),
    ),
  );
  const measurements: PolicyMeasurements = { pcr0: [hex(pcr0)], pcr1: [hex(pcr1)], pcr2: [hex(pcr2)], pcr8: [], pcr16 };
  return renderKeyPolicy({ role: standInRole, administrators: [administrator], immutable: false, measurements });
}

/** A parent with a disk of its own. */
async function parent(config: object) {
  const n = made++;
  writeFileSync(path(`signer-${n}.json`), JSON.stringify(config));
  const sockets = { store: path(`${n}-store.sock`), egress: path(`${n}-egress.sock`) };
  const gateway = await startGateway(
    {
      ...{ signerConfig: path(`signer-${n}.json`), instanceMetadata: metadata.url, storeDirectory: path(`disk-${n}`) },
      store: { kind: "unix", path: sockets.store },
      egress: { kind: "unix", path: sockets.egress },
    },
    undefined,
    () => {},
  );
  closing.push(gateway.close);
  const dataKeyFile = (group = "default") => join(path(`disk-${n}`), "sealed", `data-key-${group}`);
  return { ...sockets, dataKeyFile };
}
type Parent = Awaited<ReturnType<typeof parent>>;

async function bootOn({ egress }: Pick<Parent, "egress">, config: object, first = 1) {
  const enclave = await boot({
    ...{ role: "signer", configBytes: Buffer.from(JSON.stringify(config)), log: silentLog },
    nsm: await openSimulatedNsm({ directory: path("nsm"), pcrs: image(first) }),
    egress: { kind: "unix", path: egress },
  });
  closing.push(async () => enclave.close());
  return enclave;
}

async function startOn(at: Parent, config: object) {
  const enclave = await bootOn(at, config);
  const kept = await openKeptState(enclave, { kind: "unix", path: at.store });
  const importOne = async () => {
    const keystores = [lightKeystore(Buffer.alloc(32, 7), "password")];
    const { keys, records, protection } = kept;
    const { importFloor, exportFloor } = protection ?? assert.fail("no protection");
    const history = openHistory({ records, keys, genesisValidatorsRoot, importFloor, exportFloor });
    const protect = history.read(undefined);
    const [outcome] = await kept.keySet.importKeystores({ keystores, passwords: ["password"], protect });
    assert.equal(outcome?.status, "imported");
  };
  return { ...kept, enclave, importOne };
}

/** The enclave's own client, of an image with this PCR0 and this configuration; and what it shows KMS. */
async function kmsOf(
  at: Pick<Parent, "egress">,
  config: Config,
  first = 1,
): Promise<{ kms: Kms; documents: Uint8Array[] }> {
  const enclave = await bootOn(at, config, first);
  if (enclave.config.sealing.kind !== "kms") throw new TypeError("not of KMS");
  const documents: Uint8Array[] = [];
  const opened = openKms({
    ...{ config: enclave.config.sealing, egress: enclave.egress, clockOffsetMs: 0 },
    credentials: async () => ({ ...parentCredentials, expiration: new Date(Date.now() + 3_600_000) }),
    attest: async (publicKey) => {
      const document = await enclave.attester.kmsDocument(publicKey);
      documents.push(document);
      return document;
    },
  });
  closing.push(async () => opened.close());
  return { kms: opened, documents };
}
const parentCredentials = { accessKeyId, secretAccessKey, sessionToken: "session" };

/** P or A with AWS's own client, straight to KMS. */
function attackerClient(credentials: { accessKeyId: string; secretAccessKey: string } = parentCredentials): KMSClient {
  const client = new KMSClient({
    ...{ region: standInRegion, endpoint: `https://${host}:${kms.port}`, credentials, maxAttempts: 1 },
    requestHandler: { httpsAgent: new Agent({ ca: identity.root }) },
  });
  closing.push(async () => client.destroy());
  return client;
}

const context = { group: "default" };

describe("the enclave's client of KMS", () => {
  test("control: what it has wrapped it unwraps, and randomness comes for it alone", async () => {
    const { config } = await custodyOf();
    const { kms: client } = await kmsOf(await parent(config), config);
    const { dataKey, ciphertext } = await client.generateDataKey(context);
    const again = await client.decrypt(ciphertext, context);
    assert.equal(dataKey.equals(again), true);
    assert.equal(
      (await client.generateRandom(64)).use(({ length }) => length),
      64,
    );
  });

  test("another PCR0, and another PCR16, are refused by KMS", async () => {
    const { config } = await custodyOf();
    const at = await parent(config);
    const { kms: honest } = await kmsOf(at, config);
    const { ciphertext } = await honest.generateDataKey(context);
    const otherImage = await kmsOf(at, config, 9);
    const otherConfig = await kmsOf(at, { ...config, origin: "https://evil.example" });
    for (const { kms: client } of [otherImage, otherConfig]) {
      await assert.rejects(client.decrypt(ciphertext, context), {
        code: "KMS_REFUSED",
        message: /AccessDeniedException/,
      });
      await assert.rejects(client.generateDataKey(context), { code: "KMS_REFUSED" });
    }
    await honest.decrypt(ciphertext, context); // control
  });

  test("a ciphertext of another context, altered, or of another key is refused", async () => {
    const { config } = await custodyOf();
    const { config: otherConfig } = await custodyOf();
    const at = await parent(config);
    const { kms: client } = await kmsOf(at, config);
    const { ciphertext } = await client.generateDataKey(context);
    await assert.rejects(client.decrypt(ciphertext, { group: "another" }), { code: "KMS_CIPHERTEXT_REFUSED" });
    const altered = Uint8Array.from(ciphertext);
    altered[altered.length - 1]! ^= 1;
    await assert.rejects(client.decrypt(altered, context), { code: "KMS_CIPHERTEXT_REFUSED" });
    const { kms: ofAnother } = await kmsOf(await parent(otherConfig), otherConfig);
    await assert.rejects(ofAnother.decrypt(ciphertext, context), { code: "KMS_CIPHERTEXT_REFUSED" });
    await client.decrypt(ciphertext, context); // control
  });

  test("a document that P replays gets P an answer that only its enclave could open", async () => {
    const { config, keyArn } = await custodyOf();
    const { kms: client, documents } = await kmsOf(await parent(config), config);
    const { ciphertext } = await client.generateDataKey(context);
    const replayed = await attackerClient().send(
      new DecryptCommand({
        ...{ KeyId: keyArn, CiphertextBlob: ciphertext, EncryptionContext: context },
        Recipient: { AttestationDocument: documents[0]!, KeyEncryptionAlgorithm: "RSAES_OAEP_SHA_256" },
      }),
    );
    assert.ok(replayed.CiphertextForRecipient !== undefined, "KMS does not tell a replay");
    assert.equal(replayed.Plaintext, undefined);
    const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
    assert.throws(() => openEnvelopedData(replayed.CiphertextForRecipient!, privateKey), {
      code: "CMS_DECRYPTION_FAILED",
    });
    // Nor is it an answer to any other request of the enclave.
    const next = await createRecipientKey();
    assert.throws(() => next.open(replayed.CiphertextForRecipient!), { code: "CMS_DECRYPTION_FAILED" });
  });
});

describe("P with the role's credentials, and A with the administrator's, without an enclave", () => {
  test("neither unwraps, wraps, re-encrypts, grants: not under the template", async () => {
    const { config, keyArn } = await custodyOf();
    const { kms: client } = await kmsOf(await parent(config), config);
    const { ciphertext } = await client.generateDataKey(context);
    const other = kms.createKey(JSON.stringify(allowAll), undefined, `key-${made++}`);
    for (const attacker of [attackerClient(), attackerClient(adminCredentials)]) {
      const denied = { name: "AccessDeniedException" };
      const [KeyId, EncryptionContext] = [keyArn, context];
      await assert.rejects(
        attacker.send(new DecryptCommand({ KeyId, CiphertextBlob: ciphertext, EncryptionContext })),
        denied,
      );
      await assert.rejects(attacker.send(new GenerateDataKeyCommand({ KeyId, KeySpec: "AES_256" })), denied);
      await assert.rejects(attacker.send(new EncryptCommand({ KeyId, Plaintext: Buffer.alloc(32) })), denied);
      const to = {
        CiphertextBlob: ciphertext,
        SourceKeyId: keyArn,
        SourceEncryptionContext: context,
        DestinationKeyId: other,
      };
      await assert.rejects(attacker.send(new ReEncryptCommand(to)), denied);
      const grant = { GranteePrincipal: standInRole, Operations: ["Decrypt" as const] };
      await assert.rejects(attacker.send(new CreateGrantCommand({ KeyId, ...grant })), denied);
    }
  });

  test("control: under a policy that allows all, each of these works, and the key comes out", async () => {
    const attacker = attackerClient();
    const KeyId = kms.createKey(JSON.stringify(allowAll), undefined, `key-${made++}`);
    const destination = kms.createKey(JSON.stringify(allowAll), undefined, `key-${made++}`);
    const { CiphertextBlob } = await attacker.send(new EncryptCommand({ KeyId, Plaintext: Buffer.from("known") }));
    const moved = await attacker.send(
      new ReEncryptCommand({ CiphertextBlob, SourceKeyId: KeyId, DestinationKeyId: destination }),
    );
    const { Plaintext } = await attacker.send(
      new DecryptCommand({ KeyId: destination, CiphertextBlob: moved.CiphertextBlob }),
    );
    assert.equal(Buffer.from(Plaintext!).toString(), "known");
    await attacker.send(new CreateGrantCommand({ KeyId, GranteePrincipal: standInRole, Operations: ["Decrypt"] }));
  });

  test("a grant that was made before the policy gives nothing either", async () => {
    const { config, keyArn } = await custodyOf();
    const { kms: client } = await kmsOf(await parent(config), config);
    const { ciphertext } = await client.generateDataKey(context);
    kms.keys.get(keyArn)!.grants.push({ grantId: "1", grantee: standInRole, operations: ["Decrypt"] });
    const ask = new DecryptCommand({ KeyId: keyArn, CiphertextBlob: ciphertext, EncryptionContext: context });
    await assert.rejects(attackerClient().send(ask), { name: "AccessDeniedException" });
  });
});
const allowAll = {
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Principal: { AWS: "*" }, Action: "kms:*", Resource: "*" }],
};

const weakPolicies: Readonly<Record<string, { readonly weaken: (policy: Policy) => void; readonly finding: string }>> =
  {
    "whose condition ends in IfExists": {
      weaken(policy) {
        policy.Statement = policy.Statement.filter(({ Sid }) => !Sid.startsWith("DenyOther"));
        policy.Statement[0]!.Condition = {
          StringEqualsIgnoreCaseIfExists: policy.Statement[0]!.Condition!.StringEqualsIgnoreCase!,
        };
      },
      finding: "IF_EXISTS",
    },
    "with a single Deny that ANDs all PCRs": {
      weaken(policy) {
        const denies = policy.Statement.filter(({ Sid }) => Sid.startsWith("DenyOther"));
        const all = Object.assign({}, ...denies.map(({ Condition }) => Condition!.StringNotEqualsIgnoreCase));
        delete policy.Statement[0]!.Condition;
        policy.Statement = [
          ...policy.Statement.filter((each) => !denies.includes(each)),
          { ...denies[0]!, Condition: { StringNotEqualsIgnoreCase: all } },
        ];
      },
      finding: "ANDED_DENY",
    },
  };

describe("a policy of A's", () => {
  for (const [name, { weaken, finding }] of Object.entries(weakPolicies))
    test(`${name} lets the attacker through at KMS, and the signer wraps nothing under it`, async () => {
      const { config, keyArn } = await custodyOf(weaken);
      const at = await parent(config);
      if (finding === "IF_EXISTS") {
        const { Plaintext } = await attackerClient().send(
          new GenerateDataKeyCommand({ KeyId: keyArn, KeySpec: "AES_256" }),
        );
        assert.equal(Plaintext?.length, 32, "without a document");
      } else {
        // Another image and configuration, on the same kernel: PCR1 matches, so the Deny does not apply.
        const { kms: otherImage } = await kmsOf(at, { ...config, origin: "https://evil.example" }, 9);
        await otherImage.generateDataKey(context);
      }
      await assert.rejects(startOn(at, config), { code: "CUSTODY_REFUSED", message: new RegExp(finding) });
    });

  test("that is weakened after the signer's keys are sealed is told in its attestation, signed for the asker's nonce", async () => {
    const { config, keyArn, policy } = await custodyOf();
    const at = await parent(config);
    const first = await startOn(at, config);
    const nonce = Buffer.alloc(32, 5);
    const reportOf = async ({ enclave }: typeof first) => {
      const { custody, responseKey } = readEvidence(
        Buffer.from(evidenceJson(await enclave.attester.evidence(nonce, "host"))),
      );
      const isSignedFor = (asked: Uint8Array) =>
        verifyCustodySignature(responseKey, asked, custody!.report, custody!.signature);
      assert.deepEqual([await isSignedFor(nonce), await isSignedFor(Buffer.alloc(32, 6))], [true, false]);
      return readCustodyReport(custody!.report);
    };
    assert.deepEqual(
      (await reportOf(first)).findings.map(({ code }) => code),
      ["POLICY_CHANGEABLE"],
      "control",
    );
    await first.importOne();
    await first.close();
    const weak = structuredClone(policy);
    weakPolicies["whose condition ends in IfExists"]!.weaken(weak);
    const key = kms.keys.get(keyArn)!;
    [key.policyText, key.policy] = [JSON.stringify(weak), readPolicy(JSON.stringify(weak))];
    const second = await startOn(at, config);
    assert.ok((await reportOf(second)).findings.some(({ code }) => code === "UNATTESTED_ALLOWED"));
    assert.equal(second.keys.validators().length, 1, "who has sealed keys goes on, and says so");
    await second.close();
  });
});

describe("the sealed key store behind KMS", () => {
  test("control: keys of one boot are there in the next, by one GenerateDataKey and one Decrypt", async () => {
    const { config, keyArn } = await custodyOf();
    const at = await parent(config);
    const from = kms.audit.length;
    const first = await startOn(at, config);
    assert.equal(first.sealing.provider, `kms ${keyArn}`);
    await first.importOne();
    await first.close();
    const second = await startOn(at, config);
    assert.equal(second.keys.validators().length, 1);
    await second.close();
    const used = kms.audit.slice(from).filter((line) => /^(GenerateDataKey|Decrypt) /.test(line));
    assert.deepEqual(used, [`GenerateDataKey ${standInRole} allowed`, `Decrypt ${standInRole} allowed`]);
  });

  test("another group's data key, put in its place, is not used", async () => {
    const { config } = await custodyOf();
    const { config: elsewhere } = await custodyOf();
    const at = await parent(config);
    const other = await parent(elsewhere);
    const mine = await startOn(at, config);
    await mine.importOne();
    await mine.close();
    await (await startOn(other, elsewhere)).close();
    const own = readFileSync(at.dataKeyFile());
    writeFileSync(at.dataKeyFile(), readFileSync(other.dataKeyFile()));
    await assert.rejects(startOn(at, config), { code: "DATA_KEY_UNVOUCHED" });
    // The ciphertext alone, under the document of the other.
    const swapped = {
      ...JSON.parse(own.toString()),
      ciphertext: JSON.parse(readFileSync(other.dataKeyFile()).toString()).ciphertext,
    };
    writeFileSync(at.dataKeyFile(), JSON.stringify(swapped));
    await assert.rejects(startOn(at, config), { code: "DATA_KEY_UNVOUCHED", message: /NONCE_MISMATCH/ });
    writeFileSync(at.dataKeyFile(), own);
    assert.equal((await startOn(at, config)).keys.validators().length, 1, "control");
  });

  test("a data key that A knows, since it was wrapped while the policy was weak, is not used", async () => {
    const { config, keyArn } = await custodyOf();
    const at = await parent(config);
    const honest = await startOn(at, config);
    await honest.close();
    const key = kms.keys.get(keyArn)!;
    const known = Buffer.alloc(32, 0xaa);
    const ciphertext = Buffer.from(
      key.wrap(known, {
        ...{ "inkan-group": "default", "inkan-purpose": "sealing", "inkan-operator": config.operator },
        "inkan-registry": `1:${config.registry.enclaveRegistry}`,
      }),
    );
    const record = JSON.parse(readFileSync(at.dataKeyFile()).toString());
    writeFileSync(at.dataKeyFile(), JSON.stringify({ ...record, ciphertext: ciphertext.toString("base64") }));
    await assert.rejects(startOn(at, config), { code: "DATA_KEY_UNVOUCHED" });
  });

  test("an earlier data key of the same group opens nothing, and says so", async () => {
    const { config, keyArn } = await custodyOf();
    const replacing = { ...config, keyStore: { otherConfiguration: "start-empty" } };
    const policy = JSON.stringify(await policyFor([config, replacing]));
    Object.assign(kms.keys.get(keyArn)!, { policyText: policy, policy: readPolicy(policy) });
    const at = await parent(config);
    await (await startOn(at, config)).close();
    const earlier = readFileSync(at.dataKeyFile());
    rmSync(at.dataKeyFile());
    const second = await startOn(at, replacing);
    await second.importOne();
    await second.close();
    assert.notDeepEqual(readFileSync(at.dataKeyFile()), earlier);
    writeFileSync(at.dataKeyFile(), earlier);
    await assert.rejects(startOn(at, config), { code: "KEY_STORE_OF_ANOTHER_CONFIGURATION" });
  });

  for (const [what, spoil, code] of [
    ["lost", (file: string) => rmSync(file), "DATA_KEY_MISSING"],
    ["no record", (file: string) => writeFileSync(file, "{}"), "DATA_KEY_MALFORMED"],
  ] as const)
    test(`a data key that is ${what} ends the boot by its name`, async () => {
      const { config } = await custodyOf();
      const at = await parent(config);
      const first = await startOn(at, config);
      await first.importOne();
      await first.close();
      spoil(at.dataKeyFile());
      await assert.rejects(startOn(at, config), { code });
    });
});
