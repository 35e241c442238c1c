// A page with a WebSocket at the HTTP door, and one who misuses the opening handshake.
import assert from "node:assert/strict";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import http from "node:http";
import net from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { WebSocket, WebSocketServer } from "ws";
import { gatewayLimits } from "../limits.ts";
import { startGateway } from "../main.ts";
import type { Quota } from "./admission.ts";

const folder = mkdtempSync(join(tmpdir(), "inkan-ws-"));
const closers: (() => unknown)[] = [];
after(async () => {
  for (const close of closers.reverse()) await close();
  rmSync(folder, { recursive: true });
});
let sockets = 0;

const start = async (changes: Partial<typeof gatewayLimits> = {}, quota: Partial<Quota> = {}) => {
  const path = join(folder, `${sockets++}.sock`);
  const requests: http.IncomingMessage[] = [];
  const relay = http.createServer((_request, response) => response.writeHead(200).end("{}"));
  const echo = new WebSocketServer({
    noServer: true,
    perMessageDeflate: true,
    handleProtocols: (offered) => (offered.has("inkan-rpc-1") ? "inkan-rpc-1" : false),
  });
  relay.on("upgrade", (request, socket, head) => {
    requests.push(request);
    echo.handleUpgrade(request, socket, head, (peer) =>
      peer.on("message", (data, isBinary) => peer.send(data, { binary: isBinary })),
    );
  });
  relay.listen(path);
  await once(relay, "listening");
  const gateway = await startGateway(
    { httpPort: 0, relayHttp: { kind: "unix", path }, quota },
    { ...gatewayLimits, ...changes },
    () => {},
  );
  closers.push(() => {
    for (const peer of echo.clients) peer.terminate();
    relay.close();
  }, gateway.close);
  return { gateway, requests, url: `ws://127.0.0.1:${gateway.httpPort}` };
};
const rawAnswer = async (port: number, lines: readonly string[]): Promise<string> => {
  const socket = net.connect(port, "127.0.0.1").on("error", () => {});
  socket.write(`${lines.join("\r\n")}\r\n\r\n`);
  let answer = "";
  socket.on("data", (chunk) => {
    answer += chunk;
  });
  await once(socket, "close");
  return answer;
};
const key = "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==";

test("frames pass both ways; of the handshake only five fields reach the relay", async () => {
  const { requests, url } = await start();
  const client = new WebSocket(`${url}/eth?key=CANARY`, ["inkan-rpc-1", "inkan-nonce.AAAA"], {
    origin: "https://CANARY.example",
    perMessageDeflate: true,
    headers: { cookie: "CANARY", "user-agent": "CANARY", authorization: "CANARY", "x-forwarded-for": "CANARY" },
  });
  await once(client, "open");
  assert.equal(client.protocol, "inkan-rpc-1");
  assert.equal(client.extensions, "");
  for (const message of ["one", "x".repeat(1_000_000)]) {
    client.send(message);
    assert.equal(String((await once(client, "message"))[0]), message);
  }
  client.close(1000);
  await once(client, "close");

  const { url: path, rawHeaders } = requests[0]!;
  assert.equal(path, "/eth");
  const names = rawHeaders.filter((_, at) => at % 2 === 0).map((name) => name.toLowerCase());
  assert.deepEqual(names, [
    "host",
    "connection",
    "upgrade",
    "sec-websocket-key",
    "sec-websocket-version",
    "sec-websocket-protocol",
  ]);
  assert.doesNotMatch(rawHeaders.join("\n"), /canary/i);
  assert.equal(rawHeaders.at(-1), "inkan-rpc-1,inkan-nonce.AAAA");
});

test("a frame sent together with the handshake is not lost", async () => {
  const { gateway } = await start();
  const socket = net.connect(gateway.httpPort!, "127.0.0.1");
  const handshake = `GET /eth HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n${key}\r\nSec-WebSocket-Version: 13\r\n\r\n`;
  socket.write(Buffer.concat([Buffer.from(handshake), Buffer.of(0x81, 0x82, 0, 0, 0, 0, 0x68, 0x69)]));
  let heard = "";
  while (!heard.endsWith("\x81\x02hi")) heard += ((await once(socket, "data"))[0] as Buffer).toString("latin1");
  socket.destroy();
});

