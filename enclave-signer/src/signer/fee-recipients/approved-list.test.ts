// Attacker: the parent, who keeps the operators' decisions for the signer, and would have an older one in force, or one of its own.
// Second: a client that may ask for another list, with no operator behind it.
import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { describe, test } from "node:test";
import { makePasskey } from "../../../../test/harness/passkey.ts";
import { mixedRandom } from "../../enclave/random.ts";
import { sealingKey } from "../../enclave/seal.ts";
import { Secret } from "../../enclave/secret.ts";
import { approvalLimits } from "../approvals/limits.ts";
import { openApprovals } from "../approvals/open-approvals.ts";
import { decodeRecords, encodeRecords, type OperatorRecord, provenBy } from "../approvals/operator-records.ts";
import { readRelyingParty } from "../approvals/operators.ts";
import { readAssertion } from "../approvals/routes.ts";
import { challengeOf } from "../approvals/statement.ts";
import type { Client } from "../door/route.ts";
import { type FeeRecipientsAnchor, openApprovedList } from "./approved-list.ts";
import { openFeeRecipientsRoute } from "./list-route.ts";

const origin = "https://approve.example";
const keys = ["ana", "ben", "eve"].map((name) => makePasskey(name, "approve.example", origin));
const [ana, ben, eve] = keys as [(typeof keys)[0], (typeof keys)[0], (typeof keys)[0]];
const random = mixedRandom(randomBytes(64));
const sealing = (byte = 7) => sealingKey("simulated", Secret.take(Buffer.alloc(32, byte)), random);
const address = (byte: string) => `0x${byte.repeat(20)}`;
const scope = {
  origin: "https://signer.example",
  operator: address("ab"),
  registry: { chainId: 1, pcrRegistry: address("cd"), enclaveRegistry: address("cd") },
};

/** The gateway's disk, and what is sealed beside the keys, which the log names. */
function outside(exclusivity: FeeRecipientsAnchor["exclusivity"] = "once-only") {
  const disk = new Map<string, Uint8Array>();
  const anchored: { id: string | undefined } = { id: undefined };
  const anchor: FeeRecipientsAnchor = {
    exclusivity,
    current: () => anchored.id,
    async record(id) {
      anchored.id = id;
    },
  };
  const store = {
    readSealed: async (name: string) => disk.get(name),
    async writeSealed(name: string, bytes: Uint8Array) {
      disk.set(name, bytes);
    },
  };
  return { disk, anchored, anchor, store };
}

type Outside = ReturnType<typeof outside>;

async function boot(
  { store, anchor }: Pick<Outside, "store" | "anchor">,
  {
    configured = [address("01")] as readonly string[] | null,
    sealed = sealing(),
    operators = [ana, ben],
    threshold = 2,
  } = {},
) {
  const config = {
    relyingPartyId: "approve.example",
    origins: [origin],
    threshold,
    operators: operators.map(({ name, credentialId, publicKey }) => ({ name, credentialId, publicKey })),
    lifeMs: 60_000,
  };
  const clock = { unixMs: () => 1_800_000_000_000, monotonicMs: () => 0 };
  const approvals = openApprovals({ config, scope, clock, random });
  const terms = { relyingParty: readRelyingParty(config), scope: { ...scope, threshold }, limits: approvalLimits };
  const approved = await openApprovedList({ configured, approvals, terms, store, sealing: sealed, anchor });
  return {
    approved,
    terms,
    list: () => [...(approved.list() ?? ["any"])],
    /** Asks, lets the operators approve, and asks again. */
    async change(feeRecipients: readonly string[], by = operators) {
      await assert.rejects(approved.replace(feeRecipients, "admin"), { code: "APPROVAL_REQUIRED" });
      const { statement } = approvals.pending().at(-1)!;
      for (const passkey of by) {
        const json = Buffer.from(JSON.stringify(passkey.answer(statement.challenge)));
        approvals.approve(statement.id, readAssertion(json, approvalLimits));
      }
      await approved.replace(feeRecipients, "admin");
    },
  };
}

const rolledBack = { code: "OPERATOR_RECORDS_ROLLED_BACK" };
const invalid = { code: "OPERATOR_RECORDS_INVALID" };

