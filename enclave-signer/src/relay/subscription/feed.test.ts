// Attacker: an upstream that lies, lags, forks, forgets or falls silent. Wants: that a client goes on believing a stream with a hole.
// User: the client, who sees either everything once and in order, or its connection end with 1012.
import assert from "node:assert/strict";
import { connect } from "node:net";
import { afterEach, describe, test } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { budgetOf, callOf } from "../../../../test/harness/upstreams-of.ts";
import {
  type Block,
  headOf,
  logsOf,
  startWebSocketNode,
  type WebSocketNode,
  writeChain,
} from "../../../../test/harness/websocket-node.ts";
import type { UpstreamHandle } from "../upstream/upstreams.ts";
import { type SubscriptionLimits, subscriptionLimits } from "./limits.ts";
import { openSubscriptions, type Subscription } from "./subscriptions.ts";

const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

async function follow(
  params: Parameters<typeof callOf>[1],
  {
    nodes = 2,
    chain = writeChain(),
    limits = {} as Partial<SubscriptionLimits>,
    begun = (): unknown => undefined,
  } = {},
) {
  chain.extend(10);
  const all: WebSocketNode[] = [];
  for (let at = 0; at < nodes; at++) all.push(await startWebSocketNode(chain));
  const ill = new Set<number>();
  const handles = all.map(
    (node, position): UpstreamHandle => ({
      name: `node-${position}`,
      position,
      config: { name: `node-${position}`, url: node.url, webSocketUrl: node.url, pins: [], roots: [] },
      dial: async (url) => {
        const socket = connect(Number(new URL(url).port), "127.0.0.1");
        await new Promise((resolve, reject) => socket.once("connect", resolve).once("error", reject));
        return socket;
      },
      head: () => 0n,
    }),
  );
  const shown: bigint[] = [];
  const healthy = () => handles.filter(({ position }) => !ill.has(position));
  const subscriptions = openSubscriptions(
    {
      clock: { unixMs: () => 0, monotonicMs: () => performance.now() },
      random: { bytes: (n) => new Uint8Array(n), uint32: () => 7 },
    },
    { methods: { allow: [], deny: [] }, upstreams: handles.map(({ config }) => config) } as never,
    {
      healthy,
      pick: () => healthy()[0],
      call: async () => {
        throw new Error("not asked");
      },
      showed: (block) => void shown.push(block),
    },
    { ...subscriptionLimits, resumeMs: 1_500, lingerMs: 20, healthEveryMs: 50, fillMs: 1_000, ...limits },
  );
  closing.push(...all.map((node) => node.close), subscriptions.close);

  const events: { readonly hash?: string; readonly blockHash?: string; readonly logIndex?: string }[] = [];
  const told = { lost: 0 };
  const subscriber = {
    deliver: (text: Uint8Array) => void events.push(JSON.parse(Buffer.from(text).toString())),
    lost: () => void told.lost++,
  };
  begun();
  const subscription = (await subscriptions.subscribe(
    callOf("eth_subscribe", params),
    budgetOf(3_000),
    subscriber,
  )) as Subscription;
  assert.ok("begin" in subscription);
  subscription.begin();
  return {
    chain,
    nodes: all as [WebSocketNode, WebSocketNode],
    ill,
    events,
    told,
    subscriptions,
    subscription,
    shown,
    subscriber,
  };
}

const until = async (what: () => boolean, why: string) => {
  for (let tries = 0; !what(); tries++) {
    assert.ok(tries < 600, why);
    await delay(5);
  }
};
const hashes = (blocks: readonly Block[]) => blocks.map(({ hash }) => hash);

