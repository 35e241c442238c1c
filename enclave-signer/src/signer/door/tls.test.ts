// Attacker: a client without a right to be one, slow clients, many of them, and a parent that writes what it likes before a client's bytes.
// User: a validator client with a certificate, at the door where its TLS ends.
import assert from "node:assert/strict";
import { X509Certificate } from "node:crypto";
import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { after, before, describe, test } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import type { ConnectionOptions, TLSSocket } from "node:tls";
import { clientAuthority, dns, type IssuedCertificate } from "../../../../test/harness/client-authority.ts";
import { pseudonym, startTestSigner, type TestSigner } from "../../../../test/harness/signer.ts";
import * as x509 from "../../enclave/x509.ts";
import { Refusal } from "../refusal.ts";
import type { Route, SignerRequest } from "./route.ts";

let signer: TestSigner;
/** What a route was given. */
const seen: SignerRequest[] = [];
/** Ends of requests at `/late` that wait for it. */
const late: (() => void)[] = [];

const routes: readonly Route[] = [
  {
    takes: (method, path) => method === "POST" && path === "/sign",
    answer(request) {
      seen.push(request);
      return { status: 200, contentType: "text/plain", body: request.client?.names.join() ?? "nobody" };
    },
  },
  {
    takes: (_method, path) => path === "/upcheck",
    answer: () => ({ status: 200, contentType: "text/plain", body: "OK" }),
  },
  { takes: (_method, path) => path === "/bytes", answer: ({ body }) => ({ status: 200, contentType: "a/b", body }) },
  {
    takes: (_method, path) => path === "/late",
    async answer() {
      await new Promise<void>((resolve) => late.push(resolve));
      return { status: 200, contentType: "text/plain", body: "late" };
    },
  },
  {
    takes: (_method, path) => path === "/large",
    answer: () => ({ status: 200, contentType: "text/plain", body: "x".repeat(largeBytes) }),
  },
  {
    takes: (_method, path) => path === "/refusal",
    answer() {
      throw new Refusal("OVERLOADED");
    },
  },
  {
    takes: (_method, path) => path === "/fault",
    answer() {
      throw new TypeError("hunter2 was in a variable");
    },
  },
];

const limits = {
  headersDeadlineMs: 200,
  requestDeadlineMs: 400,
  deadlineCheckMs: 50,
  handshakeDeadlineMs: 2_000,
  handshakesMax: 8,
  anonymousConnectionsMax: 4,
  heldBytesMax: 8_192,
  stalledClientMs: 1_000,
};
/** More than sockets and TLS hold between two ends. */
const largeBytes = 16_777_216;
const start = (config: Record<string, unknown> = {}) =>
  startTestSigner({
    parts: () => ({ routes, hostRoutes: [], close: async () => {} }),
    config: { limits: { requestBytesMax: 4_096, connectionsMax: 8 }, ...config },
    limits,
  });
before(async () => {
  signer = await start();
});
after(() => signer?.close());

const sign = (certificate: IssuedCertificate | undefined, path = "/sign") =>
  signer.ask({ certificate, method: "POST", path, body: "{}" });
const closed = (socket: Socket) =>
  new Promise<string>((resolve) => {
    let received = "";
    socket.on("data", (chunk) => (received += chunk.toString("latin1")));
    socket.on("error", () => {}).on("close", () => resolve(received));
  });
const secured = (socket: TLSSocket) =>
  new Promise<TLSSocket>((resolve, reject) =>
    socket
      .on("secureConnect", () => resolve(socket))
      .on("error", reject)
      .on("close", () => reject(new Error("closed"))),
  );

