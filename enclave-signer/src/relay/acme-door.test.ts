// Attacker: anyone on the internet, and P, at the TLS door of a relay that waits for its first certificate. The ACME server is one that never
// finishes validating, so that the door stays as it is during an order.
import assert from "node:assert/strict";
import { createHash, X509Certificate } from "node:crypto";
import { connect } from "node:net";
import { after, before, describe, test } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { type ConnectionOptions, connect as tlsConnect } from "node:tls";
import { proxyHeader } from "@inkan/link";
import { type RecordingUpstream, startRecordingUpstream } from "../../../test/harness/recording-upstream.ts";
import { startTestRelay, type TestRelay } from "../../../test/harness/relay.ts";
import { type ScriptedAcme, startScriptedAcme } from "../../../test/harness/scripted-acme.ts";

const name = "rpc.example";
const token = "t".repeat(43);
let acme: ScriptedAcme;
let upstream: RecordingUpstream;
let relay: TestRelay;
let thumbprint = "";

before(async () => {
  acme = await startScriptedAcme([name]);
  acme.script.authorization = (honest) => ({ body: { ...(honest.body as object), status: "pending" } });
  acme.script.account = (honest, request) => {
    const { protected: text } = request as { protected: string };
    const { jwk } = JSON.parse(Buffer.from(text, "base64url").toString()) as { jwk: Record<string, string> };
    const members = ["crv", "kty", "x", "y"].map((member) => [member, jwk[member]]);
    thumbprint = createHash("sha256")
      .update(JSON.stringify(Object.fromEntries(members)))
      .digest("base64url");
    return honest;
  };
  upstream = await startRecordingUpstream();
  const certificateAuthority = {
    kind: "acme",
    directory: acme.directoryUrl,
    termsOfServiceAgreed: true,
    caaIdentities: ["ca.example"],
    roots: [acme.root],
  };
  relay = await startTestRelay({
    upstreams: [{ name: "recorder", url: upstream.url }],
    config: { frontDoors: ["host", "enclave"], tls: { names: [name], certificateAuthority } },
  });
  for (const until = performance.now() + 30_000; !acme.asked.includes("challenge"); await delay(20))
    assert.ok(performance.now() < until, relay.logs());
});
after(async () => {
  await relay?.close();
  await upstream?.close();
  await acme?.close();
});

/** What the door shows; `undefined` when it ends the connection. */
function shown(options: ConnectionOptions): Promise<X509Certificate | undefined> {
  const stream = connect(relay.tls);
  stream.write(proxyHeader(new Uint8Array(16).fill(7)));
  const socket = tlsConnect({ socket: stream, rejectUnauthorized: false, ...options });
  return new Promise((resolve) => {
    socket.on("error", () => resolve(undefined)).on("close", () => resolve(undefined));
    socket.on("secureConnect", () => {
      resolve(socket.alpnProtocol === "acme-tls/1" ? new X509Certificate(socket.getPeerCertificate().raw) : undefined);
      socket.destroy();
    });
  });
}

describe("while a name is being validated", () => {
  test("the challenge for it is answered as RFC 8737 has it", async () => {
    const certificate = await shown({ servername: name, ALPNProtocols: ["acme-tls/1"] });
    assert.ok(certificate);
    assert.equal(certificate.subjectAltName, `DNS:${name}`);
    // id-pe-acmeIdentifier, critical, OCTET STRING of SHA-256(token.thumbprint) in an OCTET STRING.
    const digest = createHash("sha256").update(`${token}.${thumbprint}`).digest("hex");
    assert.ok(certificate.raw.toString("hex").includes(`06082b0601050507011f0101ff04220420${digest}`));
    const spki = certificate.publicKey.export({ type: "spki", format: "der" });
    assert.ok(!spki.equals(relay.running.relay.enclave.tls!.spki), "its key is not the one that serves");
  });

  for (const [what, options] of [
    ["a challenge for another name", { servername: "other.example", ALPNProtocols: ["acme-tls/1"] }],
    ["a challenge without a name", { ALPNProtocols: ["acme-tls/1"] }],
    ["another protocol besides", { servername: name, ALPNProtocols: ["acme-tls/1", "http/1.1"] }],
    ["HTTP", { servername: name, ALPNProtocols: ["http/1.1"] }],
    ["no protocol", { servername: name }],
  ] as const)
    test(`${what} meets no certificate: there is none yet`, async () => {
      assert.equal(
        await shown({ ...options, ALPNProtocols: [...("ALPNProtocols" in options ? options.ALPNProtocols : [])] }),
        undefined,
      );
      assert.ok(await shown({ servername: name, ALPNProtocols: ["acme-tls/1"] })); // control
    });

  test("health says what is missing, the host door serves, and evidence is signed for the account", async () => {
    const health = await relay.send({ method: "GET", path: "/health" });
    assert.equal(health.status, 503);
    assert.equal(JSON.parse(health.body.toString()).certificate, "missing");
    assert.equal((await relay.call("eth_chainId")).result, "0x7a69");
    const evidence = JSON.parse(
      (await relay.send({ method: "GET", path: `/attestation?nonce=${"ab".repeat(16)}` })).body.toString(),
    );
    assert.equal(evidence.acmeAccount.uri, `${new URL(acme.directoryUrl).origin}/account/1`);
  });
});
