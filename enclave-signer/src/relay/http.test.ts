// Attacker: a client on the internet, any bytes, at any pace. Wants: a crash, memory, somebody else's place.
// User: a wallet, which gets the right JSON-RPC error with the right HTTP status, signed like everything else.
import assert from "node:assert/strict";
import { createHash, randomBytes } from "node:crypto";
import { connect } from "node:net";
import { after, before, describe, test } from "node:test";
import { acceptSignatureField, verifyProof } from "@inkan/attestation";
import { type RecordingUpstream, startRecordingUpstream } from "../../../test/harness/recording-upstream.ts";
import { type HttpAnswer, startTestRelay, type TestRelay } from "../../../test/harness/relay.ts";

let upstream: RecordingUpstream;
let relay: TestRelay;
before(async () => {
  upstream = await startRecordingUpstream();
  relay = await startTestRelay({
    upstreams: [{ name: "recorder", url: upstream.url }],
    chain: { aliases: ["mainnet"] },
    config: { limits: { requestBytesMax: 65_536, batchMax: 150 } },
  });
});
after(async () => {
  await relay?.close();
  await upstream?.close();
});

const rpc = (method: string, params: unknown = [], id: unknown = 1) =>
  JSON.stringify({ jsonrpc: "2.0", id, method, params });
const jsonType = { "content-type": "application/json" };
const errorOf = (answer: HttpAnswer) =>
  (JSON.parse(answer.body.toString()) as { id: unknown; error?: { code: number; data?: { code: string } } }).error;

/** A request on a connection of its own, byte for byte; gives everything that came back until the relay closed it. */
const raw = (bytes: string) =>
  new Promise<string>((resolve) => {
    const socket = connect(relay.http);
    let received = "";
    socket.on("data", (chunk) => (received += chunk));
    socket.on("error", () => {});
    socket.on("close", () => resolve(received));
    socket.write(bytes);
  });

async function provenBy(answer: HttpAnswer, request: { method: string; path: string; body: string; nonce: string }) {
  const spki = relay.running.relay.enclave.responseKey.spki;
  const headers = Object.entries(answer.headers).map(([name, value]) => [name, String(value)] as const);
  const { method, path, body, nonce } = request;
  return verifyProof({
    request: { method, path, authority: "localhost", body: Buffer.from(body) },
    response: { status: answer.status, headers, body: answer.body },
    keySpki: spki,
    now: Math.floor(relay.running.relay.enclave.clock.unixMs() / 1000),
    expectedNonce: nonce,
  });
}

