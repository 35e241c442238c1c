// A wallet at the HTTP door, and people who are none. Behind the gateway stands a relay of this test, on a real Unix socket, that keeps every byte it gets.
import assert from "node:assert/strict";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import http from "node:http";
import net from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, test } from "node:test";
import type { Address } from "@inkan/link";
import { gatewayLimits } from "../limits.ts";
import { type Gateway, startGateway } from "../main.ts";

const folder = mkdtempSync(join(tmpdir(), "inkan-gateway-"));
const closers: (() => unknown)[] = [];
after(async () => {
  for (const close of closers.reverse()) await close();
  rmSync(folder, { recursive: true });
});

const limits = {
  ...gatewayLimits,
  headDeadlineMs: 300,
  requestDeadlineMs: 300,
  deadlineCheckMs: 50,
  bodyBytesMax: 4_096,
  bodyBytesDiscardedMax: 65_536,
};
const call = '{"jsonrpc":"2.0","id":7,"method":"eth_chainId","params":[]}';
const answerText = '{"jsonrpc":"2.0","id":7,"result":"0x1"}';
let paths = 0;

type Respond = (request: http.IncomingMessage, response: http.ServerResponse, body: Buffer) => void;
const respondWell: Respond = (_request, response) => {
  response.writeHead(200, {
    "content-type": "application/json",
    signature: "inkan=:c2ln:",
    "signature-input": 'inkan=("@status")',
    "content-digest": "sha-256=:eA==:",
    "inkan-context": "src=upstream",
    "set-cookie": "relay=1",
    "x-internal": "1",
  });
  response.end(answerText);
};

const start = async (respond: Respond = respondWell, changes: Partial<typeof limits> = {}) => {
  const path = join(folder, `${paths++}.sock`);
  const heard: Buffer[] = [];
  const relay = http.createServer((request, response) => {
    const body: Buffer[] = [];
    request
      .on("data", (chunk: Buffer) => body.push(chunk))
      .on("end", () => respond(request, response, Buffer.concat(body)));
  });
  relay.on("connection", (socket) => {
    // node:http reads its sockets past the `data` event once they have a handle of their own; this listener keeps it on the event.
    socket.on("data", (chunk: Buffer) => heard.push(Buffer.from(chunk)));
  });
  relay.listen(path);
  await once(relay, "listening");
  const gateway = await open({ kind: "unix", path }, { ...limits, ...changes });
  closers.push(() => {
    relay.closeAllConnections();
    relay.close();
  });
  return { gateway, relay, heard: () => Buffer.concat(heard).toString("latin1") };
};
const open = async (relayHttp: Address, bounds: typeof limits, quota = {}): Promise<Gateway> => {
  const gateway = await startGateway({ httpPort: 0, relayHttp, quota }, bounds, () => {});
  closers.push(gateway.close);
  return gateway;
};
const post = (gateway: Gateway, path = "/eth", init: RequestInit = {}) =>
  fetch(`http://127.0.0.1:${gateway.httpPort}${path}`, {
    method: "POST",
    body: call,
    headers: { "content-type": "application/json" },
    ...init,
  });
const codeOf = async (response: Response) => {
  const body = (await response.json()) as { id: unknown; error: { data: { code: string; outcome: string } } };
  assert.equal(body.id, null);
  return body.error.data;
};
/** Sends raw bytes and gives all that comes back until the gateway closes. */
const exchangeRaw = async (gateway: Gateway, bytes: string): Promise<string> => {
  const socket = net.connect(gateway.httpPort!, "127.0.0.1");
  socket.write(bytes);
  const chunks: Buffer[] = [];
  socket.on("data", (chunk) => chunks.push(chunk)).on("error", () => {});
  await new Promise((closed) => socket.once("close", closed));
  return Buffer.concat(chunks).toString("latin1");
};

