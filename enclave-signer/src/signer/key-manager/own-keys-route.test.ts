// An administrator who has keys made inside and takes one out. Attacker: a certificate that may do something else; wants a key exported.
import assert from "node:assert/strict";
import { createHash, randomBytes } from "node:crypto";
import { describe, test } from "node:test";
import { openMemoryHost } from "../../../../test/harness/memory-host.ts";
import { makePasskey } from "../../../../test/harness/passkey.ts";
import { mixedRandom } from "../../enclave/random.ts";
import { sealingKey } from "../../enclave/seal.ts";
import { Secret } from "../../enclave/secret.ts";
import type { Operation } from "../../enclave/signer-config.ts";
import { approvalLimits } from "../approvals/limits.ts";
import { type OperatorApprovals, openApprovals } from "../approvals/open-approvals.ts";
import { readAssertion } from "../approvals/routes.ts";
import type { Client, SignerRequest } from "../door/route.ts";
import { openDerivationPool } from "../keys/derivation-pool.ts";
import { openKeyRing } from "../keys/key-ring.ts";
import { openKeySet } from "../keys/key-set.ts";
import { openKeystore } from "../keys/keystore.ts";
import { readKeystore } from "../keys/keystore-format.ts";
import { openSealedKeyStore } from "../keys/sealed-store.ts";
import { ownKeysRoute } from "./own-keys-route.ts";

const token = "a-token";
const random = mixedRandom(randomBytes(64));
const pool = openDerivationPool();
const may = (...operations: Operation[]): Client => ({ names: ["admin"], may: (each) => operations.includes(each) });
const all = may("list-keys", "import-keys", "export-keys");

async function start(
  tokenSha256: string | null = createHash("sha256").update(token).digest("hex"),
  approvals?: OperatorApprovals,
) {
  const ring = openKeyRing();
  const sealing = sealingKey("simulated", Secret.take(Buffer.alloc(32, 1)), random);
  const store = openSealedKeyStore({ ...openMemoryHost(), sealing, group: "default", otherConfiguration: "refuse" });
  const keys = await openKeySet({ ring, store, random, pool, bootId: "boot", keysMax: 8 });
  const route = ownKeysRoute({ ring, keys, approvals, tokenSha256 });
  return async (
    call: string,
    body: unknown = {},
    client: Client | undefined = all,
    authorization = `Bearer ${token}`,
  ) => {
    const [method = "", path = ""] = call.split(" ");
    const bytes = Buffer.from(typeof body === "string" ? body : JSON.stringify(body));
    const about = { query: "", accept: undefined, contentType: undefined };
    const request: SignerRequest = {
      ...about,
      method,
      path: `/inkan/v1/keys${path}`,
      body: bytes,
      client,
      authorization,
    };
    const answer = await route.answer(request);
    return {
      status: answer.status,
      text: String(answer.body),
      ...(JSON.parse(String(answer.body)) as { data?: never }),
    };
  };
}