describe("bad input", () => {
  const nested = `{"jsonrpc":"2.0","id":1,"method":"eth_call","params":${"[".repeat(40)}${"]".repeat(40)}}`;
  const batch = (count: number) => `[${Array.from({ length: count }, (_, id) => rpc("eth_chainId", [], id)).join()}]`;
  const cases: readonly {
    name: string;
    status: number;
    code: number;
    inkan: string;
    method?: string;
    path?: string;
    headers?: Record<string, string>;
    body?: string;
  }[] = [
    { name: "a body past the limit", status: 413, code: -32600, inkan: "REQUEST_TOO_LARGE", body: "x".repeat(65_537) },
    {
      name: "a form",
      status: 415,
      code: -32600,
      inkan: "UNSUPPORTED_MEDIA_TYPE",
      headers: { "content-type": "application/x-www-form-urlencoded" },
      body: rpc("eth_chainId"),
    },
    {
      name: "no content type",
      status: 415,
      code: -32600,
      inkan: "UNSUPPORTED_MEDIA_TYPE",
      headers: {},
      body: rpc("eth_chainId"),
    },
    {
      name: "compressed content",
      status: 415,
      code: -32600,
      inkan: "UNSUPPORTED_MEDIA_TYPE",
      headers: { ...jsonType, "content-encoding": "gzip" },
      body: "\x1f\x8b",
    },
    { name: "no JSON", status: 400, code: -32700, inkan: "PARSE_ERROR", body: "{" },
    { name: "nothing", status: 400, code: -32700, inkan: "PARSE_ERROR", body: "" },
    { name: "deep nesting", status: 400, code: -32600, inkan: "INVALID_REQUEST", body: nested },
    {
      name: "a duplicate member",
      status: 400,
      code: -32600,
      inkan: "INVALID_REQUEST",
      body: '{"jsonrpc":"2.0","id":1,"method":"eth_chainId","method":"eth_call"}',
    },
    {
      name: "a lone surrogate",
      status: 400,
      code: -32600,
      inkan: "INVALID_REQUEST",
      body: '{"jsonrpc":"2.0","id":1,"method":"eth_call","params":["\\udc00"]}',
    },
    {
      name: "an unknown chain",
      status: 404,
      code: -32001,
      inkan: "CHAIN_UNKNOWN",
      path: "/nochain",
      body: rpc("eth_chainId"),
    },
    { name: "GET at a chain", status: 405, code: -32600, inkan: "HTTP_METHOD_NOT_ALLOWED", method: "GET", headers: {} },
    { name: "GET elsewhere", status: 404, code: -32001, inkan: "NOT_FOUND", method: "GET", path: "/x", headers: {} },
    {
      name: "an attestation without a nonce",
      status: 400,
      code: -32602,
      inkan: "NONCE_INVALID",
      method: "GET",
      path: "/attestation",
      headers: {},
    },
    { name: "a batch past the limit", status: 200, code: -32600, inkan: "BATCH_TOO_LARGE", body: batch(151) },
    { name: "an empty batch", status: 200, code: -32600, inkan: "BATCH_EMPTY", body: "[]" },
    { name: "an unknown method", status: 200, code: -32601, inkan: "METHOD_NOT_FOUND", body: rpc("eth_nothing") },
    { name: "a node's own business", status: 200, code: -32601, inkan: "METHOD_NOT_FOUND", body: rpc("admin_peers") },
    {
      name: "a key that is not here",
      status: 200,
      code: -32601,
      inkan: "METHOD_NOT_FOUND",
      body: rpc("eth_sendTransaction", [{}]),
    },
    {
      name: "a subscription without WebSocket",
      status: 200,
      code: -32601,
      inkan: "WEBSOCKET_REQUIRED",
      body: rpc("eth_subscribe", ["newHeads"]),
    },
    {
      name: "a transaction that is no hexadecimal",
      status: 200,
      code: -32602,
      inkan: "PARAMS_INVALID",
      body: rpc("eth_sendRawTransaction", ["0x0"]),
    },
  ];
  for (const { name, status, code, inkan, method = "POST", path = "/dev", headers = jsonType, body = "" } of cases)
    test(`${name}: HTTP ${status}, ${inkan}, signed`, async () => {
      const nonce = randomBytes(16).toString("base64url");
      const answer = await relay.send({
        method,
        path,
        headers: { ...headers, "accept-signature": acceptSignatureField(nonce) },
        body,
      });
      assert.equal(answer.status, status, answer.body.toString());
      assert.equal(errorOf(answer)?.code, code);
      assert.equal(errorOf(answer)?.data?.code, inkan);
      assert.ok(!answer.body.toString().includes(".ts"), "no stack trace leaves");
      // Content that was refused unread is not what the proof is about.
      const read = status === 413 || status === 415 || status === 404 || status === 405 ? "" : body;
      const report = await provenBy(answer, { method, path, body: read, nonce });
      assert.ok(report.accepted, JSON.stringify(report));
    });

  test("control: after all of it an honest call is answered, its proof holds, and for another nonce it does not", async () => {
    const nonce = randomBytes(16).toString("base64url");
    const body = rpc("eth_getBalance", ["0x00000000000000000000000000000000000000aa", "latest"], "id-7");
    const answer = await relay.send({
      headers: { ...jsonType, "accept-signature": acceptSignatureField(nonce) },
      body,
    });
    assert.deepEqual(JSON.parse(answer.body.toString()), { jsonrpc: "2.0", id: "id-7", result: "0x1" });
    assert.ok((await provenBy(answer, { method: "POST", path: "/dev", body, nonce })).accepted);
    assert.ok(!(await provenBy(answer, { method: "POST", path: "/dev", body, nonce: "another-nonce-0000" })).accepted);
    assert.ok(!(await provenBy(answer, { method: "POST", path: "/mainnet", body, nonce })).accepted);
  });

  test("a batch at the limit is answered in its order", async () => {
    const answer = await relay.send({ body: batch(150) });
    const responses = JSON.parse(answer.body.toString()) as { id: number; result: string }[];
    assert.deepEqual(
      responses.map(({ id }) => id),
      Array.from({ length: 150 }, (_, id) => id),
    );
    assert.ok(responses.every(({ result }) => result === "0x7a69"));
  });
});

