// Somebody who has one signature and wants a second spelling of it, or a parser that reads past its end.
import assert from "node:assert/strict";
import { test } from "node:test";
import { p1363OfDer } from "./ecdsa-der.ts";

const hex = (text: string) => Buffer.from(text.replaceAll(" ", ""), "hex");
const full = "11".repeat(32);

test("the one DER form of two numbers", () => {
  const cases: readonly [der: string, r: string, s: string][] = [
    ["30 06 0201 01 0201 02", "01".padStart(64, "0"), "02".padStart(64, "0")],
    ["30 08 0202 0080 0202 00ff", "80".padStart(64, "0"), "ff".padStart(64, "0")],
    [`30 44 0220 ${full} 0220 ${full}`, full, full],
    [`30 46 0221 00 ${"ff".repeat(32)} 0221 00 ${"ff".repeat(32)}`, "ff".repeat(32), "ff".repeat(32)],
  ];
  for (const [der, r, s] of cases) assert.equal(Buffer.from(p1363OfDer(hex(der))!).toString("hex"), r + s, der);
});

test("any other form is refused", () => {
  const cases = [
    "",
    "30",
    "30 00",
    "31 06 0201 01 0201 02",
    "30 07 0201 01 0201 02",
    "30 05 0201 01 0201 02",
    "30 07 0201 01 0201 02 00",
    "30 06 0201 01 0201 02 00",
    "30 8106 0201 01 0201 02",
    "30 06 0301 01 0201 02",
    "30 06 0201 00 0201 02",
    "30 06 0201 81 0201 02",
    "30 07 0202 0001 0201 02",
    "30 05 0200 0201 02",
    "30 03 0201 01",
    "30 06 0201 01 0202 02",
    "30 07 028101 01 0201 02",
    `30 26 0221 ${full} 11 0201 01`,
    `30 27 0222 00 ff ${full} 0201 01`,
    `30 27 0201 01 0222 00 ff ${full}`,
  ];
  for (const der of cases) assert.equal(p1363OfDer(hex(der)), undefined, der);
});
