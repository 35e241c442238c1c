// An operator with Web3Signer's probes, and a client that polls its keys.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { bodyOf, clientThatMay, publishedPublicKey, startTestWeb3signer } from "../../../../test/harness/web3signer.ts";
import { BlsSigningKey } from "../bls.ts";

const json = "application/json; charset=utf-8";
const stranger = { names: [], may: () => false };

describe("publicKeys", () => {
  const { ask, keys } = startTestWeb3signer();
  const other = BlsSigningKey.take(Buffer.from("01".padStart(64, "0"), "hex"));
  keys.addValidator({ publicKey: other.publicKeyHex, group: "b", derivationPath: "", signing: other });
  const path = "/api/v1/eth2/publicKeys";

  test("all keys, sorted, for a client that may list all", async () => {
    const answer = await ask({ path });
    assert.deepEqual([answer.status, answer.contentType], [200, json]);
    assert.deepEqual(JSON.parse(bodyOf(answer)), [other.publicKeyHex, publishedPublicKey].sort());
  });

  test("a client sees the keys that it may list, and none of the others", async () => {
    const client = {
      names: ["b"],
      may: (_: unknown, key?: { readonly group?: string | undefined }) => key?.group === "b",
    };
    assert.deepEqual(JSON.parse(bodyOf(await ask({ path, client }))), [other.publicKeyHex]);
    assert.equal(bodyOf(await ask({ path, client: stranger })), "[]");
    assert.equal((await ask({ path, client: undefined })).status, 401);
  });
});

describe("upcheck and healthcheck", () => {
  test("upcheck is text, and needs no certificate", async () => {
    const answer = await startTestWeb3signer().ask({ path: "/upcheck", client: undefined });
    assert.deepEqual(answer, { status: 200, contentType: "text/plain; charset=utf-8", body: "OK" });
  });

  for (const [name, status, outcome, http] of [
    ["sound", { keysLoaded: 2, keyErrors: 0, isProtectionUp: true, isClockRight: true }, "UP", 200],
    [
      "a key that can't be loaded",
      { keysLoaded: 1, keyErrors: 1, isProtectionUp: true, isClockRight: true },
      "DOWN",
      503,
    ],
    [
      "protection that can't decide",
      { keysLoaded: 2, keyErrors: 0, isProtectionUp: false, isClockRight: true },
      "DOWN",
      503,
    ],
    [
      "a clock that is not the hypervisor's",
      { keysLoaded: 2, keyErrors: 0, isProtectionUp: true, isClockRight: false },
      "DOWN",
      503,
    ],
  ] as const)
    test(`${name}: ${outcome}`, async () => {
      const { ask } = startTestWeb3signer({ status: () => status });
      const answer = await ask({ path: "/healthcheck" });
      const body = JSON.parse(bodyOf(answer));
      assert.deepEqual([answer.status, body.status, body.outcome], [http, outcome, outcome]);
      assert.deepEqual(body.checks[1].data, { "keys-loaded": status.keysLoaded, "error-count": status.keyErrors });
      assert.equal((await ask({ path: "/healthcheck", client: undefined })).status, 401);
      assert.equal((await ask({ path: "/healthcheck", client: stranger })).status, 403);
    });
});

test("highWatermark: decimal strings, or nothing", async () => {
  const path = "/api/v1/eth2/highWatermark";
  assert.equal(bodyOf(await startTestWeb3signer().ask({ path })), "{}");
  const { ask } = startTestWeb3signer({ highWatermark: () => ({ epoch: 2n ** 64n - 1n, slot: 3936n }) });
  assert.equal(bodyOf(await ask({ path })), '{"epoch":"18446744073709551615","slot":"3936"}');
});

describe("reload", () => {
  const path = "/reload";

  test("accepted, running, completed; a second one meanwhile is refused", async () => {
    let finish: (errors: number) => void = () => {};
    const { ask } = startTestWeb3signer({ reload: () => new Promise<number>((resolve) => (finish = resolve)) });
    const status = async () => JSON.parse(bodyOf(await ask({ path })));
    assert.deepEqual(await status(), { status: "idle" });
    assert.equal((await ask({ path, method: "POST" })).status, 202);
    assert.equal((await status()).status, "running");
    assert.equal((await ask({ path, method: "POST" })).status, 409);
    finish(0);
    await new Promise(setImmediate);
    assert.deepEqual(await status(), { status: "completed", lastOperationTime: "2023-11-14T22:13:20.000Z" });
    await ask({ path, method: "POST" });
    finish(3);
    await new Promise(setImmediate);
    const { status: ended, lastError } = await status();
    assert.deepEqual([ended, lastError], ["completed_with_errors", "3 keys could not be loaded"]);
  });

  test("a failure is told without its text", async () => {
    const { ask } = startTestWeb3signer({ reload: () => Promise.reject(new Error("secret 123")) });
    await ask({ path, method: "POST" });
    await new Promise(setImmediate);
    const answer = bodyOf(await ask({ path }));
    assert.match(answer, /"status":"failed"/);
    assert.doesNotMatch(answer, /123/);
  });

  test("only who may reload does", async () => {
    const { ask } = startTestWeb3signer();
    const client = clientThatMay("list-keys");
    for (const method of ["GET", "POST"]) {
      assert.equal((await ask({ path, method, client })).status, 403);
      assert.equal((await ask({ path, method, client: undefined })).status, 401);
    }
    assert.equal((await ask({ path, method: "POST", client: clientThatMay("reload") })).status, 202);
  });
});
