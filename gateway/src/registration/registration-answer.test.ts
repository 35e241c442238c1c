// Attacker: whoever answers in the enclave's place, and wants the gateway to send what it likes where it likes, or to end.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { readRegistrationAnswer } from "./registration-answer.ts";

const address = (digit: string) => `0x${digit.repeat(40)}`;
const honest = {
  version: 1,
  type: "aws-nitro-enclave",
  role: "relay",
  keyId: "ab".repeat(32),
  document: Buffer.from("a document").toString("base64"),
  registry: { chainId: 31_337, pcrRegistry: address("1"), enclaveRegistry: address("A") },
  operator: address("3"),
};
const read = (answer: unknown) => readRegistrationAnswer(new TextEncoder().encode(JSON.stringify(answer)));

test("an enclave's answer is read", () => {
  const answer = read(honest);
  assert.equal(answer?.keyId, `0x${"ab".repeat(32)}`);
  assert.equal(answer?.enclaveRegistry, address("a"));
  assert.equal(Buffer.from(answer?.document ?? []).toString(), "a document");
});

describe("what is no such answer is none", () => {
  for (const [name, changed] of [
    ["another version", { ...honest, version: 2 }],
    ["another role", { ...honest, role: "gateway" }],
    ["a short key id", { ...honest, keyId: "ab" }],
    ["a document that is not base64", { ...honest, document: "a document" }],
    ["no document", { ...honest, document: "" }],
    ["a registry that is no object", { ...honest, registry: "x" }],
    ["no registry", { ...honest, registry: null }],
    ["a chain id that is text", { ...honest, registry: { ...honest.registry, chainId: "31337" } }],
    ["a chain id with a fraction", { ...honest, registry: { ...honest.registry, chainId: 1.5 } }],
    ["an address without 0x", { ...honest, operator: "3".repeat(40) }],
    ["a longer address", { ...honest, operator: `${address("3")}33` }],
    ["an array", [honest]],
    ["null", null],
  ] as const)
    test(name, () => assert.equal(read(changed), undefined));

  test("bytes that are no JSON, two members of one name, and too much", () => {
    for (const text of ["", "{", `{"version":1,"version":1}`, `{"x":"${"y".repeat(70_000)}"}`])
      assert.equal(readRegistrationAnswer(new TextEncoder().encode(text)), undefined);
  });
});
