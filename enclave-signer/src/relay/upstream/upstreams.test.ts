// Attacker: an upstream node, or the parent between. Wants: a call that hangs, is carried out twice, or is answered with something that is no answer.
// User: a wallet that wants one true answer, although one of the operator's nodes is dead, slow, behind or mad.
import assert from "node:assert/strict";
import { after, describe, test } from "node:test";
import type { InkanError } from "@inkan/link";
import {
  httpAnswer,
  type ScriptedReply,
  type ScriptedRequest,
  soundNode,
  startScriptedUpstream,
} from "../../../../test/harness/scripted-upstream.ts";
import { budgetOf, callOf, openUpstreamsOf } from "../../../../test/harness/upstreams-of.ts";
import { upstreamLimits } from "./limits.ts";

const closing: (() => Promise<void>)[] = [];
after(async () => {
  for (const close of closing.reverse()) await close();
});

type Handler = (request: ScriptedRequest) => ScriptedReply | Promise<ScriptedReply>;

const node = async (handler: Handler) => {
  const upstream = await startScriptedUpstream(handler);
  closing.push(upstream.close);
  return upstream;
};

const open: typeof openUpstreamsOf = async (...given) => {
  const opened = await openUpstreamsOf(...given);
  closing.push(opened.close);
  return opened;
};

/** Sound when polled, `reply` to everything else. */
const whenCalled =
  (reply: ScriptedReply | Handler): Handler =>
  (request) =>
    ["eth_chainId", "eth_blockNumber", "eth_getBlockByNumber"].includes(request.method)
      ? soundNode()(request)
      : typeof reply === "function"
        ? reply(request)
        : reply;

const account = `0x${"ab".repeat(20)}`;

test("one upstream: the result's bytes come back as they were sent, spaces and all", async () => {
  const upstream = await node(
    whenCalled({ status: 200, body: '{"id":1, "jsonrpc":"2.0","result" : { "a": [1.50, "\\u00e9"] } }' }),
  );
  const upstreams = await open([{ url: upstream.url }]);
  const answer = await upstreams.ask("eth_feeHistory", ["0x1", "latest", []]);
  assert.equal(Buffer.from(answer.text).toString(), '{ "a": [1.50, "\\u00e9"] }');
  assert.deepEqual(
    { ...answer, text: undefined },
    { kind: "result", text: undefined, source: "upstream", level: "relayed", block: 16n, ageMs: 0 },
  );
});

test("an answer in chunks of one byte each comes whole and in order", async () => {
  const result = Array.from({ length: 3_000 }, (_, at) => at).join("");
  const chunks = Array.from(`{"jsonrpc":"2.0","id":1,"result":"${result}"}`, (byte) => `1\r\n${byte}\r\n`).join("");
  const raw = `HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n${chunks}0\r\n\r\n`;
  const upstream = await node(whenCalled({ raw }));
  const upstreams = await open([{ url: upstream.url }]);
  const answer = await upstreams.ask("eth_feeHistory", ["0x1", "latest", []]);
  assert.equal(Buffer.from(answer.text).toString(), `"${result}"`);
});

test("the upstream is told the same header by everybody, and one id", async () => {
  const upstream = await node(soundNode());
  const upstreams = await open([{ url: upstream.url }]);
  await upstreams.ask("eth_getBalance", [account, "latest"]);
  const received = upstream.bytes().toString();
  const last = received.slice(received.lastIndexOf("POST "));
  const body = `{"jsonrpc":"2.0","id":1,"method":"eth_getBalance","params":["${account}","latest"]}`;
  assert.equal(
    last,
    `POST / HTTP/1.1\r\nhost: 127.0.0.1:${upstream.port}\r\nconnection: keep-alive\r\ncontent-type: application/json\r\naccept: application/json\r\nuser-agent: inkan\r\ncontent-length: ${body.length}\r\n\r\n${body}`,
  );
});

