// User: an operator who restarts a signer, or runs two of them on one gateway. What was said of a key at its import must hold ever after.
// Real are the boot, the gateway's store, the sealing and the window log.
import assert from "node:assert/strict";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, test } from "node:test";
import { startGateway } from "../../../gateway/src/index.ts";
import { lightKeystore } from "../../../test/harness/light-keystore.ts";
import { boot } from "../enclave/boot.ts";
import { silentLog } from "../enclave/log.ts";
import { openSimulatedNsm } from "../enclave/nsm/simulated/simulated-nsm.ts";
import { openKeptState } from "./kept-state.ts";
import { openHistory } from "./key-manager/history.ts";
import { namesOfGroup } from "./store/names-of-group.ts";

const root = mkdtempSync(join(tmpdir(), "inkan-kept-"));
after(() => rmSync(root, { recursive: true, force: true }));
let made = 0;
const genesisValidatorsRoot = `0x${"33".repeat(32)}`;
const genesisTime = Math.floor(Date.now() / 1000) - 100 * 384;
const forks = [{ name: "phase0", version: "0x00000000", epoch: 0 }];
const keystores = [lightKeystore(Buffer.alloc(32, 7), "password")];
const passwords = ["password"];

async function parent() {
  const path = join(root, `${made++}.sock`);
  const settings = { store: { kind: "unix" as const, path }, storeDirectory: join(root, `disk-${made}`) };
  const gateway = await startGateway(settings, undefined, () => {});
  after(() => gateway.close());
  return path;
}

async function start(path: string, group = "default") {
  const pcr = new Uint8Array(48).fill(1);
  const enclave = await boot({
    role: "signer",
    configBytes: Buffer.from(
      JSON.stringify({
        ...{ version: 1, role: "signer", origin: "https://sign.example", operator: `0x${"11".repeat(20)}` },
        registry: { chainId: 1, pcrRegistry: `0x${"11".repeat(20)}`, enclaveRegistry: `0x${"11".repeat(20)}` },
        ethereum: { genesisValidatorsRoot, genesisTime, forks },
        windowLog: { kind: "file", group },
      }),
    ),
    nsm: await openSimulatedNsm({ directory: join(root, "nsm"), pcrs: { pcr0: pcr, pcr1: pcr, pcr2: pcr } }),
    egress: { kind: "unix", path: join(root, "no-egress.sock") },
    log: silentLog,
  });
  after(() => enclave.close());
  const kept = await openKeptState(enclave, { kind: "unix", path });
  const { keys, records, protection } = kept;
  assert.ok(protection !== undefined);
  const { importFloor, exportFloor } = protection;
  const history = openHistory({ records, keys, genesisValidatorsRoot, importFloor, exportFloor });
  const importOne = async (interchange?: string) => {
    const [outcome] = await kept.keySet.importKeystores({ keystores, passwords, protect: history.read(interchange) });
    assert.ok(outcome?.status === "imported");
    return outcome.name;
  };
  return { ...kept, importOne };
}

describe("a signer that starts again", () => {
  test("stays above the history that came with a key", async () => {
    const path = await parent();
    const first = await start(path);
    const [slot, source, target] = [9_000_000n, 900_000n, 900_001n];
    const name = await first.importOne(
      JSON.stringify({
        metadata: { interchange_format_version: "5", genesis_validators_root: genesisValidatorsRoot },
        data: [
          {
            pubkey: await nameOfKey(),
            signed_blocks: [{ slot: String(slot) }],
            signed_attestations: [{ source_epoch: String(source), target_epoch: String(target) }],
          },
        ],
      }),
    );
    await first.close();
    const second = await start(path);
    assert.ok(second.keys.validator(name) !== undefined);
    assert.deepEqual(second.records.floorOf(name), { slot, source, target });
    await second.close();
  });

  test("stays above the moment of the import of a key that came without one", async () => {
    const path = await parent();
    const first = await start(path);
    const name = await first.importOne();
    await first.close();
    const second = await start(path);
    const { slot, source, target } = second.records.floorOf(name);
    assert.ok(target !== undefined && target >= 100n, String(target));
    assert.ok(source === target - 1n && slot !== undefined && slot >= 3_200n);
    await second.close();
  });
});

describe("what was ordered for good", () => {
  test("is in force after a restart, and goes on with later changes of the keys", async () => {
    const path = await parent();
    const first = await start(path);
    await first.highWatermark.set({ epoch: 120n, slot: 3_840n }, "admin");
    await first.keySet.setOrders({ feeRecipients: "ab".repeat(32) });
    const name = await first.importOne();
    await first.close();
    const second = await start(path);
    assert.deepEqual(second.highWatermark.current(), { epoch: 120n, slot: 3_840n });
    assert.equal(second.keySet.orders.feeRecipients, "ab".repeat(32));
    const duty = { kind: "block", slot: 3_840n } as const;
    const decided = second.protection?.decide(name, duty, new Uint8Array(32));
    assert.deepEqual(decided, { refused: "HIGH_WATERMARK_REACHED" });
    await second.close();
  });

  test("comes back in no older form with the sealed bytes of before", async () => {
    const path = await parent();
    const disk = join(root, `disk-${made}`, "sealed");
    const first = await start(path);
    await first.importOne();
    const before = readdirSync(disk).map((file) => [join(disk, file), readFileSync(join(disk, file))] as const);
    await first.highWatermark.set({ epoch: 120n, slot: 3_840n }, "admin");
    await first.close();
    const after = readdirSync(disk).map((file) => [join(disk, file), readFileSync(join(disk, file))] as const);
    for (const [file] of after) rmSync(file);
    for (const [file, bytes] of before) writeFileSync(file, bytes);
    await assert.rejects(start(path), { code: "KEY_STORE_ROLLED_BACK" });
    for (const [file, bytes] of after) writeFileSync(file, bytes);
    const control = await start(path);
    assert.deepEqual(control.highWatermark.current(), { epoch: 120n, slot: 3_840n });
    await control.close();
  });
});

test("two signers of one gateway, each of its group, overwrite nothing of each other's", async () => {
  const path = await parent();
  const [one, two] = [await start(path, "one"), await start(path, "two")];
  const [ofOne, ofTwo] = [namesOfGroup(one.store, "one"), namesOfGroup(two.store, "two")];
  await ofOne.writeSealed("notes", Buffer.from("of one"));
  await ofTwo.writeSealed("notes", Buffer.from("of two"));
  assert.equal(String(await ofOne.readSealed("notes")), "of one");
  const name = await one.importOne();
  await two.importOne();
  await one.close();
  await two.close();
  const again = await start(path, "one");
  assert.ok(again.keys.validator(name) !== undefined);
  await again.close();
});

/** As the keystore's secret has it: learned from a signer of its own. */
async function nameOfKey(): Promise<string> {
  const other = await start(await parent());
  const name = await other.importOne();
  await other.close();
  return name;
}
