// Attacker: writes every byte of a document or of user_data. Wants two readers to see two things, memory, or a crash.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { fromHex, toHex } from "./bytes.ts";
import type { CborValue } from "./cbor.ts";
import { decodeCbor } from "./cbor.ts";
import { encodeCbor } from "./cbor-encode.ts";
import type { RefusalCode } from "./errors.ts";

const limits = { cborDepthMax: 4, cborItemsMax: 128 };
const decode = (digits: string, indefiniteTopMap = false) => decodeCbor(fromHex(digits)!, limits, { indefiniteTopMap });

describe("strict CBOR", () => {
  const refused: readonly (readonly [string, string, RefusalCode])[] = [
    ["nothing", "", "CBOR_TRUNCATED"],
    ["two items", "0000", "CBOR_TRAILING_BYTES"],
    ["a byte behind a map", "a000", "CBOR_TRAILING_BYTES"],
    ["23 in two bytes", "1817", "CBOR_NOT_MINIMAL"],
    ["255 in three bytes", "1900ff", "CBOR_NOT_MINIMAL"],
    ["65535 in five bytes", "1a0000ffff", "CBOR_NOT_MINIMAL"],
    ["2^32 - 1 in nine bytes", "1b00000000ffffffff", "CBOR_NOT_MINIMAL"],
    ["a negative integer in a longer form", "3817", "CBOR_NOT_MINIMAL"],
    ["a length in a longer form", "580100", "CBOR_NOT_MINIMAL"],
    ["a count in a longer form", "980100", "CBOR_NOT_MINIMAL"],
    ["2^53", "1b0020000000000000", "CBOR_INTEGER_TOO_LARGE"],
    ["2^64 - 1", "1bffffffffffffffff", "CBOR_INTEGER_TOO_LARGE"],
    ["-2^53 - 1", "3b0020000000000000", "CBOR_INTEGER_TOO_LARGE"],
    ["-2^53", "3b001fffffffffffff", "CBOR_INTEGER_TOO_LARGE"],
    ["a length of 2^53 - 1", "5b001fffffffffffff", "CBOR_TRUNCATED"],
    ["a text length of 2^32 - 1", "7affffffff", "CBOR_TRUNCATED"],
    ["an array that claims 2^32 - 1 entries", "9affffffff", "CBOR_TOO_MANY_ITEMS"],
    ["a map that claims 2^53 - 1 entries", "bb001fffffffffffff", "CBOR_TOO_MANY_ITEMS"],
    ["a map that claims 64 entries, which are 129 items with itself", "b840", "CBOR_TOO_MANY_ITEMS"],
    ["nested claims, which cost nothing until they are filled", "82983f983f", "CBOR_TRUNCATED"],
    ["an array of indefinite length", "9fff", "CBOR_INDEFINITE"],
    ["a byte string of indefinite length", "5f4100ff", "CBOR_INDEFINITE"],
    ["a text string of indefinite length", "7f6161ff", "CBOR_INDEFINITE"],
    ["a map of indefinite length where none is allowed", "bfff", "CBOR_INDEFINITE"],
    ["a break alone", "ff", "CBOR_MALFORMED"],
    ["a break as a value", "a100ff", "CBOR_MALFORMED"],
    ["reserved additional information 28", "1c", "CBOR_MALFORMED"],
    ["reserved additional information 30 in a length", "5e", "CBOR_MALFORMED"],
    ["reserved simple value 28", "fc", "CBOR_MALFORMED"],
    ["a half float", "f90000", "CBOR_TYPE_FORBIDDEN"],
    ["a double", "fb0000000000000000", "CBOR_TYPE_FORBIDDEN"],
    ["undefined", "f7", "CBOR_TYPE_FORBIDDEN"],
    ["a simple value", "e0", "CBOR_TYPE_FORBIDDEN"],
    ["false in two bytes", "f814", "CBOR_TYPE_FORBIDDEN"],
    ["a tag", "c000", "CBOR_TYPE_FORBIDDEN"],
    ["a bignum", "c24101", "CBOR_TYPE_FORBIDDEN"],
    ["the same key twice", "a201000101", "CBOR_DUPLICATE_KEY"],
    ["the same text key twice", "a2616100616101", "CBOR_DUPLICATE_KEY"],
    ["the same key twice in an inner map", "a100a201000101", "CBOR_DUPLICATE_KEY"],
    ["a key that is bytes", "a1410000", "CBOR_TYPE_FORBIDDEN"],
    ["a key that is an array", "a18000", "CBOR_TYPE_FORBIDDEN"],
    ["a key that is null", "a1f600", "CBOR_TYPE_FORBIDDEN"],
    ["text that is not UTF-8", "61ff", "CBOR_MALFORMED"],
    ["an overlong form in text", "62c080", "CBOR_MALFORMED"],
    ["a surrogate in text", "63eda080", "CBOR_MALFORMED"],
    ["five levels of arrays", "8181818180", "CBOR_TOO_DEEP"],
    ["a million levels", "81".repeat(1_000_000), "CBOR_TOO_DEEP"],
    ["maps in maps", "a100a100a100a100a0", "CBOR_TOO_DEEP"],
  ];
  for (const [what, digits, code] of refused)
    test(`${what} is refused`, () => {
      assert.throws(() => decode(digits), { name: "AttestationError", code });
      // Where AWS's exception applies, it lets nothing else through.
      if (digits !== "bfff") assert.throws(() => decode(digits, true), { code });
    });

  const accepted: readonly (readonly [string, CborValue])[] = [
    ["00", 0],
    ["17", 23],
    ["1818", 24],
    ["18ff", 255],
    ["190100", 256],
    ["1a00010000", 65536],
    ["1b0000000100000000", 2 ** 32],
    ["1b001fffffffffffff", 2 ** 53 - 1],
    ["20", -1],
    ["3822", -35],
    ["3b001ffffffffffffe", -(2 ** 53) + 1],
    ["f4", false],
    ["f5", true],
    ["f6", null],
    ["60", ""],
    ["62c3bc", "ü"],
    ["40", new Uint8Array()],
    ["43010203", Uint8Array.of(1, 2, 3)],
    ["80", []],
    ["8181818100", [[[[0]]]]],
    ["a1013822", new Map([[1, -35]])],
    [
      "a20000613001",
      new Map<string | number, CborValue>([
        [0, 0],
        ["0", 1],
      ]),
    ],
  ];
  for (const [digits, value] of accepted)
    test(`control: ${digits} is read, and written the same`, () => {
      assert.deepEqual(decode(digits), value);
      assert.equal(toHex(encodeCbor(value)), digits);
    });

  test("an item cut anywhere is refused, and so is one with a byte more", () => {
    const whole = encodeCbor(
      new Map<string, CborValue>([
        ["a", [1, 256, -70000, null, true]],
        ["b", new Uint8Array(300)],
        ["c", "text"],
      ]),
    );
    assert.doesNotThrow(() => decodeCbor(whole, limits)); // control
    for (let cut = 0; cut < whole.length; cut++)
      assert.throws(() => decodeCbor(whole.subarray(0, cut), limits), { code: "CBOR_TRUNCATED" }, `cut at ${cut}`);
    for (let byte = 0; byte < 256; byte++)
      assert.throws(() => decodeCbor(Uint8Array.of(...whole, byte), limits), { code: "CBOR_TRAILING_BYTES" });
  });
});

