// Attacker: writes a certificate that another reader would read otherwise. BER has many forms of one value; DER has one.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { fromHex, toHex } from "./bytes.ts";
import { boolean, derElement, derElements, derTag, requireDer, unsignedInteger } from "./der.ts";

const read = (digits: string, tag: number = derTag.sequence, elementsLeft = 100) =>
  derElement(fromHex(digits)!, tag, { elementsLeft });
const malformed = { name: "AttestationError", code: "DER_MALFORMED" };

describe("one element", () => {
  for (const [what, digits] of [
    ["nothing", ""],
    ["half a header", "30"],
    ["an end before its length says", "3001"],
    ["a byte behind", "300000"],
    ["a second element behind", "30003000"],
    ["an indefinite length", "30800000"],
    ["a length of 0 in two bytes", "308100"],
    ["a length of 127 in two bytes", `30817f${"00".repeat(127)}`],
    ["a length of 128 in three bytes", `30820080${"00".repeat(128)}`],
    ["a length in three bytes more", "3083010000"],
    ["a length that ends in its header", "3082"],
    ["a reserved length", "30ff"],
    ["another tag", "3100"],
    ["a tag of several bytes", "3f3000"],
    ["tag 0", "0000"],
  ] as const)
    test(`${what} is refused`, () => assert.throws(() => read(digits), malformed));

  test("control: short and long lengths in their shortest form", () => {
    assert.equal(read("3000").content.length, 0);
    assert.equal(read(`307f${"00".repeat(127)}`).content.length, 127);
    assert.equal(read(`308180${"00".repeat(128)}`).content.length, 128);
    assert.equal(read(`30820100${"00".repeat(256)}`).content.length, 256);
  });
});

describe("many elements", () => {
  const row = fromHex("0500".repeat(10))!;
  test("more than the budget are refused, over all levels together", () => {
    assert.throws(() => derElements(row, { elementsLeft: 9 }), malformed);
    assert.equal(derElements(row, { elementsLeft: 10 }).length, 10); // control
    assert.throws(() => requireDer(fromHex("3006050005000500")!, 8, { elementsLeft: 3 }), malformed);
    assert.doesNotThrow(() => requireDer(fromHex("3006050005000500")!, 8, { elementsLeft: 4 })); // control
  });

  test("levels beyond the limit are refused before the stack is", () => {
    let nested = fromHex("0500")!;
    for (let level = 0; level < 100; level++)
      nested = Uint8Array.of(0x30, ...(nested.length < 128 ? [] : [0x81]), nested.length, ...nested);
    assert.throws(() => requireDer(nested, 16, { elementsLeft: 1000 }), malformed);
    assert.doesNotThrow(() => requireDer(nested, 102, { elementsLeft: 1000 })); // control
  });

  test("what is inside something constructed is read, too", () => {
    assert.throws(() => requireDer(fromHex("3003020500")!, 8, { elementsLeft: 10 }), malformed);
    assert.throws(() => requireDer(fromHex("a30430808000")!, 8, { elementsLeft: 10 }), malformed);
    assert.doesNotThrow(() => requireDer(fromHex("a30430020500")!, 8, { elementsLeft: 10 })); // control
  });
});

describe("values", () => {
  const integer = (digits: string) => toHex(unsignedInteger(read(digits, derTag.integer)));
  for (const [what, digits] of [
    ["an empty INTEGER", "0200"],
    ["a negative one", "020180"],
    ["a needless zero", "02020001"],
    ["zero in two bytes", "02020000"],
  ] as const)
    test(`${what} is refused`, () => assert.throws(() => integer(digits), malformed));
  test("control: zero, one, and a highest bit behind its sign byte", () => {
    assert.deepEqual([integer("020100"), integer("020101"), integer("02020080")], ["", "01", "80"]);
  });

  test("a BOOLEAN is 00 or ff, in one byte", () => {
    const value = (digits: string) => boolean(read(digits, derTag.boolean));
    for (const digits of ["010101", "0101fe", "0100", "0102ffff"]) assert.throws(() => value(digits), malformed);
    assert.deepEqual([value("010100"), value("0101ff")], [false, true]); // control
  });
});