describe("a wallet at the HTTP door", () => {
  test("what the relay serves by its slower way is the last on its connection, so that calls keep to the short one", async () => {
    const served = new Map<net.Socket, string[]>();
    const oneReadBytesMax = 100;
    const note: Respond = (request, response, body) => {
      const name = `${request.method} ${request.url}${body.length > oneReadBytesMax ? ", large" : ""}`;
      served.set(request.socket, [...(served.get(request.socket) ?? []), name]);
      respondWell(request, response, body);
    };
    const { gateway } = await start(note, { oneReadBytesMax });
    const base = `http://127.0.0.1:${gateway.httpPort}`;
    const [atBound, beyond] = [oneReadBytesMax, oneReadBytesMax + 1].map((bytes) => call.padEnd(bytes));
    for (let round = 0; round < 3; round++) {
      await post(gateway).then((response) => response.text());
      for (const path of ["/health", "/attestation?nonce=00ff", "/attestation/registration"])
        assert.equal(await fetch(base + path).then((response) => response.text()), answerText);
      for (const body of [beyond!, atBound!])
        assert.equal(await post(gateway, "/eth", { body }).then((response) => response.text()), answerText);
    }
    const all = [...served.values()];
    assert.equal(all.flat().length, 18);
    assert.equal(all.flat().filter((name) => name === "POST /eth").length, 6);
    for (const names of all)
      for (const name of names.slice(0, -1)) assert.equal(name, "POST /eth", `${names} on one connection`);
  });

  test("gets the relay's bytes with the proof's fields, and nothing else of the relay's", async () => {
    const { gateway } = await start();
    const response = await post(gateway);
    assert.equal(await response.text(), answerText);
    assert.equal(response.headers.get("signature"), "inkan=:c2ln:");
    assert.equal(response.headers.get("access-control-allow-origin"), "*");
    assert.match(response.headers.get("access-control-expose-headers") ?? "", /signature-input/);
    for (const name of ["set-cookie", "x-internal"]) assert.equal(response.headers.get(name), null);
  });

  test("no cache keeps an answer and nothing on the way recompresses it, whoever gave it and whichever way it came", async () => {
    const { gateway } = await start();
    const base = `http://127.0.0.1:${gateway.httpPort}`;
    for (const response of [
      await post(gateway),
      await post(gateway, "/no/chain"),
      await post(gateway, "/eth", {
        body: new Blob([call]).stream(),
        duplex: "half",
      } as RequestInit),
      await fetch(`${base}/attestation?nonce=00ff`),
      await fetch(`${base}/health`),
    ])
      assert.equal(response.headers.get("cache-control"), "no-store, no-transform", response.url);
    assert.match(await exchangeRaw(gateway, "no HTTP\r\n\r\n"), /\r\ncache-control: no-store, no-transform\r\n/i);
  });

  test("a call that comes in two pieces, in chunks, or behind another on its connection is answered like one that comes whole", async () => {
    const { gateway, heard } = await start();
    const socket = net.connect(gateway.httpPort!, "127.0.0.1");
    const head = "POST /eth HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n";
    const whole = `${head}Content-Length: ${call.length}\r\n\r\n${call}`;
    let received = "";
    socket.on("data", (chunk) => (received += chunk.toString()));
    const answers = async (count: number) => {
      while (received.split(answerText).length <= count) await once(socket, "data");
    };
    socket.write(whole + whole);
    await answers(2);
    socket.write(whole.slice(0, -10));
    await new Promise((resolve) => setTimeout(resolve, 20));
    socket.write(whole.slice(-10));
    await answers(3);
    socket.write(
      `${head}Transfer-Encoding: chunked\r\n\r\n${call.length.toString(16)}\r\n${call}\r\n0\r\n\r\n${whole}`,
    );
    await answers(5);
    assert.equal(heard().split(call).length, 6);
    socket.destroy();
  });

  test("a page of another origin is allowed by the preflight", async () => {
    const { gateway } = await start();
    const response = await post(gateway, "/eth", {
      method: "OPTIONS",
      body: null,
      headers: { origin: "https://dapp.example" },
    });
    assert.equal(response.status, 204);
    assert.match(response.headers.get("access-control-allow-headers") ?? "", /content-type, accept-signature/);
  });

  test("a large answer comes whole through a slow reader's backpressure", async () => {
    const large = Buffer.alloc(8_388_608, "a");
    const { gateway } = await start((_request, response) => response.end(large));
    const socket = net.connect(gateway.httpPort!, "127.0.0.1");
    socket.write(
      `POST /eth HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}`,
    );
    let bytes = 0;
    for await (const chunk of socket) {
      bytes += (chunk as Buffer).length;
      await new Promise(setImmediate);
    }
    assert.ok(bytes > large.length && bytes < large.length + 1_024);
  });

  test("/attestation passes its nonce and form alone; /health passes", async () => {
    const { gateway, heard } = await start();
    const base = `http://127.0.0.1:${gateway.httpPort}`;
    await fetch(`${base}/attestation?nonce=00ff&who=canary`, { headers: { accept: "application/cbor, canary/1" } });
    assert.equal((await fetch(`${base}/health`)).status, 200);
    assert.match(heard(), /^GET \/attestation\?nonce=00ff HTTP\/1.1\r\nhost: 127.0.0.1:\d+\r\n/i);
    assert.match(heard(), /accept: application\/cbor\r\n/);
    assert.doesNotMatch(heard(), /canary/);
    assert.equal((await codeOf(await fetch(`${base}/attestation?nonce=%0d%0a`))).code, "NONCE_INVALID");
  });

  test("/attestation/registration passes, with nothing of who asks or of the query", async () => {
    const { gateway, heard } = await start();
    const headers = { accept: "canary/1", "user-agent": "canary" };
    await fetch(`http://127.0.0.1:${gateway.httpPort}/attestation/registration?canary`, { headers });
    assert.match(heard(), /^GET \/attestation\/registration HTTP\/1.1\r\nhost: localhost\r\n/i);
    assert.doesNotMatch(heard(), /canary/);
  });
});

