// Attacker: clients that are slow on purpose, and a parent that writes what it likes before a client's bytes. They want places for good.
// User: a browser at the enclave's own door, where TLS ends inside.
import assert from "node:assert/strict";
import { createHash, X509Certificate } from "node:crypto";
import { request as httpsRequest } from "node:https";
import { connect, type Socket } from "node:net";
import { after, before, describe, test } from "node:test";
import { type ConnectionOptions, type TLSSocket, connect as tlsConnect } from "node:tls";
import { proxyHeader } from "@inkan/link";
import { type RecordingUpstream, startRecordingUpstream } from "../../../test/harness/recording-upstream.ts";
import { startTestRelay, type TestRelay } from "../../../test/harness/relay.ts";

let upstream: RecordingUpstream;
let relay: TestRelay;
before(async () => {
  upstream = await startRecordingUpstream();
  relay = await startTestRelay({
    upstreams: [{ name: "recorder", url: upstream.url }],
    doors: ["host", "enclave"],
    limits: {
      headersDeadlineMs: 200,
      requestDeadlineMs: 400,
      deadlineCheckMs: 50,
      handshakeDeadlineMs: 300,
      handshakesMax: 8,
      idleConnectionsMax: 4,
    },
  });
});
after(async () => {
  await relay?.close();
  await upstream?.close();
});

const pseudonym = proxyHeader(new Uint8Array(16).fill(7));
const closed = (socket: Socket) =>
  new Promise<string>((resolve) => {
    let received = "";
    socket.on("data", (chunk) => (received += chunk.toString("latin1")));
    socket.on("error", () => {});
    socket.on("close", () => resolve(received));
  });

/** A client's TLS behind a PROXY header, as the gateway passes it on. */
function openTls(options: ConnectionOptions = {}): TLSSocket {
  const stream = connect(relay.tls);
  stream.write(pseudonym);
  return tlsConnect({ socket: stream, servername: "localhost", ca: relay.ca, ...options });
}

const ask = (method: string, body: string, path = "/dev") =>
  new Promise<{ status: number; headers: Record<string, unknown>; body: string; spki: Buffer }>((resolve, reject) => {
    const sent = httpsRequest(
      {
        method,
        path,
        headers: { host: "LOCALHOST", "content-type": "application/json" },
        createConnection: () => openTls(),
      },
      (response) => {
        let text = "";
        response.on("data", (chunk) => (text += chunk));
        response.on("end", () => {
          const certificate = new X509Certificate((response.socket as TLSSocket).getPeerCertificate().raw);
          const spki = certificate.publicKey.export({ type: "spki", format: "der" });
          resolve({ status: response.statusCode ?? 0, headers: response.headers, body: text, spki });
          response.socket.destroy();
        });
      },
    );
    sent.on("error", reject);
    sent.end(body);
  });

const chainId = '{"jsonrpc":"2.0","id":1,"method":"eth_chainId"}';

describe("the enclave's own door", () => {
  test("a browser's question before it asks, its call, and what it may read of the answer", async () => {
    const preflight = await ask("OPTIONS", "");
    assert.equal(preflight.status, 204);
    assert.equal(preflight.headers["access-control-allow-origin"], "*");
    assert.match(String(preflight.headers["access-control-allow-headers"]), /content-type.*accept-signature/);
    const answer = await ask("POST", chainId);
    assert.equal(answer.body, '{"jsonrpc":"2.0","id":1,"result":"0x7a69"}');
    assert.equal(answer.headers["access-control-allow-origin"], "*");
    assert.match(String(answer.headers["access-control-expose-headers"]), /signature, signature-input/);
    assert.ok(answer.headers.signature);
  });

  test("the key of the certificate is the key of the evidence", async () => {
    const { body, spki } = await ask("GET", "", `/attestation?nonce=${"ab".repeat(32)}`);
    const evidence = JSON.parse(body);
    assert.equal(evidence.frontDoor, "enclave");
    assert.deepEqual(Buffer.from(evidence.keys.tls, "base64"), spki);
    assert.equal(createHash("sha256").update(spki).digest().length, 32);
  });

  test("ALPN chooses http/1.1, and TLS 1.1 is refused", async () => {
    const socket = openTls({ ALPNProtocols: ["h2", "http/1.1"] });
    await new Promise((resolve, reject) => socket.on("secureConnect", resolve).on("error", reject));
    assert.equal(socket.alpnProtocol, "http/1.1");
    socket.destroy();
    // The client itself would take it, so it is the enclave that refuses.
    const old = openTls({ minVersion: "TLSv1", maxVersion: "TLSv1.1", ciphers: "DEFAULT@SECLEVEL=0" });
    await assert.rejects(new Promise((resolve, reject) => old.on("secureConnect", resolve).on("error", reject)), {
      code: "ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION",
    });
  });
});

describe("a stream that is not what it should be ends", () => {
  for (const [name, first] of [
    ["nothing comes", Buffer.alloc(0)],
    ["no PROXY header", Buffer.from("GET / HTTP/1.1\r\nhost: a\r\n\r\n")],
    ["half a PROXY header", Buffer.from(pseudonym.subarray(0, 10))],
    ["a header and no handshake", Buffer.from(pseudonym)],
    ["a header and noise", Buffer.concat([pseudonym, Buffer.from("noise that is no TLS record at all")])],
    ["half a handshake", Buffer.concat([pseudonym, Buffer.from("16030102000100", "hex")])],
  ] as const)
    test(name, async () => {
      const socket = connect(relay.tls);
      if (first.length > 0) socket.write(first);
      const startedMs = performance.now();
      await closed(socket);
      // Wide, since the machine may be busy: without a deadline it would be forever.
      assert.ok(performance.now() - startedMs < 10_000);
    });

  test("when all places for handshakes are taken, the oldest goes, and an honest client is served at once", async () => {
    const idle = Array.from({ length: 8 }, () => connect(relay.tls).on("error", () => {}));
    const ended = idle.map(closed);
    await Promise.all(idle.map((socket) => new Promise((resolve) => socket.on("connect", resolve))));
    assert.equal((await ask("POST", chainId)).status, 200);
    await Promise.all(ended);
  });

  test("when all places for idle connections are taken, the one that is idle longest goes", async () => {
    const idle: TLSSocket[] = [];
    for (let count = 0; count < 4; count++) {
      const socket = openTls();
      await new Promise((resolve, reject) => socket.on("secureConnect", resolve).on("error", reject));
      idle.push(socket);
    }
    const ended = idle.map((socket, at) => closed(socket).then(() => at));
    assert.equal((await ask("POST", chainId)).status, 200);
    assert.equal(await Promise.race(ended), 0);
    for (const socket of idle) socket.destroy();
  });
});

describe("slow clients at the host door", () => {
  for (const [name, bytes] of [
    ["a header that never ends", "POST /dev HTTP/1.1\r\nhost: a\r\nx-slow: "],
    [
      "content that never ends",
      "POST /dev HTTP/1.1\r\nhost: a\r\ncontent-type: application/json\r\ncontent-length: 100\r\n\r\n{",
    ],
  ] as const)
    test(`${name}: 408 and closed, while others are answered`, async () => {
      const slow = connect(relay.http);
      const end = closed(slow);
      slow.write(bytes);
      assert.equal((await relay.call("eth_chainId")).result, "0x7a69");
      assert.match(await end, /^HTTP\/1\.1 408 [\s\S]*"REQUEST_TIMEOUT"/);
    });
});
