// A sequencer with stock op-node: engine and signer are reached through `inkan sequencer-shim`, and the signer behind mutual TLS sees every block.
// The requests are op-node's and kona-node's own bytes; test/peers/ runs op-service's real client.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { keccak256, recoverAddress, toHex } from "viem";
import { type BlockShape, payloadOf } from "../harness/op-payload.ts";
import { startSequencer } from "../harness/sequencer.ts";

let sequencer: Awaited<ReturnType<typeof startSequencer>>;
before(async () => {
  sequencer = await startSequencer();
});
after(() => sequencer.close());

const now = Math.floor(Date.now() / 1000);
const first = 1_000;
const shape = (number: number, more: Partial<BlockShape> = {}): BlockShape => ({
  ...{ number, timestamp: now - 200 + 2 * (number - first) },
  ...more,
});

async function post(port: number, text: string, headers: Record<string, string> = {}) {
  const answer = await fetch(`http://127.0.0.1:${port}/`, {
    method: "POST",
    headers: { "content-type": "application/json", ...headers },
    body: text,
  });
  return { status: answer.status, text: await answer.text() };
}

/** As go-ethereum's client writes it. */
const opNode = (payloadHash: Uint8Array) =>
  `{"jsonrpc":"2.0","id":7,"method":"opsigner_signBlockPayload","params":[{"domain":[${new Array(32).fill(0).join(",")}],` +
  `"chainId":${sequencer.chainId},"payloadHash":"${Buffer.from(payloadHash).toString("base64")}","senderAddress":"${sequencer.address}"}]}`;

/** As alloy's client writes it. */
const konaNode = (payloadHash: Uint8Array) =>
  `{"method":"opsigner_signBlockPayload","params":{"domain":"0x${"00".repeat(32)}","chainId":${sequencer.chainId},` +
  `"payloadHash":"${toHex(payloadHash)}","senderAddress":"${sequencer.address}"},"id":0,"jsonrpc":"2.0"}`;

const getPayload = (id: string, version = 3) =>
  `{"jsonrpc":"2.0","id":1,"method":"engine_getPayloadV${version}","params":["${id}"]}`;

/** The engine builds the block, op-node fetches it through the shim and asks for its signature there. */
async function publish(block: BlockShape, ask: (hash: Uint8Array) => string = opNode, version = 3) {
  sequencer.engine.build("0x01", block);
  await post(sequencer.shim.enginePort, getPayload("0x01", version), { authorization: "Bearer jwt" });
  return post(sequencer.shim.signerPort, ask(payloadOf(block).hash));
}

async function signerOf(payloadHash: Uint8Array, signature: string) {
  const chainId = sequencer.chainId.toString(16).padStart(64, "0");
  const hash = keccak256(`0x${"00".repeat(32)}${chainId}${toHex(payloadHash).slice(2)}`);
  const [r, s] = [signature.slice(2, 66), signature.slice(66, 130)];
  return recoverAddress({ hash, signature: { r: `0x${r}`, s: `0x${s}`, yParity: Number(signature.slice(131)) } });
}