test("an upstream's own error is an answer, word for word", async () => {
  const error = '{"code":3,"message":"execution reverted: no","data":"0x08c379a0"}';
  const upstream = await node(whenCalled({ error }));
  const upstreams = await open([{ url: upstream.url }]);
  const answer = await upstreams.ask("eth_call", [{ to: account }, "latest"]);
  assert.equal(answer.kind, "error");
  assert.equal(Buffer.from(answer.text).toString(), error);
});

describe("two upstreams, one of them bad: a read is answered by the other", () => {
  const bad: readonly [string, ScriptedReply][] = [
    ["cuts the stream", "cut"],
    ["never answers", "hang"],
    ["answers garbage", { raw: "\0\0garbage\r\n\r\n" }],
    ["answers HTML", { status: 200, body: "<html>welcome</html>" }],
    ["answers HTTP 502", { status: 502, body: "<html>bad gateway</html>" }],
    ["answers HTTP 429", { status: 429, body: "" }],
    ["answers another id", { status: 200, body: '{"jsonrpc":"2.0","id":2,"result":"0x1"}' }],
    ["answers an id as text", { status: 200, body: '{"jsonrpc":"2.0","id":"1","result":"0x1"}' }],
    [
      "answers result and error",
      { status: 200, body: '{"jsonrpc":"2.0","id":1,"result":1,"error":{"code":1,"message":""}}' },
    ],
    ["answers neither", { status: 200, body: '{"jsonrpc":"2.0","id":1}' }],
    ["answers a member twice", { status: 200, body: '{"jsonrpc":"2.0","id":1,"result":1,"result":2}' }],
    ["answers an error that is none", { status: 200, body: '{"jsonrpc":"2.0","id":1,"error":"no"}' }],
    ["answers a batch", { status: 200, body: '[{"jsonrpc":"2.0","id":1,"result":"0x1"}]' }],
    [
      "stops in the middle of the body",
      { raw: httpAnswer(200, `{"jsonrpc":"2.0","id":1,"result":"${"a".repeat(99)}"}`).slice(0, -50), cut: true },
    ],
    ["says that a limit is exceeded", { error: '{"code":-32005,"message":"limit exceeded"}' }],
  ];
  for (const [name, reply] of bad)
    test(name, async () => {
      const sound = await node(whenCalled({ result: '"0x600d"' }));
      const broken = await node(whenCalled(reply));
      const upstreams = await open([{ url: broken.url }, { url: sound.url }]);
      await bothPolled([broken, sound]);
      for (let asked = 0; broken.calls().length === 0 && asked < 64; asked++)
        assert.equal(
          await upstreams.text("eth_feeHistory", [`0x${asked.toString(16)}`, "latest", []], 400),
          '"0x600d"',
        );
      assert.ok(broken.calls().length > 0, "chance never chose the bad one"); // control: it was asked
    });
});

const bothPolled = async (nodes: readonly { requests(): readonly ScriptedRequest[] }[]) => {
  while (nodes.some((one) => one.requests().filter(({ method }) => method === "eth_getBlockByNumber").length === 0))
    await new Promise((resolve) => setTimeout(resolve, 5));
  await new Promise((resolve) => setTimeout(resolve, 20));
};