describe("/inkan/v1/keys", () => {
  test("generate, import, list, export: what comes out opens", async () => {
    const ask = await start();
    const generated = await ask("POST /generate", { kind: "bls", count: 2, group: "fresh" });
    const [first, second] = generated.data as unknown as string[];
    const secret = `0x${"ac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80"}`;
    const account = "0xf39fd6e51aad88f6f4ce6ab8827279cfffb92266";
    assert.deepEqual((await ask("POST /secp256k1", { secret })).data, { status: "imported", name: account });
    assert.deepEqual((await ask("POST /secp256k1", { secret })).data, { status: "duplicate", name: account });
    const listed = (await ask("GET ")).data as unknown as { name: string }[];
    assert.deepEqual(listed.map(({ name }) => name).sort(), [first, second, account].sort());
    assert.deepEqual(
      listed.find(({ name }) => name === first),
      {
        name: first,
        kind: "bls",
        group: "fresh",
        derivation_path: "",
      },
    );
    const { data } = await ask("POST /export", {
      pubkey: first?.toUpperCase().replace("0X", "0x"),
      password: "p",
      derivation: "pbkdf2",
    });
    const opened = await openKeystore(readKeystore(data as unknown as string), "p", pool);
    assert.equal(opened.publicKeyHex, first);
  });

  test("an account goes out and comes in as a keystore, and is deleted", async () => {
    const ask = await start();
    const { data } = await ask("POST /generate", { kind: "secp256k1", count: 1, group: "sequencers" });
    const [address] = data as unknown as [string];
    const exporting = { pubkey: address, password: "p", derivation: "pbkdf2" };
    const keystore = (await ask("POST /export", exporting)).data as unknown as string;
    assert.deepEqual((await ask("POST /secp256k1", { keystore, password: "p" })).data, {
      ...{ status: "duplicate", name: address },
    });
    assert.equal((await ask("POST /delete", { address })).status, 403, "import and export are no right to delete");
    const deleting = may("list-keys", "delete-keys");
    assert.deepEqual((await ask("POST /delete", { address }, deleting)).data, { status: "deleted", message: "" });
    assert.deepEqual((await ask("POST /delete", { address }, deleting)).data, { status: "not_found", message: "" });
    assert.deepEqual((await ask("GET ")).data, []);
    assert.equal((await ask("POST /secp256k1", { keystore, password: "wrong" })).status, 400);
    assert.deepEqual((await ask("POST /secp256k1", { keystore, password: "p" })).data, {
      ...{ status: "imported", name: address },
    });
  });

  test("each operation needs its own right, the token, and a configured token", async () => {
    const ask = await start();
    const { data } = await ask("POST /generate", { kind: "bls" });
    const [pubkey] = data as unknown as string[];
    const bodies = { "POST /generate": { kind: "bls" }, "POST /secp256k1": { secret: `0x${"11".repeat(32)}` } };
    for (const [call, body] of Object.entries(bodies))
      assert.equal((await ask(call, body, may("list-keys", "export-keys"))).status, 403, call);
    const exporting = { pubkey, password: "p", derivation: "pbkdf2" };
    assert.equal((await ask("POST /export", exporting, may("list-keys", "import-keys"))).status, 403);
    assert.deepEqual((await ask("GET ", {}, may("import-keys"))).data, []);
    assert.equal((await ask("POST /export", exporting, all, "Bearer other")).status, 403);
    assert.equal((await ask("POST /export", exporting, all)).status, 200, "control");
    assert.equal((await (await start(null))("GET ")).status, 404);
  });

  test("refusals quote nothing of the body", async () => {
    const ask = await start();
    const secret = "0xsecret-canary";
    for (const [call, body, status] of [
      ["POST /secp256k1", { secret }, 400],
      ["POST /secp256k1", { secret: `0x${"00".repeat(32)}` }, 400],
      ["POST /export", { pubkey: `0x${"ab".repeat(48)}`, password: "canary" }, 404],
      ["POST /export", { pubkey: "canary", password: "canary" }, 400],
      ["POST /generate", { kind: "canary" }, 400],
      ["POST /generate", { kind: "bls", count: 1001 }, 400],
      ["POST /generate", '{"kind":"bls","kind":"canary"}', 400],
      ["POST /canary", {}, 404],
    ] as const) {
      const answer = await ask(call, body);
      assert.equal(answer.status, status, `${call} ${answer.text}`);
      assert.doesNotMatch(answer.text, /canary/);
    }
  });
});

