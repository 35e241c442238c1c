// Attacker: root on the parent. It resolves names, and its egress connects the enclave to whatever it likes.
// Wants: to read or to answer what goes to an upstream. Only the certificate can stand in its way.
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { after, before, describe, test } from "node:test";
import { type ScriptedUpstream, soundNode, startScriptedUpstream } from "../../../../test/harness/scripted-upstream.ts";
import { openUpstreamsOf } from "../../../../test/harness/upstreams-of.ts";
import { targetOf } from "../../enclave/dial.ts";
import * as x509 from "../../enclave/x509.ts";

x509.cryptoProvider.set(crypto);
const algorithm = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" } as const;
const day = 86_400_000;
const host = "eth.example";

type Signer = { readonly certificate: x509.X509Certificate; readonly keys: CryptoKeyPair };

async function makeRoot(name: string): Promise<Signer> {
  const keys = await crypto.subtle.generateKey(algorithm, true, ["sign", "verify"]);
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({
    name: `CN=${name}`,
    keys,
    signingAlgorithm: algorithm,
    notBefore: new Date(Date.now() - day),
    notAfter: new Date(Date.now() + day),
    extensions: [
      new x509.BasicConstraintsExtension(true, 0, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign, true),
    ],
  });
  return { certificate, keys };
}

async function makeLeaf(root: Signer, { name = host, expired = false } = {}) {
  const keys = await crypto.subtle.generateKey(algorithm, true, ["sign", "verify"]);
  const certificate = await x509.X509CertificateGenerator.create({
    subject: `CN=${name}`,
    issuer: root.certificate.subject,
    publicKey: keys.publicKey,
    signingKey: root.keys.privateKey,
    signingAlgorithm: algorithm,
    notBefore: new Date(Date.now() - day),
    notAfter: new Date(Date.now() + (expired ? -60_000 : day)),
    extensions: [new x509.SubjectAlternativeNameExtension([{ type: "dns", value: name }])],
  });
  const pkcs8 = Buffer.from(await crypto.subtle.exportKey("pkcs8", keys.privateKey)).toString("base64");
  const spki = Buffer.from(await crypto.subtle.exportKey("spki", keys.publicKey));
  return {
    cert: certificate.toString("pem"),
    key: `-----BEGIN PRIVATE KEY-----\n${pkcs8}\n-----END PRIVATE KEY-----\n`,
    pin: createHash("sha256").update(spki).digest("hex"),
  };
}

describe("TLS to an upstream ends in the enclave", () => {
  let root: Signer;
  let roots: string[];
  let leaf: Awaited<ReturnType<typeof makeLeaf>>;
  let honest: ScriptedUpstream;
  const closing: (() => Promise<void>)[] = [];

  before(async () => {
    root = await makeRoot("root of the upstream");
    roots = [root.certificate.toString("pem")];
    leaf = await makeLeaf(root);
    honest = await serve(leaf);
  });
  after(async () => {
    for (const close of closing) await close();
  });

  async function serve(identity: { readonly cert: string; readonly key: string }) {
    const upstream = await startScriptedUpstream(soundNode({ result: '"0x7e"' }), { ...identity, host });
    closing.push(upstream.close);
    return upstream;
  }

  /** What a client gets from `configured` when the parent's egress leads everything to `real`. */
  async function outcome(trust: { readonly roots?: string[]; readonly pins?: string[] }, real: ScriptedUpstream) {
    const upstreams = await openUpstreamsOf([{ url: honest.url, ...trust }], { route: () => real.port });
    closing.push(upstreams.close);
    assert.deepEqual(upstreams.egress.targets(), []);
    // Refusals come at once; a busy machine is no timeout.
    const text = await upstreams.text("eth_gasPrice", [], 20_000).catch((error: { code: string }) => error.code);
    assert.ok(upstreams.egress.targets().every((target) => target === `${host}:${honest.port}`));
    return text;
  }

  test("control: the right name, root and pin", async () => {
    assert.equal(await outcome({ roots }, honest), '"0x7e"');
    assert.equal(await outcome({ roots, pins: [leaf.pin, "00".repeat(32)] }, honest), '"0x7e"');
  });

  test("without configured roots only the public ones count", async () => {
    assert.equal(await outcome({}, honest), "UPSTREAM_UNAVAILABLE");
    assert.equal(await outcome({ pins: [leaf.pin] }, honest), "UPSTREAM_UNAVAILABLE"); // a pin is no root
  });

  test("a valid certificate whose key is not pinned", async () => {
    assert.equal(await outcome({ roots, pins: ["00".repeat(32)] }, honest), "UPSTREAM_UNAVAILABLE");
  });

  test("an expired certificate", async () => {
    assert.equal(
      await outcome({ roots }, await serve(await makeLeaf(root, { expired: true }))),
      "UPSTREAM_UNAVAILABLE",
    );
  });

  test("the parent leads to another host of the same root", async () => {
    const other = await serve(await makeLeaf(root, { name: "evil.example" }));
    assert.equal(await outcome({ roots }, other), "UPSTREAM_UNAVAILABLE");
    assert.equal(other.bytes().length, 0); // nothing was said to it
  });

  test("the parent answers itself, with a certificate of its own for the right name", async () => {
    const parent = await serve(await makeLeaf(await makeRoot("root of the upstream")));
    assert.equal(await outcome({ roots }, parent), "UPSTREAM_UNAVAILABLE");
    assert.equal(parent.bytes().length, 0);
  });

  test("the parent answers in clear", async () => {
    const clear = await startScriptedUpstream(soundNode());
    closing.push(clear.close);
    assert.equal(await outcome({ roots }, clear), "UPSTREAM_UNAVAILABLE");
  });
});

test("the target of a URL", () => {
  assert.deepEqual(targetOf("https://eth.example/rpc?key=1"), { host: "eth.example", port: 443, secure: true });
  assert.deepEqual(targetOf("ws://[::1]:8546"), { host: "::1", port: 8546, secure: false });
});
