// Attacker: root on the parent, between the enclave and the client. It has every proof that was ever made.
// Wants: that one of them is believed for another request, authority, path, nonce, answer, status or time.
// The vectors are files, so that other implementations can run them: docs/protocol/proof.md, section 8.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, test } from "node:test";
import { proofCheckTable, proofRefusalTable, verifyProof } from "./index.ts";

type Vector = {
  readonly name: string;
  readonly code?: string;
  readonly now: number;
  readonly expectedNonce: string | null;
  readonly request: {
    readonly method: string;
    readonly authority: string;
    readonly path: string;
    readonly body: string;
  };
  readonly response: { readonly status: number; readonly headers: [string, string][]; readonly body: string };
  readonly signatureBase?: string;
};
type VectorFile = {
  readonly key: { readonly spki: string; readonly keyid: string };
  readonly vectors: readonly Vector[];
};

const read = (name: string) =>
  JSON.parse(readFileSync(new URL(`../../vectors/proof/${name}`, import.meta.url), "utf8")) as VectorFile;
const utf8 = (text: string) => new TextEncoder().encode(text);
const positive = read("positive.json");
const negative = read("negative.json");
const spki = (file: VectorFile) => new Uint8Array(Buffer.from(file.key.spki, "base64"));

const verify = (file: VectorFile, vector: Vector) =>
  verifyProof({
    request: { ...vector.request, body: utf8(vector.request.body) },
    response: { ...vector.response, body: utf8(vector.response.body) },
    keySpki: spki(file),
    now: vector.now,
    expectedNonce: vector.expectedNonce,
  });

describe(`${positive.vectors.length} honest proofs`, () => {
  assert.ok(positive.vectors.length > 0);
  for (const vector of positive.vectors)
    test(vector.name, async () => {
      const report = await verify(positive, vector);
      assert.equal(report.code, undefined, JSON.stringify(report.checks.filter(({ passed }) => !passed)));
      assert.equal(report.accepted, true);
      assert.deepEqual(
        report.checks.map(({ id }) => id),
        Object.keys(proofCheckTable),
      );
      assert.ok(report.context !== undefined && report.created !== undefined);
    });
});

describe(`${negative.vectors.length} proofs that must not be believed`, () => {
  assert.ok(negative.vectors.length > 0);
  for (const vector of negative.vectors)
    test(`${vector.name}: ${vector.code}`, async () => {
      assert.ok(vector.code !== undefined && vector.code in proofRefusalTable);
      const report = await verify(negative, vector);
      assert.equal(report.accepted, false);
      assert.equal(report.code, vector.code, JSON.stringify(report.checks.filter(({ passed }) => !passed)));
      assert.equal(report.context, undefined);
    });
});

test("every honest proof is refused for every other one's request", async () => {
  let pairs = 0;
  for (const a of positive.vectors)
    for (const b of positive.vectors) {
      if (JSON.stringify(a.request) === JSON.stringify(b.request)) continue;
      pairs++;
      assert.equal((await verify(positive, { ...a, request: b.request })).accepted, false, `${a.name} for ${b.name}`);
    }
  assert.ok(pairs > 0);
});

test("a key that is no key, and times that are no times, refuse", async () => {
  const vector = positive.vectors[0]!;
  const input = {
    request: { ...vector.request, body: utf8(vector.request.body) },
    response: { ...vector.response, body: utf8(vector.response.body) },
    keySpki: spki(positive),
    now: vector.now,
    expectedNonce: vector.expectedNonce,
  };
  assert.equal((await verifyProof(input)).accepted, true); // control
  for (const keySpki of [new Uint8Array(0), spki(positive).subarray(0, 90), spki(positive).fill(0, 60)])
    assert.equal((await verifyProof({ ...input, keySpki })).code, "KEY_INVALID");
  for (const changed of [{ now: Number.NaN }, { maxAgeSeconds: Number.NaN }, { clockSkewSeconds: Number.NaN }])
    assert.equal((await verifyProof({ ...input, ...changed })).accepted, false);
});
