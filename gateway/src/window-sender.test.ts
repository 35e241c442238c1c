// Operator of a gateway whose signer's windows stand on a chain: each call costs, and none may be lost to a low fee, a full mempool or a slow node.
import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, beforeEach, describe, test } from "node:test";
import type { Hex } from "viem";
import { generatePrivateKey, type PrivateKeyAccount, privateKeyToAccount } from "viem/accounts";
import { foundry } from "viem/chains";
import { type Anvil, startAnvil } from "../../test/harness/anvil.ts";
import { type AnvilClient, anvilClient } from "../../test/harness/anvil-client.ts";
import { type CuttableProxy, startCuttableProxy } from "../../test/harness/cuttable-proxy.ts";
import { gatewayLimits } from "./limits.ts";
import { openWindowSender, readAccount, type WindowSender } from "./window-sender.ts";

const contract = `0x${"Aa".repeat(20)}` as const;
/** Reverts a call that begins with ff, takes any other. */
const code: Hex = "0x60003560f81c60ff14600d57005b60006000fd";
const call = (...bytes: number[]) => Uint8Array.from([1, ...bytes]);
const refusedCall = Uint8Array.from([0xff, 1]);

describe("a sender of window records", () => {
  let anvil: Anvil;
  let chain: AnvilClient;
  /** A new one for each test. */
  let account: PrivateKeyAccount;

  before(async () => {
    anvil = await startAnvil();
    chain = anvilClient(anvil.rpcUrl);
    await chain.setCode({ address: contract, bytecode: code });
    await chain.mine({ blocks: 1 });
    // Nothing is in a block unless a test mines it.
    await chain.setAutomine(false);
  });
  after(() => anvil.stop());
  beforeEach(async () => {
    account = privateKeyToAccount(generatePrivateKey());
    await chain.setBalance({ address: account.address, value: 10n ** 20n });
  });

  const open = (limits: Partial<typeof gatewayLimits> = {}, rpcUrl = anvil.rpcUrl): WindowSender =>
    openWindowSender({
      ...{ chainId: foundry.id, contract, rpcUrl, account },
      limits: { ...gatewayLimits, ...limits },
    });
  /** This account's, by nonce. */
  const pending = async () => {
    const { pending } = await chain.getTxpoolContent();
    const own = Object.entries(pending).find(([from]) => from.toLowerCase() === account.address.toLowerCase())?.[1];
    return Object.values(own ?? {}).toSorted((one, other) => Number(one.nonce) - Number(other.nonce));
  };
  const nonceOf = (blockTag: "latest" | "pending") => chain.getTransactionCount({ address: account.address, blockTag });

  test("names its chain and contract as the enclave's requests do", () => {
    const { chainId, contract: named } = open();
    assert.deepEqual([chainId, named], [31_337, `0x${"aa".repeat(20)}`]);
  });

  test("sends a call as it is, and not again while it waits or once it is in a block", async () => {
    const sender = open();
    assert.equal(await sender.send(call(7, 8)), "sent");
    const [transaction] = await pending();
    assert.deepEqual([transaction?.input, transaction?.to], ["0x010708", `0x${"aa".repeat(20)}`]);
    assert.equal(await sender.send(call(7, 8)), "sent");
    assert.deepEqual(
      (await pending()).map(({ hash }) => hash),
      [transaction?.hash],
      "neither a second one nor another in its place",
    );
    await chain.mine({ blocks: 1 });
    assert.equal(await sender.send(call(7, 8)), "sent");
    assert.deepEqual([await pending(), await nonceOf("pending")], [[], 1]);
  });

  test("sends what the chain would not take not at all, and again once it would", async () => {
    const sender = open();
    assert.equal(await sender.send(refusedCall), "refused");
    assert.deepEqual(await pending(), []);
    await chain.setCode({ address: contract, bytecode: "0x00" });
    assert.equal(await sender.send(refusedCall), "sent");
    assert.equal((await pending()).length, 1);
    await chain.setCode({ address: contract, bytecode: code });
  });

  test("replaces what waits too long: the same nonce, fees a quarter higher each time", async () => {
    const sender = open({ windowBumpAfterMs: 0 });
    const fees: bigint[] = [];
    for (let round = 0; round < 3; round++) {
      assert.equal(await sender.send(call(1)), "sent");
      const waiting = await pending();
      assert.equal(waiting.length, 1, "never a second transaction");
      assert.equal(Number(waiting[0]?.nonce), 0);
      fees.push(BigInt(waiting[0]?.maxFeePerGas ?? 0), BigInt(waiting[0]?.maxPriorityFeePerGas ?? 0));
    }
    const [fee = 0n, tip = 0n, fee2, tip2, fee3, tip3] = fees;
    assert.ok(fee > 0n && tip > 0n);
    assert.deepEqual([fee2, tip2], [(fee * 125n) / 100n, (tip * 125n) / 100n]);
    assert.deepEqual([fee3, tip3], [(fee * 157n) / 100n, (tip * 157n) / 100n]);
    await chain.mine({ blocks: 1 });
    assert.equal(await nonceOf("latest"), 1);
  });

  test("sends again what the node has dropped, in the order of asking", async () => {
    const sender = open();
    await sender.send(call(1));
    await sender.send(call(2));
    const [first] = await pending();
    // What waits behind it goes, too.
    await chain.dropTransaction({ hash: first!.hash });
    assert.deepEqual(await pending(), [], "control: dropped");
    assert.deepEqual([await sender.send(call(2)), await sender.send(call(1))], ["sent", "sent"]);
    assert.deepEqual(
      (await pending()).map(({ input, nonce }) => [input, Number(nonce)]),
      [
        ["0x0102", 0],
        ["0x0101", 1],
      ],
    );
    await chain.mine({ blocks: 1 });
    assert.equal(await nonceOf("latest"), 2);
  });

  test("sends calls that come at once one after another, and one that fails holds up no other", async () => {
    const sender = open();
    const results = await Promise.all([call(1), refusedCall, call(2), call(3)].map((each) => sender.send(each)));
    assert.deepEqual(results, ["sent", "refused", "sent", "sent"]);
    assert.deepEqual(
      (await pending()).map(({ input, nonce }) => [input, Number(nonce)]),
      [
        ["0x0101", 0],
        ["0x0102", 1],
        ["0x0103", 2],
      ],
    );
  });

  test("remembers so many calls, and forgets the oldest", async () => {
    const sender = open({ windowCallsKept: 2 });
    for (const at of [1, 2, 3]) await sender.send(call(at));
    await sender.send(call(2));
    assert.equal((await pending()).length, 3, "control: the newest two are known");
    // The contract takes a record once: what was forgotten is refused by it, at worst paid for twice.
    await sender.send(call(1));
    assert.equal((await pending()).length, 4);
  });

  test("counts a replaced call among the newest", async () => {
    const sender = open({ windowCallsKept: 2, windowBumpAfterMs: 0 });
    for (const at of [1, 2, 1, 3]) await sender.send(call(at));
    await sender.send(call(1));
    assert.equal((await pending()).length, 3, "the first is still known");
    await sender.send(call(2));
    assert.equal((await pending()).length, 4, "control: the second was the oldest");
  });

  describe("before a node that does not answer", () => {
    let proxy: CuttableProxy;
    before(async () => {
      proxy = await startCuttableProxy(anvil.port);
    });
    after(() => proxy.close());

    test("knows nothing, says so by its deadline, and goes on with the next", async () => {
      const sender = open({ windowRpcDeadlineMs: 250 }, proxy.rpcUrl);
      proxy.freeze();
      const both = await Promise.allSettled([sender.send(call(1)), sender.send(call(2))]);
      assert.deepEqual(
        both.map(({ status }) => status),
        ["rejected", "rejected"],
      );
      proxy.mend();
      assert.equal(await open({}, proxy.rpcUrl).send(call(9)), "sent", "control: the node is back");
      proxy.freeze();
      const first = sender.send(call(1));
      const second = sender.send(call(2));
      await assert.rejects(first);
      proxy.mend();
      assert.equal(await second, "sent");
      assert.deepEqual(
        (await pending()).map(({ input }) => input),
        ["0x0109", "0x0102"],
      );
    });

    test("or is not there, too", async () => {
      const sender = open({}, proxy.rpcUrl);
      proxy.cut();
      await assert.rejects(sender.send(call(1)));
    });
  });
});

