// An operator who moves keys in and out with a validator client's own tools, over a real key set, real records and a real signer.
// Attackers: a certificate without the token, a token without the certificate, and whoever wants a key to be active without its history.
import assert from "node:assert/strict";
import { createHash, randomBytes } from "node:crypto";
import { describe, test } from "node:test";
import { type Document, describedBy } from "../../../../test/harness/described.ts";
import { lightKeystore } from "../../../../test/harness/light-keystore.ts";
import { openMemoryHost } from "../../../../test/harness/memory-host.ts";
import { ethereumConfig } from "../../../../test/harness/web3signer.ts";
import { mixedRandom } from "../../enclave/random.ts";
import { sealingKey } from "../../enclave/seal.ts";
import { Secret } from "../../enclave/secret.ts";
import type { Operation } from "../../enclave/signer-config.ts";
import type { Approvals } from "../approvals/approvals.ts";
import type { ApprovalSubject } from "../approvals/subject.ts";
import { BlsSigningKey } from "../bls.ts";
import type { Client, SignerRequest } from "../door/route.ts";
import { openDerivationPool } from "../keys/derivation-pool.ts";
import { openKeyRing, type ProtectionFloor } from "../keys/key-ring.ts";
import { openKeySet } from "../keys/key-set.ts";
import { openSealedKeyStore } from "../keys/sealed-store.ts";
import { Refusal } from "../refusal.ts";
import { openSigner } from "../sign.ts";
import type { SlashableDuty } from "../slashing-protection/duty.ts";
import { openRecords } from "../slashing-protection/records.ts";
import { openChain } from "../web3signer/chain.ts";
import { openapiDocument } from "../web3signer/openapi.ts";
import { openHistory } from "./history.ts";
import { type KeyManagerParts, keystoresRoute } from "./keystores-route.ts";
import { keystoresPaths } from "./openapi.ts";

const token = "a-token-of-operators";
const genesisValidatorsRoot = `0x${"0a".repeat(32)}`;
const random = mixedRandom(randomBytes(64));
const pool = openDerivationPool();
const publicKey = (byte: number) => BlsSigningKey.take(Buffer.alloc(32, byte)).publicKeyHex;
const keystore = (byte: number, pubkey?: string) =>
  lightKeystore(Buffer.alloc(32, byte), "password", `m/12381/3600/${byte}/0/0`, pubkey);
const admin: Client = { names: ["admin"], may: () => true };
const adminThatMay = (...operations: Operation[]): Client => ({
  names: ["admin"],
  may: (operation) => operations.includes(operation),
});

const interchange = (entries: readonly { key: number; slot: string; target: string }[], root = genesisValidatorsRoot) =>
  JSON.stringify({
    metadata: { interchange_format_version: "5", genesis_validators_root: root },
    data: entries.map(({ key, slot, target }) => ({
      pubkey: publicKey(key),
      signed_blocks: [{ slot }],
      signed_attestations: [{ source_epoch: "1", target_epoch: target }],
    })),
  });

type Answer = { readonly status: number; readonly body: { readonly [name: string]: unknown } };

/** Every answer of these tests is held to it, and every body that was taken. */
const described = describedBy(
  JSON.parse(JSON.stringify(openapiDocument(openChain(ethereumConfig()), keystoresPaths))) as Document,
);

const noFloor: ProtectionFloor = { slot: undefined, source: undefined, target: undefined };

