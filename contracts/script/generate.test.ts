// User: somebody who deploys from the committed file, and wants the contract that stands in src/.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import { generate, generatedFile } from "./generate.ts";

test("the committed ABI and bytecode are what the sources compile to", async () => {
  const committed = await readFile(generatedFile, "utf8");
  assert.equal(committed, await generate(), "run: node contracts/script/generate.ts");
  assert.match(committed, /pcrRegistryBytecode = "0x60[0-9a-f]{1000,}"/); // control: there is a contract in it
});
