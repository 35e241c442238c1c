// Attacker: an upstream node. Wants: a mark that a wallet puts into its calls, where nodes overlook it.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { rebuildParams } from "./rebuild.ts";

const canary = { wallet: "Acme/1.2", session: { id: 7 } };

describe("members that a method does not define stay here", () => {
  const call = { to: "0x01", data: "0x02", accessList: [{ address: "0x03", storageKeys: [] }] };
  const marked = { ...call, ...canary, accessList: [{ address: "0x03", storageKeys: [], ...canary }] };
  for (const method of ["eth_call", "eth_estimateGas", "eth_createAccessList"])
    test(method, () => {
      assert.deepEqual(
        rebuildParams(method, [marked, { blockNumber: "0x1", ...canary }, { "0x05": { balance: "0x6", ...canary } }]),
        [call, { blockNumber: "0x1" }, { "0x05": { balance: "0x6" } }],
      );
    });

  test("eth_getLogs", () => {
    const filter = { fromBlock: "0x1", toBlock: "latest", address: ["0x2"], topics: [null, ["0x3"]] };
    assert.deepEqual(rebuildParams("eth_getLogs", [{ ...filter, ...canary }]), [filter]);
  });

  test("eth_simulateV1", () => {
    const payload = {
      blockStateCalls: [
        { blockOverrides: { number: "0x1" }, stateOverrides: { "0x2": { code: "0x" } }, calls: [call] },
      ],
      validation: true,
    };
    const [state] = payload.blockStateCalls;
    const given = {
      ...canary,
      ...payload,
      blockStateCalls: [{ ...state, ...canary, calls: [marked], blockOverrides: { number: "0x1", ...canary } }],
    };
    assert.deepEqual(rebuildParams("eth_simulateV1", [given, "latest"]), [payload, "latest"]);
  });
});

describe("arguments that a method does not have", () => {
  for (const [method, params] of [
    ["eth_blockNumber", [canary]],
    ["eth_getBalance", ["0x1", "latest", canary]],
    ["eth_call", { to: "0x1" }],
  ] as const)
    test(`${method} refuses ${JSON.stringify(params)}`, () => {
      assert.throws(() => rebuildParams(method, params), { code: "PARAMS_INVALID" });
    });

  test("control: what the method has passes, and of a type that is not known a node judges", () => {
    assert.deepEqual(rebuildParams("eth_getBalance", ["0x1", 7]), ["0x1", 7]);
    assert.deepEqual(rebuildParams("eth_call", ["nonsense"]), ["nonsense"]);
    assert.deepEqual(rebuildParams("debug_traceCall", [canary]), [canary]);
  });
});
