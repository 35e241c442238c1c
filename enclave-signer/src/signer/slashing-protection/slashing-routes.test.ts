// User: an administrator who moves validators in or out. Attacker: a client that asks for keys that are not its own.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, test } from "node:test";
import type { Client, SignerRequest } from "../door/route.ts";
import type { ProtectionFloor, ValidatorKey } from "../keys/key-ring.ts";
import { Refusal } from "../refusal.ts";
import { exportLimits, interchangeLimits, recordsLimits } from "./limits.ts";
import { openRecords } from "./records.ts";
import { type SlashingParts, slashingProtectionPath, slashingRoute } from "./slashing-routes.ts";

const gvr = `0x${"0a".repeat(32)}`;
const [mine, alsoMine, theirs, absent] = ["11", "22", "33", "44"].map((byte) => `0x${byte.repeat(48)}`) as [
  string,
  string,
  string,
  string,
];
const client = (...names: string[]): Client => ({
  names: ["admin"],
  may: (operation, key) => operation === "slashing-protection" && (key === undefined || names.includes(key.publicKey)),
});
const fileOf = (...pubkeys: string[]) =>
  JSON.stringify({
    metadata: { interchange_format_version: "5", genesis_validators_root: gvr },
    data: pubkeys.map((pubkey) => ({ pubkey, signed_blocks: [{ slot: "64" }], signed_attestations: [] })),
  });

function openRoute(parts: Partial<SlashingParts> = {}) {
  const records = openRecords();
  const sealed = new Map<string, ProtectionFloor>();
  const validators = [mine, alsoMine, theirs].map((publicKey) => ({ publicKey }) as ValidatorKey);
  const route = slashingRoute({
    keys: { validators: () => validators, validator: (name) => validators.find(({ publicKey }) => publicKey === name) },
    records,
    protection: {
      exclusivity: "none",
      exportFloor: () => ({ slot: 30n, source: undefined, target: undefined }),
      highWatermark: () => undefined,
      counts: { permitted: 2, prevented: 1 },
    },
    genesisValidatorsRoot: gvr,
    raiseFloors: async (floors) => {
      for (const [publicKey, floor] of floors) sealed.set(publicKey, floor);
    },
    ...parts,
  });
  const ask = async (method: string, query = "", fields: Partial<SignerRequest> = {}) => {
    const blank = { accept: undefined, contentType: undefined, authorization: undefined, body: new Uint8Array() };
    const request = {
      method,
      path: slashingProtectionPath,
      query,
      client: client(mine, alsoMine),
      ...blank,
      ...fields,
    };
    assert.ok(route.takes(method, request.path));
    return JSON.parse(String((await route.answer(request)).body));
  };
  return { records, sealed, ask };
}

describe("an export", () => {
  test("holds the client's keys alone, above what other boots may have signed", async () => {
    const { records, ask } = openRoute();
    for (const key of [mine, theirs])
      for (const slot of [29n, 31n]) records.decide(key, { kind: "block", slot }, new Uint8Array(32).fill(1));
    const blocks = [{ slot: "30" }, { slot: "31", signing_root: `0x${"01".repeat(32)}` }];
    const file = await ask("GET");
    assert.deepEqual(file.metadata, { interchange_format_version: "5", genesis_validators_root: gvr });
    assert.deepEqual(file.data, [
      { pubkey: mine, signed_blocks: blocks, signed_attestations: [] },
      { pubkey: alsoMine, signed_blocks: [{ slot: "30" }], signed_attestations: [] },
    ]);
    const minimal = await ask("GET", `minimal=true&pubkey=${mine.toUpperCase().replace("0X", "0x")}`);
    assert.deepEqual(minimal.data, [{ pubkey: mine, signed_blocks: [{ slot: "31" }], signed_attestations: [] }]);
  });

  for (const [query, code] of [
    [`pubkey=${theirs}`, "KEY_NOT_FOUND"],
    [`pubkey=${absent}`, "KEY_NOT_FOUND"],
    ["pubkey=0x11", "REQUEST_MALFORMED"],
    ["minimal=yes", "REQUEST_MALFORMED"],
    ["keys=all", "REQUEST_MALFORMED"],
  ] as const)
    test(`${query}: ${code}`, async () => {
      await assert.rejects(openRoute().ask("GET", query), { code });
    });

  test("past its size it is refused, and some keys of it are not", async () => {
    const { ask } = openRoute({ limits: { ...exportLimits, exportKeysAtOnce: 1, exportCharactersMax: 200 } });
    await assert.rejects(ask("GET"), { code: "REQUEST_TOO_LARGE" });
    assert.equal((await ask("GET", `pubkey=${mine}`)).data.length, 1);
  });
});