describe("who a client is", () => {
  for (const [name, options] of [
    ["TLS 1.2, as Teku builds it", { maxVersion: "TLSv1.2" }],
    ["TLS 1.3, as op-service demands it", { minVersion: "TLSv1.3" }],
  ] as const satisfies [string, ConnectionOptions][])
    test(`its certificate says so: ${name}`, async () => {
      const socket = await secured(signer.connect(signer.client, options));
      assert.equal(socket.getProtocol(), options === undefined ? "" : "maxVersion" in options ? "TLSv1.2" : "TLSv1.3");
      // Keep-alive: the second request on the same connection is the same client's.
      for (let count = 0; count < 2; count++) {
        const answer = await signer.ask({ socket, method: "POST", path: "/sign", body: "{}" });
        assert.deepEqual([answer.status, answer.body], [200, "vc"]);
      }
      socket.destroy();
    });

  test("without a certificate: the open paths, and 401 for everything else, its body unread", async () => {
    for (const path of ["/upcheck", "/health"]) assert.equal((await signer.ask({ path })).status, 200, path);
    const before = seen.length;
    const refused = await sign(undefined);
    assert.equal(refused.status, 401);
    assert.deepEqual(JSON.parse(refused.body), { message: "client certificate was not provided" });
    assert.equal(refused.headers.connection, "close");
    assert.equal(seen.length, before);
    assert.equal((await sign(signer.client)).status, 200); // control
  });

  test("at op-signer's path in op-signer's words", async () => {
    const nameless = await signer.clients.issue({});
    for (const [certificate, text] of [
      [undefined, "client certificate was not provided\n"],
      [nameless, "client certificate verified but did not contain DNS SAN extension\n"],
    ] as const) {
      const answer = await sign(certificate, "/");
      assert.deepEqual([answer.status, answer.body], [401, text]);
      assert.equal(answer.headers["content-type"], "text/plain; charset=utf-8");
    }
  });

  const impostors: readonly [string, () => Promise<IssuedCertificate>][] = [
    [
      "of another authority with our authority's name",
      async () => (await clientAuthority("clients")).issue({ names: dns("vc.example") }),
    ],
    ["that has expired", () => signer.clients.issue({ names: dns("vc.example"), notAfterMs: Date.now() - 60_000 })],
    [
      "for servers",
      () => signer.clients.issue({ names: dns("vc.example"), usages: [x509.ExtendedKeyUsage.serverAuth] }),
    ],
    [
      "of an intermediate",
      async () => (await signer.clients.intermediate("below")).issue({ names: dns("vc.example") }),
    ],
  ];
  for (const [name, make] of impostors)
    for (const maxVersion of ["TLSv1.2", "TLSv1.3"] as const)
      test(`a certificate ${name} ends the connection (${maxVersion})`, async () => {
        const before = seen.length;
        const socket = signer.connect(await make(), { maxVersion });
        socket.write("POST /sign HTTP/1.1\r\nhost: a\r\ncontent-length: 2\r\n\r\n{}");
        assert.doesNotMatch(await closed(socket), /HTTP/);
        assert.equal(seen.length, before);
      });

  test("another's key behind a good certificate proves nothing", async () => {
    const stolen = { ...signer.client, key: signer.client.key };
    const other = await signer.clients.issue({ names: dns("z.example") });
    assert.throws(() => signer.connect({ ...stolen, key: other.key }), /key values mismatch/);
  });

  test("the key of the certificate is the key of the evidence", async () => {
    const socket = await secured(signer.connect(undefined));
    const { publicKey } = new X509Certificate(socket.getPeerCertificate().raw);
    const evidence = JSON.parse((await signer.ask({ socket, path: `/attestation?nonce=${"ab".repeat(16)}` })).body);
    assert.equal(evidence.frontDoor, "enclave");
    assert.deepEqual(Buffer.from(evidence.keys.tls, "base64"), publicKey.export({ type: "spki", format: "der" }));
    socket.destroy();
  });
});

