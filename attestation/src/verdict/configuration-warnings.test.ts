// Who would be misled: a depositor who reads "all checks hold" over a configuration that protects less than it seems to.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { signerWarnings } from "./configuration-warnings.ts";
import { windowLogText } from "./window-log.ts";

const codesOf = (members: object) => signerWarnings(JSON.stringify(members)).map(({ code }) => code);
const s3 = { kind: "s3", bucket: "inkan-windows", accountId: "111122223333", endpoint: null };
const keyArn = (account: string) => `arn:aws:kms:eu-central-1:${account}:key/1234`;

describe("warnings of a window log", () => {
  test("control: a chain that several nodes agree on, and a bucket of another account, have none", () => {
    assert.deepEqual(codesOf({ windowLog: { kind: "chain", agreement: 2 } }), []);
    assert.deepEqual(codesOf({ windowLog: s3, sealing: { kind: "kms", keyArn: keyArn("444455556666") } }), []);
    assert.deepEqual(codesOf({ windowLog: s3, sealing: { kind: "machine" } }), []);
  });

  for (const [code, members] of [
    ["EXCLUSIVITY_NONE", { windowLog: { kind: "file" } }],
    ["WINDOW_LOG_ONE_NODE", { windowLog: { kind: "chain", agreement: 1 } }],
    ["WINDOW_LOG_OWN_SERVER", { windowLog: { ...s3, endpoint: "https://s3.example" } }],
    ["WINDOW_LOG_SAME_ACCOUNT", { windowLog: s3, sealing: { kind: "kms", keyArn: keyArn("111122223333") } }],
  ] as const)
    test(code, () => assert.deepEqual(codesOf(members), [code]));
});

test("the window log in words, of which none is a command to a terminal", () => {
  const of = (windowLog: object) => windowLogText(JSON.stringify({ windowLog }));
  assert.equal(of({ kind: "file" }), "file");
  assert.equal(of({ kind: "chain", chainId: 1, contract: "0x11" }), "chain 1, contract 0x11");
  const bucket = { ...s3, region: "eu-central-1", retentionDays: 3_650 };
  const text = "s3, bucket inkan-windows of account 111122223333 at eu-central-1, locked for 3650 days";
  assert.equal(of(bucket), text);
  assert.equal(of({ ...bucket, bucket: "\u001b[2J" }), text.replace("inkan-windows", "?"));
  assert.equal(windowLogText("{"), undefined);
});
