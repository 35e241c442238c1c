// Attacker: a client on the internet, which sends any bytes, and reads as slowly as it likes. Wants: memory, a crash, others' time.
// User: a wallet's library beside it, whose calls go on. And: one that asks for proofs, with the parent in between.
import assert from "node:assert/strict";
import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { after, before, describe, test } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { WebSocketProofChecker } from "@inkan/attestation";
import { startTestRelay, type TestRelay } from "../../../../test/harness/relay.ts";
import { type ScriptedUpstream, soundNode, startScriptedUpstream } from "../../../../test/harness/scripted-upstream.ts";
import { connectWebSocket, type WebSocketClient } from "../../../../test/harness/websocket-client.ts";
import { webSocketLimits } from "./limits.ts";

const large = JSON.stringify("x".repeat(1_000_000));
const smaller = JSON.stringify("x".repeat(100_000));

describe("a WebSocket at the relay", () => {
  let upstream: ScriptedUpstream;
  let relay: TestRelay;
  const clients: WebSocketClient[] = [];
  const held: (() => void)[] = [];

  before(async () => {
    upstream = await startScriptedUpstream(async (request) => {
      if (request.method === "eth_getStorageAt") await new Promise<void>((resolve) => held.push(resolve));
      if (request.method === "eth_getCode") return { result: large };
      if (request.method === "eth_getProof") return { result: smaller };
      if (request.method === "eth_feeHistory") return { result: '{"a":1}', delayMs: 200 };
      return soundNode()(request);
    });
    relay = await startTestRelay({
      upstreams: [{ name: "node", url: upstream.url }],
      config: { limits: { requestBytesMax: 65_536, callDeadlineMs: 5_000 } },
    });
  });
  after(async () => {
    for (const client of clients) client.close();
    for (const release of held) release();
    await relay?.close();
    await upstream?.close();
  });

  const open = async (target = "/dev", protocols: string[] = []) => {
    const client = await connectWebSocket(relay.http, target, protocols);
    clients.push(client);
    return client;
  };
  const sends = (client: WebSocketClient, text: string | Buffer, binary = false) =>
    client.socket.send(text, { binary });
  const nextText = async (client: WebSocketClient) => String((await once(client.socket, "message"))[0]);

  test("control: calls, by each path of the chain", async () => {
    for (const path of ["/dev", "/dev/", "/31337"])
      assert.equal((await (await open(path)).call("eth_chainId")).result, "0x7a69");
  });

  test("answers come as they are ready, each under its own id", async () => {
    const client = await open();
    const order: string[] = [];
    await Promise.all([
      client.call("eth_feeHistory", ["0x1", "latest", []]).then(() => order.push("slow")),
      client.call("eth_chainId").then(() => order.push("quick")),
    ]);
    assert.deepEqual(order, ["quick", "slow"]);
  });

  test("a batch is answered as one, in its order, and may subscribe", async () => {
    const client = await open();
    const answer = nextText(client);
    sends(
      client,
      '[{"jsonrpc":"2.0","id":"a","method":"eth_chainId"},{"jsonrpc":"2.0","id":2,"method":"eth_nope"},{"jsonrpc":"2.0","id":3,"method":"eth_unsubscribe","params":["0x1"]}]',
    );
    const [first, second, third] = JSON.parse(await answer);
    assert.deepEqual(first, { jsonrpc: "2.0", id: "a", result: "0x7a69" });
    assert.equal(second.error.code, -32601);
    assert.equal(third.error.data.code, "SUBSCRIPTION_NOT_FOUND");
  });

  const bad: [name: string, text: string, code: number][] = [
    ["no JSON", "{", -32700],
    ["an empty batch", "[]", -32600],
    ["a number", "1", -32600],
    ["a member twice", '{"jsonrpc":"2.0","id":1,"id":2,"method":"eth_chainId"}', -32600],
    ["deep nesting", "[".repeat(1_000) + "]".repeat(1_000), -32600],
  ];
  for (const [name, text, code] of bad)
    test(`${name}: error ${code}, and the connection goes on`, async () => {
      const client = await open();
      const answer = nextText(client);
      sends(client, text);
      const { error, id } = JSON.parse(await answer);
      assert.equal(error.code, code);
      assert.equal(id, null);
      assert.doesNotMatch(error.message, /:\d+:\d+|node:|\/src\//);
      assert.equal((await client.call("eth_chainId")).result, "0x7a69");
    });

  const ending: [name: string, send: (client: WebSocketClient) => void, code: number][] = [
    ["a binary frame", (client) => sends(client, Buffer.from("{}"), true), 1003],
    ["a message too large", (client) => sends(client, " ".repeat(65_537)), 1009],
    ["a text that is no UTF-8", (client) => sends(client, Buffer.from([0xff, 0xfe])), 1007],
  ];
  for (const [name, send, code] of ending)
    test(`${name} ends the connection with ${code}`, async () => {
      const client = await open();
      send(client);
      assert.equal((await client.ended).code, code);
    });

  const refusals: [name: string, path: string, headers: string, status: number][] = [
    ["an unknown chain", "/nope", "", 404],
    ["a nonce that is none", "/dev", "Sec-WebSocket-Protocol: inkan-rpc-1, inkan-nonce.abc\r\n", 400],
    ["proofs without a nonce", "/dev", "Sec-WebSocket-Protocol: inkan-rpc-1\r\n", 400],
    ["a key that is none", "/dev", "Sec-WebSocket-Key: abc\r\n", 400],
  ];
  for (const [name, path, headers, status] of refusals)
    test(`an upgrade with ${name} is refused with ${status}`, async () => {
      const key = headers.includes("-Key") ? "" : "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n";
      const socket = connect(relay.http);
      socket.write(
        `GET ${path} HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n${key}${headers}\r\n`,
      );
      const [answer] = await once(socket, "data");
      assert.equal(Number(String(answer).split(" ")[1]), status);
      socket.destroy();
    });

  test("a flood: no more calls are under way for one client than allowed, the rest is answered in the end", async () => {
    const client = await open();
    const count = 3_000; // more bytes than may wait here: the rest waits in the client's own socket
    const answers = Array.from({ length: count }, (_, at) =>
      client.call("eth_getStorageAt", [`0x${"ab".repeat(20)}`, `0x${at.toString(16)}`, "0x1"]),
    );
    await delay(300);
    assert.equal(held.length, webSocketLimits.callsMax);
    const other = await open();
    assert.equal((await other.call("eth_chainId")).result, "0x7a69"); // control: others go on
    const release = setInterval(() => {
      for (const one of held.splice(0)) one();
    }, 5);
    assert.equal((await Promise.all(answers)).filter(({ result }) => result === "0x1").length, count);
    clearInterval(release);
  });

  test("a client that asks for megabytes and reads none is not read any more, and what is held for it is bounded", async () => {
    const socket = await rawUpgrade();
    socket.pause();
    const before = relay.running.relay.held.bytes;
    const request = maskedText(
      '{"jsonrpc":"2.0","id":1,"method":"eth_getCode","params":["0x00000000000000000000000000000000000000aa","0x1"]}',
    );
    for (let at = 0; at < 300; at++) socket.write(request);
    await delay(1_500);
    const bytes = relay.running.relay.held.bytes - before;
    assert.ok(bytes < 80_000_000, `${bytes} bytes held`);
    const other = await open();
    assert.equal((await other.call("eth_chainId")).result, "0x7a69");
    socket.destroy();
    for (let tries = 0; relay.running.relay.held.bytes > before && tries < 100; tries++) await delay(20);
    assert.equal(relay.running.relay.held.bytes, before);
  });

  test("a client that asks for more than is held for it, and reads late, gets it all: its requests wait meanwhile", async () => {
    const client = await open();
    client.socket.pause();
    const count = 600; // 60 MB of answers
    const params = [`0x${"ab".repeat(20)}`, [], "latest"];
    const answers = Array.from({ length: count }, () => client.call("eth_getProof", params));
    await delay(500);
    assert.ok(relay.running.relay.held.bytes < 16_000_000, `${relay.running.relay.held.bytes} bytes held`);
    client.socket.resume();
    const got = await Promise.all(answers);
    assert.equal(got.filter(({ result }) => (result as string)?.length === 100_000).length, count);
  });

  test("a client that pings without end and reads nothing gets no memory", async () => {
    const socket = await rawUpgrade();
    socket.pause();
    const ping = Buffer.concat([Buffer.from([0x89, 0x80 | 125, 0, 0, 0, 0]), Buffer.alloc(125)]);
    const many = Buffer.concat(Array.from({ length: 1_000 }, () => ping));
    const before = process.memoryUsage().rss;
    for (let at = 0; at < 100; at++) if (!socket.write(many)) await Promise.race([once(socket, "drain"), delay(50)]);
    assert.ok(process.memoryUsage().rss - before < 100_000_000);
    assert.equal((await (await open()).call("eth_chainId")).result, "0x7a69");
    socket.destroy();
  });

  test("with proofs: every frame is the next one of this connection, signed; a dropped one is noticed", async () => {
    const nonce = "AAAAAAAAAAAAAAAAAAAAAAAA";
    const client = await open("/dev?x=1", ["inkan-rpc-1", `inkan-nonce.${nonce}`]);
    assert.equal(client.socket.protocol, "inkan-rpc-1");
    const { responseKey } = relay.running.relay.enclave;
    const now = () => Math.floor(Date.now() / 1000);
    const checkerOf = () =>
      new WebSocketProofChecker({
        authority: "localhost",
        path: "/dev",
        nonce,
        keySpki: responseKey.spki,
        openedAt: now(),
      });
    const [honest, robbed] = [checkerOf(), checkerOf()];
    const requests = [1, 2, 3].map((id) => `{"jsonrpc":"2.0","id":${id},"method":"eth_chainId"}`);
    for (const request of [...requests, "{"]) {
      honest.sent(request);
      robbed.sent(request);
      sends(client, request);
    }
    while (client.raw.length < 5) await delay(5);
    const kinds: string[] = [];
    for (const message of client.raw) {
      const checked = await honest.received(message, now());
      kinds.push("refused" in checked ? checked.refused : checked.kind);
    }
    assert.deepEqual(kinds, ["heartbeat", "answer", "answer", "answer", "answer"]);
    const seen: string[] = [];
    for (const message of client.raw.toSpliced(2, 1)) {
      const checked = await robbed.received(message, now());
      seen.push("refused" in checked ? checked.refused : checked.kind);
    }
    assert.deepEqual(seen, ["heartbeat", "answer", "MESSAGE_MISSING", "CLOSED"]);
  });

  test("nothing of a client is in an upstream's bytes or in the log", async () => {
    const seen = `${upstream.bytes()}${relay.logs()}`;
    for (const canary of ["sec-websocket", "inkan-nonce", "localhost", '"id":"a"', "permessage"])
      assert.ok(!seen.toLowerCase().includes(canary), canary);
  });

  async function rawUpgrade(): Promise<Socket> {
    const socket = connect(relay.http);
    socket.on("error", () => {});
    socket.write(
      "GET /dev HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n",
    );
    const [answer] = await once(socket, "data");
    assert.match(String(answer), /^HTTP\/1\.1 101 /);
    return socket;
  }
});

/** One masked text frame (RFC 6455, section 5.2), with a mask of zeros. */
function maskedText(text: string): Buffer {
  const payload = Buffer.from(text);
  return Buffer.concat([Buffer.from([0x81, 0x80 | payload.length, 0, 0, 0, 0]), payload]);
}
