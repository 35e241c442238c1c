// Attacker: a client that asks for more in one batch than memory has. User: one whose batch holds good calls and bad ones.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { type RecordingUpstream, startRecordingUpstream } from "../../../test/harness/recording-upstream.ts";
import { startTestRelay, type TestRelay } from "../../../test/harness/relay.ts";
import { weaker } from "./batch.ts";

const large = `"0x${"ab".repeat(20_000)}"`;
const rpc = (id: number, method: string, params: unknown = []) => ({ jsonrpc: "2.0", id, method, params });

describe("a batch", () => {
  let upstream: RecordingUpstream;
  let relay: TestRelay;
  before(async () => {
    upstream = await startRecordingUpstream({ result: { eth_getCode: large } });
    relay = await startTestRelay({
      upstreams: [{ name: "recorder", url: upstream.url }],
      config: { limits: { responseBytesMax: 200_000 } },
    });
  });
  after(async () => {
    await relay?.close();
    await upstream?.close();
  });
  const send = async (calls: readonly unknown[]) => {
    const { body } = await relay.send({ body: JSON.stringify(calls) });
    assert.equal(relay.running.relay.held.bytes, 0, "nothing stays held");
    return {
      bytes: body.length,
      responses: JSON.parse(body.toString()) as { id: number; result?: string; error?: { data: { code: string } } }[],
    };
  };

  test("goes apart: each call is an exchange of its own, with the same id for all", async () => {
    const before = upstream.bodies().length;
    const { responses } = await send([rpc(71, "eth_gasPrice"), 7, rpc(72, "eth_chainId"), rpc(73, "eth_blobBaseFee")]);
    assert.deepEqual(
      responses.map(({ id }) => id),
      [71, null, 72, 73],
    );
    const arrived = upstream
      .bodies()
      .slice(before)
      .map(({ method }) => method);
    for (const method of ["eth_gasPrice", "eth_blobBaseFee"])
      assert.equal(arrived.filter((name) => name === method).length, 1);
    assert.ok(!/"id":7[123]/.test(upstream.bytes().toString("latin1")), "no id of the client went on");
  });

  test("answers beyond the limit are errors of their own, and the whole stays near it", async () => {
    const calls = Array.from({ length: 60 }, (_, id) =>
      rpc(id, "eth_getCode", [`0x${id.toString(16).padStart(40, "0")}`, "latest"]),
    );
    const { bytes, responses } = await send(calls);
    const whole = responses.filter(({ result }) => result !== undefined).length;
    assert.equal(whole, 4, "four of 40,004 bytes fit into 200,000");
    assert.ok(
      responses
        .filter(({ error }) => error !== undefined)
        .every(({ error }) => error?.data.code === "UPSTREAM_ANSWER_TOO_LARGE"),
    );
    assert.ok(bytes < 220_000, `${bytes} bytes`);
    assert.deepEqual(
      responses.map(({ id }) => id),
      calls.map(({ id }) => id),
    );
  });
});

test("of two answers a proof claims the weaker", () => {
  const cached = { source: "cache", level: "agreed", block: 7n, ageMs: 3_000 } as const;
  const relayed = { source: "upstream", level: "relayed", block: undefined, ageMs: 0 } as const;
  assert.deepEqual(weaker(cached, relayed), { source: "upstream", level: "relayed", block: 7n, ageMs: 3_000 });
  assert.deepEqual(weaker({ ...cached, source: "local" }, { ...cached, block: 5n }), { ...cached, block: 5n });
});