describe("one upstream that fails: the error says what may have happened", () => {
  const failures: readonly [string, ScriptedReply, string][] = [
    ["cut", "cut", "UPSTREAM_LOST"],
    ["late", "hang", "UPSTREAM_TIMEOUT"],
    ["stuck in the body", { raw: httpAnswer(200, "x".repeat(99)).slice(0, -9) }, "UPSTREAM_TIMEOUT"],
    ["garbage", { status: 200, body: "nonsense" }, "UPSTREAM_ANSWER_INVALID"],
    ["HTTP 500", { status: 500, body: "oops" }, "UPSTREAM_ANSWER_INVALID"],
    ["HTTP 429", { status: 429, body: "" }, "UPSTREAM_OVERLOADED"],
    [
      "too large",
      { status: 200, body: `{"jsonrpc":"2.0","id":1,"result":"${"a".repeat(4096)}"}` },
      "UPSTREAM_ANSWER_TOO_LARGE",
    ],
    ["endless error page", { status: 500, body: "x".repeat(1_000_000) }, "UPSTREAM_ANSWER_INVALID"],
  ];
  for (const [name, reply, code] of failures)
    test(name, async () => {
      const upstream = await node(whenCalled(reply));
      const upstreams = await open([{ url: upstream.url }], { limits: { responseBytesMax: 2048 } });
      await assert.rejects(upstreams.ask("eth_gasPrice", [], 300), { code });
    });

  test("nobody listens", async () => {
    const gone = await startScriptedUpstream(soundNode());
    await gone.close();
    const upstreams = await open([{ url: gone.url }]);
    await assert.rejects(upstreams.ask("eth_gasPrice"), { code: "UPSTREAM_UNAVAILABLE" });
  });

  test("another chain: never asked", async () => {
    const foreign = await node(soundNode({ chainId: "0x1" }));
    const upstreams = await open([{ url: foreign.url }]);
    await assert.rejects(upstreams.ask("eth_gasPrice", [], 500), { code: "UPSTREAM_UNAVAILABLE" });
    assert.deepEqual(foreign.calls(), []);
  });
});

describe("a transaction is never sent twice", () => {
  for (const [name, reply, code] of [
    ["cut after it was sent", "cut", "UPSTREAM_LOST"],
    ["no answer", "hang", "UPSTREAM_TIMEOUT"],
    ["HTTP 502", { status: 502, body: "" }, "UPSTREAM_ANSWER_INVALID"],
    ["HTTP 429", { status: 429, body: "" }, "UPSTREAM_OVERLOADED"],
  ] as const)
    test(name, async () => {
      const a = await node(whenCalled(reply));
      const b = await node(whenCalled(reply));
      const upstreams = await open([{ url: a.url }, { url: b.url }]);
      await bothPolled([a, b]);
      await assert.rejects(upstreams.ask("eth_sendRawTransaction", ["0x02f86b"], 400), { code });
      assert.equal(a.calls().length + b.calls().length, 1);
      await assert.rejects(upstreams.ask("custom_doSomething", [], 400), { code });
      assert.equal(a.calls().length + b.calls().length, 2);
    });

  test("control: one that certainly was not sent goes to the other upstream", async () => {
    const a = await node(soundNode());
    const b = await node(soundNode());
    const upstreams = await open([{ url: a.url }, { url: b.url }]);
    await bothPolled([a, b]);
    await a.close();
    for (let nonce = 0; nonce < 8; nonce++) {
      const raw = `0x02f86b${nonce.toString(16).padStart(2, "0")}`;
      // What was kept alive to A may only break now, which is "unknown"; a new stream is refused, which is "not sent".
      await upstreams.ask("eth_sendRawTransaction", [raw]).catch((error: { code: string }) => {
        assert.equal(error.code, "UPSTREAM_LOST");
      });
    }
    assert.ok(b.calls().length > 0);
    assert.equal(new Set(b.calls().map(({ params }) => JSON.stringify(params))).size, b.calls().length);
  });
});

test("a slow upstream leaves time for another: the call is answered within its deadline", async () => {
  const slow = await node(whenCalled({ result: '"0x510e"', delayMs: 1_000 }));
  const quick = await node(whenCalled({ result: '"0x600d"' }));
  const upstreams = await open([{ url: slow.url }, { url: quick.url }]);
  await bothPolled([slow, quick]);
  const answers = await Promise.all(
    Array.from({ length: 16 }, (_, at) =>
      upstreams.text("eth_getBalance", [`0x${at.toString(16).padStart(40, "a")}`], 600),
    ),
  );
  assert.ok(slow.calls().length > 0); // control: it was asked first for some
  assert.deepEqual(new Set(answers), new Set(['"0x600d"']));
});

