// A second `inkan start` in the directory of one that runs: it must find out before it ends the other's processes or deletes its keys.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { hold, isHeld, openState } from "./state.ts";

const directory = mkdtempSync(join(tmpdir(), "inkan-state-"));
after(() => rmSync(directory, { recursive: true, force: true }));
const start = (...args: string[]) =>
  spawnSync(process.execPath, [join(import.meta.dirname, "../main.ts"), "start", "--state", directory, ...args], {
    encoding: "utf8",
    timeout: 20_000,
  });

test("a directory that is held is left alone, with --fresh too; one that was given up or left by a kill is free", async () => {
  const { write } = openState(directory, false);
  const held = await hold(directory);
  assert.equal(await isHeld(directory), true);
  const bystander = process.pid;
  write("processes.json", { relay: bystander });
  for (const args of [[], ["--fresh"]]) {
    const { status, stderr } = start("--ca-port", "0", ...args);
    assert.equal(status, 1);
    assert.match(stderr, /another start runs in /);
    assert.ok(existsSync(join(directory, "processes.json")));
  }
  held.close();
  assert.equal(await isHeld(directory), false);

  // What a killed process leaves: a file that nobody answers at.
  writeFileSync(join(directory, "sockets/start.sock"), "");
  assert.equal(await isHeld(directory), false);
  (await hold(directory)).close();
});
