// An administrator who imports, generates, exports and deletes keys, while the gateway fails at any step.
import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { describe, test } from "node:test";
import { lightKeystore } from "../../../../test/harness/light-keystore.ts";
import { type MemoryHost, openMemoryHost } from "../../../../test/harness/memory-host.ts";
import { mixedRandom } from "../../enclave/random.ts";
import { sealingKey } from "../../enclave/seal.ts";
import { Secret } from "../../enclave/secret.ts";
import { BlsSigningKey } from "../bls.ts";
import { openDerivationPool } from "./derivation-pool.ts";
import { openKeyRing } from "./key-ring.ts";
import { type KeySet, type KeySetParts, openKeySet } from "./key-set.ts";
import { openSealedKeyStore } from "./sealed-store.ts";

const random = mixedRandom(randomBytes(64));
const pool = openDerivationPool();

async function started(host: MemoryHost, parts: Partial<KeySetParts> = {}) {
  const ring = openKeyRing();
  const store = openSealedKeyStore({
    ...host,
    sealing: sealingKey("simulated", Secret.take(Buffer.alloc(32, 1)), random),
    group: "default",
    otherConfiguration: "refuse",
  });
  const keys = await openKeySet({ ring, store, random, pool, bootId: "boot-1", keysMax: 8, ...parts });
  return { ring, keys, active: () => ring.validators().map(({ publicKey }) => publicKey) };
}
const publicKey = (byte: number) => BlsSigningKey.take(Buffer.alloc(32, byte)).publicKeyHex;
const importing = (...bytes: number[]) => ({
  keystores: bytes.map((byte) => lightKeystore(Buffer.alloc(32, byte), "password", "m/12381/3600/0/0/0")),
  passwords: bytes.map(() => "password"),
});
const floor = { slot: 5n, source: 6n, target: 7n };