describe("newHeads", () => {
  test("control: what an honest node tells arrives, and the head that clients were shown is known", async () => {
    const { chain, nodes, events, shown } = await follow(["newHeads"]);
    chain.extend(3);
    nodes[0].tell(3);
    await until(() => events.length === 3, "3 heads");
    assert.deepEqual(events, chain.blocks.slice(-3).map(headOf));
    assert.deepEqual(shown, [11n, 12n, 13n]);
    assert.deepEqual(nodes[0].headers, [
      ["sec-websocket-version", "sec-websocket-key", "connection", "upgrade", "host"],
    ]);
  });

  test("heads that a node skipped are fetched from it, without their bodies", async () => {
    const { chain, nodes, events } = await follow(["newHeads"]);
    chain.extend(5);
    nodes[0].tell(1);
    await until(() => events.length === 5, "5 heads");
    assert.deepEqual(
      events.map(({ hash }) => hash),
      hashes(chain.blocks.slice(-5)),
    );
    assert.deepEqual(events[0], { ...headOf(chain.blocks.at(-5)!), miner: "0x02" });
  });

  test("a reorganisation is told by the heads of the new branch, each after its parent", async () => {
    const { chain, nodes, events } = await follow(["newHeads"]);
    chain.extend(4);
    nodes[0].tell(4);
    nodes[0].chain = chain.fork(11, "b");
    nodes[0].chain.extend(4);
    nodes[0].tell(1);
    await until(() => events.length === 8, "4 heads, then 4 of the new branch");
    assert.deepEqual(
      events.slice(4).map(({ hash }) => hash),
      hashes(nodes[0].chain.blocks.slice(-4)),
    );
  });

  test("another upstream that lags behind does not take a client back", async () => {
    const { chain, nodes, events, ill, told } = await follow(["newHeads"]);
    chain.extend(4);
    nodes[0].tell(4);
    await until(() => events.length === 4, "4 heads");
    nodes[1].chain = writeChain("a", chain.blocks.slice(0, -2));
    ill.add(0);
    await until(() => nodes[1].subscriptions.size > 0, "the other carries it");
    nodes[1].chain.extend(4);
    for (const count of [4, 3, 2, 1]) nodes[1].tell(count);
    await until(() => events.length === 6, "2 more");
    await delay(30);
    assert.deepEqual(
      events.map(({ hash }) => hash),
      hashes(nodes[1].chain.blocks.slice(11)),
    );
    assert.equal(told.lost, 0);
  });

  test("another upstream on a shorter branch is not followed before it has more than was shown", async () => {
    const { chain, nodes, events, ill } = await follow(["newHeads"]);
    chain.extend(4);
    nodes[0].tell(4);
    await until(() => events.length === 4, "4 heads");
    nodes[1].chain = chain.fork(12, "b");
    nodes[1].chain.extend(1);
    ill.add(0);
    await until(() => nodes[1].asked.filter((method) => method === "eth_getBlockByNumber").length === 2, "it is asked");
    await delay(30);
    assert.equal(events.length, 4);
    nodes[1].chain.extend(2);
    nodes[1].tell(1);
    await until(() => events.length === 7, "the branch from where it forked");
    assert.deepEqual(
      events.slice(4).map(({ hash }) => hash),
      hashes(nodes[1].chain.blocks.slice(13)),
    );
  });

  test("a reorganisation deeper than can be fetched: the client is told", async () => {
    const { chain, nodes, told, events } = await follow(["newHeads"], { limits: { gapHeadsMax: 5 } });
    chain.extend(10);
    for (let without = 9; without >= 0; without--) nodes[0].tell(without + 1, without);
    await until(() => events.length === 10, "10 heads");
    nodes[0].chain = chain.fork(11, "b");
    nodes[0].chain.extend(10);
    nodes[0].tell(1);
    await until(() => told.lost === 1, "lost");
  });

  test("a node that falls ill is left for one that is well", async () => {
    const { chain, nodes, events, ill } = await follow(["newHeads"]);
    ill.add(0);
    await until(() => nodes[0].connections() === 0, "it is left");
    chain.extend(2);
    nodes[1].tell(2);
    await until(() => events.length === 2, "2 heads");
  });

  test("a gap that is too wide can't be filled: the client is told", async () => {
    const { chain, nodes, told } = await follow(["newHeads"], { limits: { gapHeadsMax: 5 } });
    chain.extend(7);
    nodes[0].tell(1);
    await until(() => told.lost === 1, "lost");
  });

  test("no upstream comes back in time: the client is told, once", async () => {
    const { nodes, told, subscriptions } = await follow(["newHeads"], { limits: { resumeMs: 200 } });
    await Promise.all(nodes.map((node) => node.close()));
    await until(() => told.lost === 1, "lost");
    assert.deepEqual(subscriptions.count().feeds, 0);
  });

  test("two clients, one feed: the one that came later gets no more than the first", async () => {
    const { chain, nodes, events, subscriptions, subscriber } = await follow(["newHeads"]);
    const second = (await subscriptions.subscribe(
      callOf("eth_subscribe", ["newHeads"]),
      budgetOf(1_000),
      subscriber,
    )) as Subscription;
    second.begin();
    chain.extend(1);
    nodes[0].tell(1);
    await until(() => events.length === 2, "both");
    assert.equal(nodes[0].subscriptions.size, 1);
    assert.deepEqual(subscriptions.count(), { feeds: 1, subscribers: 2, carriers: 1 });
    second.end();
    second.end();
    assert.equal(subscriptions.count().subscribers, 1);
  });

  const garbage: [string, string][] = [
    ["no JSON", "{"],
    [
      "a notification without a result",
      '{"jsonrpc":"2.0","method":"eth_subscription","params":{"subscription":"0x1"}}',
    ],
    [
      "a head without a hash",
      '{"jsonrpc":"2.0","method":"eth_subscription","params":{"subscription":"0x1","result":{"number":"0x1"}}}',
    ],
    [
      "a head that is a list",
      '{"jsonrpc":"2.0","method":"eth_subscription","params":{"subscription":"0x1","result":[]}}',
    ],
    ["an answer with result and error", '{"jsonrpc":"2.0","id":3,"result":1,"error":{}}'],
  ];
  for (const [name, text] of garbage)
    test(`a node that says ${name} is not believed; the other goes on`, async () => {
      const { chain, nodes, events, ill, told } = await follow(["newHeads"]);
      // The answer is to a call that is under way: for a head that was skipped.
      if (name.startsWith("an answer"))
        nodes[0].script = (method) => (method === "eth_getBlockByHash" ? text.replace("3", "$id") : undefined);
      chain.extend(2);
      ill.add(0);
      if (name.startsWith("an answer")) nodes[0].tell(1);
      else nodes[0].say(text);
      await until(() => nodes[1].subscriptions.size === 1, "the other carries it");
      await until(() => events.length === chain.blocks.length - 11, "all heads");
      assert.deepEqual(
        events.map(({ hash }) => hash),
        hashes(chain.blocks.slice(11)),
      );
      assert.equal(told.lost, 0);
    });

  test("unknown ids, and subscriptions that nobody made, are dropped", async () => {
    const { chain, nodes, events } = await follow(["newHeads"]);
    nodes[0].say('{"jsonrpc":"2.0","id":999,"result":"0x1"}');
    nodes[0].say('{"jsonrpc":"2.0","method":"eth_subscription","params":{"subscription":"0x77","result":1}}');
    nodes[0].say('{"jsonrpc":"2.0","method":"other","params":[1]}');
    chain.extend(1);
    nodes[0].tell(1);
    await until(() => events.length === 1, "one head");
    assert.equal(nodes[0].connections(), 1);
  });
});