describe("an export where operators are configured", () => {
  const origin = "https://approve.example";
  const operators = ["ana", "ben"].map((name) => makePasskey(name, "approve.example", origin));
  const digest = createHash("sha256").update(token).digest("hex");

  async function guarded() {
    let nowMs = 1_800_000_000_000;
    const address = `0x${"11".repeat(20)}`;
    const approvals = openApprovals({
      config: {
        ...{ relyingPartyId: "approve.example", origins: [origin], threshold: 2, lifeMs: 60_000 },
        operators: operators.map(({ name, credentialId, publicKey }) => ({ name, credentialId, publicKey })),
      },
      scope: {
        origin: "https://signer.example",
        operator: address,
        registry: { chainId: 1, pcrRegistry: address, enclaveRegistry: address },
      },
      clock: { unixMs: () => nowMs, monotonicMs: () => 0 },
      random,
    });
    const ask = await start(digest, approvals);
    const generated = await ask("POST /generate", { kind: "bls", count: 3 });
    const approve = () => {
      const { statement } = approvals.pending().at(-1)!;
      for (const operator of operators)
        approvals.approve(
          statement.id,
          readAssertion(Buffer.from(JSON.stringify(operator.answer(statement.challenge))), approvalLimits),
        );
    };
    const one = (pubkey: string, client = all) =>
      ask("POST /export", { pubkey, password: "p", derivation: "pbkdf2" }, client);
    const pass = (ms: number) => {
      nowMs += ms;
    };
    return { ask, approve, one, pass, approvals, keys: generated.data as unknown as [string, string, string] };
  }

  test("is refused until they approved this key for this client, and serves until it expires", async () => {
    const { approve, one, pass, keys } = await guarded();
    const refused = await one(keys[0]);
    assert.deepEqual([refused.status, JSON.parse(refused.text).code], [403, "APPROVAL_REQUIRED"]);
    approve();
    assert.equal((await one(keys[0])).status, 200);
    assert.equal((await one(keys[0])).status, 200, "a lost answer costs no second round");
    assert.equal((await one(keys[1])).status, 403, "another key");
    assert.equal((await one(keys[0], { ...all, names: ["eve"] })).status, 403, "another client");
    pass(60_000);
    assert.equal((await one(keys[0])).status, 403, "later");
  });

  test("one statement is for many keys, and for no other than these", async () => {
    const { ask, approve, one, approvals, keys } = await guarded();
    const two = { pubkeys: [keys[0], keys[1]] };
    assert.equal((await ask("POST /export-approval", two)).status, 403);
    assert.equal((await one(keys[0])).status, 403);
    assert.equal(approvals.pending().length, 1, "one of them by itself leads to the statement about both");
    approve();
    assert.deepEqual((await ask("POST /export-approval", two)).data, "approved");
    assert.equal((await one(keys[0])).status, 200);
    assert.equal((await one(keys[1])).status, 200);
    assert.equal((await one(keys[2])).status, 403);
    assert.equal((await one(keys[0], { ...all, names: ["eve"] })).status, 403);
  });

  test("and a deletion of an account waits for them, too", async () => {
    const { ask, approve, approvals } = await guarded();
    const { data } = await ask("POST /generate", { kind: "secp256k1" });
    const [address] = data as unknown as [string];
    const remove = () => ask("POST /delete", { address }, may("delete-keys"));
    assert.equal((await remove()).status, 403);
    assert.equal((await ask("POST /export", { pubkey: address, password: "p", derivation: "pbkdf2" })).status, 403);
    assert.equal(approvals.pending().length, 2);
    assert.equal((await remove()).status, 403);
    approve(); // of the export
    assert.equal((await remove()).status, 403);
    assert.equal((await ask("POST /export", { pubkey: address, password: "p", derivation: "pbkdf2" })).status, 200);
  });

  test("asks nobody for a key that is not here, or for more than one statement holds", async () => {
    const { ask, approvals, keys } = await guarded();
    assert.equal((await ask("POST /export-approval", { pubkeys: [`0x${"ab".repeat(48)}`] })).status, 404);
    const many = Array.from({ length: approvalLimits.batchMax + 1 }, () => keys[0]);
    assert.equal((await ask("POST /export-approval", { pubkeys: many })).status, 400);
    assert.equal((await ask("POST /export-approval", { pubkeys: [] })).status, 400);
    assert.equal((await ask("POST /export-approval", { pubkeys: keys }, may("list-keys"))).status, 403);
    assert.equal(approvals.pending().length, 0);
    assert.equal((await ask("POST /export-approval", { pubkeys: keys })).status, 403, "control");
    assert.equal(approvals.pending().length, 1);
  });
});