async function start(
  parts: Partial<KeyManagerParts> = {},
  floors: { importFloor?: ProtectionFloor; exportFloor?: ProtectionFloor } = {},
) {
  const ring = openKeyRing();
  const host = openMemoryHost();
  const sealing = sealingKey("simulated", Secret.take(Buffer.alloc(32, 1)), random);
  const store = openSealedKeyStore({ ...host, sealing, group: "default", otherConfiguration: "refuse" });
  const managed = await openKeySet({ ring, store, random, pool, bootId: "boot-1", keysMax: 8 });
  const records = openRecords();
  const protection = { cover: () => undefined, decide: records.decide };
  const signer = openSigner({ keys: ring, protection, signaturesWaitingMax: 100 });
  const route = keystoresRoute({
    keys: ring,
    managed,
    history: openHistory({
      records,
      keys: ring,
      genesisValidatorsRoot,
      importFloor: () => floors.importFloor ?? noFloor,
      exportFloor: () => floors.exportFloor ?? noFloor,
    }),
    approvals: undefined,
    tokenSha256: createHash("sha256").update(token).digest("hex"),
    requestBytesMax: 1 << 20,
    ...parts,
  });
  const ask = async (method: string, body: unknown = {}, request: Partial<SignerRequest> = {}): Promise<Answer> => {
    const answer = await route.answer({
      method,
      path: "/eth/v1/keystores",
      query: "",
      accept: "application/json",
      contentType: "application/json",
      authorization: `Bearer ${token}`,
      client: admin,
      body: Buffer.from(typeof body === "string" ? body : JSON.stringify(body)),
      ...request,
    });
    if (method !== "PUT") {
      described.agrees(
        "/eth/v1/keystores",
        method.toLowerCase(),
        answer.status,
        answer.contentType,
        String(answer.body),
      );
      if (answer.status === 200 && method !== "GET")
        assert.ok(
          described.request("/eth/v1/keystores", method.toLowerCase())(body),
          "a body that is taken is described",
        );
    }
    return { status: answer.status, body: JSON.parse(String(answer.body)) };
  };
  const importing = (bytes: readonly number[], slashing_protection?: string) =>
    ask("POST", {
      keystores: bytes.map((byte) => keystore(byte)),
      passwords: bytes.map(() => "password"),
      ...(slashing_protection === undefined ? {} : { slashing_protection }),
    });
  const sign = (byte: number, duty: SlashableDuty, root = 1) =>
    signer.signRoot({ publicKey: publicKey(byte), signingRoot: new Uint8Array(32).fill(root), priority: 0, duty }).then(
      () => "signed",
      (thrown) => (thrown as Refusal).code,
    );
  return { ask, importing, sign, ring, host, active: () => ring.validators().map((key) => key.publicKey) };
}

const statuses = ({ body }: Answer) => (body.data as { status: string }[]).map(({ status }) => status);
const block = (slot: bigint) => ({ kind: "block", slot }) as const;

describe("who may", () => {
  test("no token: 401; another one: 403; the certificate's rights count besides", async () => {
    const { ask, active } = await start();
    const wrong = [undefined, "", "Basic abc", token, "Bearer"];
    for (const authorization of wrong)
      assert.equal((await ask("GET", {}, { authorization })).status, 401, authorization);
    for (const authorization of ["Bearer x", `Bearer ${token}x`, `Bearer ${token.toUpperCase()}`])
      assert.equal((await ask("GET", {}, { authorization })).status, 403, authorization);
    assert.equal((await ask("GET", {}, { client: undefined })).status, 401);
    const body = { keystores: [keystore(1)], passwords: ["password"], pubkeys: [publicKey(1)] };
    assert.equal((await ask("POST", body, { client: adminThatMay("delete-keys", "list-keys") })).status, 403);
    assert.equal((await ask("DELETE", body, { client: adminThatMay("import-keys", "list-keys") })).status, 403);
    assert.deepEqual(active(), []);
    assert.equal((await ask("GET", {}, { authorization: `bearer ${token}` })).status, 200, "control");
    assert.equal((await ask("PUT")).status, 405);
  });

  test("without a configured token the API is not there", async () => {
    const { ask } = await start({ tokenSha256: null });
    for (const method of ["GET", "POST", "DELETE"]) assert.equal((await ask(method)).status, 404);
  });

  test("a list shows what may be listed", async () => {
    const { ask, importing } = await start();
    await importing([1, 2]);
    const all = await ask("GET");
    assert.deepEqual(
      all.body.data,
      [1, 2]
        .map((byte) => ({
          validating_pubkey: publicKey(byte),
          derivation_path: `m/12381/3600/${byte}/0/0`,
          readonly: false,
        }))
        .sort((a, b) => (a.validating_pubkey < b.validating_pubkey ? -1 : 1)),
    );
    const client = { names: ["a"], may: (_: unknown, key?: { publicKey: string }) => key?.publicKey === publicKey(2) };
    assert.deepEqual((await ask("GET", {}, { client })).body.data, [
      { validating_pubkey: publicKey(2), derivation_path: "m/12381/3600/2/0/0", readonly: false },
    ]);
  });
});

