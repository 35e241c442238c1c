// User: an operator whose signer keeps its windows in a bucket of another account. Gateway, signer and the server of S3's protocol are real processes; the credentials
// come from the instance's metadata through the gateway, and every byte to the bucket passes it.
import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { after, before, describe, test } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { ListObjectVersionsCommand } from "@aws-sdk/client-s3";
import { type InstanceMetadata, startInstanceMetadata } from "../harness/instance-metadata.ts";
import {
  makeWindowBucket,
  type ObjectStoreServer,
  objectStoreProgram,
  owner,
  role,
  startObjectStoreServer,
  windowRetentionDays,
} from "../harness/object-store-server.ts";
import { type SignerSystem, startSignerSystem } from "../harness/signer-system.ts";

const program = await objectStoreProgram();
const skip = "missing" in program ? `skipped: ${program.missing}` : false;
const Bucket = "windows";
const slotDurationMs = 500;
const signedMsMax = 60_000;
const version = "0x0600000e";

describe("a signer with its windows in a bucket, through every hop", { skip }, () => {
  let server: ObjectStoreServer;
  let metadata: InstanceMetadata;
  let system: SignerSystem;
  let publicKey = "";

  before(async () => {
    if ("missing" in program) return;
    server = await startObjectStoreServer(program.path, "localhost");
    await makeWindowBucket(server.clientOf(owner), Bucket);
    metadata = await startInstanceMetadata(role.accessKeyId, role.secretAccessKey, "");
    system = await startSignerSystem({
      ethereum: { slotDurationMs, genesisTime: Math.floor(Date.now() / 1000) - 600 },
      config: {
        windowLog: {
          ...{
            kind: "s3",
            bucket: Bucket,
            region: server.region,
            accountId: owner.accessKeyId,
            retentionDays: windowRetentionDays,
          },
          ...{ endpoint: server.endpoint, roots: [server.root], windowEpochs: 1 },
        },
      },
      gatewayArguments: ["--instance-metadata", metadata.url],
    });
    publicKey = (await system.importKeys([Buffer.alloc(32, 5)]))[0] ?? "";
  });
  after(async () => {
    await system?.stop();
    await metadata?.close();
    await server?.close();
  });

  const slotNow = () => Math.floor((Date.now() - system.genesisTime * 1000) / slotDurationMs);
  const block = (slot: number) => ({
    type: "BLOCK_V2",
    fork_info: {
      fork: { previous_version: version, current_version: version, epoch: "0" },
      genesis_validators_root: system.genesisValidatorsRoot,
    },
    beacon_block: {
      version: "FULU",
      block_header: {
        ...{ slot: String(slot), proposer_index: "1", parent_root: `0x${"01".repeat(32)}` },
        ...{ state_root: `0x${"02".repeat(32)}`, body_root: `0x${randomBytes(32).toString("hex")}` },
      },
    },
  });
  const ask = (slot: number) =>
    system
      .ask(`/api/v1/eth2/sign/${publicKey}`, { method: "POST", body: JSON.stringify(block(slot)) })
      .catch((thrown: Error) => ({ status: 0, body: thrown.message }));
  /** As clients do: again with the next slot, until it is answered so. */
  async function until(status: number): Promise<number> {
    let last = "";
    for (const end = performance.now() + signedMsMax; performance.now() < end; await delay(50)) {
      const slot = slotNow();
      const answer = await ask(slot);
      if (answer.status === status) return slot;
      last = `${answer.status} ${answer.body}`;
    }
    throw new Error(`no answer ${status}: ${last}\n${system.logs()}`);
  }
  const records = async () => {
    const { Versions = [] } = await server.clientOf(owner).send(new ListObjectVersionsCommand({ Bucket }));
    return Versions.map(({ Key = "" }) => Key).sort();
  };

  test("what it signs lies in a window that it put into the bucket, once", async () => {
    const slot = await until(200);
    assert.notEqual((await ask(slot)).status, 200, "another block of the slot");
    const keys = await records();
    assert.ok(keys.length >= 2, "its boot and a window");
    assert.ok(
      keys.every((key) => /^windows\/default\/\d{10}$/.test(key)),
      keys.join(),
    );
    assert.equal(new Set(keys).size, keys.length, "one version of each");
  });

  test("killed and started again, it goes on above what it claimed before", async () => {
    const slot = await until(200);
    const before = (await records()).length;
    const ended = once(system.signer(), "exit");
    system.signer().kill("SIGKILL");
    await ended;
    system.startSigner();
    await system.serving();
    assert.notEqual((await ask(slot)).status, 200, "a slot of the window that was lost");
    assert.ok((await until(200)) > slot);
    assert.ok((await records()).length > before);
  });

  test("without the bucket it signs in its window and no further, and comes back with it", async () => {
    await until(200);
    await server.stop();
    await until(503);
    await server.start();
    await until(200);
  });

  test("the instance's credentials are in no log", () => {
    assert.doesNotMatch(system.logs(), new RegExp(`${role.accessKeyId}|${role.secretAccessKey}`));
  });
});
