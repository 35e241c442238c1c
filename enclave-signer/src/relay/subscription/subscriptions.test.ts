// User: an application that follows a chain by WebSocket, while the operator's nodes die.
// Attacker: an upstream, or the parent between, that drops a connection to have events go missing unseen.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { type Anvil, startAnvil } from "../../../../test/harness/anvil.ts";
import { type CuttableProxy, startCuttableProxy } from "../../../../test/harness/cuttable-proxy.ts";
import { deployEmitter, emitLogs } from "../../../../test/harness/log-emitter.ts";
import { startTestRelay, type TestRelay } from "../../../../test/harness/relay.ts";
import { connectWebSocket, type WebSocketClient } from "../../../../test/harness/websocket-client.ts";

type Header = { readonly number: string; readonly hash: string; readonly parentHash: string };
type Log = { readonly blockNumber: string; readonly blockHash: string; readonly logIndex: string };

describe("subscriptions, with one real chain behind two upstreams", () => {
  let anvil: Anvil;
  let ways: CuttableProxy[];
  let relay: TestRelay;
  const clients: WebSocketClient[] = [];

  before(async () => {
    anvil = await startAnvil();
    ways = await Promise.all([startCuttableProxy(anvil.port), startCuttableProxy(anvil.port)]);
    relay = await startTestRelay({
      upstreams: ways.map((way, at) => ({ name: `way-${at}`, url: way.rpcUrl, webSocketUrl: way.wsUrl })),
    });
  });
  after(async () => {
    for (const client of clients) client.close();
    await relay?.close();
    for (const way of ways ?? []) await way.close();
    await anvil?.stop();
  });

  const connect = async () => {
    const client = await connectWebSocket(relay.http);
    clients.push(client);
    return client;
  };
  const direct = async (method: string, params: readonly unknown[] = []) => {
    const answer = await fetch(anvil.rpcUrl, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ jsonrpc: "2.0", id: 1, method, params }),
    });
    return ((await answer.json()) as { result: unknown }).result;
  };
  const mine = async (count: number) => {
    for (let at = 0; at < count; at++) await direct("evm_mine");
  };
  const subscriptions = () => relay.running.relay.chains[0]!.subscriptions;
  /** The way that carries subscriptions now: the one with a connection more than its HTTP pool. */
  const carrying = async (): Promise<CuttableProxy> => {
    const [a, b] = ways as [CuttableProxy, CuttableProxy];
    // Polls open and close none, so the connection counts differ by the WebSocket alone; when in doubt both are tried.
    await delay(50);
    return a.connections() >= b.connections() ? a : b;
  };

  function assertLinked(heads: readonly unknown[]): void {
    for (let at = 1; at < heads.length; at++)
      assert.equal((heads[at] as Header).parentHash, (heads[at - 1] as Header).hash, `head ${at} of ${heads.length}`);
  }

  test("newHeads: each block once, in order, under the client's own id", async () => {
    const client = await connect();
    const id = await client.subscribe("newHeads");
    assert.match(id, /^0x[0-9a-f]{32}$/);
    await mine(4);
    const heads = await client.untilEvents(id, 4);
    assertLinked(heads);
    assert.equal((heads[3] as Header).number, await direct("eth_blockNumber"));
  });

  test("the upstream dies while blocks are mined: newHeads goes on elsewhere without a hole and without a repetition", async () => {
    const client = await connect();
    const id = await client.subscribe("newHeads");
    await mine(2);
    await client.untilEvents(id, 2);
    for (const way of ways) way.cut();
    await mine(7);
    for (const way of ways) way.mend();
    await mine(1);
    const heads = await client.untilEvents(id, 10);
    assertLinked(heads);
    assert.equal(heads.length, 10);
    const second = await carrying();
    second.cut();
    await mine(3);
    assertLinked(await client.untilEvents(id, 13));
    second.mend();
    await mine(1);
    assert.equal((await client.untilEvents(id, 14)).length, 14);
  });

  test("logs: what was emitted while no upstream could be reached is told once, in order", async () => {
    const emitter = await deployEmitter(direct);
    const client = await connect();
    const id = await client.subscribe("logs", { address: emitter });
    const other = await client.subscribe("logs", { address: `0x${"00".repeat(19)}99` });
    await emitLogs(direct, emitter, 2);
    await client.untilEvents(id, 2);
    for (const way of ways) way.cut();
    await emitLogs(direct, emitter, 5);
    for (const way of ways) way.mend();
    await client.untilEvents(id, 7);
    await emitLogs(direct, emitter, 1);
    const logs = (await client.untilEvents(id, 8)) as readonly Log[];
    await delay(100);
    const expected = (await direct("eth_getLogs", [{ address: emitter, fromBlock: "0x0" }])) as readonly Log[];
    const key = (log: Log) => `${log.blockHash}:${log.logIndex}`;
    assert.deepEqual(
      client.events(id).map((log) => key(log as Log)),
      expected.map(key),
    );
    assert.equal(logs.length, 8);
    assert.deepEqual(client.events(other), []);
  });

  test("newPendingTransactions can't be made up for: the client is told with 1012", async () => {
    const client = await connect();
    const id = await client.subscribe("newPendingTransactions");
    const [from] = (await direct("eth_accounts")) as string[];
    const hash = await direct("eth_sendTransaction", [{ from, to: from, value: "0x1" }]);
    assert.deepEqual(await client.untilEvents(id, 1), [hash]);
    for (const way of ways) way.cut();
    assert.equal((await client.ended).code, 1012);
    for (const way of ways) way.mend();
  });

  test("many clients that mean the same share one upstream subscription, and none is left when the last goes", async () => {
    for (const client of clients.splice(0)) client.close();
    while (subscriptions().count().subscribers > 0) await delay(10);
    assert.equal(subscriptions().count().feeds, 0);
    const many = await Promise.all(Array.from({ length: 20 }, connect));
    const spellings = [
      `0x${"AB".repeat(20)}`,
      [`0x${"ab".repeat(20)}`],
      [`0x${"ab".repeat(20)}`, `0x${"aB".repeat(20)}`],
    ];
    const ids = await Promise.all(
      many.flatMap((client, at) => [
        client.subscribe("newHeads"),
        client.subscribe("logs", { address: spellings[at % 3] }),
      ]),
    );
    assert.equal(new Set(ids).size, 40);
    assert.deepEqual({ ...subscriptions().count(), carriers: 0 }, { feeds: 2, subscribers: 40, carriers: 0 });
    const [first, ...rest] = many as [WebSocketClient, ...WebSocketClient[]];
    const own = await first.subscribe("newHeads");
    assert.equal((await first.call("eth_unsubscribe", [own])).result, true);
    assert.equal((await first.call("eth_unsubscribe", [own])).error?.data?.code, "SUBSCRIPTION_NOT_FOUND");
    assert.equal((await first.call("eth_unsubscribe", [ids[2]])).error?.data?.code, "SUBSCRIPTION_NOT_FOUND");
    for (const client of rest) client.close();
    await mine(1);
    await first.untilEvents(ids[0]!, 1);
    first.close();
    while (subscriptions().count().subscribers > 0) await delay(10);
    assert.equal(subscriptions().count().feeds, 0);
  });

  const refused: [string, unknown[]][] = [
    ["an unknown kind", ["newBlocks"]],
    ["no kind", []],
    ["a filter that is none", ["logs", "0x00"]],
    ["an address that is none", ["logs", { address: "0x1" }]],
    ["five topics", ["logs", { topics: [null, null, null, null, null] }]],
  ];
  for (const [name, params] of refused)
    test(`${name} is refused, and the connection goes on`, async () => {
      const client = await connect();
      const { error } = await client.call("eth_subscribe", params);
      assert.equal(error?.code, -32602);
      assert.equal((await client.call("eth_chainId")).result, "0x7a69");
    });

  test("flashblocks are not for everybody: the chain's policy must name them", async () => {
    const client = await connect();
    assert.equal((await client.call("eth_subscribe", ["newFlashblocks"])).error?.code, -32601);
  });
});
