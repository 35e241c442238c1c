// Attacker: root on the parent, who keeps the sealed key store. Wants: a key that was deleted to sign again, another signer's keys, or none.
// And a machine that stops at any moment.
import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { describe, test } from "node:test";
import { Crash, type MemoryHost, openMemoryHost } from "../../../../test/harness/memory-host.ts";
import { mixedRandom } from "../../enclave/random.ts";
import { sealingKey } from "../../enclave/seal.ts";
import { Secret } from "../../enclave/secret.ts";
import { BlsSigningKey } from "../bls.ts";
import { Secp256k1SigningKey } from "../secp256k1.ts";
import { noFloor } from "./floors.ts";
import { decodeKeys, encodeKeys, type KeptKey, nameOf } from "./kept-key.ts";
import { openSealedKeyStore, type SealedKeyStoreParts } from "./sealed-store.ts";

const random = mixedRandom(randomBytes(64));
const sealing = (byte = 1) => sealingKey("simulated", Secret.take(Buffer.alloc(32, byte)), random);
const storeOf = (host: MemoryHost, parts: Partial<SealedKeyStoreParts> = {}) =>
  openSealedKeyStore({
    store: host.store,
    anchor: host.anchor,
    sealing: sealing(),
    group: "default",
    otherConfiguration: "refuse",
    ...parts,
  });
const bls = (byte: number, details: Partial<KeptKey> = {}): KeptKey => ({
  group: undefined,
  derivationPath: "",
  floor: noFloor,
  createdBoot: "boot",
  ...details,
  kind: "bls",
  signing: BlsSigningKey.take(Buffer.alloc(32, byte)),
});
const names = (keys: readonly KeptKey[]) => keys.map(nameOf);
const [one, two, three] = [bls(1), bls(2), bls(3)];

/** A signer that saved {one}, then {one, two}: slot 0 has the older set, slot 1 the newer. */
async function saved(parts: Partial<SealedKeyStoreParts> = {}): Promise<MemoryHost> {
  const host = openMemoryHost();
  const store = storeOf(host, parts);
  assert.deepEqual(await store.load(), []);
  await store.save(() => [one]);
  await store.save(() => [one, two]);
  return host;
}

describe("the bytes inside the seal", () => {
  test("every member comes back, and the bytes are overwritten on both ways", () => {
    const floor = { slot: 2n ** 64n - 1n, source: undefined, target: 0n };
    const secp256k1 = { ...one, kind: "secp256k1", signing: Secp256k1SigningKey.take(Buffer.alloc(32, 5)) } as const;
    const full = bls(4, { group: "a-group", derivationPath: "m/12381/3600/0/0/0", floor });
    const orders = { highWatermark: { epoch: 2n ** 64n - 1n, slot: 0n }, feeRecipients: "ab".repeat(32) };
    const bytes = encodeKeys([full, secp256k1], orders);
    const { keys: decoded, orders: ordered } = decodeKeys(bytes);
    assert.deepEqual(ordered, orders);
    assert.ok(bytes.every((byte) => byte === 0));
    assert.deepEqual(names(decoded), names([full, secp256k1]));
    const { signing: _, ...details } = decoded[0]!;
    assert.deepEqual(details, {
      kind: "bls",
      group: "a-group",
      derivationPath: "m/12381/3600/0/0/0",
      floor,
      createdBoot: "boot",
    });
    const root = new Uint8Array(32).fill(9);
    assert.deepEqual(
      decoded[0]?.kind === "bls" && decoded[0].signing.sign(root).toBytes(),
      full.kind === "bls" && full.signing.sign(root).toBytes(),
    );
  });

  test("cut anywhere, or with something behind, they are refused whole", () => {
    const orders = { highWatermark: { epoch: 1n, slot: 32n }, feeRecipients: "ab".repeat(32) };
    const bytes = encodeKeys([one, two], orders);
    for (let length = 0; length < bytes.length; length++)
      assert.throws(() => decodeKeys(Buffer.from(bytes.subarray(0, length))), { code: "KEY_STORE_MALFORMED" });
    assert.throws(() => decodeKeys(Buffer.concat([bytes, Buffer.alloc(1)])), { code: "KEY_STORE_MALFORMED" });
    assert.equal(decodeKeys(Buffer.from(bytes)).keys.length, 2, "control: whole, they are read");
  });
});