test("12 kinds of metadata: none is in any byte on the link; path, authority, nonce and body are", async () => {
  const { gateway, heard } = await start();
  const headers = [
    ...[
      "User-Agent",
      "Cookie",
      "Referer",
      "Origin",
      "Accept-Language",
      "Authorization",
      "X-Forwarded-For",
      "Forwarded",
    ],
    ...["X-Real-IP", "Accept", "Accept-Encoding", "Traceparent", "Sec-CH-UA", "DNT", "If-None-Match"],
  ];
  const lines = headers.map((name) => `${name}: CANARY-${name}`).join("\r\n");
  const answer = await exchangeRaw(
    gateway,
    `POST /eth?key=CANARY-query HTTP/1.1\r\nHost: rpc.example:8545\r\n${lines}\r\nConnection: close\r\n` +
      `Content-Type: application/json; charset=UTF-8\r\nAccept-Signature: inkan=();nonce="n1"\r\nContent-Length: ${call.length}\r\n\r\n${call}`,
  );
  assert.match(answer, /^HTTP\/1.1 200 OK/); // control: it was answered
  assert.doesNotMatch(heard(), /canary/i);
  const [head, body] = heard().split("\r\n\r\n");
  assert.equal(body, call);
  const names = head!
    .split("\r\n")
    .slice(1)
    .map((line) => line.split(":")[0]!.toLowerCase());
  assert.deepEqual(names.sort(), ["accept-signature", "content-length", "content-type", "host"]);
  assert.match(head!, /^POST \/eth HTTP\/1.1\r\nhost: rpc.example:8545\r\n/i);
  assert.match(head!, /\r\ncontent-type: application\/json\r\naccept-signature: inkan=\(\);nonce="n1"/);
});

