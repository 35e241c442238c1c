// User: somebody who deploys from the committed files, and wants the contracts that stand in src/.
import assert from "node:assert/strict";
import { readdir, readFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { test } from "node:test";
import { contractsFolder } from "./forge.ts";
import { generate } from "./generate.ts";

test("the committed ABIs and bytecodes are what the sources compile to, and there are no others", async () => {
  const generated = await generate();
  for (const { path, text } of generated) {
    const committed = await readFile(join(contractsFolder, path), "utf8").catch(() => "");
    assert.equal(committed, text, `${path}: run node contracts/script/generate.ts`);
    assert.match(committed, /Bytecode = "0x60[0-9a-f]{1000,}"/); // control: there is a contract in it
  }
  const names = await readdir(join(contractsFolder, "abi"));
  assert.deepEqual(names.sort(), generated.map(({ path }) => basename(path)).sort());
});
