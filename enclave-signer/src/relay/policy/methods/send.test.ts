// Attacker: an upstream, which names another hash, swallows a transaction, or dies over it.
// User: a wallet that must not pay twice, and must learn what became of what it sent.
import assert from "node:assert/strict";
import { createServer, type Server } from "node:http";
import { after, before, beforeEach, describe, test } from "node:test";
import { startTestRelay, type TestRelay } from "../../../../../test/harness/relay.ts";

/** A legacy transaction of execution-apis, and its hash. */
const raw =
  "0xf86c808401a213988261a894aa000000000000000000000000000000000000000a8255448718e5bb3abd109fa073fbe7ff7e74339e7cc61fb3cb3f7630cd3f1d5fef653d7297654b2d22894daea042a188d30f35f19408c73c803bc1e9e17ce129c457e31fd2a368b54507af2f4c";
const hash = "0xb55b6dfd4ba0bb2b00283b0e84cda496c90bc7c5ae9025e07edc3a7fbaf6a269";
const otherHash = `0x${"ab".repeat(32)}`;

type Say = string | "die";

let say: Readonly<Record<string, Say>> = {};
let asked: string[] = [];
let upstreams: Server[];
let relay: TestRelay;

/** A node whose answers a test sets; `say` holds the text behind `"id":1,`. */
async function startNode(): Promise<Server> {
  const answers: Readonly<Record<string, Say>> = {
    eth_chainId: '"result":"0x7a69"',
    eth_blockNumber: '"result":"0x10"',
  };
  const server = createServer((request, response) => {
    let body = "";
    request.on("data", (chunk) => (body += chunk));
    request.on("end", () => {
      const { method } = JSON.parse(body) as { method: string };
      asked.push(method);
      const text = say[method] ?? answers[method] ?? '"result":null';
      if (text === "die") return void request.socket.destroy();
      response.setHeader("content-type", "application/json");
      response.end(`{"jsonrpc":"2.0","id":1,${text}}`);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return server;
}

before(async () => {
  upstreams = [await startNode(), await startNode()];
  const urls = upstreams.map((server) => `http://127.0.0.1:${(server.address() as { port: number }).port}/`);
  relay = await startTestRelay({ upstreams: urls.map((url, at) => ({ name: `node${at}`, url })) });
});
after(async () => {
  await relay?.close();
  for (const server of upstreams ?? []) server.closeAllConnections();
  await Promise.all((upstreams ?? []).map((server) => new Promise((resolve) => server.close(resolve))));
});
beforeEach(() => {
  say = {};
  asked = [];
});

const sent = (method: string) => asked.filter((name) => name === method).length;

describe("eth_sendRawTransaction", () => {
  test("control: the hash that is computed here is the upstream's", async () => {
    say = { eth_sendRawTransaction: `"result":"${hash}"` };
    assert.equal((await relay.call("eth_sendRawTransaction", [raw])).result, hash);
    assert.equal(sent("eth_sendRawTransaction"), 1);
  });

  for (const lie of [`"${otherHash}"`, "null", '"0x"', `["${hash}"]`, `"${hash}${"0".repeat(9_000)}"`])
    test(`an upstream that answers ${lie.slice(0, 20)} is not believed`, async () => {
      say = { eth_sendRawTransaction: `"result":${lie}` };
      const { error } = await relay.call("eth_sendRawTransaction", [raw]);
      assert.equal(error?.data?.code, "TRANSACTION_HASH_MISMATCH");
      assert.match(error?.message ?? "", new RegExp(hash));
      assert.equal(sent("eth_sendRawTransaction"), 1);
    });

  test("a node's refusal is passed on as it is", async () => {
    say = { eth_sendRawTransaction: '"error":{"code":-32000,"message":"already known"}' };
    assert.deepEqual((await relay.call("eth_sendRawTransaction", [raw])).error, {
      code: -32000,
      message: "already known",
    });
  });

  test("an upstream that dies over it is not replaced by another, and the wallet is told the hash to look for", async () => {
    say = { eth_sendRawTransaction: "die" };
    const { error } = await relay.call("eth_sendRawTransaction", [raw]);
    assert.equal(error?.data?.code, "UPSTREAM_LOST");
    assert.match(error?.message ?? "", new RegExp(hash));
    assert.equal(sent("eth_sendRawTransaction"), 1);
  });

  test("one that died, and whose transaction another upstream has, was a success", async () => {
    say = { eth_sendRawTransaction: "die", eth_getTransactionByHash: `"result":{"hash":"${hash}"}` };
    assert.equal((await relay.call("eth_sendRawTransaction", [raw])).result, hash);
    assert.equal(sent("eth_sendRawTransaction"), 1);
  });

  for (const params of [[], ["0x"], ["0xabc"], ["zz"], [7], [raw, raw]])
    test(`${JSON.stringify(params).slice(0, 30)} goes nowhere`, async () => {
      assert.equal((await relay.call("eth_sendRawTransaction", params)).error?.code, -32602);
      assert.equal(sent("eth_sendRawTransaction"), 0);
    });
});

describe("eth_sendRawTransactionSync", () => {
  const receipt = (of: string) => `"result":{"transactionHash":"${of}","status":"0x1"}`;

  test("control: the receipt of this transaction", async () => {
    say = { eth_sendRawTransactionSync: receipt(hash) };
    assert.deepEqual((await relay.call("eth_sendRawTransactionSync", [raw])).result, {
      transactionHash: hash,
      status: "0x1",
    });
  });

  for (const lie of [
    receipt(otherHash),
    `"result":{"transactionHash":"${hash}","a":1,"a":2}`,
    '"result":null',
    `"result":"${hash}"`,
  ])
    test(`${lie.slice(0, 40)} is not believed`, async () => {
      say = { eth_sendRawTransactionSync: lie };
      assert.equal(
        (await relay.call("eth_sendRawTransactionSync", [raw])).error?.data?.code,
        "TRANSACTION_HASH_MISMATCH",
      );
      assert.equal(sent("eth_sendRawTransactionSync"), 1);
    });
});

test("as a notification it is sent all the same, and a read is not", async () => {
  say = { eth_sendRawTransaction: `"result":"${hash}"` };
  const answer = await relay.send({
    body: `[{"jsonrpc":"2.0","method":"eth_sendRawTransaction","params":["${raw}"]},{"jsonrpc":"2.0","method":"eth_gasPrice"}]`,
  });
  assert.equal(answer.body.length, 0);
  assert.deepEqual([sent("eth_sendRawTransaction"), sent("eth_gasPrice")], [1, 0]);
});
