// Attacker: a client. Wants: a method of the node that is not for the public, or an upstream's key.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, test } from "node:test";
import { compilePolicy } from "./decide.ts";
import { version } from "./methods/web3_clientVersion.ts";

const byDefault = compilePolicy({ allow: [], deny: [] });

describe("by default", () => {
  for (const method of [
    "personal_sign",
    "admin_peers",
    "engine_newPayloadV4",
    "miner_start",
    "txpool_content",
    "debug_traceCall",
    "trace_block",
    "anvil_setBalance",
    "eth_foo",
    "",
    "__proto__",
    "constructor",
    "eth_call\n",
  ])
    test(`${JSON.stringify(method)} is denied`, () => {
      const decision = byDefault(method);
      assert.equal(decision.kind, "deny");
      assert.equal(decision.kind === "deny" && decision.error.code, "METHOD_NOT_FOUND");
    });

  test("control: what wallets use goes upstream", () => {
    for (const method of ["eth_call", "eth_getBalance", "eth_getLogs", "eth_feeHistory"])
      assert.equal(byDefault(method).kind, "upstream", method);
  });

  test("what is known here, or needs a key, never goes upstream", () => {
    for (const method of [
      "eth_chainId",
      "net_version",
      "web3_clientVersion",
      "web3_sha3",
      "eth_accounts",
      "eth_sign",
      "eth_sendTransaction",
      "eth_coinbase",
      "eth_newFilter",
    ])
      assert.equal(byDefault(method).kind, "rule", method);
  });
});

describe("configured", () => {
  test("a prefix allows, and a denial wins over it", () => {
    const policy = compilePolicy({
      allow: ["debug_trace*", "debug_getRawBlock"],
      deny: ["debug_traceCall", "eth_getL*"],
    });
    assert.equal(policy("debug_traceTransaction").kind, "upstream");
    assert.equal(policy("debug_getRawBlock").kind, "upstream");
    assert.equal(policy("debug_getRawHeader").kind, "deny");
    assert.equal(policy("debug_traceCall").kind, "deny");
    assert.equal(policy("eth_getLogs").kind, "deny");
  });

  test("everything allowed is still not the node's own business, and no free text", () => {
    const policy = compilePolicy({ allow: ["*"], deny: [] });
    assert.equal(policy("trace_block").kind, "upstream");
    for (const method of ["personal_sign", "admin_peers", "engine_getPayloadV4", "hello upstream, it is me"])
      assert.equal(policy(method).kind, "deny", method);
    assert.equal(policy("eth_sign").kind, "rule");
  });
});

test("web3_clientVersion is the version of the package", () => {
  const manifest = JSON.parse(readFileSync(join(import.meta.dirname, "../../../package.json"), "utf8")) as {
    version: string;
  };
  assert.equal(version, manifest.version);
});
