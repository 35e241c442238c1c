// Attacker: the author of a slashing-protection file. Wants a part of it taken and the rest passed over, a number that becomes a smaller one,
// another chain's history, or memory.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { readInterchange, writeInterchange } from "./interchange.ts";
import { openRecords } from "./records.ts";

const gvr = `0x${"0a".repeat(32)}`;
const key = `0x${"a1".repeat(48)}`;
const root = `0x${"5e".repeat(32)}`;
const metadata = { interchange_format_version: "5", genesis_validators_root: gvr };
const entry = (block: unknown, attestation: unknown = { source_epoch: "1", target_epoch: "2" }) => ({
  pubkey: key,
  signed_blocks: [block],
  signed_attestations: [attestation],
});
const file = (data: unknown = [entry({ slot: "5" })], head: unknown = metadata) =>
  JSON.stringify({ metadata: head, data });
const limits = { bytesMax: 10_000, entriesMax: 3, recordsMax: 5 };

describe("a file that is not whole and right", () => {
  const cases: readonly (readonly [string, string, string])[] = [
    ["no JSON", "{", "REQUEST_MALFORMED"],
    ["a member twice", `{"metadata":${JSON.stringify(metadata)},"data":[],"data":[]}`, "REQUEST_MALFORMED"],
    ["a list", "[]", "REQUEST_MALFORMED"],
    ["no data", JSON.stringify({ metadata }), "REQUEST_MALFORMED"],
    ["no metadata", JSON.stringify({ data: [] }), "REQUEST_MALFORMED"],
    ["version 4", file([], { ...metadata, interchange_format_version: "4" }), "REQUEST_MALFORMED"],
    ["version 5 as a number", file([], { ...metadata, interchange_format_version: 5 }), "REQUEST_MALFORMED"],
    ["another chain", file([], { ...metadata, genesis_validators_root: root }), "GENESIS_VALIDATORS_ROOT_MISMATCH"],
    ["a chain cut short", file([], { ...metadata, genesis_validators_root: "0x0a" }), "REQUEST_MALFORMED"],
    ["a key of 47 bytes", file([{ ...entry({ slot: "5" }), pubkey: key.slice(0, -2) }]), "REQUEST_MALFORMED"],
    ["a key without 0x", file([{ ...entry({ slot: "5" }), pubkey: key.slice(2) }]), "REQUEST_MALFORMED"],
    ["no blocks", file([{ pubkey: key, signed_attestations: [] }]), "REQUEST_MALFORMED"],
    ["no attestations", file([{ pubkey: key, signed_blocks: [] }]), "REQUEST_MALFORMED"],
    ["blocks by name", file([{ pubkey: key, signed_blocks: {}, signed_attestations: [] }]), "REQUEST_MALFORMED"],
    ["a block of null", file([entry(null)]), "REQUEST_MALFORMED"],
    ["a root that is short", file([entry({ slot: "5", signing_root: "0x00" })]), "REQUEST_MALFORMED"],
    ["a root that is empty", file([entry({ slot: "5", signing_root: "" })]), "REQUEST_MALFORMED"],
    ["a root that is no text", file([entry({ slot: "5", signing_root: 0 })]), "REQUEST_MALFORMED"],
    ["no source", file([entry({ slot: "5" }, { target_epoch: "2" })]), "REQUEST_MALFORMED"],
    ["a slot inherited", file([entry({ __proto__: null })]), "REQUEST_MALFORMED"],
    ["too many bytes", file([entry({ slot: "5", x: "x".repeat(10_000) })]), "REQUEST_TOO_LARGE"],
    ["too many entries", file(Array.from({ length: 4 }, () => entry({ slot: "5" }))), "REQUEST_TOO_LARGE"],
    ["too many records", file(Array.from({ length: 3 }, () => entry({ slot: "5" }))), "REQUEST_TOO_LARGE"],
    ["too deep", file([entry({ slot: "5", x: [[[[]]]] })]), "REQUEST_MALFORMED"],
    ...[
      "",
      "-1",
      "+1",
      "01",
      "1.0",
      "1e3",
      " 1",
      "0x1",
      "18446744073709551616",
      "99999999999999999999",
      "9".repeat(400),
    ].map((slot) => [`slot "${slot.slice(0, 24)}"`, file([entry({ slot })]), "REQUEST_MALFORMED"] as const),
    ["a slot as a number", file([entry({ slot: 5 })]), "REQUEST_MALFORMED"],
  ];
  for (const [name, source, code] of cases)
    test(`${name}: ${code}`, () => {
      assert.throws(() => readInterchange(source, gvr, limits), { code });
      assert.throws(() => readInterchange(Buffer.from(source), gvr, limits), { code });
    });

  test("control: one that is right is read", () => {
    const { data } = readInterchange(file([entry({ slot: "18446744073709551615" })]), gvr, limits);
    assert.equal(data[0]?.blocks[0]?.slot, 2n ** 64n - 1n);
  });

  test("nothing of it is taken when its last record is bad", () => {
    const records = openRecords();
    const source = file([entry({ slot: "5" }), entry({ slot: "6" }), entry({ slot: "x" })]);
    assert.throws(() => records.import(readInterchange(source, gvr)), { code: "REQUEST_MALFORMED" });
    assert.equal(records.size, 0);
  });
});

