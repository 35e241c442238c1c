// An operator whose machine ends processes, or lacks a program: what is supervised comes back, and stopping always ends.
import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, test } from "node:test";
import { supervise } from "./supervise.ts";

const directory = mkdtempSync(join(tmpdir(), "inkan-supervise-"));
after(() => rmSync(directory, { recursive: true, force: true }));
const program = (command: string) => ({
  name: "sleeper",
  command,
  args: ["-e", "setInterval(() => {}, 1000)"],
  logFile: join(directory, "log"),
});

describe("a supervised process", () => {
  test("that is killed is started again, until it is stopped", async () => {
    const pids: number[] = [];
    let again: (() => void) | undefined;
    const secondStart = new Promise<void>((resolve) => {
      again = resolve;
    });
    const endings: string[] = [];
    const running = supervise(
      program(process.execPath),
      (pid) => {
        pids.push(pid);
        if (pids.length === 2) again?.();
      },
      (ended) => endings.push(ended),
    );
    process.kill(pids[0]!, "SIGKILL");
    await secondStart;
    assert.deepEqual(endings, ["SIGKILL"]);
    await running.stop();
    assert.throws(() => process.kill(pids[1]!, 0), { code: "ESRCH" });
  });

  test("that can't be started is said to be so, and stopping it ends", async () => {
    let said: ((ended: string) => void) | undefined;
    const failure = new Promise<string>((resolve) => {
      said = resolve;
    });
    const running = supervise(
      program(join(directory, "no-such-program")),
      () => assert.fail("it started"),
      (ended) => said?.(ended),
    );
    assert.equal(await failure, "ENOENT");
    await running.stop();
  });
});
