// User: somebody who writes a test and wants a chain that is there, is theirs alone, and is gone afterwards.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { startAnvil } from "./anvil.ts";

async function chainId(rpcUrl: string): Promise<string> {
  const body = JSON.stringify({ jsonrpc: "2.0", id: 1, method: "eth_chainId", params: [] });
  const response = await fetch(rpcUrl, { method: "POST", headers: { "content-type": "application/json" }, body });
  return ((await response.json()) as { result: string }).result;
}

describe("a development chain for a test", () => {
  test("two run side by side, each answers on its own port, and a stopped one refuses", async () => {
    const [first, second] = await Promise.all([startAnvil(), startAnvil({ extraArgs: ["--chain-id", "5"] })]);
    try {
      assert.notEqual(first.port, second.port);
      assert.equal(await chainId(first.rpcUrl), "0x7a69");
      assert.equal(await chainId(second.rpcUrl), "0x5");
      await first.stop();
      await assert.rejects(chainId(first.rpcUrl));
      assert.equal(await chainId(second.rpcUrl), "0x5"); // control: the other one lives on
    } finally {
      await Promise.all([first.stop(), second.stop()]);
    }
  });

  test("a port that is taken is an error with anvil's own words, not a hang", async () => {
    const first = await startAnvil();
    try {
      await assert.rejects(startAnvil({ port: first.port }), /anvil ended .*(in use|AddrInUse)/is);
    } finally {
      await first.stop();
    }
  });
});
