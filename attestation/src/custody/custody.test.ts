// Attacker: A, who administers the account, and writes key policies that look right. Each weakness lets the attacker through by IAM's own logic,
// and is found; the control is the template, under which the honest enclave is served and nobody else.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { isFault } from "./errors.ts";
import { judgeCustody, type LiveKey } from "./findings.ts";
import {
  heldPcrs,
  type KeyPolicyParameters,
  pcrConditionKey,
  readKeyPolicy,
  renderKeyPolicy,
  valuesOf,
} from "./key-policy.ts";
import { readPolicy } from "./policy-document.ts";
import { isAllowed } from "./policy-evaluation.ts";
import { custodyReportText, readCustodyReport } from "./report.ts";

const pcr = (digit: string) => digit.repeat(96);
const measurements = { pcr0: [pcr("a")], pcr1: [pcr("b")], pcr2: [pcr("c")], pcr8: [pcr("8")], pcr16: [pcr("d")] };
const role = "arn:aws:iam::123456789012:role/signer";
const administrator = "arn:aws:iam::123456789012:role/key-administrator";
const root = "arn:aws:iam::123456789012:root";
const parameters: KeyPolicyParameters = { role, administrators: [administrator], immutable: false, measurements };
const keyArn = "arn:aws:kms:eu-central-1:123456789012:key/1";
const metadata = {
  ...{ origin: "AWS_KMS", keyState: "Enabled", keySpec: "SYMMETRIC_DEFAULT", keyUsage: "ENCRYPT_DECRYPT" },
  ...{ keyManager: "CUSTOMER", multiRegion: false },
};