describe("a file of another client", () => {
  test("entries of one key, however it is spelt, are one history", () => {
    const shouted = { ...entry({ slot: "9", signing_root: root }), pubkey: `0x${key.slice(2).toUpperCase()}` };
    const { data } = readInterchange(file([entry({ slot: "5" }), shouted]), gvr);
    assert.deepEqual(
      data.map(({ publicKey, blocks }) => [publicKey, blocks.map(({ slot }) => slot)]),
      [[key, [5n, 9n]]],
    );
  });

  test("a root that is null, or not there, is unknown; what version 5 does not have is passed over", () => {
    const { data } = readInterchange(file([{ ...entry({ slot: "5", signing_root: null }), note: "x" }]), gvr);
    assert.equal(data[0]?.blocks[0]?.signingRoot, undefined);
    assert.equal(data[0]?.attestations[0]?.signingRoot, undefined);
  });

  test("what was written is read as it was", () => {
    const read = readInterchange(file([entry({ slot: "5", signing_root: root })]), gvr);
    assert.deepEqual(readInterchange(writeInterchange(read), gvr), read);
    assert.deepEqual(JSON.parse(writeInterchange(read)), JSON.parse(file([entry({ slot: "5", signing_root: root })])));
  });
});

test("an export of complete records says what was signed, with roots", () => {
  const records = openRecords();
  const signingRoot = Buffer.from(root.slice(2), "hex");
  records.decide(key, { kind: "block", slot: 7n }, signingRoot);
  records.decide(key, { kind: "attestation", sourceEpoch: 2n, targetEpoch: 3n }, signingRoot);
  records.decide(key, { kind: "attestation", sourceEpoch: 3n, targetEpoch: 4n }, signingRoot);
  const signed = [
    { source_epoch: "2", target_epoch: "3", signing_root: root },
    { source_epoch: "3", target_epoch: "4", signing_root: root },
  ];
  const text = writeInterchange({ genesisValidatorsRoot: gvr, data: records.export([key, `0x${"00".repeat(48)}`]) });
  assert.deepEqual(JSON.parse(text), {
    metadata,
    data: [{ pubkey: key, signed_blocks: [{ slot: "7", signing_root: root }], signed_attestations: signed }],
  });
  const minimal = writeInterchange({ genesisValidatorsRoot: gvr, data: records.export([key], { minimal: true }) });
  assert.deepEqual(JSON.parse(minimal).data, [
    { pubkey: key, signed_blocks: [{ slot: "7" }], signed_attestations: [{ source_epoch: "3", target_epoch: "4" }] },
  ]);
});
