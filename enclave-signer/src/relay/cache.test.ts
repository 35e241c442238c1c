// Attacker: a client that fills the cache, and one that wants yesterday's answer served as today's. User: whoever asks for an old block twice.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { JsonValue } from "@inkan/attestation";
import { openCache } from "./cache.ts";
import type { Answer, Call } from "./call.ts";

const limits = { entriesMax: 4, bytesMax: 4_000, entryBytesMax: 1_000, ageMsMax: 10_000, keyLengthMax: 256 };
const call = (method: string, ...params: JsonValue[]): Call => ({ method, params, paramsText: JSON.stringify(params) });
const answer = (text: string, kind: Answer["kind"] = "result"): Answer => ({
  kind,
  text: Buffer.from(text),
  source: "upstream",
  level: "relayed",
  block: 100n,
  ageMs: 0,
});
const block = call("eth_getBlockByHash", "0x01", false);
const ofBlock = (number: string) => answer(`{"hash":"0x01","number":${number}}`);

describe("what is kept", () => {
  const kept: readonly [string, Call, Answer, boolean][] = [
    ["a block at the finalized one", block, ofBlock('"0x8"'), true],
    ["a block above it", block, ofBlock('"0x9"'), false],
    ["a block without a number", block, answer('{"hash":"0x01"}'), false],
    ["a pending block", block, ofBlock("null"), false],
    ["null", block, answer("null"), false],
    ["an error", block, answer('{"code":1,"message":"","number":"0x1"}', "error"), false],
    ["a number that is no string", block, ofBlock("8"), false],
    ["a receipt", call("eth_getTransactionReceipt", "0x01"), answer('{"blockNumber":"0x1"}'), true],
    ["a transaction that waits", call("eth_getTransactionByHash", "0x01"), answer('{"blockNumber":null}'), false],
    ["a block by number", call("eth_getBlockByNumber", "0x8", true), answer("{}"), true],
    ["no such block yet", call("eth_getBlockByNumber", "0x8", true), answer("null"), false],
    ["the latest block", call("eth_getBlockByNumber", "latest", true), ofBlock('"0x8"'), false],
    ["the finalized block", call("eth_getBlockByNumber", "finalized", true), ofBlock('"0x8"'), false],
    ["code at a final block", call("eth_getCode", "0x02", "0x8"), answer('"0x60"'), true],
    ["code now", call("eth_getCode", "0x02", "latest"), answer('"0x60"'), false],
    ["a balance, of whatever block", call("eth_getBalance", "0x02", "0x8"), answer('"0x60"'), false],
    ["the head", call("eth_blockNumber"), answer('"0x8"'), false],
    ["something long", block, answer(`{"number":"0x1","extraData":"${"0".repeat(1_000)}"}`), false],
    ["something with long params", call("eth_getBlockByHash", "0".repeat(300)), ofBlock('"0x8"'), false],
  ];
  for (const [name, asked, given, isKept] of kept)
    test(`${isKept ? "" : "not "}${name}`, () => {
      const cache = openCache(() => 0, limits);
      cache.put(asked, given, 8n);
      assert.equal(cache.get(asked) !== undefined, isKept);
      cache.put(asked, given, undefined);
      cache.clear();
      cache.put(asked, given, undefined);
      assert.equal(cache.get(asked), undefined); // where finality is not known, nothing is
    });
});

test("it says how old it is, and ends", () => {
  let nowMs = 1_000;
  const cache = openCache(() => nowMs, limits);
  cache.put(block, ofBlock('"0x1"'), 8n);
  nowMs += 700;
  const { source, ageMs, text } = cache.get(block)!;
  assert.deepEqual([source, ageMs, Buffer.from(text).toString()], ["cache", 700, '{"hash":"0x01","number":"0x1"}']);
  nowMs += 9_301;
  assert.equal(cache.get(block), undefined);
  assert.deepEqual(cache.size(), { entries: 0, bytes: 0 });
});

test("it is a copy: a buffer that is used again changes nothing", () => {
  const cache = openCache(() => 0, limits);
  const given = ofBlock('"0x1"');
  cache.put(block, given, 8n);
  given.text.fill(0x20);
  assert.equal(cache.get(block)!.text[0], 0x7b);
});

test("full, the least recently used goes, by number and by bytes", () => {
  const cache = openCache(() => 0, limits);
  const nth = (at: number) => call("eth_getBlockByHash", `0x${at}`, false);
  for (let at = 0; at < 4; at++) cache.put(nth(at), ofBlock('"0x1"'), 8n);
  cache.get(nth(0));
  cache.put(nth(4), ofBlock('"0x1"'), 8n);
  assert.deepEqual(
    [0, 1, 2, 3, 4].map((at) => cache.get(nth(at)) !== undefined),
    [true, false, true, true, true],
  );

  const large = openCache(() => 0, { ...limits, entriesMax: 1_000, bytesMax: 2_000 });
  for (let at = 0; at < 100; at++) large.put(nth(at), answer(`{"number":"0x1","x":"${"0".repeat(500)}"}`), 8n);
  assert.ok(large.size().bytes <= 2_000);
  assert.ok(large.size().entries >= 2);
  for (let at = 0; at < 100; at++) large.put(nth(99), ofBlock('"0x1"'), 8n); // the same again is counted once
  large.clear();
  assert.deepEqual(large.size(), { entries: 0, bytes: 0 });
});