describe("logs", () => {
  const ids = (blocks: readonly Block[]) =>
    blocks.flatMap(logsOf).map(({ blockHash, logIndex }) => `${blockHash}:${logIndex}`);
  const seen = (events: readonly { readonly blockHash?: string; readonly logIndex?: string }[]) =>
    events.map(({ blockHash, logIndex }) => `${blockHash}:${logIndex}`);

  test("the upstream drops the connection at every block: each log once, in order", async () => {
    const { chain, nodes, events, told } = await follow(["logs", {}]);
    for (let round = 0; round < 6; round++) {
      chain.extend(3, 2);
      const carrier = nodes.find((node) =>
        [...node.subscriptions.values()].some((params) => params.startsWith('["logs"')),
      )!;
      carrier.tell(3, round % 4);
      carrier.drop();
      await until(() => events.length === (round + 1) * 6, `${events.length} logs in round ${round}`);
      await until(() => nodes.some((node) => node.subscriptions.size === 2), "carried again");
    }
    assert.deepEqual(seen(events), ids(chain.blocks.slice(11)));
    assert.equal(told.lost, 0);
  });

  test("a log that was told is on a branch that was left meanwhile: its removal was missed, and the client is told so", async () => {
    const { chain, nodes, events, told, ill } = await follow(["logs", {}]);
    chain.extend(2, 1);
    nodes[0].tell(2);
    await until(() => events.length === 2, "2 logs");
    nodes[1].chain = chain.fork(11, "b");
    nodes[1].chain.extend(3, 1);
    ill.add(0);
    nodes[0].drop();
    await until(() => told.lost === 1, "lost");
  });

  test("a gap of too many blocks is told to the client", async () => {
    const { chain, nodes, told } = await follow(["logs", {}], { limits: { gapBlocksMax: 16 } });
    chain.extend(30, 1);
    nodes[0].drop();
    await until(() => told.lost === 1, "lost");
  });

  for (const limits of [{ logsSeenMax: 3 }, { logsSeenTotalMax: 3 }])
    test(`more logs at the tip than can be remembered (${Object.keys(limits)}): a change of upstream is told to the client`, async () => {
      const { chain, nodes, events, told } = await follow(["logs", {}], { limits });
      chain.extend(1, 5);
      nodes[0].tell(1);
      await until(() => events.length === 5, "5 logs");
      nodes[0].drop();
      await until(() => told.lost === 1, "lost");
    });
});