describe("a list that operators change", () => {
  test("is in force once they approved it, and after a restart", async () => {
    const world = outside();
    const first = await boot(world);
    assert.deepEqual(first.list(), [address("01")]);
    await first.change([address("03"), address("02").toUpperCase().replace("0X", "0x"), address("03")]);
    assert.deepEqual(first.list(), [address("02"), address("03")]);
    await first.change([]);
    assert.deepEqual(first.list(), []);
    const second = await boot(world);
    assert.deepEqual([second.list(), second.approved.sequence], [[], 2]);
    await second.change([address("04")]);
    assert.deepEqual((await boot(world)).list(), [address("04")]);
  });

  test("stays as it is without their approval, or with that of too few", async () => {
    const world = outside();
    const signer = await boot(world);
    await assert.rejects(signer.change([address("02")], [ana]), { code: "APPROVAL_REQUIRED" });
    await assert.rejects(signer.approved.replace(["0x02"], "admin"), { code: "REQUEST_MALFORMED" });
    assert.deepEqual([signer.list(), world.disk.size], [[address("01")], 0]);
  });

  test("an approval brings one change about: the same list again needs another", async () => {
    const signer = await boot(outside());
    await signer.change([address("02")]);
    await signer.change([address("03")]);
    await assert.rejects(signer.approved.replace([address("02")], "admin"), { code: "APPROVAL_REQUIRED" });
  });

  test("a change that could not be kept is not in force", async () => {
    const world = outside();
    const full = { ...world.store, writeSealed: () => Promise.reject(new Error("disk full")) };
    const signer = await boot({ ...world, store: full });
    await assert.rejects(signer.change([address("02")]), { message: "disk full" });
    assert.deepEqual(signer.list(), [address("01")]);
    const unanchored = await boot({
      store: world.store,
      anchor: { ...world.anchor, record: () => Promise.reject(new Error("log lost")) },
    });
    await assert.rejects(unanchored.change([address("02")]), { message: "log lost" });
    assert.deepEqual(unanchored.list(), [address("01")]);
    assert.deepEqual((await boot(world)).list(), [address("01")], "what was written, but never anchored");
  });

  test("a change whose anchor gave no answer is finished before the next one", async () => {
    const world = outside();
    let isLost = true;
    const record = async (id: string) => {
      await world.anchor.record(id);
      if (isLost) throw new Error("no answer");
    };
    const signer = await boot({ ...world, anchor: { ...world.anchor, record } });
    await assert.rejects(signer.change([address("02")]), { message: "no answer" });
    assert.deepEqual((await boot(world)).list(), [address("02")], "it was anchored after all");
    isLost = false;
    await signer.change([address("03")]);
    assert.deepEqual([signer.list(), signer.approved.sequence], [[address("03")], 2]);
    assert.deepEqual((await boot(world)).list(), [address("03")]);
  });
});

describe("a parent that keeps the decisions", () => {
  test("is found out when it gives back older ones, or none", async () => {
    const world = outside();
    const signer = await boot(world);
    await signer.change([address("02")]);
    const older = world.disk.get("fee-recipients")!;
    await signer.change([address("03")]);
    const newer = world.disk.get("fee-recipients")!;
    world.disk.set("fee-recipients", older);
    await assert.rejects(boot(world), rolledBack);
    world.disk.delete("fee-recipients");
    await assert.rejects(boot(world), rolledBack);
    world.disk.set("fee-recipients", newer);
    assert.deepEqual((await boot(world)).list(), [address("03")], "control");
  });

  test("can turn both back where it keeps the log, and the list says so", async () => {
    const world = outside("none");
    const signer = await boot(world);
    assert.equal(signer.approved.rollbackProtection, "none");
    await signer.change([address("02")]);
    assert.deepEqual((await boot(world)).list(), [address("02")]);
    world.disk.clear();
    world.anchored.id = undefined;
    assert.deepEqual((await boot(world)).list(), [address("01")]);
  });

  test("can't alter, cut or exchange them", async () => {
    const world = outside();
    const signer = await boot(world);
    await signer.change([address("02")]);
    const kept = world.disk.get("fee-recipients")!;
    const altered = Buffer.from(kept);
    altered[altered.length - 1]! ^= 1;
    world.disk.set("fee-recipients", altered);
    await assert.rejects(boot(world), { code: "SEALED_BYTES_ALTERED" });
    world.disk.set("fee-recipients", kept.subarray(0, 30));
    await assert.rejects(boot(world), { code: "SEALED_BYTES_TRUNCATED" });
    world.disk.set("fee-recipients", kept);
    await assert.rejects(boot(world, { sealed: sealing(8) }), { code: "SEALED_BYTES_OF_ANOTHER_KEY" });
    await boot(world); // control
  });
});