describe("AWS's map of indefinite length", () => {
  test("control: it is read like the definite one", () => {
    assert.deepEqual(
      decode("bf616100616280ff", true),
      new Map<string, CborValue>([
        ["a", 0],
        ["b", []],
      ]),
    );
    assert.deepEqual(decode("bfff", true), new Map());
    assert.deepEqual(decode("a1616100", true), new Map([["a", 0]]));
  });
  for (const [what, digits, code] of [
    ["no end", "bf616100", "CBOR_TRUNCATED"],
    ["a key without a value", "bf6161ff", "CBOR_MALFORMED"],
    ["a second key of the same value", "bf616100616100ff", "CBOR_DUPLICATE_KEY"],
    ["bytes behind its end", "bfff00", "CBOR_TRAILING_BYTES"],
    ["another one inside", "bf6161bfffff", "CBOR_INDEFINITE"],
    ["an array of indefinite length inside", "bf61619fffff", "CBOR_INDEFINITE"],
    [
      "more entries than allowed",
      `bf${Array.from({ length: 65 }, (_, at) => `${at < 24 ? "" : "18"}${at.toString(16).padStart(2, "0")}00`).join("")}ff`,
      "CBOR_TOO_MANY_ITEMS",
    ],
  ] as const)
    test(`${what} is refused`, () => assert.throws(() => decode(digits, true), { code }));
});

describe("our own CBOR", () => {
  test("a map is written in one order, whatever order it was filled in", () => {
    const one = new Map<string | number, CborValue>([
      ["response", 1],
      ["tls", 2],
      [10, 3],
      [-1, 4],
    ]);
    const other = new Map([...one].reverse());
    assert.equal(toHex(encodeCbor(one)), toHex(encodeCbor(other)));
    // RFC 8949, section 4.2.1: integers before negative ones before text, shorter text first.
    assert.equal(toHex(encodeCbor(one)), "a40a03200463746c730268726573706f6e736501");
  });
  for (const value of [1.5, Number.NaN, 2 ** 53, "\ud800"])
    test(`${JSON.stringify(value)} is our own mistake`, () => assert.throws(() => encodeCbor(value), RangeError));
});
