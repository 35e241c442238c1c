// Attacker: a client that chooses host, path and nonce. Wants: to choose what the enclave signs.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { normalAuthority, type ProofValues, proofHeaders } from "./index.ts";

const values: ProofValues = {
  method: "POST",
  authority: "rpc.example:8443",
  path: "/eth",
  status: 200,
  contentType: "application/json",
  contentSha256: new Uint8Array(32).fill(1),
  requestSha256: new Uint8Array(32).fill(2),
  source: "upstream",
  level: "relayed",
  block: 17n,
  ageSeconds: 0,
  created: 1_800_000_000,
  nonce: 'a"b\\c',
  keyid: "ab".repeat(32),
};

describe("proofHeaders", () => {
  test("writes exactly the profile's lines", () => {
    const proof = proofHeaders(values);
    const parameters =
      '("@method";req "@authority";req "@path";req "@status" "content-type" "content-digest" "inkan-context");created=1800000000;expires=1800000060;nonce="a\\"b\\\\c";keyid="' +
      `${"ab".repeat(32)}";tag="inkan-rpc-1"`;
    assert.equal(proof.signatureInput, `inkan=${parameters}`);
    assert.equal(proof.contentDigest, "sha-256=:AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE=:");
    assert.equal(
      proof.inkanContext,
      "req=:AgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgI=:, src=upstream, level=relayed, block=17, age=0",
    );
    assert.equal(
      proof.signatureBase,
      [
        '"@method";req: POST',
        '"@authority";req: rpc.example:8443',
        '"@path";req: /eth',
        '"@status": 200',
        '"content-type": application/json',
        `"content-digest": ${proof.contentDigest}`,
        `"inkan-context": ${proof.inkanContext}`,
        `"@signature-params": ${parameters}`,
      ].join("\n"),
    );
  });

  test("leaves out what is not known", () => {
    const proof = proofHeaders({ ...values, nonce: undefined, block: undefined });
    assert.ok(!proof.signatureInput.includes("nonce"));
    assert.ok(proof.inkanContext.endsWith("level=relayed, age=0"));
  });

  const hostile: [name: string, changed: Partial<ProofValues>][] = [
    ["a line of its own in the path", { path: '/eth\n"@status": 200' }],
    ["a line of its own in the authority", { authority: "a\nb" }],
    ["a line of its own in the nonce", { nonce: "a\nb" }],
    ["a line of its own in the type", { contentType: "text/plain\r\nx: y" }],
    ["a path beyond ASCII", { path: "/é" }],
    ["an endless path", { path: "/".repeat(1025) }],
    ["an empty nonce", { nonce: "" }],
    ["a block beyond 15 digits", { block: 10n ** 15n }],
    ["a negative age", { ageSeconds: -1 }],
    ["a time with a fraction", { created: 1.5 }],
    ["no status", { status: 0 }],
  ];
  for (const [name, changed] of hostile)
    test(`refuses ${name}`, () =>
      assert.throws(() => proofHeaders({ ...values, ...changed }), { code: "VALUE_UNSAFE" }));
});

test("an authority is lower-case, and nothing but a host and a port", () => {
  for (const [host, authority] of [
    ["RPC.Example:8443", "rpc.example:8443"],
    ["127.0.0.1", "127.0.0.1"],
    ["[::1]:8545", "[::1]:8545"],
    ["a@b", undefined],
    ["a b", undefined],
    ["a/b", undefined],
    ["a\nb", undefined],
    ["a:", undefined],
    ["", undefined],
    ["a".repeat(262), undefined],
    [undefined, undefined],
  ] as const)
    assert.equal(normalAuthority(host), authority);
});
