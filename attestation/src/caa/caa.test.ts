// Attacker: whoever writes DNS, or carries the traffic of a name. It wants a verifier that calls a name closed which is open to others.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { type CaaRecord, caaRecordFor, judgeCaa, readIssuer, relevantRecords } from "./index.ts";

const accountUri = "https://ca.example/acct/1";
const subject = { caaIdentities: ["ca.example"], accountUri };
const own = `ca.example; accounturi=${accountUri}; validationmethods=tls-alpn-01`;
const record = (value: string, tag = "issue", critical = false): CaaRecord => ({ critical, tag, value });
const nobody = { domain: "", accountUri: undefined, validationMethods: undefined };

describe("an issuer's value", () => {
  for (const [value, expected] of [
    ["ca.example", { ...nobody, domain: "ca.example" }],
    ["  CA.Example \t", { ...nobody, domain: "ca.example" }],
    [";", nobody],
    ["", nobody],
    ["ca.example;", { ...nobody, domain: "ca.example" }],
    [own, { domain: "ca.example", accountUri, validationMethods: ["tls-alpn-01"] }],
    [
      "ca.example; AccountURI = x ;validationmethods=a,b;",
      { domain: "ca.example", accountUri: "x", validationMethods: ["a", "b"] },
    ],
    ["ca.example; policy=ev", { ...nobody, domain: "ca.example" }],
    // What lets nobody issue: not of the grammar, or a parameter twice.
    ["ca example", nobody],
    ["ca.example accounturi=x", nobody],
    ["ca.example; accounturi", nobody],
    ["ca.example;; policy=ev", nobody],
    ["ca.example; accounturi=x; accounturi=y", nobody],
    ["ca.example; accounturi=a b", nobody],
    ["-ca.example", nobody],
    ["ca.example".padEnd(5_000, " "), nobody],
  ] as const)
    test(`'${value.slice(0, 60)}'`, () => assert.deepEqual(readIssuer(value), expected));
});

describe("who may get a certificate", () => {
  const cases: readonly (readonly [string, readonly CaaRecord[] | undefined, boolean, RegExp | undefined])[] = [
    ["no record", undefined, true, /^anyone$/],
    ["only iodef", [record("mailto:a@b.example", "iodef")], true, /^anyone$/],
    ["the account and its method", [record(own)], true, undefined],
    ["the same, critical", [record(own, "issue", true)], true, undefined],
    ["any account at the authority", [record("ca.example")], true, /any account at ca\.example/],
    ["the account, by any method", [record(`ca.example; accounturi=${accountUri}`)], true, /other methods/],
    ["the account, by another method besides", [record(`${own},http-01`)], true, /other methods/],
    [
      "the account, by another method alone",
      [record(`ca.example; accounturi=${accountUri}; validationmethods=dns-01`)],
      false,
      /other methods/,
    ],
    ["another account", [record(own.replace("/1;", "/2;"))], false, /acct\/2 at ca\.example/],
    ["another account besides", [record(own), record(own.replace("/1;", "/2;"))], true, /acct\/2/],
    ["another authority besides", [record(own), record("other.example")], true, /any account at other\.example/],
    ["the account at another authority", [record(own.replace("ca.", "xca."))], false, /at xca\.example/],
    ["nobody", [record(";")], false, undefined],
    ["nobody, by a record that is malformed", [record("ca.example; accounturi")], false, undefined],
    ["the account, and nobody", [record(own), record(";")], true, undefined],
    ["a critical property that nobody knows", [record(own), record("x", "tbs", true)], false, undefined],
    ["a property that nobody knows", [record(own), record("x", "tbs")], true, undefined],
  ];
  for (const [what, records, isOwn, others] of cases)
    test(what, () => {
      const judged = judgeCaa(records, subject, false);
      assert.equal(judged.own, isOwn);
      if (others === undefined) assert.deepEqual(judged.others, []);
      else assert.match(judged.others.join(), others);
    });

  test("a wildcard follows issuewild where there is one", () => {
    assert.deepEqual(judgeCaa([record(own), record(";", "issuewild")], subject, true).others, []);
    assert.deepEqual(judgeCaa([record(own), record("other.example", "issuewild")], subject, false).others, []);
    assert.equal(judgeCaa([record(own), record("other.example", "issuewild")], subject, true).others.length, 1);
    assert.deepEqual(judgeCaa([record(own)], subject, true).others, [], "control: without one, issue");
  });

  test("the record that is recommended is one that closes the name", () => {
    const value = /^rpc\.example\. CAA 0 issue "(.*)"$/.exec(caaRecordFor("rpc.example", subject))?.[1];
    assert.deepEqual(judgeCaa([record(value ?? "")], subject, false), { own: true, others: [] });
  });
});

describe("the relevant records", () => {
  const zone: Readonly<Record<string, readonly CaaRecord[]>> = { "b.example": [record("x")], example: [record("y")] };
  const lookup = async (name: string) => zone[name] ?? [];
  test("are the first on the way up", async () => {
    assert.equal((await relevantRecords("c.a.b.example", lookup))?.at, "b.example");
    assert.equal((await relevantRecords("c.example", lookup))?.at, "example");
    assert.equal(await relevantRecords("c.test", lookup), undefined);
  });

  test("are unknown when one name on the way is", async () => {
    const failing = async (name: string) =>
      name === "a.b.example" ? Promise.reject(new Error("SERVFAIL")) : lookup(name);
    await assert.rejects(relevantRecords("c.a.b.example", failing));
  });
});