describe("a session is its client's, once", () => {
  for (const maxVersion of ["TLSv1.2", "TLSv1.3"] as const)
    test(`${maxVersion}: a session that is offered again is not taken up: each connection proves its client`, async () => {
      const first = signer.connect(signer.client, { maxVersion });
      const sessions: Buffer[] = [];
      first.on("session", (session) => sessions.push(session));
      await secured(first);
      await signer.ask({ socket: first, method: "POST", path: "/sign", body: "{}" });
      first.destroy();
      const session = sessions.at(-1) ?? first.getSession();
      // Without its key: whoever holds the session alone is nobody.
      const second = signer.connect(undefined, { maxVersion, ...(session && { session }) });
      await secured(second);
      assert.equal(second.isSessionReused(), false);
      assert.equal((await signer.ask({ socket: second, method: "POST", path: "/sign", body: "{}" })).status, 401);
    });

  test("TLS 1.2: no renegotiation to another certificate", async () => {
    const socket = await secured(signer.connect(signer.client, { maxVersion: "TLSv1.2" }));
    const outcome = await new Promise((resolve) => {
      socket.on("close", () => resolve("closed")).on("error", () => resolve("refused"));
      socket.renegotiate({ rejectUnauthorized: false }, (error) =>
        resolve(error === null ? "renegotiated" : "refused"),
      );
      socket.write("GET /upcheck HTTP/1.1\r\nhost: a\r\n\r\n");
    });
    assert.notEqual(outcome, "renegotiated");
    socket.destroy();
  });

  test("ALPN chooses http/1.1, none is fine too, and TLS 1.1 is refused", async () => {
    const socket = await secured(signer.connect(undefined, { ALPNProtocols: ["h2", "http/1.1"] }));
    assert.equal(socket.alpnProtocol, "http/1.1");
    socket.destroy();
    const old = signer.connect(undefined, {
      minVersion: "TLSv1",
      maxVersion: "TLSv1.1",
      ciphers: "DEFAULT@SECLEVEL=0",
    });
    await assert.rejects(secured(old), { code: "ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION" });
  });

  test("a certificate that expires while its connection stays open names nobody from then on", async () => {
    const brief = await signer.clients.issue({
      names: dns("vc.example"),
      notAfterMs: Math.ceil(Date.now() / 1000) * 1000 + 1_000,
    });
    const socket = await secured(signer.connect(brief));
    const ask = () => signer.ask({ socket, method: "POST", path: "/sign", body: "{}" });
    assert.equal((await ask()).status, 200);
    let status = 200;
    for (const end = performance.now() + 10_000; status === 200 && performance.now() < end; )
      status = (await ask()).status;
    assert.equal(status, 401);
    socket.destroy();
  });
});

describe("bytes", () => {
  test("come whole, and too many are refused", async () => {
    const echo = (body: string, headers = {}) =>
      signer.ask({ certificate: signer.client, method: "POST", path: "/bytes", body, headers });
    assert.equal((await echo("x".repeat(4_096))).body.length, 4_096);
    assert.equal((await echo("x".repeat(4_096), { "transfer-encoding": "chunked" })).body.length, 4_096);
    assert.equal((await echo("x".repeat(4_097))).status, 413);
    assert.equal((await echo("x".repeat(4_097), { "transfer-encoding": "chunked" })).status, 413);
  });

  test("that are held at once have a bound: 503 at once, and Retry-After", async () => {
    const hold = async () => {
      const socket = await secured(signer.connect(signer.client));
      socket.write("POST /bytes HTTP/1.1\r\nhost: a\r\ncontent-length: 4096\r\n\r\n");
      return socket;
    };
    const holding = [await hold(), await hold()];
    let answer = await signer.ask({ certificate: signer.client, method: "POST", path: "/bytes", body: "{}" });
    while (answer.status === 200)
      answer = await signer.ask({ certificate: signer.client, method: "POST", path: "/bytes", body: "{}" });
    assert.equal(answer.status, 503);
    assert.equal(answer.headers["retry-after"], "1");
    await Promise.all(holding.map(closed)); // by their deadline
    assert.equal((await sign(signer.client)).status, 200);
  });

  test("refusals and faults: a message, no text of an exception, no stack", async () => {
    const at = (path: string) => signer.ask({ certificate: signer.client, path });
    const refusal = await at("/refusal");
    assert.deepEqual([refusal.status, JSON.parse(refusal.body)], [503, { message: "too many signatures are waiting" }]);
    const fault = await at("/fault");
    assert.deepEqual([fault.status, JSON.parse(fault.body)], [500, { message: "internal error" }]);
    assert.match(signer.logs(), /"event":"request-failed"/);
    assert.doesNotMatch(signer.logs(), /hunter2/);
    assert.equal((await at("/nothing")).status, 404);
  });
});

