// User: a test that starts a machine which sometimes hangs at boot, on a host that is sometimes slow. The machines here are shell scripts that do as such
// machines do; the real ones are in the files beside this one.
import assert from "node:assert/strict";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, beforeEach, describe, test } from "node:test";
import { type MachineLimits, type MachineProgram, resultOf, startMachine } from "./run-machine.ts";

const directory = mkdtempSync(join(tmpdir(), "inkan-run-machine-"));
after(() => rmSync(directory, { recursive: true, force: true }));
const pids = join(directory, "pids");
beforeEach(() => rmSync(pids, { force: true }));
const limits: MachineLimits = { upMsMax: 4_000, attemptsMax: 3, totalMsMax: 8_000, consoleCharactersMax: 10_000 };

/** Notes its pid; `$n` is the number of its attempt. */
const machine = (script: string): MachineProgram => ({
  command: "/bin/sh",
  args: ["-c", `echo $$ >>${pids}; n=$(wc -l <${pids}); ${script}`],
  isUp: (console) => console.includes("userspace"),
});
const started = () => readFileSync(pids, "utf8").trim().split("\n").map(Number);
const lives = (pid: number) => existsSync(`/proc/${pid}`);

describe("a machine", () => {
  test("that boots at once is started once, and its result is the last one printed", async () => {
    const up = await startMachine(machine("echo userspace; echo RESULT 1; echo RESULT 0"), limits);
    assert.equal(up.attempts, 1);
    assert.equal(await resultOf(up, limits), 0);
    assert.equal(started().length, 1);
  });

  test("that hangs twice is killed twice, and the third one is used", async () => {
    const script = "if [ $n -lt 3 ]; then echo hangs; exec sleep 600; fi; echo userspace; exec sleep 600";
    const up = await startMachine(machine(script), { ...limits, upMsMax: 1_000 });
    const [first = 0, second = 0, third = 0] = started();
    assert.equal(up.attempts, 3);
    assert.deepEqual([first, second, third].map(lives), [false, false, true]);
    await up.stop();
    await up.stop();
    assert.equal(lives(third), false);
  });

  test("that always hangs is given up, with what its console said last, and none is left", async () => {
    await assert.rejects(
      startMachine(machine("echo calibrating; exec sleep 600"), { ...limits, upMsMax: 300 }),
      /not up in 3 attempts of 300 ms: …calibrating/,
    );
    assert.equal(started().length, 3);
    assert.ok(!started().some(lives));
  });

  test("that ends before it is up is started again at once", async () => {
    const up = await startMachine(machine("[ $n = 2 ] && echo userspace; exit 0"), limits);
    assert.equal(up.attempts, 2);
  });

  test("that does not end, or ends without a result, has none", async () => {
    const busy = await startMachine(machine("echo userspace; exec sleep 600"), limits);
    await assert.rejects(resultOf(busy, { ...limits, totalMsMax: 200 }), /no end in 200 ms/);
    assert.ok(!started().some(lives));
    const silent = await startMachine(machine("echo userspace; echo 'a RESULT 0'"), limits);
    await assert.rejects(resultOf(silent, limits), /ended without a result/);
  });

  test("prints without end, and only the newest is kept", async () => {
    const up = await startMachine(machine("echo userspace; yes | head -c 100000; echo RESULT 7"), limits);
    assert.equal(await resultOf(up, limits), 7);
    assert.ok(up.console().length <= limits.consoleCharactersMax);
  });
});

describe("what runs beside a machine", () => {
  const socket = join(directory, "beside.sock");
  const beside = (script: string) => ({
    command: "/bin/sh",
    args: ["-c", `echo $$ >>${pids}; ${script}`],
    sockets: [socket],
  });

  test("is there before it, is started anew for each attempt, and ends with it", async () => {
    const program = machine(
      `test -e ${socket} || echo too early; [ $n = 4 ] && { echo userspace; exec sleep 600; }; exec sleep 600`,
    );
    const up = await startMachine(
      { ...program, beside: beside(`sleep 0.2; touch ${socket}; exec sleep 600`) },
      { ...limits, upMsMax: 1_500 },
    );
    assert.equal(up.attempts, 2);
    assert.doesNotMatch(up.console(), /too early/);
    await up.stop();
    assert.equal(started().length, 4);
    assert.ok(!started().some(lives));
  });

  test("that ends is an error with what it said", async () => {
    await assert.rejects(
      startMachine({ ...machine("echo userspace"), beside: beside("echo no such option; exit 2") }, limits),
      /not ready: no such option/,
    );
  });
});