describe("what is no call is refused here, and the next call is answered", () => {
  for (const [what, path, init, status, code] of [
    ["text/plain", "/eth", { headers: { "content-type": "text/plain" } }, 415, "UNSUPPORTED_MEDIA_TYPE"],
    [
      "UTF-16",
      "/eth",
      { headers: { "content-type": "application/json; charset=utf-16" } },
      415,
      "UNSUPPORTED_MEDIA_TYPE",
    ],
    ["a body one byte too large", "/eth", { body: "x".repeat(4_097) }, 413, "REQUEST_TOO_LARGE"],
    ["a path that is no chain", "/eth/../x%20y", {}, 404, "CHAIN_UNKNOWN"],
    ["a long path", `/${"a".repeat(33)}`, {}, 404, "CHAIN_UNKNOWN"],
    ["GET at a chain", "/eth", { method: "GET", body: null }, 405, "HTTP_METHOD_NOT_ALLOWED"],
    ["GET elsewhere", "/x/y/z", { method: "GET", body: null }, 404, "NOT_FOUND"],
    [
      "a proof asked for at too much length",
      "/eth",
      { headers: { "content-type": "application/json", "accept-signature": "a".repeat(513) } },
      400,
      "INVALID_REQUEST",
    ],
  ] as const)
    test(`${what}: ${status} ${code}`, async () => {
      const { gateway, heard } = await start();
      const response = await post(gateway, path, init);
      assert.equal(response.status, status);
      assert.equal((await codeOf(response)).code, code);
      assert.equal(heard(), "");
      assert.equal((await post(gateway, "/eth", { body: "x".repeat(4_096) })).status, 200); // control, at the limit
    });

  test("a body without a declared length is counted as it comes", async () => {
    const { gateway, heard } = await start();
    const chunk = `400\r\n${"x".repeat(1_024)}\r\n`;
    const head =
      "POST /eth HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n";
    assert.match(await exchangeRaw(gateway, `${head}${chunk.repeat(5)}0\r\n\r\n`), /^HTTP\/1.1 413 /);
    assert.match(await exchangeRaw(gateway, `${head}${chunk.repeat(4_096)}`), /^(HTTP\/1.1 413 |$)/);
    assert.equal(heard(), "");
    assert.match(await exchangeRaw(gateway, `${head}${chunk.repeat(4)}0\r\n\r\n`), /^HTTP\/1.1 200 /); // control
  });

  for (const [what, bytes, status] of [
    ["a head that dribbles", "POST /eth HTTP/1.1\r\nHost: a\r\nX", 408],
    [
      "a body that never comes",
      "POST /eth HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: 9\r\n\r\n{",
      408,
    ],
    ["a head without end", `POST /eth HTTP/1.1\r\nHost: a\r\nX: ${"x".repeat(20_000)}`, 413],
    ["no HTTP", "\x16\x03\x01\x02\x00\x01", 400],
    ["two lengths", "POST /eth HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n", 400],
    [
      "a host that would write a field",
      "POST /eth HTTP/1.1\r\nHost: a b\r\nContent-Type: application/json\r\nConnection: close\r\nContent-Length: 2\r\n\r\n{}",
      400,
    ],
  ] as const)
    test(`${what}: ${status}, closed, nothing on the link`, async () => {
      const { gateway, heard } = await start();
      assert.match(await exchangeRaw(gateway, bytes), new RegExp(`^HTTP/1.1 ${status} [\\s\\S]*"error":`));
      assert.equal(heard(), "");
      assert.equal((await post(gateway)).status, 200);
    });
});

