// Attacker: the parent, which keeps the sealed evidence. It may lose it, put back older bytes, or refuse to write; signing must not care.
import assert from "node:assert/strict";
import { test } from "node:test";
import type { SealingKey } from "../../../enclave/seal.ts";
import { type Evidence, openEvidenceLog } from "./evidence.ts";
import { evidenceName, keepEvidence } from "./kept-evidence.ts";
import { sequencerGuardLimits } from "./limits.ts";

/** Seals by a prefix: what a real seal adds is `enclave/seal.test.ts`'s matter. */
const sealing: SealingKey = {
  provider: "test",
  seal: (label, bytes) => Buffer.concat([Buffer.from(`${label}:`), bytes]),
  open(label, sealed) {
    const text = Buffer.from(sealed).toString();
    if (!text.startsWith(`${label}:`)) throw new Error("altered");
    return Buffer.from(text.slice(label.length + 1));
  },
};

function parent() {
  const files = new Map<string, Uint8Array>();
  let writes = 0;
  return {
    files,
    broken: false,
    get writes() {
      return writes;
    },
    readSealed: async (name: string) => files.get(name),
    async writeSealed(name: string, bytes: Uint8Array) {
      if (this.broken) throw new Error("disk full");
      writes++;
      files.set(name, bytes);
    },
  };
}

const conflict = (number: bigint, outcome: Evidence["outcome"] = "refused"): Evidence => ({
  ...{ address: "0xaa", chainId: 10, code: "PAYLOAD_CONFLICT", signed: { signingHash: "0x01" }, unixMs: 1, outcome },
  asked: { signingHash: `0x${number}`, number },
});

test("evidence outlives a restart, and both boots' stays within the bounds", async () => {
  const store = parent();
  const before = openEvidenceLog(sequencerGuardLimits);
  const kept = await keepEvidence(before, store, sealing);
  assert.equal(kept.restored, "nothing");
  for (let number = 0n; number < 200n; number++) before.keep(conflict(number));
  before.keep(conflict(1n, "signed"));
  await kept.settled();
  assert.ok(store.writes < 200, `${store.writes} writes for 201 changes`);

  const after = openEvidenceLog(sequencerGuardLimits);
  const again = await keepEvidence(after, store, sealing);
  assert.equal(again.restored, "restored");
  assert.equal(after.text(), before.text());
  for (let number = 1_000n; number < 1_200n; number++) after.keep(conflict(number));
  const { signed, refused, refusedOnlyCounted } = JSON.parse(after.text());
  assert.equal(signed.length, 1);
  assert.equal(refused.length, sequencerGuardLimits.refusedEvidenceMax);
  assert.equal(refused.length + refusedOnlyCounted, 400);
  await again.settled();
});

test("a store that refuses costs a count; with the next change all of it goes out", async () => {
  const store = parent();
  const evidence = openEvidenceLog(sequencerGuardLimits);
  const kept = await keepEvidence(evidence, store, sealing);
  store.broken = true;
  evidence.keep(conflict(1n));
  await kept.settled();
  assert.equal(kept.failures, 1);
  store.broken = false;
  evidence.keep(conflict(2n));
  await kept.settled();
  assert.match(Buffer.from(store.files.get(evidenceName) ?? []).toString(), /"number":"1".*"number":"2"/);
});

test("altered bytes are said to be unreadable, and the boot goes on with none", async () => {
  const store = parent();
  store.files.set(evidenceName, Buffer.from("something else"));
  const evidence = openEvidenceLog(sequencerGuardLimits);
  assert.equal((await keepEvidence(evidence, store, sealing)).restored, "unreadable");
  assert.deepEqual(JSON.parse(evidence.text()).refused, []);
});