describe("importKeystores", () => {
  test("one outcome for each, in order; what was imported signs now and after a restart", async () => {
    const host = openMemoryHost();
    const { keys, active } = await started(host);
    const request = importing(1, 2, 1);
    const progress: number[] = [];
    const outcomes = await keys.importKeystores({
      keystores: [...request.keystores, "{}", request.keystores[0]!],
      passwords: [...request.passwords, "password", "wrong"],
      group: "a-group",
      onProgress: ({ done, total }) => progress.push(done, total),
    });
    assert.deepEqual(
      outcomes.map((outcome) => (outcome.status === "error" ? outcome.code : outcome.status)),
      ["imported", "imported", "duplicate", "KEYSTORE_UNSUPPORTED", "KEYSTORE_PASSWORD_WRONG"],
    );
    assert.deepEqual(progress, [1, 5, 2, 5, 3, 5, 4, 5, 5, 5]);
    assert.deepEqual(active().sort(), [publicKey(1), publicKey(2)].sort());
    const restarted = await started(host, { bootId: "boot-2" });
    assert.deepEqual(restarted.active(), active());
    const key = restarted.ring.validator(publicKey(1));
    assert.deepEqual([key?.group, key?.derivationPath], ["a-group", "m/12381/3600/0/0/0"]);
    assert.equal(restarted.keys.details(publicKey(1))?.createdBoot, "boot-1");
    assert.deepEqual(await restarted.keys.importKeystores(importing(2)), [{ status: "duplicate", name: publicKey(2) }]);
  });

  test("history is taken over before a key is active, its floor is sealed with the key, and a refusal imports nothing", async () => {
    const host = openMemoryHost();
    const { keys, active } = await started(host);
    await keys.importKeystores({
      ...importing(1),
      protect: (publicKeys) => {
        assert.deepEqual([publicKeys, active()], [[publicKey(1)], []]);
        return new Map([[publicKey(1), floor]]);
      },
    });
    const refused = keys.importKeystores({
      ...importing(2),
      protect: async () => {
        throw new RangeError("another chain");
      },
    });
    await assert.rejects(refused, RangeError);
    const restarted = await started(host);
    assert.deepEqual(restarted.active(), [publicKey(1)]);
    assert.deepEqual(restarted.keys.floors(), new Map([[publicKey(1), floor]]));
  });

  test("floors only rise: by a second import of the same key, or of history alone", async () => {
    const host = openMemoryHost();
    const { keys } = await started(host);
    const protect = (given: typeof floor) => () => new Map([[publicKey(1), given]]);
    await keys.importKeystores({ ...importing(1), protect: protect(floor) });
    await keys.importKeystores({ ...importing(1), protect: protect({ slot: 9n, source: 1n, target: 7n }) });
    await keys.raiseFloors(new Map([[publicKey(1), { slot: 1n, source: undefined, target: 8n }]]));
    await keys.raiseFloors(new Map([[publicKey(3), floor]]));
    assert.deepEqual(
      (await started(host)).keys.floors(),
      new Map([[publicKey(1), { slot: 9n, source: 6n, target: 8n }]]),
    );
  });

  test("past the configured number the rest is refused", async () => {
    const { keys, active } = await started(openMemoryHost(), { keysMax: 2 });
    const outcomes = await keys.importKeystores(importing(1, 2, 3));
    assert.deepEqual(
      outcomes.map((outcome) => (outcome.status === "error" ? outcome.code : outcome.status)),
      ["imported", "imported", "KEYS_FULL"],
    );
    assert.equal(active().length, 2);
    await assert.rejects(keys.importSecp256k1(randomBytes(32)), { code: "KEYS_FULL" });
  });

  test("a store that fails leaves the key inactive, also after a restart where nothing was recorded", async () => {
    const host = openMemoryHost();
    const { keys, active } = await started(host);
    await keys.importKeystores(importing(1));
    host.steps = 0;
    host.crashAt = 1;
    await assert.rejects(keys.importKeystores(importing(2)), { code: "KEY_STORE_NOT_WRITTEN" });
    assert.deepEqual(active(), [publicKey(1)]);
    assert.deepEqual((await started(host)).active(), [publicKey(1)]);
  });

  test("so does it with keys made inside, and with accounts", async () => {
    for (const change of [
      (keys: KeySet) => keys.generate({ kind: "bls", count: 1 }),
      (keys: KeySet) => keys.generate({ kind: "secp256k1", count: 1 }),
      (keys: KeySet) => keys.importSecp256k1(randomBytes(32)),
    ]) {
      const host = openMemoryHost();
      host.crashAt = 0;
      const { keys, ring, active } = await started(host);
      await assert.rejects(change(keys), { code: "KEY_STORE_NOT_WRITTEN" });
      assert.deepEqual([active(), ring.accounts()], [[], []]);
    }
  });

  test("doubt about the log: the key is inactive until a reload finds that the log has it", async () => {
    const host = openMemoryHost();
    const { keys, active } = await started(host);
    host.steps = 0;
    host.crashAt = 5;
    await assert.rejects(keys.importKeystores(importing(1)), { code: "KEY_STORE_IN_DOUBT" });
    assert.deepEqual(active(), []);
    assert.deepEqual(await keys.reload(), { added: 1, active: 1 });
    assert.deepEqual(active(), [publicKey(1)]);
  });

  test("a reload tells the floors of what it found before any of it is active", async () => {
    const host = openMemoryHost();
    const { keys, active } = await started(host);
    host.steps = 0;
    host.crashAt = 5;
    const protect = () => new Map([[publicKey(1), floor]]);
    await assert.rejects(keys.importKeystores({ ...importing(1), protect }), { code: "KEY_STORE_IN_DOUBT" });
    await keys.reload((floors) => {
      assert.deepEqual([active(), [...floors]], [[], [[publicKey(1), floor]]]);
    });
    assert.deepEqual(active(), [publicKey(1)]);
    await keys.reload((floors) => assert.equal(floors.size, 0, "what is active already is not told again"));
  });

  test("bounds: keystores of one request, and groups", async () => {
    const { keys } = await started(openMemoryHost());
    const many = { keystores: Array(1001).fill("{}"), passwords: Array(1001).fill("") };
    await assert.rejects(keys.importKeystores(many), { code: "TOO_MANY_AT_ONCE" });
    await assert.rejects(keys.importKeystores({ ...importing(1), group: "A b" }), { code: "GROUP_INVALID" });
  });
});

