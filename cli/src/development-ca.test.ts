// User: a developer whose enclave wants a certificate. Attacker: another program on the machine that sends it anything.
import assert from "node:assert/strict";
import { createPublicKey, generateKeyPairSync, X509Certificate } from "node:crypto";
import { mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, test } from "node:test";
import "reflect-metadata";
import * as x509 from "@peculiar/x509";
import { type DevelopmentCa, startDevelopmentCa } from "./development-ca.ts";

const directory = mkdtempSync(join(tmpdir(), "inkan-ca-"));
const running: DevelopmentCa[] = [];
after(async () => {
  for (const ca of running) await ca.close();
  rmSync(directory, { recursive: true, force: true });
});

async function start(name = "ca"): Promise<DevelopmentCa> {
  const ca = await startDevelopmentCa({ port: 0, directory: join(directory, name) });
  running.push(ca);
  return ca;
}

const { privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
const algorithm = { name: "ECDSA", namedCurve: "P-256" } as const;

async function request(names: readonly x509.JsonGeneralName[]): Promise<Uint8Array> {
  const made = await x509.Pkcs10CertificateRequestGenerator.create({
    name: "CN=enclave",
    keys: {
      privateKey: privateKey.toCryptoKey(algorithm, false, ["sign"]) as CryptoKey,
      publicKey: createPublicKey(privateKey).toCryptoKey(algorithm, true, ["verify"]) as CryptoKey,
    },
    signingAlgorithm: { name: "ECDSA", hash: "SHA-256" },
    extensions: names.length === 0 ? [] : [new x509.SubjectAlternativeNameExtension([...names])],
  });
  return new Uint8Array(made.rawData);
}

const post = (ca: DevelopmentCa, body: Uint8Array) =>
  fetch(`http://127.0.0.1:${ca.port}/`, { method: "POST", body: Uint8Array.from(body) });
const localhost = [
  { type: "dns", value: "localhost" },
  { type: "ip", value: "127.0.0.1" },
] as const;

describe("the development certificate authority", () => {
  test("issues for the request's key and names, in a chain that says what it is", async () => {
    const ca = await start();
    const answer = await post(ca, await request(localhost));
    assert.equal(answer.status, 200);
    const [leaf, issuer] = (await answer.text())
      .match(/-----BEGIN[\s\S]+?END CERTIFICATE-----/g)!
      .map((pem) => new X509Certificate(pem));
    const authority = new X509Certificate(ca.certificatePem);
    assert.equal(leaf!.verify(authority.publicKey), true);
    assert.equal(issuer!.fingerprint256, authority.fingerprint256);
    assert.equal(leaf!.checkHost("localhost"), "localhost");
    assert.equal(leaf!.checkIP("127.0.0.1"), "127.0.0.1");
    assert.equal(leaf!.ca, false);
    assert.ok(leaf!.publicKey.equals(createPublicKey(privateKey)));
    assert.match(authority.subject, /development/);
  });

  test("keeps its key, readable by the owner alone, from start to start", async () => {
    const first = await start("kept");
    await first.close();
    const second = await start("kept");
    assert.equal(second.certificatePem, first.certificatePem);
    assert.equal(statSync(join(directory, "kept/ca-key.pem")).mode & 0o777, 0o600);
    assert.notEqual((await start("another")).certificatePem, first.certificatePem); // control
  });

  test("refuses garbage, a broken signature, no names, too much, and other methods", async () => {
    const ca = await start();
    const sound = await request(localhost);
    const broken = Uint8Array.from(sound);
    broken[broken.length - 1]! ^= 1;
    for (const body of [
      new Uint8Array(),
      Uint8Array.of(0x30, 0x80),
      broken,
      await request([]),
      await request([{ type: "email", value: "a@b.example" }]),
      new Uint8Array(20_000),
    ]) {
      const answer = await post(ca, body);
      assert.equal(answer.status, 400);
      assert.doesNotMatch(await answer.text(), /\bat .*:\d+/);
    }
    assert.equal((await fetch(`http://127.0.0.1:${ca.port}/`)).status, 405);
    assert.equal((await post(ca, sound)).status, 200); // control
  });
});