describe("import", () => {
  test("each keystore by itself, in order", async () => {
    const { ask, active, ring } = await start();
    const body = {
      keystores: [keystore(1), keystore(1), "{}", keystore(2), keystore(3, "ab".repeat(48))],
      passwords: ["password", "password", "", "wrong", "password"],
    };
    const answer = await ask("POST", body, { query: "group=mine" });
    assert.equal(answer.status, 200);
    assert.deepEqual(statuses(answer), ["imported", "duplicate", "error", "error", "error"]);
    assert.deepEqual(active(), [publicKey(1)]);
    assert.equal(ring.validator(publicKey(1))?.group, "mine");
    assert.doesNotMatch(JSON.stringify(answer.body), /password"|wrong"/);
  });

  test("nothing: 200 and an empty list", async () =>
    assert.deepEqual(await (await start()).ask("POST", { keystores: [], passwords: [] }), {
      status: 200,
      body: { data: [] },
    }));

  test("history holds from the first signature on, and is of the imported keys only", async () => {
    const { importing, sign, ask } = await start();
    const history = interchange([
      { key: 1, slot: "100", target: "10" },
      { key: 9, slot: "100", target: "10" },
    ]);
    assert.deepEqual(statuses(await importing([1, 2], history)), ["imported", "imported"]);
    assert.equal(await sign(1, block(100n)), "BLOCK_BELOW_WATERMARK");
    assert.equal(await sign(1, block(99n)), "BLOCK_BELOW_WATERMARK");
    assert.equal(await sign(1, { kind: "attestation", sourceEpoch: 1n, targetEpoch: 9n }), "TARGET_BELOW_WATERMARK");
    assert.equal(await sign(1, block(101n)), "signed", "control");
    assert.equal(await sign(2, block(99n)), "signed", "control: the other key has no history");
    const { body } = await ask("DELETE", { pubkeys: [publicKey(9)] });
    assert.deepEqual(body.data, [{ status: "not_found", message: "" }]);
  });

  test("a key stays above the moment of its import, with a history or without; one that signs here already is not held up", async () => {
    const importFloor = { slot: 320n, source: 9n, target: 10n };
    const { importing, sign, host } = await start({}, { importFloor });
    await importing([1]);
    await importing([2], interchange([{ key: 2, slot: "400", target: "12" }]));
    assert.equal(await sign(1, block(320n)), "BLOCK_BELOW_WATERMARK");
    assert.equal(await sign(1, { kind: "attestation", sourceEpoch: 8n, targetEpoch: 11n }), "SOURCE_BELOW_WATERMARK");
    assert.equal(await sign(2, block(321n)), "BLOCK_BELOW_WATERMARK");
    assert.equal(await sign(1, block(321n)), "signed", "control");
    const writes = host.log.length;
    Object.assign(importFloor, { slot: 10_000n });
    assert.deepEqual(statuses(await importing([1])), ["duplicate"]);
    assert.equal(host.log.length, writes);
    assert.equal(await sign(1, block(322n)), "signed");
  });

  test("a history that is wrong imports no key", async () => {
    const { importing, active } = await start();
    for (const history of [
      "{",
      interchange([], `0x${"0b".repeat(32)}`),
      interchange([{ key: 1, slot: "-1", target: "2" }]),
    ]) {
      assert.equal((await importing([1], history)).status, 400);
      assert.deepEqual(active(), []);
    }
    assert.equal((await importing([1], interchange([]))).status, 200, "control");
  });

  test("a body that is wrong imports no key, and its passwords come back in no error", async () => {
    const { ask, active } = await start();
    const canary = "correct-horse";
    for (const body of [
      "{",
      `{"passwords":["${canary}"],"passwords":["${canary}"],"keystores":[]}`,
      [],
      { keystores: [keystore(1)] },
      { keystores: [keystore(1)], passwords: [] },
      { keystores: [keystore(1)], passwords: [canary, canary] },
      { keystores: [{ a: canary }], passwords: [canary] },
      { keystores: keystore(1), passwords: canary },
      { keystores: [keystore(1)], passwords: ["password"], slashing_protection: { canary } },
    ]) {
      const answer = await ask("POST", body);
      assert.equal(answer.status, 400);
      assert.doesNotMatch(JSON.stringify(answer.body), /correct-horse/);
    }
    assert.equal(
      (await ask("POST", { keystores: [keystore(1)], passwords: ["password"] }, { query: "group=No" })).status,
      400,
    );
    assert.deepEqual(active(), []);
  });

  test("keys that could not be sealed are not active: 500", async () => {
    const { importing, active, host } = await start();
    host.crashAt = 0;
    assert.equal((await importing([1])).status, 500);
    assert.deepEqual(active(), []);
  });
});