describe("the account of the sender", () => {
  const folder = mkdtempSync(join(tmpdir(), "inkan-account-"));
  const file = join(folder, "key");
  after(() => rmSync(folder, { recursive: true, force: true }));

  test("is the key of the file, with or without a line's end", () => {
    for (const end of ["", "\n", "\r\n"]) {
      writeFileSync(file, `0x${"11".repeat(32)}${end}`);
      assert.equal(readAccount(file).address, "0x19E7E376E7C213B7E7e7e46cc70A5dD086DAff2A");
    }
  });

  const canary = "5ec2e75ec2e7";
  for (const [what, text] of [
    ["of no prefix", canary.padEnd(64, "0")],
    ["too short", `0x${canary}`],
    ["too long", `0x${canary.padEnd(66, "0")}`],
    ["of other characters", `0x${canary.padEnd(63, "0")}g`],
    ["beyond the curve's order", `0x${"f".repeat(52)}${canary}`],
    ["zero", `0x${"0".repeat(64)}`],
    ["empty", ""],
  ] as const)
    test(`is not a key that is ${what}, and its text is not repeated`, () => {
      writeFileSync(file, text);
      assert.throws(
        () => readAccount(file),
        (thrown: Error) => {
          assert.ok(!`${thrown.stack}${JSON.stringify(thrown)}`.includes(canary), "the file's text came back");
          return thrown instanceof Error;
        },
      );
    });
});