test("a client that goes away gives the upstream's stream back", async () => {
  const upstream = await node(whenCalled("hang"));
  const upstreams = await open([{ url: upstream.url }]);
  await upstreams.ask("eth_blockNumber");
  const gone = new AbortController();
  const answer = upstreams.call(callOf("eth_getBalance", [account]), budgetOf(10_000, gone.signal));
  setTimeout(() => gone.abort(), 50);
  await assert.rejects(answer, { code: "UPSTREAM_LOST" });
});

test("full: what can't be waited for is refused at once, and not sent", async () => {
  const upstream = await node(whenCalled("hang"));
  const upstreams = await open([{ url: upstream.url }], { limits: { upstreamConnectionsMax: 4 } });
  await upstreams.ask("eth_blockNumber");
  const codes = new Map<string, number>();
  const asked = Array.from({ length: 64 }, (_, at) =>
    upstreams.ask("eth_getBalance", [`0x${at.toString(16).padStart(40, "b")}`], 500).catch((error: InkanError) => {
      codes.set(error.code, (codes.get(error.code) ?? 0) + 1);
    }),
  );
  await new Promise((resolve) => setTimeout(resolve, 200));
  assert.ok(codes.get("UPSTREAM_OVERLOADED")! >= 64 - 4 * (1 + upstreamLimits.waitingPerConnection));
  assert.deepEqual([...codes.keys()], ["UPSTREAM_OVERLOADED"]); // the others still wait
  assert.ok(upstream.connections() <= 4);
  assert.ok(upstream.calls().length <= 4);
  await Promise.all(asked);
  assert.equal(
    [...codes.values()].reduce((a, b) => a + b),
    64,
  );
  assert.ok(codes.get("UPSTREAM_TIMEOUT")! >= upstream.calls().length); // what was sent is called unknown
});

test("a liar at block 2^63 among three: clients never see it", async () => {
  const liar = await node(soundNode({ head: "0x7fffffffffffffff" }));
  const honest = await Promise.all([node(soundNode()), node(soundNode({ head: "0x11" }))]);
  const upstreams = await open([liar, ...honest].map(({ url }) => ({ url })));
  await bothPolled([liar, ...honest]);
  for (let at = 0; at < 32; at++) assert.match(await upstreams.text("eth_blockNumber"), /^"0x1[01]"$/);
  assert.deepEqual(
    upstreams
      .healthy()
      .map(({ name }) => name)
      .toSorted(),
    ["node-1", "node-2"],
  );
  assert.ok(upstreams.head()! <= 0x11n);
});

test("a handle stays at one upstream, however often it is asked", async () => {
  const nodes = await Promise.all([node(soundNode({ result: '"0xa"' })), node(soundNode({ result: '"0xb"' }))]);
  const upstreams = await open(nodes.map(({ url }) => ({ url })));
  await bothPolled(nodes);
  const newFilter = callOf("eth_newBlockFilter");
  const handle = upstreams.pick(newFilter)!;
  for (let at = 0; at < 16; at++) await upstreams.callOn(handle, newFilter, budgetOf(1_000));
  assert.deepEqual(
    nodes.map((one) => one.calls().length).toSorted((a, b) => a - b),
    [0, 16],
  );
  await nodes[handle.position]!.close();
  await assert.rejects(upstreams.callOn(handle, newFilter, budgetOf(1_000)), { name: "InkanError" });
  assert.equal(nodes[1 - handle.position]!.calls().length, 0);
});

test("an account's calls stay together, and two upstreams share the accounts", async () => {
  const nodes = await Promise.all([node(soundNode()), node(soundNode())]);
  const upstreams = await open(nodes.map(({ url }) => ({ url })));
  await bothPolled(nodes);
  for (let at = 0; at < 32; at++)
    for (const method of ["eth_getBalance", "eth_getTransactionCount", "eth_getCode"])
      await upstreams.ask(method, [`0x${at.toString(16).padStart(40, "ef")}`, "latest"]);
  const seen = nodes.map((one) => new Set(one.calls().map(({ params }) => (params as string[])[0])));
  assert.equal(seen[0]!.size + seen[1]!.size, 32);
  assert.ok(seen[0]!.size > 4 && seen[1]!.size > 4);
});