describe("delete", () => {
  test("signing ends first, then the history comes out, with all that was signed", async () => {
    const { ask, importing, sign } = await start();
    await importing([1, 2]);
    const inFlight = [sign(1, block(7n)), sign(1, block(8n))];
    const deletion = ask("DELETE", { pubkeys: [publicKey(1), publicKey(3)] });
    assert.equal(await sign(1, block(9n)), "KEY_NOT_FOUND");
    const outcomes = await Promise.all(inFlight);
    const { status, body } = await deletion;
    assert.equal(status, 200);
    assert.deepEqual(body.data, [
      { status: "deleted", message: "" },
      { status: "not_found", message: "" },
    ]);
    const exported = JSON.parse(String(body.slashing_protection));
    const slots = exported.data.flatMap((entry: { signed_blocks: { slot: string }[] }) =>
      entry.signed_blocks.map(({ slot }) => slot),
    );
    const signedSlots = ["7", "8"].filter((_, at) => outcomes[at] === "signed");
    assert.deepEqual(slots, signedSlots);
    assert.equal(await sign(2, block(7n)), "signed", "control: the other key signs on");
  });

  test("the export also says what other boots may have signed", async () => {
    const { ask, importing, sign } = await start({}, { exportFloor: { slot: 50n, source: 3n, target: 4n } });
    await importing([1, 2]);
    await sign(1, block(7n));
    await sign(1, block(70n));
    const { body } = await ask("DELETE", { pubkeys: [publicKey(1), publicKey(2)] });
    const { data } = JSON.parse(String(body.slashing_protection));
    const slots = data.map((entry: { signed_blocks: { slot: string }[] }) =>
      entry.signed_blocks.map(({ slot }) => slot),
    );
    assert.deepEqual(slots, [["50", "70"], ["50"]]);
    assert.deepEqual(data[1].signed_attestations, [{ source_epoch: "3", target_epoch: "4" }]);
  });

  test("again: not_active, with the same history; and a key that comes back has it still", async () => {
    const { ask, importing, sign } = await start();
    await importing([1]);
    assert.equal(await sign(1, block(7n)), "signed");
    const first = await ask("DELETE", { pubkeys: [publicKey(1).toUpperCase().replace("0X", "0x")] });
    const second = await ask("DELETE", { pubkeys: [publicKey(1), publicKey(1)] });
    assert.deepEqual(statuses(first), ["deleted"]);
    assert.deepEqual(statuses(second), ["not_active", "not_active"]);
    assert.equal(second.body.slashing_protection, first.body.slashing_protection);
    assert.match(String(first.body.slashing_protection), /"slot":"7"/);
    await importing([1]);
    assert.equal(await sign(1, block(7n), 2), "DOUBLE_BLOCK");
  });

  test("a store that can't be written: error, and the key signs no more", async () => {
    const { ask, importing, sign, host } = await start();
    await importing([1]);
    host.steps = 0;
    host.crashAt = 0;
    assert.deepEqual(statuses(await ask("DELETE", { pubkeys: [publicKey(1)] })), ["error"]);
    assert.equal(await sign(1, block(7n)), "KEY_NOT_FOUND");
    host.crashAt = undefined;
    assert.deepEqual(statuses(await ask("DELETE", { pubkeys: [publicKey(1)] })), ["deleted"], "control: the next try");
  });

  test("where operators are configured, what they did not approve stays and signs", async () => {
    const asked: unknown[] = [];
    let isApproved = false;
    const approvals: Approvals = {
      require(subject, requestedBy) {
        asked.push([subject, requestedBy]);
        if (!isApproved) throw new Refusal("APPROVAL_REQUIRED", `statement ${asked.length}`);
      },
    };
    const { ask, importing, sign } = await start({ approvals });
    await importing([1, 2]);
    const one = await ask("DELETE", { pubkeys: [publicKey(2), publicKey(3)] });
    assert.deepEqual(one.body.data, [
      { status: "error", message: "the operators have not approved this: statement 1" },
      { status: "not_found", message: "" },
    ]);
    assert.deepEqual(asked, [[{ action: "delete-key", publicKey: publicKey(2) }, "admin"]]);
    assert.doesNotMatch(String(one.body.slashing_protection), new RegExp(publicKey(2)));
    assert.equal(await sign(2, block(1n)), "signed");
    isApproved = true;
    assert.deepEqual(statuses(await ask("DELETE", { pubkeys: [publicKey(2)] })), ["deleted"]);
    assert.equal(await sign(2, block(2n)), "KEY_NOT_FOUND");
  });

  test("several keys of a request are one statement, and go together or stay together", async () => {
    const asked: ApprovalSubject[] = [];
    let isApproved = false;
    const approvals: Approvals = {
      require(subject) {
        asked.push(subject);
        if (!isApproved) throw new Refusal("APPROVAL_REQUIRED");
      },
    };
    const { ask, importing, active } = await start({ approvals });
    await importing([1, 2]);
    const pubkeys = [publicKey(2), publicKey(1), publicKey(2), publicKey(3)];
    assert.deepEqual(statuses(await ask("DELETE", { pubkeys })), ["error", "error", "error", "not_found"]);
    assert.deepEqual(asked, [{ action: "delete-keys", publicKeys: [publicKey(1), publicKey(2)].sort() }]);
    assert.equal(active().length, 2);
    isApproved = true;
    assert.deepEqual(statuses(await ask("DELETE", { pubkeys })), ["deleted", "deleted", "deleted", "not_found"]);
    assert.equal(active().length, 0);
  });

  test("a client that may not delete one of the keys deletes none", async () => {
    const { ask, importing, active } = await start();
    await importing([1, 2]);
    const client: Client = {
      names: ["a"],
      may: (operation, key) => operation === "delete-keys" && key?.publicKey === publicKey(1),
    };
    assert.equal((await ask("DELETE", { pubkeys: [publicKey(1), publicKey(2)] }, { client })).status, 403);
    assert.equal(active().length, 2);
    assert.deepEqual(statuses(await ask("DELETE", { pubkeys: [publicKey(1)] }, { client })), ["deleted"], "control");
  });

  test("pubkeys that are none: 400", async () => {
    const { ask } = await start();
    for (const pubkeys of [undefined, "x", ["0x"], [publicKey(1).slice(2)], [1]])
      assert.equal((await ask("DELETE", { pubkeys })).status, 400);
  });
});