describe("a relay that is not well", () => {
  test("nobody there: 503 that says nothing was sent, and when to come back", async () => {
    const gateway = await open({ kind: "unix", path: join(folder, "nobody.sock") }, limits);
    const response = await post(gateway);
    assert.equal(response.status, 503);
    assert.equal(response.headers.get("retry-after"), "1");
    assert.deepEqual(await codeOf(response), { code: "ENCLAVE_UNAVAILABLE", outcome: "not-sent" });
    assert.equal((await fetch(`http://127.0.0.1:${gateway.httpPort}/health`)).status, 503);
  });

  test("an answer that is cut in the middle is seen to be cut", async () => {
    const { gateway } = await start((_request, response) => {
      response.writeHead(200, { "content-length": 1_000_000 });
      response.write(Buffer.alloc(500_000), () => response.destroy());
    });
    await assert.rejects(post(gateway).then((response) => response.arrayBuffer()));
  });

  test("no answer in time: outcome unknown, in a 200 that a wallet reads", async () => {
    const { gateway } = await start(() => {}, { callDeadlineMs: 100, answerMarginMs: 100 });
    const response = await post(gateway);
    assert.equal(response.status, 200);
    assert.deepEqual(await codeOf(response), { code: "ENCLAVE_TIMEOUT", outcome: "unknown" });
  });

  test("past the bound calls are refused at once, never queued without end", async () => {
    const waiting: http.ServerResponse[] = [];
    const { gateway } = await start((_request, response) => void waiting.push(response), {
      relayConnectionsMax: 2,
      relayExchangesMax: 4,
    });
    const under = Array.from({ length: 4 }, () => post(gateway));
    while (waiting.length < 2) await new Promise((resolve) => setTimeout(resolve, 5));
    const refused = await post(gateway);
    assert.equal(refused.status, 503);
    assert.equal((await codeOf(refused)).code, "OVERLOADED");
    for (let answered = 0; answered < 4; answered++) {
      while (waiting.length === 0) await new Promise(setImmediate);
      waiting.shift()!.end(answerText);
    }
    for (const response of await Promise.all(under)) assert.equal(response.status, 200); // control: those before it are answered
    assert.equal(waiting.length, 0);
  });

  test("bodies that are held together have a bound", async () => {
    const waiting: http.ServerResponse[] = [];
    const { gateway } = await start((_request, response) => void waiting.push(response), { bodyBytesHeldMax: 6_000 });
    const first = post(gateway, "/eth", { body: "x".repeat(4_000) });
    while (waiting.length < 1) await new Promise((resolve) => setTimeout(resolve, 5));
    assert.equal((await codeOf(await post(gateway, "/eth", { body: "x".repeat(4_000) }))).code, "OVERLOADED");
    waiting.shift()!.end(answerText);
    assert.equal((await first).status, 200);
    const next = post(gateway, "/eth", { body: "x".repeat(4_000) });
    while (waiting.length < 1) await new Promise((resolve) => setTimeout(resolve, 5));
    waiting.shift()!.end(answerText);
    assert.equal((await next).status, 200); // control: what was held is free again
  });

  test("a client that goes away ends the relay's work", async () => {
    const ended = Promise.withResolvers<void>();
    const arrived = Promise.withResolvers<void>();
    const { gateway } = await start((request) => {
      request.socket.once("close", () => ended.resolve());
      arrived.resolve();
    });
    const abort = new AbortController();
    const lost = post(gateway, "/eth", { signal: abort.signal });
    await arrived.promise;
    abort.abort();
    await assert.rejects(lost);
    await ended.promise;
  });
});

test("one who asks too often gets 429 and when to come back", async () => {
  const { gateway: control } = await start();
  assert.equal((await post(control)).status, 200);
  const gateway = await open({ kind: "unix", path: join(folder, "nobody.sock") }, limits, {
    requestsPerSecond: 1,
    burst: 2,
  });
  const statuses = [];
  for (let at = 0; at < 3; at++) statuses.push((await post(gateway)).status);
  assert.deepEqual(statuses, [503, 503, 429]);
  assert.match((await post(gateway)).headers.get("retry-after") ?? "", /^[12]$/);
});

test("an answer that breaks off while one before it is waited for ends the connection", {
  timeout: 10_000,
}, async () => {
  const first = Promise.withResolvers<http.ServerResponse>();
  const { gateway } = await start(async (_request, response, body) => {
    if (body.includes("first")) return first.resolve(response);
    if (!body.includes("second")) return void response.end("{}");
    const earlier = await first.promise;
    // Two pieces, so that the answer has begun; after a whole exchange the gateway has read what came before.
    for (const piece of ["x", "y"]) {
      response.write(piece);
      await post(gateway);
    }
    response.destroy();
    await post(gateway);
    earlier.end("{}");
  });
  const chunked = (body: string) =>
    `POST /eth HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n${body.length.toString(16)}\r\n${body}\r\n0\r\n\r\n`;
  assert.equal(await exchangeRaw(gateway, chunked('"first"') + chunked('"second"')), "");
});
