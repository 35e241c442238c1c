// User: somebody whose alert must ring when an operator's enclaves stop counting, and not each time that one is restarted.
import assert from "node:assert/strict";
import { test } from "node:test";
import type { EnclaveRecord, ReleaseRecord } from "@inkan/contracts";
import { findings, type Snapshot, type WatchTerms } from "./findings.ts";

const id = (digit: string) => `0x${digit.repeat(64)}` as const;
const terms: WatchTerms = { expiringWithinSeconds: 100, validMin: 1, pendingIsFinding: false };
const release = (state: ReleaseRecord["state"]) =>
  ({
    id: id("a"),
    state,
    revoked: state === "revoked" ? { at: 5, since: 5, reason: "it leaks" } : undefined,
  }) as ReleaseRecord;
const enclave = (key: string, expiresAt: number, isValid = true, pcr16 = "0") => ({
  record: { keyId: id(key), measurementId: id("a"), pcr16Hash: id(pcr16) } as EnclaveRecord,
  ...{ isValid, expiresAt },
});
const snapshot = (changed: Partial<Snapshot> = {}): Snapshot => ({
  at: 1_000,
  releases: [release("in-force")],
  policy: {
    owner: `0x${"1".repeat(40)}`,
    registrationLifetimeSeconds: 86_400,
    acceptances: [
      {
        measurementId: id("a"),
        pcr16: "0x",
        origin: "o",
        periods: [{ from: 1, until: undefined, onRevocation: "stop" }],
      },
    ],
  },
  enclaves: [enclave("1", 5_000)],
  ...changed,
});
const codes = (of: Snapshot, by = terms) => findings(of, by).map(({ code }) => code);

test("all in order is nothing", () => {
  assert.deepEqual(codes(snapshot()), []);
});

test("a release that others revoked, that waits, or that nobody proposed", () => {
  assert.deepEqual(codes(snapshot({ releases: [release("revoked")] })), ["RELEASE_REVOKED"]);
  assert.match(findings(snapshot({ releases: [release("revoked")] }), terms)[0]?.text ?? "", /it leaks/);
  assert.deepEqual(codes(snapshot({ releases: [release("pending")] })), ["RELEASE_NOT_IN_FORCE"]);
  assert.deepEqual(codes(snapshot({ releases: [] })), ["RELEASE_UNKNOWN"]);
  const withdrawn = { ...snapshot().policy!, acceptances: [] };
  assert.deepEqual(codes(snapshot({ releases: [release("revoked")], policy: withdrawn })), []); // control: not accepted any more
});

test("a registration that ends, unless a newer one of its kind goes on", () => {
  assert.deepEqual(codes(snapshot({ enclaves: [enclave("1", 1_099)] })), ["ENCLAVE_EXPIRING"]);
  assert.deepEqual(codes(snapshot({ enclaves: [enclave("1", 1_100)] })), []);
  assert.deepEqual(codes(snapshot({ enclaves: [enclave("1", 1_099), enclave("2", 5_000)] })), []);
  assert.deepEqual(codes(snapshot({ enclaves: [enclave("1", 1_099), enclave("2", 5_000, true, "9")] })), [
    "ENCLAVE_EXPIRING",
  ]);
  assert.deepEqual(codes(snapshot({ enclaves: [enclave("1", 1_099), enclave("2", 5_000, false)] })), [
    "ENCLAVE_NOT_VALID",
    "ENCLAVE_EXPIRING",
  ]);
});

test("one that ended long ago is nothing, and none that is valid is something", () => {
  assert.deepEqual(codes(snapshot({ enclaves: [enclave("1", 900, false), enclave("2", 5_000)] })), []);
  assert.deepEqual(codes(snapshot({ enclaves: [enclave("1", 900, false)] })), ["TOO_FEW_VALID"]);
  assert.deepEqual(codes(snapshot(), { ...terms, validMin: 2 }), ["TOO_FEW_VALID"]);
});

test("whoever rebuilds hears of proposals, with or without an operator", () => {
  const proposed = snapshot({ releases: [release("pending")], policy: undefined, enclaves: [] });
  assert.deepEqual(codes(proposed), []);
  assert.deepEqual(codes(proposed, { ...terms, pendingIsFinding: true }), ["RELEASE_PENDING"]);
});
