// Attacker: the parent, which carries the enclave's certificate exchange and may delay, break or answer it.
// User: a TLS client that was given the authority's certificate.
import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer as createHttpServer, type RequestListener } from "node:http";
import net, { type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, test } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { connect as connectTls, TLSSocket } from "node:tls";
import { parseAddress } from "@inkan/link";
import { anchoredClock } from "./clock.ts";
import type { LogEvent } from "./log.ts";
import { mixedRandom } from "./random.ts";
import { createTlsKey, openTlsIdentity, renewalTimeMs, type TlsParts } from "./tls.ts";
import * as x509 from "./x509.ts";

const directory = mkdtempSync(join(tmpdir(), "inkan-tls-"));
after(() => rmSync(directory, { recursive: true, force: true }));
const random = mixedRandom(randomBytes(64));

/** A CONNECT proxy and an authority behind it, whose answer is `answer`'s. */
async function setup(
  context: { after(fn: () => void): void },
  answer: (csr: x509.Pkcs10CertificateRequest) => Promise<string | number>,
) {
  const path = join(directory, `${randomBytes(4).toString("hex")}.sock`);
  const listener: RequestListener = async (request, response) => {
    const parts: Buffer[] = [];
    for await (const part of request as AsyncIterable<Buffer>) parts.push(part);
    const said = await answer(new x509.Pkcs10CertificateRequest(Uint8Array.from(Buffer.concat(parts)).buffer));
    if (typeof said === "number") response.writeHead(said).end();
    else response.end(said);
  };
  const authority = createHttpServer(listener).listen(0, "127.0.0.1");
  await new Promise((resolve) => authority.once("listening", resolve));
  const { port } = authority.address() as AddressInfo;
  const sockets = new Set<net.Socket>();
  const egress = net.createServer((socket) => {
    sockets.add(socket.on("error", () => {}));
    socket.once("data", () => {
      const upstream = net.connect(port, "127.0.0.1").on("error", () => {});
      socket.write("HTTP/1.1 200 OK\r\n\r\n");
      socket.pipe(upstream).pipe(socket);
    });
  });
  await new Promise<void>((resolve) => egress.listen(path, resolve));
  const ending = new AbortController();
  context.after(() => {
    ending.abort();
    for (const socket of sockets) socket.destroy();
    egress.close();
    authority.close();
    authority.closeAllConnections();
  });
  const events: LogEvent[] = [];
  const parts: TlsParts = {
    settings: {
      names: ["localhost", "127.0.0.1", "::1"],
      certificateAuthority: { kind: "development", url: `http://127.0.0.1:${port}/` },
    },
    key: createTlsKey(random),
    egress: parseAddress(`unix:${path}`),
    clock: anchoredClock(Date.now()),
    random,
    log: (event) => events.push(event),
    signal: ending.signal,
  };
  return { parts, events };
}

const authorityKeys = await crypto.subtle.generateKey({ name: "ECDSA", namedCurve: "P-256" }, false, [
  "sign",
  "verify",
]);
const root = await x509.X509CertificateGenerator.createSelfSigned({
  name: "CN=authority of the test",
  serialNumber: "01",
  notBefore: new Date(Date.now() - 60_000),
  notAfter: new Date(Date.now() + 3_600_000),
  keys: authorityKeys,
  signingAlgorithm: { name: "ECDSA", hash: "SHA-256" },
  extensions: [new x509.BasicConstraintsExtension(true, undefined, true)],
});

async function issue(csr: x509.Pkcs10CertificateRequest, lifeMs = 3_600_000): Promise<string> {
  assert.equal(await csr.verify(), true);
  const names = csr.extensions.find((extension) => extension instanceof x509.SubjectAlternativeNameExtension)!;
  const certificate = await x509.X509CertificateGenerator.create({
    subject: "CN=leaf",
    issuer: root.subject,
    serialNumber: randomBytes(8).toString("hex").replace(/^./, "1"),
    notBefore: new Date(Date.now() - 2_000),
    notAfter: new Date(Date.now() + lifeMs),
    publicKey: csr.publicKey,
    signingKey: authorityKeys.privateKey,
    signingAlgorithm: { name: "ECDSA", hash: "SHA-256" },
    extensions: [names],
  });
  return `${certificate.toString("pem")}\n${root.toString("pem")}\n`;
}

describe("the TLS identity of an enclave", () => {
  test("serves a client that trusts the authority, with the key that was born inside; TLS 1.1 is refused", async (context) => {
    const { parts } = await setup(context, issue);
    const identity = await openTlsIdentity(parts);
    const server = net.createServer((socket) => {
      const secure = new TLSSocket(socket, { isServer: true, secureContext: identity.secureContext });
      secure.on("error", () => {}).end("hello");
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    context.after(() => server.close());
    const { port } = server.address() as AddressInfo;
    const client = (options: object) =>
      new Promise<Buffer>((resolve, reject) => {
        const socket = connectTls(
          { port, host: "127.0.0.1", servername: "localhost", ca: root.toString("pem"), ...options },
          () => {
            resolve(socket.getPeerX509Certificate()!.publicKey.export({ type: "spki", format: "der" }));
            socket.destroy();
          },
        ).on("error", reject);
      });
    assert.deepEqual(await client({}), Buffer.from(identity.spki));
    await assert.rejects(client({ minVersion: "TLSv1", maxVersion: "TLSv1.1" }));
    await assert.rejects(client({ ca: [] }), "control: without the authority's certificate it is not believed");
  });

  test("is tried again while the authority fails, is slow to start, or answers for another key", async (context) => {
    let asked = 0;
    const other = await crypto.subtle.generateKey({ name: "ECDSA", namedCurve: "P-256" }, false, ["sign", "verify"]);
    const { parts, events } = await setup(context, async (csr) => {
      asked++;
      if (asked === 1) return 503;
      if (asked === 2) return "x".repeat(100_000);
      if (asked === 3)
        return issue(
          await x509.Pkcs10CertificateRequestGenerator.create({
            name: "CN=other",
            keys: other,
            signingAlgorithm: { name: "ECDSA", hash: "SHA-256" },
            extensions: [...csr.extensions],
          }),
        );
      return issue(csr);
    });
    await openTlsIdentity(parts);
    assert.deepEqual(
      events.map((event) => ("code" in event ? event.code : event.event)),
      ["CERTIFICATE_UNAVAILABLE", "CERTIFICATE_UNAVAILABLE", "CERTIFICATE_INVALID", "certificate-issued"],
    );
  });

  test("is renewed in time, for the same key", async (context) => {
    let asked = 0;
    const { parts, events } = await setup(context, (csr) => issue(csr, asked++ === 0 ? 1_200 : 3_600_000));
    const identity = await openTlsIdentity(parts);
    const { certificateChain: first, secureContext, spki } = identity;
    for (let waits = 0; waits < 200 && identity.certificateChain === first; waits++) await delay(20);
    assert.notEqual(identity.certificateChain, first);
    assert.notEqual(identity.secureContext, secureContext);
    assert.deepEqual(identity.spki, spki);
    assert.equal(events.filter((event) => event.event === "certificate-issued" && event.renewal).length, 1);
  });

  test("a third of a life before its end is the time to renew", () => {
    assert.equal(renewalTimeMs({ pem: "", notBeforeMs: 0, notAfterMs: 90 }), 60);
  });

  test("a boot that is given up stops asking", async (context) => {
    const { parts } = await setup(context, async () => 503);
    const ending = new AbortController();
    const opening = openTlsIdentity({ ...parts, signal: ending.signal });
    ending.abort();
    await assert.rejects(opening);
  });
});