describe("op-node behind the shim, mode payload", () => {
  test("blocks of every version are signed with the sequencer's key", async () => {
    for (const form of [1, 2, 3, 4] as const) {
      const block = shape(first + form, { form });
      const { status, text } = await publish(block, opNode, Math.max(2, form));
      const { id, result } = JSON.parse(text) as { id: number; result: string };
      assert.deepEqual([status, id], [200, 7], text);
      assert.equal((await signerOf(payloadOf(block).hash, result)).toLowerCase(), sequencer.address);
    }
  });

  test("kona-node's named parameters get its object, and a retry the same signature", async () => {
    const block = shape(first + 5);
    const answers = [
      await publish(block, konaNode),
      await post(sequencer.shim.signerPort, konaNode(payloadOf(block).hash)),
    ];
    const [one, two] = answers.map(
      ({ text }) => (JSON.parse(text) as { result: { signature: string } }).result.signature,
    );
    assert.equal(one, two);
    assert.equal((await signerOf(payloadOf(block).hash, one ?? "")).toLowerCase(), sequencer.address);
  });

  test("a second block at one number is refused with -32013 and PAYLOAD_CONFLICT", async () => {
    await publish(shape(first + 6));
    const { status, text } = await publish(shape(first + 6, { salt: 1 }));
    const { error } = JSON.parse(text) as { error: { code: number; data: { code: string } } };
    assert.deepEqual([status, error.code, error.data.code], [200, -32013, "PAYLOAD_CONFLICT"]);
    const evidence = await sequencer.signer.ask({
      certificate: sequencer.signer.admin,
      path: "/inkan/v1/sequencer/evidence",
    });
    assert.equal(evidence.status, 200);
    assert.match(evidence.body, /"code":"PAYLOAD_CONFLICT"/);
  });

  test("a hash whose block the shim never saw is refused with PAYLOAD_REQUIRED", async () => {
    const { text } = await post(sequencer.shim.signerPort, opNode(payloadOf(shape(first + 7, { salt: 9 })).hash));
    assert.match(text, /"code":"PAYLOAD_REQUIRED"/);
    assert.deepEqual(sequencer.events.at(-1), {
      ...{ event: "block", withPayload: false },
      hash: toHex(payloadOf(shape(first + 7, { salt: 9 })).hash),
    });
  });

  test("the engine's calls pass as they are: the JWT, batches, errors; nothing compressed where it must be read", async () => {
    const { enginePort } = sequencer.shim;
    const seen = sequencer.engine.calls.length;
    const headers = { authorization: "Bearer eyJ", "accept-encoding": "gzip" };
    assert.match((await post(enginePort, getPayload("0xff"), headers)).text, /Unknown payload/);
    const batch = `[${getPayload("0x01")},{"jsonrpc":"2.0","id":2,"method":"eth_chainId","params":[]}]`;
    const { text } = await post(enginePort, batch, headers);
    assert.equal((JSON.parse(text) as unknown[]).length, 2);
    assert.deepEqual(
      sequencer.engine.calls
        .slice(seen)
        .map(({ method, authorization, acceptEncoding }) => [method, authorization, acceptEncoding]),
      [
        ["engine_getPayloadV3", "Bearer eyJ", undefined],
        ["engine_getPayloadV3", "Bearer eyJ", undefined],
        ["eth_chainId", "Bearer eyJ", undefined],
      ],
    );
    // Control: this engine does compress for a client that takes it.
    const direct = await fetch(sequencer.engine.url, { method: "POST", body: getPayload("0x01"), headers });
    assert.equal(direct.headers.get("content-encoding"), "gzip");
  });

  test("health and a batcher's transaction pass through the same port", async () => {
    const health = await post(sequencer.shim.signerPort, '{"jsonrpc":"2.0","id":1,"method":"health_status"}');
    assert.match(health.text, /"result":"\d+\.\d+\.\d+"/);
    const tx = { from: sequencer.address, to: `0x${"aa".repeat(20)}`, gas: "0x5208", nonce: "0x0", chainId: "0x385" };
    const call = { jsonrpc: "2.0", id: 1, method: "eth_signTransaction" };
    const params = [{ ...tx, maxFeePerGas: "0x1", maxPriorityFeePerGas: "0x1", value: "0x1" }];
    assert.match((await post(sequencer.shim.signerPort, JSON.stringify({ ...call, params }))).text, /"result":"0x02f8/);
  });

  test("a signer that is gone is HTTP 502, after which kona-node tries again", async () => {
    const other = await startSequencer();
    await other.front.close();
    const { status } = await post(other.shim.signerPort, opNode(payloadOf(shape(first)).hash));
    await other.close();
    assert.equal(status, 502);
  });
});