describe("a key store that the parent gives back otherwise", () => {
  test("control: the honest bytes load, whatever lies in the other slot", async () => {
    const host = await saved();
    assert.deepEqual(names(await storeOf(host).load()), names([one, two]));
    for (const rubbish of [new Uint8Array(), randomBytes(500)]) {
      host.sealed.set("keys-default-0", rubbish);
      assert.deepEqual(names(await storeOf(host).load()), names([one, two]));
    }
  });

  const attacks: readonly (readonly [
    string,
    string,
    (host: MemoryHost, newest: Uint8Array, older: Uint8Array) => unknown,
  ])[] = [
    ["an earlier one", "KEY_STORE_ROLLED_BACK", ({ sealed }, _, older) => sealed.set("keys-default-1", older)],
    ["the earlier one alone", "KEY_STORE_ROLLED_BACK", ({ sealed }) => sealed.delete("keys-default-1")],
    ["none", "KEY_STORE_MISSING", ({ sealed }) => sealed.clear()],
    ["empty bytes", "SEALED_BYTES_TRUNCATED", ({ sealed }) => sealed.set("keys-default-1", new Uint8Array())],
    [
      "cut by a byte",
      "SEALED_BYTES_TRUNCATED",
      ({ sealed }, newest) => sealed.set("keys-default-1", newest.subarray(0, -1)),
    ],
    [
      "one bit flipped",
      "SEALED_BYTES_ALTERED",
      ({ sealed }, newest) => sealed.set("keys-default-1", newest.with(newest.length - 40, newest.at(-40)! ^ 1)),
    ],
    [
      "the head of the newest with the tail of the earlier",
      "SEALED_BYTES_TRUNCATED",
      ({ sealed }, newest, older) =>
        sealed.set("keys-default-1", Buffer.concat([newest.subarray(0, 100), older.subarray(100)])),
    ],
    [
      "spliced at equal length",
      "SEALED_BYTES_ALTERED",
      ({ sealed }, newest) =>
        sealed.set("keys-default-1", Buffer.concat([newest.subarray(0, 150), randomBytes(newest.length - 150)])),
    ],
  ];
  for (const [what, code, attack] of attacks)
    test(`${what}: ${code}`, async () => {
      const host = await saved();
      attack(host, host.sealed.get("keys-default-1")!, host.sealed.get("keys-default-0")!);
      await assert.rejects(storeOf(host).load(), { code });
    });

  test("another signer's: of the same machine and program, of another, of another group", async () => {
    const host = await saved();
    const give = (other: MemoryHost, name: string) => host.sealed.set("keys-default-1", other.sealed.get(name)!);
    give(await saved(), "keys-default-1");
    await assert.rejects(storeOf(host).load(), { code: "KEY_STORE_ROLLED_BACK" });
    give(await saved({ sealing: sealing(2) }), "keys-default-1");
    await assert.rejects(storeOf(host).load(), { code: "SEALED_BYTES_OF_ANOTHER_KEY" });
    await assert.rejects(
      storeOf(host, { otherConfiguration: "start-empty" }).load(),
      { code: "SEALED_BYTES_OF_ANOTHER_KEY" },
      "the log does not name it: a parent can't make a signer start empty with it",
    );
    give(await saved({ group: "other" }), "keys-other-1");
    await assert.rejects(storeOf(host).load(), { code: "SEALED_BYTES_OF_ANOTHER_LABEL" });
  });

  test("a store that says it wrote, and did not, is not named by the log", async () => {
    const host = await saved();
    const store = storeOf({ ...host, store: { ...host.store, writeSealed: async () => {} } });
    await store.load();
    await assert.rejects(
      store.save(() => [three]),
      { code: "KEY_STORE_NOT_WRITTEN" },
    );
    assert.equal(host.log.length, 2);
    assert.deepEqual(names(await storeOf(host).load()), names([one, two]));
  });
});

describe("a changed configuration", () => {
  test("refuses the store of the one before, which the log proves, or starts empty where that is configured", async () => {
    const host = await saved();
    await assert.rejects(storeOf(host, { sealing: sealing(2) }).load(), { code: "KEY_STORE_OF_ANOTHER_CONFIGURATION" });
    const changed = { sealing: sealing(2), otherConfiguration: "start-empty" } as const;
    const store = storeOf(host, changed);
    assert.deepEqual(await store.load(), []);
    assert.deepEqual(names(await storeOf(host).load()), names([one, two]), "nothing is lost until something is saved");
    await store.save(() => [three]);
    assert.deepEqual(names(await storeOf(host, changed).load()), names([three]));
    await assert.rejects(storeOf(host).load(), { code: "KEY_STORE_OF_ANOTHER_CONFIGURATION" });
  });
});

