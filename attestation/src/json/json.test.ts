// Attacker: a client or an upstream that writes any bytes. Wants: a request that two readers understand differently, a changed
// prototype, memory, or the stack.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { canonicalJson, type JsonErrorCode, parseJson, sliceTopLevel } from "./index.ts";

const limits = { depthMax: 4, bytesMax: 200 };
const utf8 = (text: string) => new TextEncoder().encode(text);
const text = (bytes: Uint8Array | undefined) => new TextDecoder().decode(bytes);

describe("parseJson", () => {
  const refused: [name: string, source: string | Uint8Array, code: JsonErrorCode, position?: number][] = [
    ["nothing", "", "JSON_SYNTAX", 0],
    ["a byte order mark", utf8('\ufeff{"a":1}'), "JSON_SYNTAX", 0],
    ["bytes behind the value", "{} {}", "JSON_SYNTAX", 3],
    ["a trailing comma", "[1,]", "JSON_SYNTAX", 3],
    ["a leading zero", "[01]", "JSON_SYNTAX", 2],
    ["a bare sign", "[+1]", "JSON_SYNTAX", 1],
    ["an open string", '"abc', "JSON_SYNTAX", 4],
    ["a raw line feed in a string", '"a\nb"', "JSON_SYNTAX", 2],
    ["a no-break space", "\u00a01", "JSON_SYNTAX", 0],
    ["an unknown escape", '"\\x41"', "JSON_SYNTAX", 1],
    ["a short escape", '"\\u12"', "JSON_SYNTAX", 1],
    ["NaN", "NaN", "JSON_SYNTAX", 0],
    ["a member twice", '{"a":1,"a":1}', "JSON_DUPLICATE_MEMBER", 7],
    ["a member twice, once escaped", '{"method":1,"\\u006dethod":2}', "JSON_DUPLICATE_MEMBER", 12],
    ["__proto__ twice", '{"__proto__":1,"__proto__":2}', "JSON_DUPLICATE_MEMBER", 15],
    ["a member twice, deep", '[{"b":{"a":1,"a":2}}]', "JSON_DUPLICATE_MEMBER", 13],
    ["an escaped high surrogate alone", '"\\ud800"', "JSON_LONE_SURROGATE", 1],
    ["an escaped low surrogate alone", '"\\udc00"', "JSON_LONE_SURROGATE", 1],
    ["two escaped high surrogates", '"\\ud800\\ud800"', "JSON_LONE_SURROGATE", 1],
    ["an escaped half and a raw pair", '"\\ud83d😀"', "JSON_LONE_SURROGATE", 1],
    ["a lone surrogate in a name", '{"\\udfff":1}', "JSON_LONE_SURROGATE", 2],
    ["a raw lone surrogate", '"a\ud800"', "JSON_LONE_SURROGATE", 2],
    ["an encoded surrogate", Uint8Array.of(0x22, 0xed, 0xa0, 0x80, 0x22), "JSON_UTF8"],
    ["an overlong quote", Uint8Array.of(0x22, 0xc0, 0xa2, 0x22), "JSON_UTF8"],
    ["a cut sequence", Uint8Array.of(0x22, 0xe2, 0x82, 0x22), "JSON_UTF8"],
    ["2^53", "[9007199254740992]", "JSON_NUMBER_UNSAFE", 1],
    ["-2^53", "-9007199254740992", "JSON_NUMBER_UNSAFE", 0],
    ["2^53 spelt as a fraction", "90071992547409920e-1", "JSON_NUMBER_UNSAFE", 0],
    ["a number that rounds up to 2^53", "9007199254740991.9", "JSON_NUMBER_UNSAFE", 0],
    ["an infinite number", "1e400", "JSON_NUMBER_UNSAFE", 0],
    ["five levels of four", "[[[[[]]]]]", "JSON_TOO_DEEP", 4],
    ["five levels, mixed", '{"a":[{"b":[{}]}]}', "JSON_TOO_DEEP", 12],
    ["201 bytes", `"${"a".repeat(199)}"`, "JSON_TOO_LARGE"],
    ["201 bytes", utf8(`"${"a".repeat(199)}"`), "JSON_TOO_LARGE"],
    ["201 bytes in 101 characters", `"${"é".repeat(99)}a"`, "JSON_TOO_LARGE"],
  ];
  for (const [name, source, code, position] of refused)
    test(`${name}: ${code}`, () => {
      assert.throws(() => parseJson(source, limits), { name: "JsonError", code, position });
    });

  test("control: sound text, at every limit, means what it says", () => {
    assert.equal(parseJson(`"${"a".repeat(198)}"`, limits), "a".repeat(198));
    assert.equal(parseJson(`"${"é".repeat(99)}"`, limits), "é".repeat(99));
    assert.deepEqual(parseJson("[[[[]]]]", limits), [[[[]]]]);
    assert.deepEqual(
      parseJson("[9007199254740991,-9007199254740991,-0,0.1,1E2]", limits),
      [9007199254740991, -9007199254740991, -0, 0.1, 100],
    );
    assert.deepEqual(parseJson(utf8(' {"a" : "\\ud83d\\ude00😀\\n\\/" , "\\u0062":[true,false,null]} '), limits), {
      a: "😀😀\n/",
      b: [true, false, null],
    });
    assert.deepEqual(parseJson('[{"a":1},{"a":1}]', limits), [{ a: 1 }, { a: 1 }]);
  });

  test("__proto__ becomes a member and changes no prototype", () => {
    const value = parseJson('{"__proto__":{"admin":true}}', limits) as { admin?: unknown };
    assert.equal(value.admin, undefined);
    assert.deepEqual(Object.keys(value), ["__proto__"]);
    assert.equal(canonicalJson(value as never), '{"__proto__":{"admin":true}}');
  });

  test("inherited names are no duplicates", () => {
    assert.deepEqual(parseJson('{"constructor":1,"toString":2,"hasOwnProperty":3}', limits), {
      constructor: 1,
      toString: 2,
      hasOwnProperty: 3,
    });
  });

  test("the message never quotes the text", () => {
    assert.throws(
      () => parseJson('{"secret":1,"secret":2}', limits),
      (thrown: Error) => !thrown.message.includes("secret"),
    );
  });
});