describe("deleteKeys", () => {
  test("stops signing before it returns, and the key is gone after a restart", async () => {
    const host = openMemoryHost();
    const { keys, ring, active } = await started(host);
    await keys.importKeystores(importing(1, 2));
    const held = ring.validator(publicKey(1));
    const deleting = keys.deleteKeys([publicKey(1), publicKey(3)]);
    assert.equal(ring.validator(publicKey(1)), undefined);
    assert.throws(() => held?.signing.sign(new Uint8Array(32)), TypeError);
    assert.deepEqual(await deleting, [{ status: "deleted" }, { status: "not_found" }]);
    assert.deepEqual(active(), [publicKey(2)]);
    assert.deepEqual((await started(host)).active(), [publicKey(2)]);
  });

  test("with a failing store signs nothing either, says so, and a repetition finishes it", async () => {
    const host = openMemoryHost();
    const { keys, active } = await started(host);
    await keys.importKeystores(importing(1));
    host.steps = 0;
    host.crashAt = 0;
    const [outcome] = await keys.deleteKeys([publicKey(1)]);
    assert.equal(outcome?.status === "error" && outcome.code, "KEY_STORE_NOT_WRITTEN");
    assert.deepEqual(active(), []);
    assert.deepEqual((await started(host)).active(), [publicKey(1)], "it was said that a restart brings it back");
    assert.deepEqual(await keys.deleteKeys([publicKey(1)]), [{ status: "deleted" }]);
    assert.deepEqual((await started(host)).active(), []);
  });

  test("during an import that is being saved: neither undoes the other", async () => {
    const host = openMemoryHost();
    const { keys, active } = await started(host);
    await keys.importKeystores(importing(1, 2));
    const [imported, deleted] = await Promise.all([
      keys.importKeystores(importing(3)),
      keys.deleteKeys([publicKey(1)]),
    ]);
    assert.deepEqual([imported[0]?.status, deleted[0]?.status], ["imported", "deleted"]);
    const expected = [publicKey(2), publicKey(3)].sort();
    assert.deepEqual([...active()].sort(), expected);
    assert.deepEqual([...(await started(host)).active()].sort(), expected);
  });

  test("a reload does not bring a deleted key back", async () => {
    const host = openMemoryHost();
    const { keys, active } = await started(host);
    await keys.importKeystores(importing(1));
    host.steps = 0;
    host.crashAt = 0;
    await keys.deleteKeys([publicKey(1)]);
    host.crashAt = undefined;
    assert.deepEqual(await keys.reload(), { added: 0, active: 0 });
    assert.deepEqual([active(), (await started(host)).active()], [[], []]);
  });
});

describe("other ways in and out", () => {
  test("secp256k1: import and restart", async () => {
    const host = openMemoryHost();
    const { keys } = await started(host);
    const bytes = Buffer.from("ac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80", "hex");
    const address = "0xf39fd6e51aad88f6f4ce6ab8827279cfffb92266";
    assert.deepEqual(await keys.importSecp256k1(bytes, "sequencers"), { status: "imported", name: address });
    assert.deepEqual(bytes, Buffer.alloc(32));
    await assert.rejects(keys.importSecp256k1(Buffer.alloc(32)), { code: "SECRET_INVALID" });
    const { ring } = await started(host);
    assert.equal(ring.account(address)?.group, "sequencers");
  });

  test("generated keys differ, are active, and survive; an export opens elsewhere", async () => {
    const host = openMemoryHost();
    const { keys, active } = await started(host);
    const names = await keys.generate({ kind: "bls", count: 3, group: "new" });
    assert.equal(new Set(names).size, 3);
    assert.deepEqual([...names].sort(), active());
    const [account] = await keys.generate({ kind: "secp256k1", count: 1 });
    const restarted = await started(host);
    assert.deepEqual(restarted.active(), active());
    assert.ok(restarted.ring.account(account!));

    const text = await restarted.keys.exportKeystore(names[0]!, "export", "pbkdf2");
    const elsewhere = await started(openMemoryHost());
    const imported = await elsewhere.keys.importKeystores({ keystores: [text], passwords: ["export"] });
    assert.deepEqual(imported, [{ status: "imported", name: names[0] }]);
    const ofAccount = await restarted.keys.exportKeystore(account!, "export", "pbkdf2");
    assert.deepEqual(await elsewhere.keys.importAccount(ofAccount, "export"), { status: "imported", name: account });
    assert.deepEqual(await elsewhere.keys.importAccount(ofAccount, "export"), { status: "duplicate", name: account });
    await assert.rejects(elsewhere.keys.importAccount(ofAccount, "x"), { code: "KEYSTORE_PASSWORD_WRONG" });
    await assert.rejects(keys.exportKeystore(`0x${"ab".repeat(20)}`, "x"), { code: "KEY_NOT_HERE" });
    await assert.rejects(keys.generate({ kind: "bls", count: 1001 }), { code: "TOO_MANY_AT_ONCE" });
  });
});