type Statement = {
  Sid: string;
  Effect: string;
  Action: string[];
  Condition?: Record<string, Record<string, string[]>>;
  [name: string]: unknown;
};
type Policy = { Version: string; Statement: Statement[] };
const template = () => structuredClone(renderKeyPolicy(parameters)) as unknown as Policy;
const live = (policy: object, more: Partial<LiveKey> = {}): LiveKey => ({
  keyArn,
  policy: JSON.stringify(policy),
  grants: 0,
  metadata,
  ...more,
});
const context = (change: Readonly<Record<string, string | undefined>> = {}) =>
  new Map(
    heldPcrs
      .map((index) => [
        pcrConditionKey(index),
        `PCR${index}` in change ? change[`PCR${index}`] : valuesOf(measurements, index)[0],
      ])
      .filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
const may = (policy: object, action: string, by: ReadonlyMap<string, string> = new Map(), principal = role) =>
  isAllowed(readPolicy(JSON.stringify(policy)), { principal, action, context: by });
const codes = (policy: object, more: Partial<LiveKey> = {}) =>
  judgeCustody(live(policy, more), measurements).findings.map(({ code, detail }) => `${code}: ${detail}`);

describe("the template", () => {
  test("control: it serves the measured enclave, whatever the case of its digits, and has no fault", () => {
    for (const action of ["kms:Decrypt", "kms:GenerateDataKey"]) {
      assert.equal(may(template(), action, context()), true);
      assert.equal(may(template(), action, context({ PCR0: pcr("A") })), true);
    }
    const { findings, parameters: read } = judgeCustody(live(template()), measurements);
    assert.deepEqual(findings.filter(isFault), []);
    assert.deepEqual(
      findings.map(({ code }) => code),
      ["POLICY_CHANGEABLE"],
    );
    assert.deepEqual(read, parameters);
  });

  test("refuses a caller without a document, and one with any other PCR, whoever it is", () => {
    for (const principal of [role, administrator, root])
      for (const action of ["kms:Decrypt", "kms:GenerateDataKey"]) {
        assert.equal(may(template(), action, new Map(), principal), false);
        for (const index of heldPcrs)
          for (const value of [pcr("0"), undefined])
            assert.equal(may(template(), action, context({ [`PCR${index}`]: value }), principal), false, `PCR${index}`);
      }
  });

  test("refuses them by its Deny statements alone, whatever else allows", () => {
    const policy = template();
    const all = { Sid: "All", Effect: "Allow", Principal: { AWS: "*" }, Action: ["kms:*"], Resource: "*" };
    policy.Statement.push(all);
    assert.equal(may(policy, "kms:Decrypt", context()), true, "control");
    assert.equal(may(policy, "kms:Decrypt"), false, "without a document");
    for (const index of heldPcrs)
      for (const value of [pcr("0"), undefined])
        assert.equal(may(policy, "kms:Decrypt", context({ [`PCR${index}`]: value })), false, `PCR${index}`);
    for (const action of ["kms:ReEncryptFrom", "kms:CreateGrant", "kms:Encrypt"])
      assert.equal(may(policy, action, context()), false, action);
  });

  test("refuses what leads around attestation, also to a caller with the right document", () => {
    for (const principal of [role, administrator, root])
      for (const action of [
        "kms:ReEncryptFrom",
        "kms:ReEncryptTo",
        "kms:CreateGrant",
        "kms:Encrypt",
        "kms:ReplicateKey",
        "kms:ImportKeyMaterial",
      ])
        assert.equal(may(template(), action, context(), principal), false, action);
    assert.equal(may(template(), "kms:PutKeyPolicy", new Map(), administrator), true, "control");
    assert.equal(may(template(), "kms:PutKeyPolicy", new Map(), role), false);
  });

  test("without a way to change it refuses PutKeyPolicy to everybody", () => {
    const policy = renderKeyPolicy({ ...parameters, immutable: true });
    assert.equal(may(policy, "kms:PutKeyPolicy", new Map(), administrator), false);
    assert.equal(readKeyPolicy(readPolicy(JSON.stringify(policy)))?.immutable, true);
    assert.deepEqual(codes(policy), []);
  });

  test("is the same in whatever order AWS gives it back", () => {
    const policy = template();
    policy.Statement.reverse();
    for (const statement of policy.Statement) statement.Action.reverse();
    assert.deepEqual(readKeyPolicy(readPolicy(JSON.stringify(policy))), parameters);
  });

  for (const [what, change] of [
    ["no PCR16", { measurements: { ...measurements, pcr16: [] } }],
    ["a PCR0 of zeros, as in debug mode", { measurements: { ...measurements, pcr0: [pcr("0")] } }],
    ["a role that administers itself", { administrators: [role] }],
    ["no administrator", { administrators: [] }],
    ["everybody as the role", { role: "*" }],
  ] as const)
    test(`is not written with ${what}`, () => {
      assert.throws(() => renderKeyPolicy({ ...parameters, ...change }), { code: "PARAMETERS_INVALID" });
    });
});

/** The template with one thing made weaker, and the attacker whom IAM's logic then lets through. */
const weaknesses: Readonly<Record<string, { make(): object; passes(policy: object): boolean; found: RegExp }>> = {
  "IfExists on the Allow, and no Deny": {
    make() {
      const policy = template();
      const [allow, ...rest] = policy.Statement;
      allow!.Condition = { StringEqualsIgnoreCaseIfExists: allow!.Condition!.StringEqualsIgnoreCase! };
      return { ...policy, Statement: [allow, ...rest.filter(({ Sid }) => !Sid.startsWith("DenyOther"))] };
    },
    passes: (policy) => may(policy, "kms:Decrypt"),
    found: /^IF_EXISTS: statement 'AttestedEnclave'$/,
  },
  "a single Deny that ANDs all PCRs": {
    make() {
      const policy = template();
      const denies = policy.Statement.filter(({ Sid }) => Sid.startsWith("DenyOther"));
      const all = Object.assign({}, ...denies.map(({ Condition }) => Condition!.StringNotEqualsIgnoreCase)) as Record<
        string,
        string[]
      >;
      const one = { ...denies[0], Sid: "DenyOthers", Condition: { StringNotEqualsIgnoreCase: all } };
      const [allow, ...rest] = policy.Statement.filter(({ Sid }) => !Sid.startsWith("DenyOther"));
      const { Condition: _, ...unconditional } = allow!;
      return { ...policy, Statement: [unconditional, one, ...rest] };
    },
    // Another image, but the same kernel: one PCR matches, and the Deny does not apply.
    passes: (policy) => may(policy, "kms:Decrypt", context({ PCR0: pcr("e"), PCR2: pcr("e"), PCR16: pcr("e") })),
    found: /^PCR_NOT_HELD: kms:Decrypt, PCR16$/,
  },
  "PCR16 left out": {
    make() {
      const policy = template();
      delete policy.Statement[0]!.Condition!.StringEqualsIgnoreCase![pcrConditionKey(16)];
      return { ...policy, Statement: policy.Statement.filter(({ Sid }) => Sid !== "DenyOtherPCR16") };
    },
    passes: (policy) => may(policy, "kms:GenerateDataKey", context({ PCR16: pcr("e") })),
    found: /^PCR_NOT_HELD: kms:GenerateDataKey, PCR16$/,
  },
  "a Deny for the image on Decrypt alone": {
    make() {
      const policy = template();
      const { Condition: _, ...unconditional } = policy.Statement[0]!;
      policy.Statement[0] = unconditional;
      for (const statement of policy.Statement)
        if (statement.Sid.startsWith("DenyOther")) statement.Action = ["kms:Decrypt"];
      return policy;
    },
    passes: (policy) => may(policy, "kms:GenerateDataKey"),
    found: /^UNATTESTED_ALLOWED: kms:GenerateDataKey$/,
  },
  "root may do everything, as in AWS's default policy, and ReEncrypt is not denied": {
    make() {
      const policy = template();
      const all = { Sid: "Root", Effect: "Allow", Principal: { AWS: root }, Action: "kms:*", Resource: "*" };
      for (const statement of policy.Statement)
        if (statement.Sid === "DenyEscapes")
          statement.Action = statement.Action.filter((each) => each !== "kms:ReEncrypt*");
      return { ...policy, Statement: [...policy.Statement, all] };
    },
    passes: (policy) => may(policy, "kms:ReEncryptFrom", new Map(), root),
    found: /^ESCAPE_ALLOWED: kms:ReEncrypt\*$/,
  },
  "CreateGrant for the administrator": {
    make() {
      const policy = template();
      for (const statement of policy.Statement) {
        if (statement.Sid === "DenyEscapes")
          statement.Action = statement.Action.filter((each) => each !== "kms:CreateGrant");
        if (statement.Sid === "Administrators") statement.Action.push("kms:CreateGrant");
      }
      return policy;
    },
    passes: (policy) => may(policy, "kms:CreateGrant", new Map(), administrator),
    found: /^ESCAPE_ALLOWED: kms:CreateGrant$/,
  },
  "Encrypt for the role, so that the parent wraps a data key that it knows": {
    make() {
      const policy = template();
      for (const statement of policy.Statement) {
        if (statement.Sid === "DenyEscapes")
          statement.Action = statement.Action.filter((each) => each !== "kms:Encrypt");
        if (statement.Sid === "AttestedEnclave") delete statement.Condition;
        if (statement.Sid === "AttestedEnclave") statement.Action.push("kms:Encrypt");
      }
      return policy;
    },
    passes: (policy) => may(policy, "kms:Encrypt"),
    found: /^ESCAPE_ALLOWED: kms:Encrypt$/,
  },
};

describe("a policy that looks right", () => {
  for (const [name, { make, passes, found }] of Object.entries(weaknesses))
    test(`${name}: IAM's logic lets the attacker through, and the finding says so`, () => {
      const policy = make();
      assert.equal(passes(policy), true, "the weakness is one");
      assert.equal(passes(template()), false, "control: under the template the same request is refused");
      const findings = codes(policy);
      assert.ok(
        findings.some((each) => found.test(each)),
        findings.join("\n"),
      );
      assert.ok(findings.some((each) => each.startsWith("POLICY_DIFFERS")));
    });

  test("IfExists on a Deny changes nothing for who is refused, and is found all the same", () => {
    const policy = template();
    for (const { Sid, Condition } of policy.Statement)
      if (Sid === "DenyOtherPCR0") {
        Condition!.StringNotEqualsIgnoreCaseIfExists = Condition!.StringNotEqualsIgnoreCase!;
        delete Condition!.StringNotEqualsIgnoreCase;
      }
    assert.equal(may(policy, "kms:Decrypt"), false);
    assert.ok(codes(policy).includes("IF_EXISTS: statement 'DenyOtherPCR0'"));
  });

  test("grants, imported material, replicas and a disabled key are found besides", () => {
    const found = codes(template(), {
      grants: 1,
      metadata: {
        ...metadata,
        origin: "EXTERNAL",
        multiRegion: true,
        keyState: "PendingDeletion",
        keySpec: "RSA_2048",
      },
    });
    for (const code of [
      "GRANTS_EXIST: 1",
      "KEY_ORIGIN: EXTERNAL",
      "KEY_MULTI_REGION: true",
      "KEY_NOT_ENABLED: PendingDeletion",
    ])
      assert.ok(found.includes(code), code);
    assert.ok(found.some((each) => each.startsWith("KEY_KIND")));
  });

  test("other measurements than the expected ones are named, and pairs of them", () => {
    const two = { ...measurements, pcr0: [...measurements.pcr0, pcr("e")], pcr16: [...measurements.pcr16, pcr("f")] };
    const found = codes(renderKeyPolicy({ ...parameters, measurements: two }));
    assert.ok(
      found.includes(`OTHER_MEASUREMENTS: PCR0 ${"e".repeat(16)}…, PCR16 ${"f".repeat(16)}…`),
      found.join("\n"),
    );
    assert.ok(found.includes("MIXED_MEASUREMENTS: 2 images, 2 configurations"));
  });
});

describe("a policy that is not understood is no policy", () => {
  const statement = { Sid: "x", Effect: "Allow", Principal: { AWS: role }, Action: "kms:Decrypt", Resource: "*" };
  const withStatement = (more: object) => ({ Version: "2012-10-17", Statement: [{ ...statement, ...more }] });
  test("control: this one is read", () => assert.equal(readPolicy(JSON.stringify(withStatement({}))).length, 1));
  for (const [what, policy] of [
    ["an operator over sets", withStatement({ Condition: { "ForAnyValue:StringEquals": { "kms:x": "y" } } })],
    ["NotPrincipal", withStatement({ NotPrincipal: { AWS: role } })],
    ["a resource of its own", withStatement({ Resource: keyArn })],
    ["Action and NotAction", withStatement({ NotAction: "kms:Encrypt" })],
    ["an older version", { ...withStatement({}), Version: "2008-10-17" }],
    ["an effect of another case", withStatement({ Effect: "allow" })],
  ] as const)
    test(what, () => {
      assert.throws(() => readPolicy(JSON.stringify(policy)), { code: "POLICY_MALFORMED" });
      assert.equal(judgeCustody(live(policy), measurements).findings[0]?.code, "POLICY_MALFORMED");
    });
});

test("a report is read as it was written, and not otherwise", () => {
  const { findings } = judgeCustody(live(template()), measurements);
  const report = {
    ...({ version: 1, keyArn, checkedAt: 1_766_678_659, policySha256: "ab".repeat(32), grants: 0 } as const),
    ...{ administrators: [administrator], immutable: false, measurements, findings },
  };
  assert.deepEqual(readCustodyReport(custodyReportText(report)), report);
  for (const wrong of [
    { version: 2 },
    { findings: [{ code: "FINE", detail: "" }] },
    { grants: -1 },
    { measurements: {} },
    { keyArn: "x" },
  ])
    assert.throws(() => readCustodyReport(JSON.stringify({ ...report, ...wrong })), {
      code: "CUSTODY_REPORT_MALFORMED",
    });
});
