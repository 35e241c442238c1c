// User: an application that polls filters over HTTP, while the operator's nodes die and forget.
// Attacker: another client that guesses ids; an upstream that takes events and does not tell them.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { type Anvil, startAnvil } from "../../../../test/harness/anvil.ts";
import { type CuttableProxy, startCuttableProxy } from "../../../../test/harness/cuttable-proxy.ts";
import { deployEmitter, emitLogs } from "../../../../test/harness/log-emitter.ts";
import { startTestRelay, type TestRelay } from "../../../../test/harness/relay.ts";
import { type ScriptedRequest, soundNode, startScriptedUpstream } from "../../../../test/harness/scripted-upstream.ts";
import { budgetOf, callOf, openUpstreamsOf } from "../../../../test/harness/upstreams-of.ts";
import { openFilters } from "./filters.ts";
import { filterLimits } from "./limits.ts";

type Log = { readonly blockHash: string; readonly logIndex: string };
const key = (log: unknown) => `${(log as Log).blockHash}:${(log as Log).logIndex}`;

describe("filters, with one real chain behind two upstreams", () => {
  let anvil: Anvil;
  let ways: CuttableProxy[];
  let relay: TestRelay;
  let emitter: string;

  before(async () => {
    anvil = await startAnvil();
    ways = await Promise.all([startCuttableProxy(anvil.port), startCuttableProxy(anvil.port)]);
    relay = await startTestRelay({ upstreams: ways.map((way, at) => ({ name: `way-${at}`, url: way.rpcUrl })) });
    emitter = await deployEmitter(direct);
  });
  after(async () => {
    await relay?.close();
    for (const way of ways ?? []) await way.close();
    await anvil?.stop();
  });

  async function direct(method: string, params: readonly unknown[] = []): Promise<unknown> {
    const body = JSON.stringify({ jsonrpc: "2.0", id: 1, method, params });
    const answer = await fetch(anvil.rpcUrl, { method: "POST", headers: { "content-type": "application/json" }, body });
    return ((await answer.json()) as { result: unknown }).result;
  }
  const emit = (count: number) => emitLogs(direct, emitter, count);
  const install = async (method: string, ...params: unknown[]) => {
    const { result, error } = await relay.call(method, params);
    assert.equal(error, undefined);
    return result as string;
  };
  /** Polls as a client does that takes `UPSTREAM_UNAVAILABLE` for "try again". */
  const poll = async (id: string): Promise<unknown[]> => {
    for (let tries = 0; ; tries++) {
      const { result, error } = await relay.call("eth_getFilterChanges", [id]);
      if (error === undefined) return result as unknown[];
      if (error.data?.code === "FILTER_NOT_FOUND" || tries > 200) throw new Error(error.data?.code);
      await delay(25);
    }
  };

  test("logs and blocks: each once, under ids that are the enclave's own", async () => {
    const [logs, blocks] = [await install("eth_newFilter", { address: emitter }), await install("eth_newBlockFilter")];
    assert.match(logs, /^0x[0-9a-f]{32}$/);
    assert.notEqual(logs, blocks);
    assert.deepEqual(await poll(logs), []);
    await emit(3);
    assert.equal((await poll(logs)).length, 3);
    assert.equal((await poll(blocks)).length, 3);
    assert.deepEqual(await poll(logs), []);
    assert.deepEqual(await poll(blocks), []);
    const all = (await relay.call("eth_getFilterLogs", [logs])).result as unknown[];
    assert.deepEqual(all.map(key), ((await direct("eth_getLogs", [{ address: emitter }])) as unknown[]).map(key));
    assert.equal((await relay.call("eth_getFilterLogs", [blocks])).error?.data?.code, "FILTER_NOT_FOUND");
    assert.equal((await relay.call("eth_uninstallFilter", [logs])).result, true);
    assert.equal((await relay.call("eth_uninstallFilter", [logs])).result, false);
    assert.equal((await relay.call("eth_getFilterChanges", [logs])).error?.message, "filter not found");
  });

  test("the upstream dies between two polls: nothing is missing and nothing comes twice", async () => {
    const [logs, blocks] = [await install("eth_newFilter", { address: emitter }), await install("eth_newBlockFilter")];
    const start = Number(await direct("eth_blockNumber"));
    const told = { logs: [] as unknown[], blocks: [] as unknown[] };
    const pollBoth = async () => {
      told.logs.push(...(await poll(logs)));
      told.blocks.push(...(await poll(blocks)));
    };
    await emit(2);
    await pollBoth();
    for (const dying of [0, 1, 0]) {
      const way = ways[dying]!;
      await emit(2);
      way.cut();
      await emit(2);
      await pollBoth();
      await emit(1);
      await pollBoth();
      way.mend();
      // Its health is found out by polls.
      for (let tries = 0; relay.running.relay.chains[0]!.upstreams.healthy().length < 2 && tries < 400; tries++)
        await delay(25);
    }
    await pollBoth();
    const logsThere = (await direct("eth_getLogs", [
      { address: emitter, fromBlock: `0x${(start + 1).toString(16)}` },
    ])) as unknown[];
    assert.equal(logsThere.length, 17);
    assert.deepEqual(told.logs.map(key), logsThere.map(key));
    const hashes: string[] = [];
    for (let number = start + 1; number <= start + 17; number++)
      hashes.push(
        ((await direct("eth_getBlockByNumber", [`0x${number.toString(16)}`, false])) as { hash: string }).hash,
      );
    assert.deepEqual(told.blocks, hashes);
  });

  test("pending transactions can't be made up for: the client is told to make a new filter", async () => {
    const id = await install("eth_newPendingTransactionFilter");
    await emit(1);
    assert.equal((await poll(id)).length, 1);
    for (const way of ways) way.cut();
    await assert.rejects(poll(id), { message: "FILTER_NOT_FOUND" });
    for (const way of ways) way.mend();
  });

  for (const id of ["0x1", "0x00000000000000000000000000000000", "nope"])
    test(`the guessed id ${id} is nobody's`, async () => {
      for (const method of ["eth_getFilterChanges", "eth_getFilterLogs"])
        assert.equal((await relay.call(method, [id])).error?.code, -32000);
    });

  test("params that are none are refused", async () => {
    for (const [method, ...params] of [["eth_newFilter", 7], ["eth_getFilterChanges"], ["eth_getFilterChanges", {}]])
      assert.equal((await relay.call(method as string, params)).error?.code, -32602);
  });
});

