// Attacker: root on the parent, who keeps the sealed bytes and gives back what it likes.
// Second: another program, or the same one with another configuration, on the same machine.
import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, test } from "node:test";
import { openSimulatedNsm } from "./nsm/simulated/simulated-nsm.ts";
import { mixedRandom } from "./random.ts";
import { openSealingKey, sealingKey } from "./seal.ts";
import { Secret } from "./secret.ts";

const random = mixedRandom(randomBytes(64));
const keyOf = (byte: number, provider = "simulated") =>
  sealingKey(provider, Secret.take(Buffer.alloc(32, byte)), random);
const plain = Buffer.from("the keys of a thousand validators");

describe("sealed bytes", () => {
  const key = keyOf(7);
  const sealed = Buffer.from(key.seal("keys", plain));
  const refuses = (bytes: Uint8Array, code: string, label = "keys") =>
    assert.throws(() => key.open(label, bytes), { code });

  test("open under their label, twice sealed never alike", () => {
    assert.deepEqual(key.open("keys", sealed), plain);
    assert.notDeepEqual(Buffer.from(key.seal("keys", plain)), sealed);
    assert.equal(sealed.indexOf(plain.subarray(0, 8)), -1);
    assert.deepEqual(key.open("keys", key.seal("keys", new Uint8Array())), Buffer.alloc(0));
  });

  test("one flipped bit anywhere is seen", () => {
    for (let at = 0; at < sealed.length; at++) {
      const flipped = Buffer.from(sealed);
      flipped[at]! ^= 0x10;
      assert.throws(() => key.open("keys", flipped), { name: "BootError" }, `byte ${at}`);
    }
    const inCiphertext = Buffer.from(sealed);
    inCiphertext[sealed.length - 20]! ^= 1;
    refuses(inCiphertext, "SEALED_BYTES_ALTERED");
  });

  test("cut, emptied, lengthened and foreign ones have codes of their own", () => {
    for (let length = 0; length < sealed.length; length++)
      refuses(sealed.subarray(0, length), "SEALED_BYTES_TRUNCATED");
    refuses(Buffer.concat([sealed, Buffer.alloc(1)]), "SEALED_BYTES_TRUNCATED");
    refuses(randomBytes(200), "SEALED_BYTES_UNKNOWN");
    refuses(sealed, "SEALED_BYTES_OF_ANOTHER_LABEL", "protection");
    refuses(Buffer.from(keyOf(8).seal("keys", plain)), "SEALED_BYTES_OF_ANOTHER_KEY");
    refuses(Buffer.from(keyOf(7, "aws-kms").seal("keys", plain)), "SEALED_BYTES_OF_ANOTHER_KEY");
  });

  test("the head of one with the tail of another opens as neither", () => {
    const other = Buffer.from(key.seal("keys", Buffer.from("the keys of a thousand VALIDATORS")));
    refuses(Buffer.concat([sealed.subarray(0, 60), other.subarray(60)]), "SEALED_BYTES_ALTERED");
  });
});

describe("the simulated machine's sealing key", () => {
  const directory = mkdtempSync(join(tmpdir(), "inkan-seal-"));
  after(() => rmSync(directory, { recursive: true }));
  const started = async (image: number, configuration: string, place = directory) => {
    const pcr = (byte: number) => new Uint8Array(48).fill(byte);
    const nsm = await openSimulatedNsm({
      directory: place,
      pcrs: { pcr0: pcr(image), pcr1: pcr(1), pcr2: pcr(image) },
    });
    await nsm.extendPcr(16, Buffer.from(configuration));
    await nsm.lockPcrs(32);
    return openSealingKey(nsm, random);
  };

  test("is the same for the same program and configuration, and for no other", async () => {
    const first = await started(1, "configuration");
    const sealed = first.seal("keys", plain);
    assert.equal(first.provider, "simulated");
    assert.deepEqual((await started(1, "configuration")).open("keys", sealed), plain, "control: a restart opens them");
    const elsewhere = mkdtempSync(join(tmpdir(), "inkan-seal-"));
    try {
      for (const other of [
        await started(2, "configuration"),
        await started(1, "other configuration"),
        await started(1, "configuration", elsewhere),
      ])
        assert.throws(() => other.open("keys", sealed), { code: "SEALED_BYTES_OF_ANOTHER_KEY" });
    } finally {
      rmSync(elsewhere, { recursive: true });
    }
  });

  test("does not exist before the configuration is locked", async () => {
    const zero = new Uint8Array(48);
    const nsm = await openSimulatedNsm({ directory, pcrs: { pcr0: zero, pcr1: zero, pcr2: zero } });
    await assert.rejects(openSealingKey(nsm, random), { code: "InvalidOperation" });
  });

  test("where nothing seals, the boot ends", async () => {
    const zero = new Uint8Array(48);
    const { sealing: _, ...nsm } = await openSimulatedNsm({ directory, pcrs: { pcr0: zero, pcr1: zero, pcr2: zero } });
    await assert.rejects(openSealingKey(nsm, random), { code: "SEALING_UNAVAILABLE" });
  });
});