describe("an answer", () => {
  test("that takes longer to make than a client may stall comes all the same, and the connection goes on", async () => {
    late.length = 0;
    const socket = await secured(signer.connect(signer.client));
    const answer = signer.ask({ socket, method: "POST", path: "/late", body: "{}" });
    while (late.length === 0) await delay(5);
    await delay(2 * limits.stalledClientMs);
    late[0]?.();
    assert.equal((await answer).body, "late");
    assert.equal((await signer.ask({ socket, method: "POST", path: "/sign", body: "{}" })).status, 200);
    socket.destroy();
  });

  test("that its client does not take is cut off", async () => {
    const received = async (pauseMs: number) => {
      const socket = await secured(signer.connect(signer.client));
      socket.pause();
      socket.write("GET /large HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n");
      await delay(pauseMs);
      let bytes = 0;
      for await (const chunk of socket.on("error", () => {})) bytes += (chunk as Buffer).length;
      return bytes;
    };
    assert.ok((await received(4 * limits.stalledClientMs).catch(() => 0)) < largeBytes);
    assert.ok((await received(0)) > largeBytes, "control");
  });
});

describe("a stream that is not what it should be ends", () => {
  for (const [name, first] of [
    ["no PROXY header", Buffer.from("GET / HTTP/1.1\r\nhost: a\r\n\r\n")],
    ["a header and no handshake", Buffer.from(pseudonym)],
    ["a header and noise", Buffer.concat([pseudonym, Buffer.from("noise that is no TLS record at all")])],
    ["half a handshake", Buffer.concat([pseudonym, Buffer.from("16030102000100", "hex")])],
  ] as const)
    test(name, async () => {
      const socket = connect(signer.tls);
      socket.write(first);
      await closed(socket);
    });

  for (const [name, text] of [
    ["a header that never ends", "POST /sign HTTP/1.1\r\nhost: a\r\nx-slow: "],
    ["content that never ends", "POST /sign HTTP/1.1\r\nhost: a\r\ncontent-length: 100\r\n\r\n{"],
  ] as const)
    test(`slow on purpose, ${name}: 408 and closed, while others are answered`, async () => {
      const slow = await secured(signer.connect(signer.client));
      const end = closed(slow);
      slow.write(text);
      assert.equal((await sign(signer.client)).status, 200);
      assert.match(await end, /^HTTP\/1\.1 (408|400) /);
    });
});

describe("those who are nobody can't keep clients out", () => {
  test("by handshakes that never end: the oldest goes", async () => {
    const idle = Array.from({ length: 24 }, () => connect(signer.tls).on("error", () => {}));
    await Promise.all(idle.map((socket) => once(socket, "connect")));
    assert.equal((await sign(signer.client)).status, 200);
    for (const socket of idle) socket.destroy();
  });

  test("by connections without a certificate: the oldest of them goes, no client does", async () => {
    const client = await secured(signer.connect(signer.client));
    const idle: TLSSocket[] = [];
    for (let count = 0; count < 5; count++) idle.push(await secured(signer.connect(undefined)));
    assert.equal(await Promise.race(idle.map((socket, at) => closed(socket).then(() => at))), 0);
    assert.equal((await signer.ask({ socket: client, method: "POST", path: "/sign", body: "{}" })).status, 200);
    for (const socket of [client, ...idle]) socket.destroy();
  });

  test("and clients beyond their places are told so at once", async () => {
    const full = await start();
    try {
      const clients: TLSSocket[] = [];
      for (let count = 0; count < 8; count++) {
        const socket = await secured(full.connect(full.client));
        // Served, so not the idle one that goes first.
        socket.write("POST /late HTTP/1.1\r\nhost: a\r\n\r\n");
        clients.push(socket);
      }
      const answer = await full.ask({ certificate: full.client, path: "/upcheck" });
      assert.equal(answer.status, 503);
      assert.match(answer.body, /all places for clients are taken/);
      clients[0]!.destroy();
      let status = 503;
      while (status === 503) status = (await full.ask({ certificate: full.client, path: "/upcheck" })).status;
      assert.equal(status, 200);
      for (const socket of clients) socket.destroy();
    } finally {
      await full.close();
    }
  });
});

test("a planned stop lets a request that is under way have its answer, and takes no more", async () => {
  late.length = 0;
  const stopping = await start();
  const answer = stopping.ask({ certificate: stopping.client, method: "POST", path: "/late" });
  while (late.length === 0) await new Promise(setImmediate);
  const stopped = stopping.stop();
  late[0]?.();
  assert.equal((await answer).body, "late");
  await stopped;
  await assert.rejects(stopping.ask({ certificate: stopping.client, path: "/upcheck" }));
  await stopping.close();
});
