// Attacker: a client on the internet, any bytes. Wants: a request that the relay reads one way and an upstream another; memory; a crash.
// User: a wallet, whose id must come back as it was.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { relayLimits } from "./limits.ts";
import { parseRequest } from "./parse.ts";

const limits = { ...relayLimits, requestBytesMax: 10_000, batchMax: 3 };
const single = (text: string) => {
  const parsed = parseRequest(Buffer.from(text), limits);
  assert.equal(parsed.kind, "single");
  return (parsed as Extract<typeof parsed, { kind: "single" }>).element;
};
const nested = (depth: number) =>
  `{"jsonrpc":"2.0","id":1,"method":"m","params":${"[".repeat(depth - 1)}${"]".repeat(depth - 1)}}`;

describe("what a call is rebuilt from", () => {
  test("method and params, and nothing else", () => {
    const { call, idText } = single(
      '{ "extra":{"canary":1}, "params" : [ { "to" : "0x01", "data":"0x\\u0031\\u0032" },\t"latest" ],"id":"abc","method":"eth_call","jsonrpc":"2.0"}',
    );
    assert.deepEqual(call, {
      method: "eth_call",
      params: [{ to: "0x01", data: "0x12" }, "latest"],
      paramsText: '[{"data":"0x12","to":"0x01"},"latest"]',
    });
    assert.equal(idText, '"abc"');
  });

  for (const [id, back] of [
    ["1", "1"],
    ["-7", "-7"],
    ["1.5", "1.5"],
    ["9007199254740991", "9007199254740991"],
    ['"é\\u0000\\"\\ud83d\\ude00"', '"é\\u0000\\"😀"'],
    ["null", "null"],
  ] as const)
    test(`the id ${id} comes back`, () => {
      assert.equal(single(`{"jsonrpc":"2.0","id":${id},"method":"m"}`).idText, back);
    });

  test("without an id it is a notification", () => {
    const { call, error, idText } = single('{"jsonrpc":"2.0","method":"m"}');
    assert.deepEqual([call?.paramsText, error, idText], ["[]", undefined, undefined]);
  });

  test("a member named __proto__ is a member like any other", () => {
    const { call } = single('{"jsonrpc":"2.0","id":1,"method":"m","params":[{"__proto__":{"x":1}}]}');
    assert.equal(call?.paramsText, '[{"__proto__":{"x":1}}]');
    assert.equal(({} as { x?: number }).x, undefined);
  });
});

describe("content that is refused as a whole", () => {
  for (const [name, body, code] of [
    ["no JSON", "{", "PARSE_ERROR"],
    ["nothing", "", "PARSE_ERROR"],
    ["bytes behind", '{"jsonrpc":"2.0","id":1,"method":"m"} x', "PARSE_ERROR"],
    ["a number", "1", "INVALID_REQUEST"],
    ["a duplicate member", '{"jsonrpc":"2.0","id":1,"method":"a","method":"b"}', "INVALID_REQUEST"],
    ["a duplicate in params", '{"jsonrpc":"2.0","id":1,"method":"a","params":[{"to":1,"to":2}]}', "INVALID_REQUEST"],
    ["a lone surrogate", '{"jsonrpc":"2.0","id":1,"method":"a","params":["\\ud800"]}', "INVALID_REQUEST"],
    ["nesting past the limit", nested(limits.jsonDepthMax + 1), "INVALID_REQUEST"],
    ["an empty batch", "[]", "BATCH_EMPTY"],
    ["a batch past the limit", "[1,2,3,4]", "BATCH_TOO_LARGE"],
    ["content past the limit", `"${"x".repeat(limits.requestBytesMax)}"`, "REQUEST_TOO_LARGE"],
  ] as const)
    test(`${name}: ${code}`, () => {
      assert.throws(() => parseRequest(Buffer.from(body), limits), { code });
    });

  test("bytes that are no UTF-8", () => {
    assert.throws(() => parseRequest(Uint8Array.of(0x22, 0xff, 0x22), limits), { code: "PARSE_ERROR" });
  });

  test("control: at the limits all pass", () => {
    assert.equal(single(nested(limits.jsonDepthMax)).error, undefined);
    assert.equal(parseRequest(Buffer.from("[1,2,3]"), limits).kind, "batch");
  });
});

describe("one call that is refused", () => {
  for (const [name, text, id] of [
    ["version", '{"jsonrpc":"2.1","id":5,"method":"m"}', "5"],
    ["no version", '{"id":5,"method":"m"}', "5"],
    ["method", '{"jsonrpc":"2.0","id":5,"method":1}', "5"],
    ["params", '{"jsonrpc":"2.0","id":5,"method":"m","params":"bar"}', "5"],
    ["an object as id", '{"jsonrpc":"2.0","id":{},"method":"m"}', "null"],
    ["a long id", `{"jsonrpc":"2.0","id":"${"x".repeat(limits.idLengthMax)}","method":"m"}`, "null"],
    ["no member at all", "{}", "null"],
  ] as const)
    test(name, () => {
      const { error, idText } = single(text);
      assert.equal(error?.code, "CALL_INVALID");
      assert.equal(idText, id);
    });

  test("an unknown method or bad params of a notification have no id to answer to", () => {
    for (const text of [
      `{"jsonrpc":"2.0","method":"${"m".repeat(65)}"}`,
      '{"jsonrpc":"2.0","method":"eth_call","params":{}}',
    ]) {
      const { error, idText } = single(text);
      assert.notEqual(error, undefined);
      assert.equal(idText, undefined);
    }
  });

  test("in a batch the others go on", () => {
    const parsed = parseRequest(Buffer.from('[1,{"jsonrpc":"2.0","id":2,"method":"m"}]'), limits);
    assert.equal(parsed.kind, "batch");
    const [bad, good] = (parsed as Extract<typeof parsed, { kind: "batch" }>).elements;
    assert.equal(bad?.error?.code, "CALL_INVALID");
    assert.equal(good?.call?.method, "m");
  });
});