describe("an import", () => {
  test("is in force and sealed; keys that are not here are named", async () => {
    const { records, sealed, ask } = openRoute();
    const answer = await ask("POST", "", { body: Buffer.from(fileOf(mine, absent)) });
    assert.deepEqual(answer, {
      imported: [{ pubkey: mine, slot: "64", source_epoch: null, target_epoch: null }],
      not_here: [absent],
    });
    assert.deepEqual([...sealed], [[mine, { slot: 64n, source: undefined, target: undefined }]]);
    assert.equal(typeof records.judge(mine, { kind: "block", slot: 64n }, new Uint8Array(32)), "object");
  });

  test("with a key of somebody else changes nothing", async () => {
    const { records, sealed, ask } = openRoute();
    await assert.rejects(ask("POST", "", { body: Buffer.from(fileOf(mine, theirs)) }), {
      code: "CLIENT_NOT_PERMITTED",
    });
    assert.deepEqual([records.size, sealed.size], [0, 0]);
  });

  test("that can't be sealed is an error, and in force", async () => {
    const { records, ask } = openRoute({ raiseFloors: () => Promise.reject(new Refusal("INTERNAL")) });
    await assert.rejects(ask("POST", "", { body: Buffer.from(fileOf(mine)) }), { code: "INTERNAL" });
    assert.equal(records.floorOf(mine).slot, 64n);
  });

  test("of another chain is refused", async () => {
    const body = Buffer.from(fileOf(mine).replace(gvr, `0x${"0b".repeat(32)}`));
    await assert.rejects(openRoute().ask("POST", "", { body }), { code: "GENESIS_VALIDATORS_ROOT_MISMATCH" });
  });
});

test("the status says what each key must stay above", async () => {
  const { ask } = openRoute();
  await ask("POST", "", { body: Buffer.from(fileOf(alsoMine)) });
  const nothing = { slot: null, source_epoch: null, target_epoch: null };
  assert.deepEqual(await ask("GET", "", { path: `${slashingProtectionPath}/status` }), {
    genesis_validators_root: gvr,
    exclusivity: "none",
    signings: { permitted: 2, prevented: 1 },
    high_watermark: null,
    other_boots: { ...nothing, slot: "30" },
    keys: [
      { pubkey: mine, ...nothing },
      { pubkey: alsoMine, ...nothing, slot: "64" },
    ],
  });
});

describe("who may not", () => {
  const nobody: Client = { names: [], may: () => false };
  for (const [name, method, fields, code] of [
    ["no certificate", "GET", { client: undefined }, "CERTIFICATE_MISSING"],
    ["a certificate without the operation", "GET", { client: nobody }, "CLIENT_NOT_PERMITTED"],
    ["the same, importing", "POST", { client: nobody, body: Buffer.from(fileOf(mine)) }, "CLIENT_NOT_PERMITTED"],
    ["another method", "DELETE", {}, "METHOD_NOT_ALLOWED"],
    ["another method of the status", "POST", { path: `${slashingProtectionPath}/status` }, "METHOD_NOT_ALLOWED"],
  ] as const)
    test(name, async () => {
      const { records, ask } = openRoute();
      await assert.rejects(ask(method, "", fields), { code });
      assert.equal(records.size, 0);
    });
});

test("docs/protocol/slashing-protection.md says the limits that hold", () => {
  const page = readFileSync(join(import.meta.dirname, "../../../../docs/protocol/slashing-protection.md"), "utf8");
  const count = (number: bigint | number) => number.toLocaleString("en");
  const { epochsKept, slotsKept, recordsPerKeyMax } = recordsLimits;
  const { bytesMax, entriesMax, recordsMax } = interchangeLimits;
  for (const said of [
    `attestations ${count(epochsKept)} epochs and blocks ${count(slotsKept)} slots behind`,
    `past ${recordsPerKeyMax} records`,
    `At most ${bytesMax / 2 ** 20} MiB, ${count(entriesMax)} entries and ${count(recordsMax)} records`,
    `past ${exportLimits.exportCharactersMax / 2 ** 20} MiB`,
  ])
    assert.ok(page.includes(said), said);
});