describe("sliceTopLevel", () => {
  const refused: [name: string, source: string | Uint8Array, code: JsonErrorCode][] = [
    ["an array", "[]", "JSON_SYNTAX"],
    ["bytes behind the object", "{}x", "JSON_SYNTAX"],
    ["an answer that was cut", '{"result":"0x', "JSON_SYNTAX"],
    ["mismatched brackets", '{"result":[{]}}', "JSON_SYNTAX"],
    ["garbage deep inside", '{"result":[[nul]]}', "JSON_SYNTAX"],
    ["a missing comma deep inside", '{"result":[1 2]}', "JSON_SYNTAX"],
    ["a missing name deep inside", '{"result":{1}}', "JSON_SYNTAX"],
    ["result twice", '{"result":1,"result":2}', "JSON_DUPLICATE_MEMBER"],
    ["result twice, once escaped", '{"result":1,"\\u0072esult":2}', "JSON_DUPLICATE_MEMBER"],
    ["bad UTF-8 in a value", Uint8Array.of(...utf8('{"a":"'), 0xff, 0x22, 0x7d), "JSON_UTF8"],
    ["five levels of four", '{"a":[[[[]]]]}', "JSON_TOO_DEEP"],
    ["an open string", '{"a":"', "JSON_SYNTAX"],
    ["201 bytes", `{"a":"${"a".repeat(193)}"}`, "JSON_TOO_LARGE"],
  ];
  for (const [name, source, code] of refused)
    test(`${name}: ${code}`, () => {
      assert.throws(() => sliceTopLevel(typeof source === "string" ? utf8(source) : source, limits), {
        name: "JsonError",
        code,
      });
    });

  test("control: values come out byte for byte, without the space around them", () => {
    const members = sliceTopLevel(
      utf8(' { "jsonrpc":"2.0", "id" : 1 ,\n"result": [ {"a": 1.50 , "é":"\\u0041"} ] }\n'),
      limits,
    );
    assert.deepEqual([...members.keys()], ["jsonrpc", "id", "result"]);
    assert.equal(text(members.get("id")), "1");
    assert.equal(text(members.get("result")), '[ {"a": 1.50 , "é":"\\u0041"} ]');
    assert.equal(sliceTopLevel(utf8("{ }"), limits).size, 0);
    assert.equal(text(sliceTopLevel(utf8('{"a":[[[]]]}'), limits).get("a")), "[[[]]]");
  });
});

describe("canonicalJson", () => {
  // RFC 8785, section 3.2.2 (the example), and appendix B (numbers).
  test("the RFC's example", () => {
    const value = JSON.parse(
      '{"numbers":[333333333.33333329,1E30,4.50,2e-3,0.000000000000000000000000001],"string":"\\u20ac$\\u000F\\u000aA\'\\u0042\\u0022\\u005c\\\\\\"\\/","literals":[null,true,false]}',
    );
    assert.equal(
      canonicalJson(value),
      '{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],"string":"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"}',
    );
  });

  test("the RFC's order of names, by UTF-16 code units", () => {
    const names = ["€", "\r", "\ufb33", "1", "😀", "\u0080", "ö"];
    const sorted = Object.keys(
      JSON.parse(canonicalJson(Object.fromEntries(names.map((name) => [`_${name}`, 0])))),
    ) as string[];
    assert.deepEqual(sorted, ["_\r", "_1", "_\u0080", "_ö", "_€", "_😀", "_\ufb33"]);
  });

  test("the RFC's numbers", () => {
    for (const [value, expected] of [
      [-0, "0"],
      [5e-324, "5e-324"],
      [1.7976931348623157e308, "1.7976931348623157e+308"],
      [295147905179352830000, "295147905179352830000"],
      [1e23, "1e+23"],
      [1 / 3, "0.3333333333333333"],
    ] as const)
      assert.equal(canonicalJson(value), expected);
  });

  test("what JSON has no text for is refused", () => {
    const circle: unknown[] = [];
    circle.push(circle);
    for (const [value, code] of [
      [undefined, "JSON_NOT_JSON"],
      [{ a: undefined }, "JSON_NOT_JSON"],
      [1n, "JSON_NOT_JSON"],
      [Number.NaN, "JSON_NOT_JSON"],
      ["\ud800", "JSON_LONE_SURROGATE"],
      [{ "\udc00": 1 }, "JSON_LONE_SURROGATE"],
      [circle, "JSON_TOO_DEEP"],
    ] as const)
      assert.throws(() => canonicalJson(value as never), { code });
  });
});
