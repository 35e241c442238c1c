// Attacker: an upstream, or the parent between. Wants: memory, a call that hangs, or that a dead connection is taken for a quiet one.
import assert from "node:assert/strict";
import { connect } from "node:net";
import { afterEach, test } from "node:test";
import { startCuttableProxy } from "../../../../test/harness/cuttable-proxy.ts";
import { budgetOf } from "../../../../test/harness/upstreams-of.ts";
import { startWebSocketNode, writeChain } from "../../../../test/harness/websocket-node.ts";
import { openUpstreamWebSocket } from "./web-socket-connection.ts";
import { upstreamWebSocketLimits } from "./web-socket-limits.ts";

const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

const clock = { monotonicMs: () => performance.now() };

async function open(limits: Partial<typeof upstreamWebSocketLimits> = {}) {
  const node = await startWebSocketNode(writeChain());
  const way = await startCuttableProxy(Number(new URL(node.url).port));
  closing.push(node.close, way.close);
  const stream = connect(Number(new URL(way.wsUrl).port), "127.0.0.1");
  const socket = await openUpstreamWebSocket(way.wsUrl, stream, clock, { ...upstreamWebSocketLimits, ...limits });
  closing.push(socket.close);
  return { node, way, socket };
}

const ended = (socket: { closed: Promise<void> }, ms = 2_000) =>
  Promise.race([socket.closed.then(() => true), new Promise((resolve) => setTimeout(resolve, ms, false).unref())]);

test("control: a call, and its result's own bytes", async () => {
  const { socket, node } = await open();
  node.script = () => '{ "id":$id, "jsonrpc":"2.0","result" : [1.50] }';
  const answer = await socket.call("eth_x", [], budgetOf(1_000));
  assert.equal(answer.kind, "result");
  assert.equal(Buffer.from(answer.text).toString(), "[1.50]");
});

test("notifications that come before the answer that names them are kept, in order, until they are wanted", async () => {
  const { socket, node } = await open();
  const notification = (id: string, value: number) =>
    `{"jsonrpc":"2.0","method":"eth_subscription","params":{"subscription":"${id}","result":${value}}}`;
  node.script = () => {
    for (const value of [1, 2]) node.say(notification("0x5", value));
    node.say(notification("0x6", 9));
    return '{"jsonrpc":"2.0","id":$id,"result":"0x5"}';
  };
  const seen: string[] = [];
  const subscribed = await socket.subscribe(
    ["newHeads"],
    (text) => seen.push(Buffer.from(text).toString()),
    budgetOf(1_000),
  );
  node.say(notification("0x5", 3));
  // Behind it on the same connection, so it has arrived when this is answered.
  node.script = () => undefined;
  await socket.call("eth_x", [], budgetOf(1_000));
  assert.deepEqual(seen, []);
  assert.ok(subscribed.kind === "result");
  subscribed.begin();
  assert.deepEqual(seen, ["1", "2", "3"]);
});

test("only so much is kept: a flood before the answer ends the connection", async () => {
  const { socket, node } = await open({ earlyBytesMax: 1_000 });
  node.script = () => {
    node.say(
      `{"jsonrpc":"2.0","method":"eth_subscription","params":{"subscription":"0x5","result":"${"x".repeat(1_000)}"}}`,
    );
    return '{"jsonrpc":"2.0","id":$id,"result":"0x5"}';
  };
  await assert.rejects(
    socket.subscribe(["newHeads"], () => {}, budgetOf(1_000)),
    { code: "UPSTREAM_LOST" },
  );
});

test("an upstream that falls silent, its connection open, is taken for dead", async () => {
  const { socket, way } = await open({ pingEveryMs: 30 });
  assert.equal(await ended(socket, 200), false); // control: one that answers pings is not
  way.freeze();
  const call = socket.call("eth_x", [], budgetOf(5_000));
  await assert.rejects(call, { code: "UPSTREAM_LOST" });
  assert.equal(await ended(socket), true);
});

test("a call ends at its deadline, and when its client goes; the late answer is nobody's", async () => {
  const { socket, way } = await open();
  way.freeze();
  await assert.rejects(socket.call("eth_x", [], budgetOf(30)), { code: "UPSTREAM_TIMEOUT" });
  const gone = new AbortController();
  const call = socket.call("eth_x", [], budgetOf(5_000, gone.signal));
  gone.abort();
  await assert.rejects(call, { code: "UPSTREAM_TIMEOUT" });
  way.mend();
  assert.equal((await socket.call("eth_x", [], budgetOf(1_000))).kind, "result");
});

for (const [name, text] of [
  ["a message too large", `{"jsonrpc":"2.0","id":1,"result":"${"x".repeat(4_000)}"}`],
  ["a subscription id that is none", '{"jsonrpc":"2.0","id":$id,"result":{"a":1}}'],
  ["a subscription id that would break out of its quotes", '{"jsonrpc":"2.0","id":$id,"result":"a\\",\\"b"}'],
] as const)
  test(`${name} ends the connection`, async () => {
    const { socket, node } = await open({ messageBytesMax: 2_000 });
    node.script = () => text;
    await assert.rejects(socket.subscribe(["newHeads"], () => {}, budgetOf(1_000)));
    assert.equal(await ended(socket), true);
  });

test("more calls than allowed at once are refused, and nothing waits for them", async () => {
  const { socket, way } = await open({ callsMax: 2 });
  way.freeze();
  const calls = [1, 2].map(() => socket.call("eth_x", [], budgetOf(50)));
  await assert.rejects(socket.call("eth_x", [], budgetOf(1_000)), { code: "UPSTREAM_OVERLOADED" });
  for (const call of calls) await assert.rejects(call, { code: "UPSTREAM_TIMEOUT" });
});

test("what is no WebSocket is refused", async () => {
  const { way } = await open();
  way.cut();
  const stream = connect(Number(new URL(way.wsUrl).port), "127.0.0.1");
  await assert.rejects(openUpstreamWebSocket(way.wsUrl, stream, clock, upstreamWebSocketLimits), {
    code: "UPSTREAM_UNAVAILABLE",
  });
});
