// Attacker: the parent, which stands between the enclave and its certificate authority and answers in its place.
import assert from "node:assert/strict";
import { createPublicKey, generateKeyPairSync, type KeyObject, randomBytes } from "node:crypto";
import { describe, test } from "node:test";
import type { BootError } from "../boot-error.ts";
import { generateP256 } from "../p256.ts";
import { mixedRandom } from "../random.ts";
import * as x509 from "../x509.ts";
import { checkChain } from "./chain.ts";

const nowMs = Date.UTC(2030, 0, 1);
const dayMs = 86_400_000;
const key = generateP256(mixedRandom(randomBytes(64)));
const names = ["rpc.example", "127.0.0.1"];
const pair = () => generateKeyPairSync("ec", { namedCurve: "P-256" });
const authority = pair();

type Leaf = {
  readonly subject?: string;
  readonly privateKey?: KeyObject;
  readonly names?: readonly x509.JsonGeneralName[];
  readonly notBeforeMs?: number;
  readonly notAfterMs?: number;
  readonly signer?: KeyObject;
};

async function certificate(
  subject: string,
  publicKey: KeyObject,
  signer: KeyObject,
  { names: alternative = [], notBeforeMs = nowMs - dayMs, notAfterMs = nowMs + dayMs }: Leaf,
) {
  const made = await x509.X509CertificateGenerator.create({
    subject,
    issuer: "CN=authority",
    serialNumber: "01",
    notBefore: new Date(notBeforeMs),
    notAfter: new Date(notAfterMs),
    publicKey: x509.webCryptoKey(publicKey, "P-256"),
    signingKey: x509.webCryptoKey(signer, "P-256"),
    signingAlgorithm: { name: "ECDSA", hash: "SHA-256" },
    extensions:
      alternative.length === 0
        ? [new x509.BasicConstraintsExtension(true)]
        : [new x509.SubjectAlternativeNameExtension([...alternative])],
  });
  return `${made.toString("pem")}\n`;
}

const own: readonly x509.JsonGeneralName[] = [
  { type: "dns", value: "rpc.example" },
  { type: "ip", value: "127.0.0.1" },
];

async function chain(leaf: Leaf = {}): Promise<string> {
  const publicKey = createPublicKey(leaf.privateKey ?? key.privateKey);
  const first = await certificate(leaf.subject ?? "CN=leaf", publicKey, leaf.signer ?? authority.privateKey, {
    names: own,
    ...leaf,
  });
  return first + (await certificate("CN=authority", authority.publicKey, authority.privateKey, {}));
}

const check = (pem: string) => checkChain(pem, { spki: key.spki, names, nowMs });

describe("a certificate chain", () => {
  test("for our key and names is taken, and what stands around it is not kept", async () => {
    const taken = check(`prose before\n${await chain()}prose behind`);
    assert.equal(taken.notAfterMs, nowMs + dayMs);
    assert.doesNotMatch(taken.pem, /prose/);
    assert.equal(taken.pem.match(/BEGIN CERTIFICATE/g)?.length, 2);
  });

  const cases: readonly [name: string, pem: () => Promise<string>, message: RegExp][] = [
    ["for another key", () => chain({ privateKey: pair().privateKey }), /another key/],
    ["without one of the names", () => chain({ names: own.slice(0, 1) }), /does not name 127\.0\.0\.1/],
    [
      "with the name in the subject alone",
      () => chain({ subject: "CN=rpc.example", names: own.slice(1) }),
      /does not name/,
    ],
    ["that has expired", () => chain({ notAfterMs: nowMs }), /hypervisor's time/],
    ["from the future", () => chain({ notBeforeMs: nowMs + dayMs / 2 }), /hypervisor's time/],
    ["not signed by the next", () => chain({ signer: pair().privateKey }), /hang together/],
    ["of no certificate", async () => "no certificate", /0 certificates/],
    ["of too many", async () => (await chain()).repeat(4), /8 certificates/],
    ["of garbage", async () => "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n", /not a certificate/],
  ];
  for (const [name, pem, message] of cases)
    test(`${name} is refused`, async () => {
      const text = await pem();
      assert.throws(
        () => check(text),
        (error: BootError) => error.code === "CERTIFICATE_INVALID" && message.test(error.message),
      );
      check(await chain()); // control
    });
});
