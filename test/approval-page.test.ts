// The approval page and the enclave have to mean the same by a statement: each action has words, and what has none can't be approved.
import assert from "node:assert/strict";
import { test } from "node:test";
import { makeStatement, challengeOf as ofEnclave } from "../enclave-signer/src/signer/approvals/statement.ts";
import { type ApprovalSubject, usesOf } from "../enclave-signer/src/signer/approvals/subject.ts";
import { describeStatement } from "../gateway/src/approval-page/describe.js";
import { challengeOf as ofPage } from "../gateway/src/approval-page/statement-id.js";

const bytes = (length: number) => `0x${"5a".repeat(length)}`;
const subjects: readonly ApprovalSubject[] = [
  { action: "voluntary-exit", publicKey: bytes(48), validatorIndex: 7n, epoch: 2n ** 64n - 1n, signingRoot: bytes(32) },
  {
    action: "voluntary-exits",
    exits: [7n, 8n].map((validatorIndex) => ({
      ...{ publicKey: bytes(48), validatorIndex, epoch: validatorIndex + 2n },
      signingRoot: bytes(32),
    })),
  },
  { action: "export-keys", requestedBy: "an-admin", publicKeys: [bytes(48), `0x${"6b".repeat(48)}`] },
  {
    action: "deposit",
    publicKey: bytes(48),
    withdrawalCredentials: bytes(32),
    amountGwei: 32_000_000_001n,
    genesisForkVersion: bytes(4),
    signingRoot: bytes(32),
  },
  { action: "delete-key", publicKey: bytes(48) },
  { action: "delete-keys", publicKeys: [bytes(48), `0x${"6b".repeat(48)}`] },
  { action: "fee-recipients", sequence: 1, previous: bytes(32), feeRecipients: [bytes(20)] },
  { action: "high-watermark", epoch: 9n, slot: 288n },
  { action: "high-watermark", epoch: null, slot: null },
  { action: "clear-conflict", address: bytes(20), chainId: 10, evidence: bytes(32) },
  { action: "rewind", address: bytes(20), chainId: 10, fromNumber: 9n, toNumber: 8n, payloadHash: bytes(32) },
];
const scope = {
  origin: "https://signer.example",
  operator: bytes(20),
  registry: { chainId: 1, pcrRegistry: bytes(20), enclaveRegistry: bytes(20) },
  threshold: 2,
};
const textOf = (subject: ApprovalSubject) =>
  makeStatement(scope, subject, new Uint8Array(32), 1_800_000_000_000, 1_000).text;

const subjectOf = (action: ApprovalSubject["action"]) => subjects.find((subject) => subject.action === action)!;

test("every action has words for every member", () => {
  assert.deepEqual([...new Set(subjects.map(({ action }) => action))].sort(), Object.keys(usesOf).sort());
  for (const subject of subjects) {
    const described = describeStatement(textOf(subject));
    assert.ok(described, subject.action);
    const shown = described.rows.flat().join("\n");
    const { action: _, ...members } = subject;
    for (const leaf of leavesOf(members)) assert.ok(shown.includes(leaf), `${subject.action}: ${leaf}`);
  }
  const deposit = describeStatement(textOf(subjectOf("deposit")));
  assert.ok(deposit?.rows.some(([, value]) => value === "32.000000001 ETH (32000000001 gwei)"));
  const exits = describeStatement(textOf(subjectOf("voluntary-exits")));
  assert.ok(exits?.rows.some(([name, value]) => name === "Validator 8" && value.startsWith("from epoch 10\n")));
});

/** As an operator would look for each. The amount has words of its own. */
function leavesOf(value: unknown): string[] {
  if (value === null) return ["none: everything"];
  if (typeof value !== "object") return value === 32_000_000_001n ? [] : [String(value)];
  return Object.values(value).flatMap(leavesOf);
}

test("page and enclave hash the same text to the same challenge", async () => {
  const text = textOf(subjects[0]!);
  assert.deepEqual(new Uint8Array(await ofPage(text)), ofEnclave(text));
});

test("what the page would not show whole, it does not describe", () => {
  const text = textOf(subjectOf("delete-key"));
  const changes = [
    text.replace('"version":1', '"version":2'),
    text.replace("delete-key", "constructor"),
    text.replace('"subject":{', '"subject":{"a":1,'),
    text.replace('"threshold":2', '"threshold":2,"zz":0'),
    text.replace('{"action"', '{ "action"'),
    text.replace('"action":"delete-key"', '"action":"x","action":"delete-key"'),
    text.replace(/"publicKey":"[^"]*"/, ""),
    "",
    "null",
    "[]",
  ];
  for (const changed of changes) {
    assert.notEqual(changed, text);
    assert.equal(describeStatement(changed), undefined, changed);
  }
  assert.ok(describeStatement(text), "control");
  const exits = textOf(subjectOf("voluntary-exits"));
  for (const changed of [
    exits.replace('{"epoch":"9"', '{"aside":"1","epoch":"9"'),
    exits.replace(/"exits":\[.*\]/, '"exits":"none"'),
    exits.replace(/,"validatorIndex":"8"/, ""),
  ]) {
    assert.notEqual(changed, exits);
    assert.equal(describeStatement(changed), undefined, changed);
  }
});