describe("filters before a scripted upstream", () => {
  const closing: (() => unknown)[] = [];
  after(async () => {
    for (const close of closing.reverse()) await close();
  });

  /** A node of block 16 with one filter; `changes` says what a poll gets. */
  async function openWith(
    changes: (
      poll: number,
    ) => Parameters<typeof startScriptedUpstream>[0] extends (r: ScriptedRequest) => infer R ? R : never,
    limits = {},
  ) {
    let polls = 0;
    const log = (index: number) =>
      JSON.stringify({ blockNumber: "0x11", blockHash: `0x${"11".repeat(32)}`, logIndex: `0x${index}`, data: "0x" });
    let isMined = false;
    const upstream = await startScriptedUpstream((request) => {
      if (request.method === "eth_newFilter") return { result: '"0xf1"' };
      if (request.method === "eth_uninstallFilter") return { result: "true" };
      if (request.method === "eth_getFilterChanges") {
        isMined = true;
        return changes(++polls);
      }
      if (request.method === "eth_getLogs") return { result: `[${log(0)},${log(1)}]` };
      return soundNode({ head: isMined ? "0x11" : "0x10" })(request);
    });
    const upstreams = await openUpstreamsOf([{ url: upstream.url }]);
    const clock = { unixMs: () => Date.now(), monotonicMs: () => performance.now() };
    const random = { bytes: (length: number) => crypto.getRandomValues(new Uint8Array(length)), uint32: () => 7 };
    const filters = openFilters({ clock, random }, {} as never, upstreams, { ...filterLimits, ...limits });
    closing.push(upstream.close, upstreams.close, filters.close);
    const ask = async (method: string, ...params: string[]) => {
      const answer = await filters.call(callOf(method, params), budgetOf(2_000));
      return JSON.parse(Buffer.from(answer.text).toString()) as unknown;
    };
    const install = async () =>
      JSON.parse(
        Buffer.from((await filters.call(callOf("eth_newFilter", [{}]), budgetOf(2_000))).text).toString(),
      ) as string;
    return { upstream, filters, ask, install, log };
  }

  test("an upstream that took the changes and then broke off: they are fetched, and told once", async () => {
    const { ask, install, upstream } = await openWith((poll) => (poll === 1 ? "cut" : { result: "[]" }));
    const id = await install();
    assert.equal(((await ask("eth_getFilterChanges", id)) as unknown[]).length, 2);
    assert.deepEqual(await ask("eth_getFilterChanges", id), []);
    assert.equal(upstream.calls().filter(({ method }) => method === "eth_newFilter").length, 2);
  });

  test("an upstream that forgot the filter: it is made anew, and what was missed is fetched", async () => {
    const { ask, install } = await openWith((poll) =>
      poll === 1 ? { error: '{"code":-32000,"message":"filter not found"}' } : { result: "[]" },
    );
    const id = await install();
    assert.equal(((await ask("eth_getFilterChanges", id)) as unknown[]).length, 2);
    assert.deepEqual(await ask("eth_getFilterChanges", id), []);
  });

  test("many filters share what is remembered: past it, a filter that has to move is over, and says so", async () => {
    const { ask, install, log } = await openWith((poll) => (poll === 2 ? "cut" : { result: `[${log(0)},${log(1)}]` }), {
      seenTotalMax: 1,
    });
    const id = await install();
    assert.equal(((await ask("eth_getFilterChanges", id)) as unknown[]).length, 2);
    await assert.rejects(ask("eth_getFilterChanges", id), { code: "FILTER_NOT_FOUND" });
  });

  test("many filters share what their params may be, and give it back", async () => {
    const { ask, install } = await openWith(() => ({ result: "[]" }), { paramsTotalLengthMax: 8 });
    const [first] = [await install(), await install()]; // of 4 characters each
    await assert.rejects(install(), { code: "TOO_MANY_FILTERS" });
    await ask("eth_uninstallFilter", first);
    await install();
  });

  test("what an upstream tells twice is told once", async () => {
    const { ask, install, log } = await openWith((poll) => ({
      result: poll === 1 ? `[${log(0)}]` : `[${log(0)},${log(1)}]`,
    }));
    const id = await install();
    assert.equal(((await ask("eth_getFilterChanges", id)) as unknown[]).length, 1);
    assert.deepEqual(await ask("eth_getFilterChanges", id), [JSON.parse(log(1))]);
  });

  test("control: the bytes of honest changes are passed on as they are", async () => {
    const { filters, install, log } = await openWith(() => ({ result: `[ ${log(0)} ]` }));
    const id = await install();
    const answer = await filters.call(callOf("eth_getFilterChanges", [id]), budgetOf(2_000));
    assert.equal(Buffer.from(answer.text).toString(), `[ ${log(0)} ]`);
  });

  test("a filter that nobody polls is forgotten, here and upstream; there are only so many", async () => {
    const { filters, install, upstream } = await openWith(() => ({ result: "[]" }), {
      filtersMax: 2,
      idleMs: 50,
      sweepMs: 10,
    });
    await install();
    await install();
    await assert.rejects(install(), { code: "TOO_MANY_FILTERS" });
    for (let tries = 0; filters.count() > 0 && tries < 200; tries++) await delay(10);
    assert.equal(filters.count(), 0);
    await install(); // control: there is room again
    for (
      let tries = 0;
      upstream.calls().filter(({ method }) => method === "eth_uninstallFilter").length < 2 && tries < 200;
      tries++
    )
      await delay(10);
    assert.equal(upstream.calls().filter(({ method }) => method === "eth_uninstallFilter").length, 2);
  });
});