for (const [what, lines] of [
  [
    "another version",
    ["GET /eth HTTP/1.1", "Host: a", "Connection: Upgrade", "Upgrade: websocket", key, "Sec-WebSocket-Version: 12"],
  ],
  [
    "no key",
    ["GET /eth HTTP/1.1", "Host: a", "Connection: Upgrade", "Upgrade: websocket", "Sec-WebSocket-Version: 13"],
  ],
  [
    "a subprotocol that is no token",
    [
      "GET /eth HTTP/1.1",
      "Host: a",
      "Connection: Upgrade",
      "Upgrade: websocket",
      key,
      "Sec-WebSocket-Version: 13",
      "Sec-WebSocket-Protocol: a b",
    ],
  ],
] as const)
  test(`${what} is refused, and nothing reaches the relay`, async () => {
    const { gateway, requests } = await start();
    assert.match(await rawAnswer(gateway.httpPort!, lines), /^HTTP\/1.1 400 [\s\S]*INVALID_REQUEST/);
    assert.equal(requests.length, 0);
  });

test("no relay: 503; a relay that does not answer the handshake: 503 at the deadline", async () => {
  const lines = [
    "GET /eth HTTP/1.1",
    "Host: a",
    "Connection: Upgrade",
    "Upgrade: websocket",
    key,
    "Sec-WebSocket-Version: 13",
  ];
  const path = join(folder, "silent.sock");
  const limits = { ...gatewayLimits, webSocketHandshakeDeadlineMs: 150 };
  const gateway = await startGateway({ httpPort: 0, relayHttp: { kind: "unix", path } }, limits, () => {});
  closers.push(gateway.close);
  assert.match(await rawAnswer(gateway.httpPort!, lines), /^HTTP\/1.1 503 [\s\S]*ENCLAVE_UNAVAILABLE/);
  const silent = net.createServer((socket) => void socket.on("error", () => {}).resume()).listen(path);
  await once(silent, "listening");
  assert.match(await rawAnswer(gateway.httpPort!, lines), /^HTTP\/1.1 503 [\s\S]*ENCLAVE_UNAVAILABLE/);
  silent.close();
});

test("a client past its quota is told so, and its reset is nobody's error", async () => {
  const { gateway } = await start({}, { requestsPerSecond: 1, burst: 1 });
  const lines = ["GET /eth HTTP/1.1", "Host: a", "Connection: Upgrade", "Upgrade: websocket", key];
  const handshake = `${[...lines, "Sec-WebSocket-Version: 13"].join("\r\n")}\r\n\r\n`;
  const accepted = net.connect(gateway.httpPort!, "127.0.0.1");
  accepted.write(handshake);
  assert.match(String((await once(accepted, "data"))[0]), /^HTTP\/1.1 101 /);
  for (let at = 0; at < 3; at++) {
    const refused = net.connect({ port: gateway.httpPort!, host: "127.0.0.1", allowHalfOpen: true });
    refused.write(handshake);
    assert.match(String((await once(refused, "data"))[0]), /^HTTP\/1.1 429 [\s\S]*RATE_LIMITED/);
    refused.resetAndDestroy();
    await once(refused, "close");
  }
  // The process is still there to answer: an uncaught error would have failed this file.
  assert.match(await rawAnswer(gateway.httpPort!, [...lines, "Sec-WebSocket-Version: 13"]), /^HTTP\/1.1 429 /);
  accepted.destroy();
});

test("an offer of HTTP/2, as Java's client and curl --http2 make it, is no reason not to answer", async () => {
  const { gateway, requests } = await start();
  const lines = ["POST /eth HTTP/1.1", "Host: a", "Connection: Upgrade, HTTP2-Settings", "Upgrade: h2c"];
  const socket = net.connect(gateway.httpPort!, "127.0.0.1");
  socket.write(
    `${[...lines, "HTTP2-Settings: AAMAAABk", "Content-Type: application/json", "Content-Length: 2"].join("\r\n")}\r\n\r\n{}`,
  );
  assert.match(String((await once(socket, "data"))[0]), /^HTTP\/1.1 200 OK/);
  socket.destroy();
  assert.equal(requests.length, 0, "the relay is asked to change protocols for WebSocket alone");
});
