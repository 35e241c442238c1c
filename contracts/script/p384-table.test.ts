// User: somebody who wonders where 24,576 bytes of constants come from.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import { p384 } from "@noble/curves/nist.js";
import { entry, tableFile, tableText } from "./p384-table.ts";

test("the committed table of P-384 is what another implementation computes", async () => {
  const committed = await readFile(tableFile, "utf8");
  assert.ok(committed === tableText(), "differs; run: node contracts/script/p384-table.ts");
  assert.equal(committed.match(/hex"[0-9a-f]{96}"/g)?.length, 512); // control: there are 256 points in it
});

test("an entry is a sum of the rows' signs", () => {
  const { p } = p384.Point.CURVE();
  const rows = Array.from({ length: 9 }, (_, t) => 1n << BigInt(43 * t));
  for (const i of [0, 1, 128, 255]) {
    const scalar = rows.reduce((sum, row, t) => (t === 8 || (i >> t) & 1 ? sum + row : sum - row), 0n);
    const { x, y } = p384.Point.BASE.multiply(scalar).toAffine();
    assert.deepEqual(
      entry(i).map((digits) => BigInt(`0x${digits}`)),
      [p - x, (2n * y) % p],
    );
  }
});
