// User: whoever runs `inkan verify`. Attacker: P, who shows another ACME account than the enclave's, so that DNS which names P's looks right.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { signedAcmeAccountBytes } from "../acme-account.ts";
import type { CaaLookup, CaaRecord } from "../caa/index.ts";
import type { ReadEvidence } from "../proof/index.ts";
import { caaChecks } from "./caa-checks.ts";

const nonce = new Uint8Array(32).fill(5);
const uri = "https://ca.example/acct/1";
const algorithm = { name: "ECDSA", namedCurve: "P-256" };
const newKey = () => crypto.subtle.generateKey(algorithm, true, ["sign", "verify"]);
const [own, stranger] = await Promise.all([newKey(), newKey()]);
const sign = async (key: CryptoKeyPair, text: string, over = nonce) =>
  new Uint8Array(
    await crypto.subtle.sign(
      { name: "ECDSA", hash: "SHA-256" },
      key.privateKey,
      await signedAcmeAccountBytes(over, text),
    ),
  );
const responseKey = new Uint8Array(await crypto.subtle.exportKey("spki", own.publicKey));
const configuration = (kind: string) =>
  JSON.stringify({ tls: { names: ["rpc.b.example"], certificateAuthority: { kind, caaIdentities: ["ca.example"] } } });
const evidence = (acmeAccount: ReadEvidence["acmeAccount"], kind = "acme") =>
  ({ configuration: configuration(kind), responseKey, acmeAccount }) as ReadEvidence;
const honest = evidence({ uri, signature: await sign(own, uri) });

const issue = (value: string): CaaRecord => ({ critical: false, tag: "issue", value });
const right = issue(`ca.example; accounturi=${uri}; validationmethods=tls-alpn-01`);
const zone =
  (records: Readonly<Record<string, readonly CaaRecord[]>>): CaaLookup =>
  async (name) =>
    records[name] ?? [];
const closed = zone({ "b.example": [right, { critical: false, tag: "issuewild", value: ";" }] });

async function judged(shown: ReadEvidence, lookup: CaaLookup | undefined) {
  const { checks, warnings } = await caaChecks(shown, nonce, lookup);
  return {
    outcome: checks[0]?.outcome,
    code: checks[0]?.code,
    warnings: warnings.map(({ code }) => code),
    checks,
    texts: warnings,
  };
}

const notProven = [
  ["signed by another key", evidence({ uri, signature: await sign(stranger, uri) })],
  ["signed for another nonce", evidence({ uri, signature: await sign(own, uri, new Uint8Array(32)) })],
  ["other than the one that was signed", evidence({ uri: `${uri}2`, signature: await sign(own, uri) })],
  ["with characters that no record holds", evidence({ uri: `${uri};x`, signature: await sign(own, `${uri};x`) })],
] as const;

describe("CAA in a verdict", () => {
  test("that leaves certificates to the enclave's account passes", async () => {
    const { outcome, warnings } = await judged(honest, closed);
    assert.deepEqual([outcome, warnings], ["passed", []]);
  });

  for (const [what, shown] of notProven)
    test(`an account ${what} fails`, async () => {
      assert.equal((await judged(shown, closed)).code, "ACME_ACCOUNT_NOT_PROVEN");
    });

  test("that names another account only fails", async () => {
    const { outcome, code } = await judged(
      honest,
      zone({ "rpc.b.example": [issue("ca.example; accounturi=https://ca.example/acct/9")] }),
    );
    assert.deepEqual([outcome, code], ["failed", "CAA_MISMATCH"]);
  });

  test("that is absent, or lets others, is a warning that says what would be right", async () => {
    for (const lookup of [zone({}), zone({ "rpc.b.example": [right, issue("other.example")] })]) {
      const { outcome, warnings, texts } = await judged(honest, lookup);
      assert.deepEqual([outcome, warnings], ["not-asked", ["CAA_OPEN"]]);
      assert.ok(texts[0]?.text.endsWith(`rpc.b.example. CAA 0 issue "${right.value}"`));
    }
  });

  test("that lets others have a wildcard which serves the name is a warning", async () => {
    const { warnings, texts } = await judged(
      honest,
      zone({ "rpc.b.example": [right], "b.example": [issue("other.example")] }),
    );
    assert.deepEqual(warnings, ["CAA_OPEN"]);
    assert.match(texts[0]?.text ?? "", /\*\.b\.example.*b\.example\. CAA 0 issuewild ";"$/);
  });

  test("that can't be found out is a warning", async () => {
    for (const [shown, lookup] of [
      [honest, undefined],
      [honest, (() => Promise.reject(new Error("SERVFAIL"))) as CaaLookup],
      [evidence(undefined), closed],
    ] as const) {
      const { outcome, warnings } = await judged(shown, lookup);
      assert.deepEqual([outcome, warnings], ["not-possible", ["CAA_NOT_CHECKED"]]);
    }
  });

  test("is nobody's question where the certificate is not from an ACME server", async () => {
    assert.deepEqual((await judged(evidence(undefined, "development"), closed)).checks, []);
  });
});