describe("what is proven must arrive as it was sent", () => {
  for (const [name, options] of [
    ["a call", { body: rpc("eth_chainId") }],
    ["a refusal", { body: "{" }],
    ["an unknown chain", { path: "/nochain", body: rpc("eth_chainId") }],
    ["/health", { method: "GET", path: "/health", headers: {} }],
    ["a registration", { method: "GET", path: "/attestation/registration", headers: {} }],
    ["an attestation", { method: "GET", path: `/attestation?nonce=${"00".repeat(32)}`, headers: {} }],
  ] as const)
    test(`${name}: no cache keeps it, nothing on the way recompresses it`, async () => {
      assert.equal((await relay.send(options)).headers["cache-control"], "no-store, no-transform");
    });

  test("what never was a request too", async () => {
    assert.match(await raw("noise\r\n\r\n"), /\r\ncache-control: no-store, no-transform\r\n/);
  });
});

describe("bytes that are no HTTP", () => {
  for (const [name, bytes, status] of [
    ["noise", "\x16\x03\x01\x02\x00\r\n\r\n", 400],
    ["two lengths", "POST /dev HTTP/1.1\r\nhost: a\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\n", 400],
    [
      "length and chunks",
      "POST /dev HTTP/1.1\r\nhost: a\r\ncontent-length: 1\r\ntransfer-encoding: chunked\r\n\r\n",
      400,
    ],
    ["no host", "POST /dev HTTP/1.1\r\n\r\n", 400],
    ["a host that can't be signed", 'POST /dev HTTP/1.1\r\nhost: a"b\r\n\r\n', 400],
    ["the absolute form", "GET http://example.com/ HTTP/1.1\r\nhost: a\r\n\r\n", 400],
    ["a header past the limit", `GET / HTTP/1.1\r\nhost: a\r\nx: ${"y".repeat(9_000)}\r\n\r\n`, 400],
  ] as const)
    test(`${name}: ${status}, and the connection is closed`, async () => {
      assert.match(await raw(bytes), new RegExp(`^HTTP/1\\.1 ${status} `));
    });
});

describe("what is known here is answered here", () => {
  for (const [method, params, result] of [
    ["eth_chainId", [], "0x7a69"],
    ["net_version", [], "31337"],
    ["net_listening", [], true],
    ["eth_accounts", [], []],
    ["web3_clientVersion", [], "inkan/0.1.0"],
    ["web3_sha3", ["0x68656c6c6f20776f726c64"], "0x47173285a8d7341e5e972fc677286384f802f8ef42a5ec5f03bbfa254cb01fad"],
  ] as const)
    test(method, async () => {
      const before = upstream.bodies().length;
      assert.deepEqual((await relay.call(method, params)).result, result);
      assert.ok(
        !upstream
          .bodies()
          .slice(before)
          .some((body) => body.method === method),
      );
    });

  test("a chain is found by name, alias and number, and what is a notification gets no content", async () => {
    for (const path of ["/dev", "/dev/", "/mainnet", "/31337"])
      assert.equal((await relay.send({ path, body: rpc("eth_chainId") })).status, 200, path);
    const notified = await relay.send({ body: '{"jsonrpc":"2.0","method":"eth_chainId"}' });
    assert.deepEqual([notified.status, notified.body.length], [200, 0]);
  });

  test("the attestation holds the nonce, as JSON and as CBOR", async () => {
    const nonce = randomBytes(32);
    const path = `/attestation?nonce=${nonce.toString("hex")}`;
    const evidence = JSON.parse((await relay.send({ method: "GET", path, headers: {} })).body.toString());
    assert.equal(evidence.nonce, nonce.toString("hex"));
    assert.equal(evidence.frontDoor, "host");
    const { keyid } = relay.running.relay.enclave.responseKey;
    assert.equal(createHash("sha256").update(Buffer.from(evidence.keys.response, "base64")).digest("hex"), keyid);
    const cbor = await relay.send({ method: "GET", path, headers: { accept: "application/cbor" } });
    assert.equal(cbor.headers["content-type"], "application/cbor");
    assert.ok(cbor.body.includes(nonce));
  });
});

describe("memory", () => {
  test("what an exchange held is given back, also of those that were cut", async () => {
    const { held } = relay.running.relay;
    const cut = connect(relay.http);
    cut.on("error", () => {});
    cut.write(
      `POST /dev HTTP/1.1\r\nhost: a\r\ncontent-type: application/json\r\ncontent-length: 60000\r\n\r\n${"x".repeat(1000)}`,
    );
    while (held.bytes < 60_000) await new Promise((resolve) => setImmediate(resolve));
    cut.destroy();
    while (held.bytes > 0) await new Promise((resolve) => setImmediate(resolve));
    assert.equal((await relay.call("eth_chainId")).result, "0x7a69");
  });
});