describe("the head does not go back", () => {
  test("an upstream behind is not asked for latest, and the shown head stays", async () => {
    let headOfA = "0x10";
    const a = await node((request) =>
      request.method === "eth_getBalance" ? { result: '"0xa"' } : soundNode({ head: headOfA })(request),
    );
    const b = await node((request) =>
      request.method === "eth_getBalance" ? { result: '"0xb"' } : soundNode({ head: "0x64" })(request),
    );
    const upstreams = await open([{ url: a.url }, { url: b.url }]);
    await bothPolled([a, b]);
    for (let at = 0; at < 16; at++) await upstreams.ask("eth_blockNumber");
    assert.equal(upstreams.head(), 0x64n);
    for (let at = 0; at < 16; at++) {
      assert.equal(await upstreams.text("eth_blockNumber"), '"0x64"');
      assert.equal(
        await upstreams.text("eth_getBalance", [`0x${at.toString(16).padStart(40, "c")}`, "latest"]),
        '"0xb"',
      );
      assert.equal(await upstreams.text("eth_getBalance", [`0x${at.toString(16).padStart(40, "c")}`, "0x50"]), '"0xb"');
    }
    headOfA = "0x65"; // control: caught up, it gets calls again
    while (a.calls().length === 0)
      await upstreams.text("eth_getBalance", [`0x${Math.random().toString(16).slice(2).padStart(40, "d")}`, "latest"]);
  });

  test("a single node that is one block back answers with what was shown, from the cache", async () => {
    const heads = ["0x20", "0x1f"];
    let asked = 0;
    const upstream = await node((request) => soundNode({ head: heads[Math.min(1, asked)]! })(request));
    const upstreams = await open([{ url: upstream.url }], { blockTimeMs: 60_000 });
    const first = await upstreams.ask("eth_blockNumber");
    asked = 1;
    const second = await upstreams.ask("eth_blockNumber");
    assert.deepEqual([first.source, second.source], ["upstream", "cache"]);
    assert.equal(Buffer.from(second.text).toString(), '"0x20"');
  });
});

test("identical calls about nobody are joined; those about an account are not", async () => {
  const upstream = await node(whenCalled({ result: '"0x1"', delayMs: 50 }));
  const upstreams = await open([{ url: upstream.url }]);
  await upstreams.ask("eth_blockNumber");
  await Promise.all(Array.from({ length: 20 }, () => upstreams.ask("eth_gasPrice")));
  assert.equal(upstream.calls().length, 1);
  await Promise.all(Array.from({ length: 20 }, () => upstreams.ask("eth_getTransactionCount", [account, "pending"])));
  assert.equal(upstream.calls().length, 21);
});

test("what is final is asked for once; what is not, or is null, each time", async () => {
  const hash = `0x${"0e".repeat(32)}`;
  let blockNumber = "0x8";
  const upstream = await node((request) =>
    request.method === "eth_getTransactionReceipt"
      ? { result: blockNumber === "" ? "null" : `{"blockNumber":"${blockNumber}"}` }
      : soundNode()(request),
  );
  const upstreams = await open([{ url: upstream.url }]);
  await bothPolled([upstream]);
  for (const [number, asks] of [
    ["", 3],
    ["0x9", 3],
    ["0x8", 1],
  ] as const) {
    blockNumber = number;
    const before = upstream.calls().length;
    for (let at = 0; at < 3; at++) await upstreams.ask("eth_getTransactionReceipt", [hash]);
    assert.equal(upstream.calls().length - before, asks, `block ${number}`);
  }
  const answer = await upstreams.ask("eth_getTransactionReceipt", [hash]);
  assert.equal(answer.source, "cache");
  assert.ok(answer.ageMs > 0);
});
