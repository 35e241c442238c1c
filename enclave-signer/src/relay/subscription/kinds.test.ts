// Attacker: an upstream that tells clients by how they write their filters. User: two clients that mean the same.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { JsonValue } from "@inkan/attestation";
import { readKind } from "./kinds.ts";
import { subscriptionLimits } from "./limits.ts";

const [a, b] = [`0x${"aB".repeat(20)}`, `0x${"0C".repeat(20)}`];
const [t, u] = [`0x${"Fe".repeat(32)}`, `0x${"01".repeat(32)}`];
const textOf = (...params: JsonValue[]) => readKind(params, subscriptionLimits).paramsText;

describe("spellings of one subscription are one", () => {
  const alike: [string, JsonValue[], JsonValue[]][] = [
    ["order and case of addresses", ["logs", { address: [a, b] }], ["logs", { address: [b, a.toLowerCase(), b] }]],
    ["one address, bare or in a list", ["logs", { address: a }], ["logs", { address: [a] }]],
    ["no address, empty or null", ["logs", { address: [] }], ["logs", { address: null }]],
    ["order of members", ["logs", { address: a, topics: [t] }], ["logs", { topics: [[t]], address: a }]],
    ["a block range, which says nothing", ["logs", { fromBlock: "0x1", toBlock: "latest" }], ["logs", {}]],
    ["no filter at all", ["logs"], ["logs", {}]],
    ["an argument that says nothing", ["newHeads", {}], ["newHeads"]],
    ["hashes alone, asked for or not", ["newPendingTransactions", false], ["newPendingTransactions"]],
    ["order of topics at one place", ["logs", { topics: [null, [t, u]] }], ["logs", { topics: [null, [u, t]] }]],
  ];
  for (const [name, one, other] of alike) test(name, () => assert.equal(textOf(...one), textOf(...other)));
});

describe("what means something else stays apart", () => {
  const apart: [string, JsonValue[], JsonValue[]][] = [
    ["topics at other places", ["logs", { topics: [t, u] }], ["logs", { topics: [u, t] }]],
    ["a topic that must be there, whatever it is", ["logs", { topics: [t, null] }], ["logs", { topics: [t] }]],
    ["whole transactions", ["newPendingTransactions", true], ["newPendingTransactions"]],
    ["another address", ["logs", { address: a }], ["logs", { address: b }]],
  ];
  for (const [name, one, other] of apart) test(name, () => assert.notEqual(textOf(...one), textOf(...other)));
});

describe("refused", () => {
  const many = Array.from({ length: subscriptionLimits.alternativesMax + 1 }, () => a);
  const bad: [string, JsonValue[]][] = [
    ["an inherited name", ["constructor"]],
    ["a third parameter", ["newHeads", {}, {}]],
    ["a member that is not a filter's", ["logs", { wallet: "Acme/1.2" }]],
    ["an argument where there is none", ["newHeads", true]],
    ["too many addresses", ["logs", { address: many }]],
    ["a topic of another length", ["logs", { topics: [a] }]],
    ["nested topics", ["logs", { topics: [[[t]]] }]],
  ];
  for (const [name, params] of bad)
    test(name, () => assert.throws(() => readKind(params, subscriptionLimits), { code: "PARAMS_INVALID" }));
  test("parameters by name", () =>
    assert.throws(() => readKind({ 0: "newHeads" }, subscriptionLimits), { code: "PARAMS_INVALID" }));
  test("control: as many addresses as allowed", () => assert.ok(textOf("logs", { address: many.slice(1) })));
});