test("what a node does not have is refused in its words", async () => {
  const { subscriptions, nodes, subscriber } = await follow(["newHeads"]);
  const refusal = '{"code":-32601,"message":"no such subscription"}';
  for (const node of nodes)
    node.script = (method, params) =>
      method === "eth_subscribe" && params[0] === "syncing"
        ? `{"jsonrpc":"2.0","id":$id,"error":${refusal}}`
        : undefined;
  const answer = await subscriptions.subscribe(callOf("eth_subscribe", ["syncing"]), budgetOf(1_000), subscriber);
  assert.ok("text" in answer && answer.kind === "error");
  assert.equal(Buffer.from(answer.text).toString(), refusal);
  assert.equal(subscriptions.count().feeds, 1);
});

test("the last client goes: the upstream is told to stop, and after a while its connection ends", async () => {
  const { nodes, subscription, subscriptions } = await follow(["newPendingTransactions"], {
    nodes: 1,
    limits: { lingerMs: 300 },
  });
  assert.equal(nodes[0].subscriptions.size, 2);
  subscription.end();
  await until(() => nodes[0].subscriptions.size === 1, "unsubscribed");
  assert.equal(nodes[0].asked.at(-1), "eth_unsubscribe");
  await until(() => nodes[0].connections() === 0, "closed");
  assert.deepEqual(subscriptions.count(), { feeds: 0, subscribers: 0, carriers: 0 });
});

test("the params of all subscriptions together are bounded, and given back", async () => {
  const params = ["logs", { address: `0x${"ab".repeat(20)}` }] as const;
  const { subscriptions, subscriber, subscription } = await follow([...params], {
    limits: { paramsTotalLengthMax: 80 },
  });
  const other = () =>
    subscriptions.subscribe(callOf("eth_subscribe", ["logs", { topics: [null] }]), budgetOf(1_000), subscriber);
  await assert.rejects(other(), { code: "TOO_MANY_SUBSCRIPTIONS" });
  subscription.end();
  await other();
});

test("bounds: different subscriptions, and all of them together", async () => {
  const { subscriptions, subscriber } = await follow(["newHeads"], { limits: { feedsMax: 2, perChainMax: 3 } });
  const subscribe = (params: Parameters<typeof callOf>[1]) =>
    subscriptions.subscribe(callOf("eth_subscribe", params), budgetOf(1_000), subscriber);
  await subscribe(["logs", {}]);
  await assert.rejects(subscribe(["logs", { topics: [null] }]), { code: "TOO_MANY_SUBSCRIPTIONS" });
  await subscribe(["logs", {}]);
  await assert.rejects(subscribe(["logs", {}]), { code: "TOO_MANY_SUBSCRIPTIONS" });
});