describe("a record that is not these operators' next decision", () => {
  async function world() {
    const kept = outside();
    const signer = await boot(kept);
    await signer.change([address("02")]);
    await signer.change([address("03")]);
    const records = decodeRecords(
      sealing().open("operators' fee recipients", kept.disk.get("fee-recipients")!),
      approvalLimits,
    )!;
    const put = (changed: readonly OperatorRecord[]) =>
      kept.disk.set("fee-recipients", sealing().seal("operators' fee recipients", encodeRecords(changed)));
    return {
      kept,
      records: records as [OperatorRecord, OperatorRecord],
      put,
      ...signer,
    };
  }

  test("is refused: left out, doubled, in another order, with fewer assertions, with other text", async () => {
    const { kept, records, put } = await world();
    const [first, second] = records;
    const cases: (readonly OperatorRecord[])[] = [
      [second],
      [second, first],
      [first, first],
      [first, { ...second, assertions: first.assertions }],
      [{ ...first, assertions: first.assertions.slice(0, 1) }],
      [{ ...first, assertions: [first.assertions[0]!, first.assertions[0]!] }],
      [{ ...first, statement: first.statement.replace(address("02"), address("66")) }],
      [{ ...first, statement: `${first.statement} ` }],
    ];
    for (const [at, changed] of cases.entries()) {
      put(changed);
      await assert.rejects(boot(kept), invalid, `case ${at}`);
    }
    put(records);
    assert.deepEqual((await boot(kept)).list(), [address("03")], "control");
  });

  test("is refused although they signed it: another number, another action, text that isn't canonical", async () => {
    const { kept, records, put } = await world();
    const [{ statement }] = records;
    const signed = (text: string): OperatorRecord => ({
      statement: text,
      assertions: [ana, ben].map((passkey) =>
        readAssertion(Buffer.from(JSON.stringify(passkey.answer(challengeOf(text)))), approvalLimits),
      ),
    });
    for (const text of [
      statement.replace('"sequence":1', '"sequence":2'),
      statement.replace('"action":"fee-recipients"', '"action":"rewind"'),
      statement.replace('"version":1', '"version":2'),
      `${statement} `,
    ]) {
      assert.notEqual(text, statement);
      put([signed(text)]);
      kept.anchored.id = Buffer.from(challengeOf(text)).toString("hex");
      await assert.rejects(boot(kept), invalid, text);
    }
    put([signed(statement)]);
    kept.anchored.id = Buffer.from(challengeOf(statement)).toString("hex");
    assert.deepEqual((await boot(kept)).list(), [address("02")], "control");
  });

  test("is refused under another threshold, other operators, or another configured list", async () => {
    const { kept } = await world();
    await assert.rejects(boot(kept, { threshold: 1 }), invalid);
    await assert.rejects(boot(kept, { operators: [ana, eve] }), invalid);
    await assert.rejects(boot(kept, { configured: [address("09")] }), invalid);
    await assert.rejects(boot(kept, { configured: null }), invalid);
    await boot(kept); // control
  });

  test("can be checked by anyone who knows the configuration", async () => {
    const { records, terms } = await world();
    assert.equal(provenBy(records[0], terms)?.action, "fee-recipients");
    const elsewhere = { ...terms, scope: { ...terms.scope, origin: "https://other.example" } };
    assert.equal(provenBy(records[0], elsewhere), undefined);
  });
});

test("over the clients' door, with the permission for it alone", async () => {
  const { approved, change } = await boot(outside());
  const route = openFeeRecipientsRoute(approved);
  const ask = async (method: string, body: string, operations: readonly string[] | undefined = ["fee-recipients"]) => {
    const client: Client = { names: ["admin"], may: (operation) => operations.includes(operation) };
    const fields = { query: "", accept: undefined, contentType: undefined, authorization: undefined };
    return route.answer({ method, path: "/inkan/v1/fee-recipients", body: Buffer.from(body), client, ...fields });
  };
  const wanted = JSON.stringify({ feeRecipients: [address("02")] });
  const codeOf = async (asked: ReturnType<typeof ask>) => JSON.parse((await asked).body as string).code;
  assert.equal(await codeOf(ask("GET", "", ["duties"])), "CLIENT_NOT_PERMITTED");
  assert.equal(await codeOf(ask("PUT", wanted, [])), "CLIENT_NOT_PERMITTED");
  assert.equal(await codeOf(ask("PUT", wanted)), "APPROVAL_REQUIRED");
  for (const malformed of [
    "",
    "[]",
    "null",
    '{"feeRecipients":null}',
    '{"feeRecipients":[1]}',
    '{"feeRecipients":["0x"]}',
  ])
    assert.equal(await codeOf(ask("PUT", malformed)), "REQUEST_MALFORMED", malformed);
  assert.equal(await codeOf(ask("DELETE", "")), "METHOD_NOT_ALLOWED");
  await change([address("02")]);
  const { body } = await ask("GET", "");
  assert.deepEqual(JSON.parse(body as string), {
    feeRecipients: [address("02")],
    sequence: 1,
    rollbackProtection: "anchored",
  });
});