describe("a crash", () => {
  test("at any step leaves the set before or the set after, and the next signer can save again", async () => {
    const sets = [[one], [one, two], [two], [two, three], []];
    let crashes = 0;
    for (let upTo = 1; upTo <= sets.length; upTo++) {
      for (let crashAt = 0, ended = false; !ended; crashAt++) {
        const host = openMemoryHost();
        const store = storeOf(host);
        await store.load();
        for (const keys of sets.slice(0, upTo - 1)) await store.save(() => keys);
        host.steps = 0;
        host.crashAt = crashAt;
        const thrown = await store
          .save(() => sets[upTo - 1]!)
          .then(
            () => undefined,
            (error) => error,
          );
        ended = thrown === undefined;
        if (!ended) {
          assert.ok(thrown.cause instanceof Crash, String(thrown));
          crashes++;
        }
        host.crashAt = undefined;

        const restarted = storeOf(host);
        const found = names(await restarted.load()).join();
        const [before, after] = [sets[upTo - 2] ?? [], sets[upTo - 1]!].map((keys) => names(keys).join());
        assert.ok(found === before || found === after, `set ${upTo}, step ${crashAt}`);
        if (ended) assert.equal(found, after);
        await restarted.save(() => [three]);
        assert.deepEqual(names(await storeOf(host).load()), names([three]));
      }
    }
    assert.equal(crashes, 6 * sets.length, "write, torn, written, read back, record, recorded");
  });

  test("in doubt, and a reload before the record comes after all: the bytes that it names are still there", async () => {
    const host = await saved();
    const record = host.anchor.record.bind(host.anchor);
    let late: string | undefined;
    host.anchor.record = async (digest) => {
      late ??= digest;
      throw new Error("no answer");
    };
    const store = storeOf(host);
    await store.load();
    await assert.rejects(
      store.save(() => [three]),
      { code: "KEY_STORE_IN_DOUBT" },
    );
    await store.load();
    await assert.rejects(
      store.save(() => [one]),
      { code: "KEY_STORE_IN_DOUBT" },
    );
    assert.ok(late !== undefined);
    await record(late);
    assert.deepEqual(names(await storeOf(host).load()), names([three]));
  });

  test("of the log alone is settled by the next save of the same signer, in whichever way it went", async () => {
    for (const crashAt of [4, 5]) {
      const host = await saved();
      const store = storeOf(host);
      await store.load();
      host.steps = 0;
      host.crashAt = crashAt;
      await assert.rejects(
        store.save(() => [three]),
        { code: "KEY_STORE_IN_DOUBT" },
      );
      host.crashAt = undefined;
      await store.save(() => [one]);
      assert.deepEqual(names(await storeOf(host).load()), names([one]));
    }
  });
});

test("two live boots of one signer: the second to change has to reload first", async () => {
  const host = await saved();
  const [a, b] = [storeOf(host), storeOf(host)];
  await a.load();
  await b.load();
  await a.save(() => [three]);
  await assert.rejects(
    b.save(() => [one]),
    { code: "KEY_STORE_CHANGED_ELSEWHERE" },
  );
  assert.deepEqual(names(await b.load()), names([three]));
  await b.save(() => [one]);
  assert.deepEqual(names(await a.load()), names([one]));
});

test("a boot that has not heard of another's change overwrites nothing that the log names", async () => {
  const host = await saved();
  // What a boot knows of the log is what it read last.
  let known = host.anchor.current();
  const behind = storeOf({
    ...host,
    anchor: {
      current: () => known,
      catchUp: async () => {
        known = host.anchor.current();
      },
      record: host.anchor.record,
    },
  });
  const other = storeOf(host);
  await behind.load();
  await other.load();
  await other.save(() => [three]);
  await assert.rejects(
    behind.save(() => [one]),
    { code: "KEY_STORE_CHANGED_ELSEWHERE" },
  );
  assert.deepEqual(names(await storeOf(host).load()), names([three]));
  await behind.load();
  await behind.save(() => [one]);
  assert.deepEqual(names(await storeOf(host).load()), names([one]), "control: one that has heard of it goes on");
});
