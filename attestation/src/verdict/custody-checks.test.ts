// Attacker: P, who passes the signer's evidence on and may drop, keep or exchange parts of it. What it can't do is make a report that is not the
// signer's, or one for this nonce.
import assert from "node:assert/strict";
import { createHash, generateKeyPairSync, sign } from "node:crypto";
import { describe, test } from "node:test";
import { type CustodyReport, custodyReportText } from "../custody/index.ts";
import type { ReadEvidence } from "../proof/index.ts";
import { custodyChecks } from "./custody-checks.ts";

const { publicKey, privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
const stranger = generateKeyPairSync("ec", { namedCurve: "P-256" }).privateKey;
const responseKey = new Uint8Array(publicKey.export({ type: "spki", format: "der" }));
const nonce = new Uint8Array(32).fill(7);
const at = 1_766_678_659;
const keyArn = "arn:aws:kms:eu-central-1:123456789012:key/1";
const sound: CustodyReport = {
  ...{
    version: 1,
    keyArn,
    checkedAt: at - 3_600,
    policySha256: "ab".repeat(32),
    grants: 0,
    administrators: [],
    immutable: true,
  },
  ...{ measurements: { pcr0: [], pcr1: [], pcr2: [], pcr8: [], pcr16: [] }, findings: [] },
};

function evidenceOf(
  report: CustodyReport | undefined,
  { by = privateKey, forNonce = nonce, named = keyArn } = {},
): ReadEvidence {
  const configuration = JSON.stringify({ sealing: { kind: "kms", keyArn: named } });
  const text = report === undefined ? "" : custodyReportText(report);
  const signed = Buffer.concat([
    Buffer.from("inkan-custody-1\n"),
    forNonce,
    createHash("sha256").update(text).digest(),
  ]);
  const signature = new Uint8Array(sign("sha256", signed, { key: by, dsaEncoding: "ieee-p1363" }));
  const custody = report === undefined ? undefined : { report: text, signature };
  return { configuration, custody, responseKey, nonce } as unknown as ReadEvidence;
}
const outcome = async (evidence: ReadEvidence) => {
  const { checks, warnings } = await custodyChecks(evidence, at);
  return { passed: checks.map(({ passed }) => passed), warnings: warnings.map(({ code }) => code) };
};

describe("the custody report in a signer's evidence", () => {
  test("control: signed for this nonce, of today, without a fault", async () => {
    assert.deepEqual(await outcome(evidenceOf(sound)), { passed: [true], warnings: [] });
  });

  test("control: a signer that seals otherwise reports nothing, and nothing is asked", async () => {
    const evidence = { ...evidenceOf(undefined), configuration: '{"sealing":{"kind":"machine"}}' };
    assert.deepEqual(await outcome(evidence), { passed: [], warnings: [] });
  });

  for (const [what, evidence] of [
    ["left out", evidenceOf(undefined)],
    ["of an earlier asker", evidenceOf(sound, { forNonce: new Uint8Array(32).fill(8) })],
    ["of another key's making", evidenceOf(sound, { by: stranger })],
    ["on another key", evidenceOf({ ...sound, keyArn: keyArn.replace("key/1", "key/2") })],
    ["27 hours old", evidenceOf({ ...sound, checkedAt: at - 97_200 })],
    ["of tomorrow", evidenceOf({ ...sound, checkedAt: at + 86_400 })],
  ] as const)
    test(`${what} fails the verification`, async () => {
      const { checks } = await custodyChecks(evidence, at);
      assert.deepEqual(
        checks.map(({ passed, code }) => [passed, code]),
        [[false, "CUSTODY_UNREPORTED"]],
      );
    });

  test("with a fault or a note is shown as a warning that names it", async () => {
    const findings = [
      { code: "IF_EXISTS", detail: "statement 'x'" },
      { code: "POLICY_CHANGEABLE", detail: "root" },
    ] as const;
    const { warnings } = await custodyChecks(evidenceOf({ ...sound, findings }), at);
    assert.deepEqual(
      warnings.map(({ code }) => code),
      ["CUSTODY_FAULT", "CUSTODY_NOTE"],
    );
    assert.match(warnings[0]?.text ?? "", /IF_EXISTS/);
  });

  test("on a stand-in's key says that it is one", async () => {
    const standIn = "arn:inkan-stand-in:kms:local-1:000000000000:key/1";
    const { warnings } = await custodyChecks(evidenceOf({ ...sound, keyArn: standIn }, { named: standIn }), at);
    assert.deepEqual(
      warnings.map(({ code }) => code),
      ["KMS_STAND_IN"],
    );
  });
});
