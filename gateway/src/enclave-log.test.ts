// User: an operator whose enclave has no console, and does not come up. Attacker: whoever reaches the address, and would fill a disk or forge a line.
import assert from "node:assert/strict";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import net from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, test } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import type { Address } from "@inkan/link";
import { enclaveLimits } from "../../enclave-signer/src/enclave/limits.ts";
import { openLogSender } from "../../enclave-signer/src/enclave/log-sender.ts";
import { gatewayLimits } from "./limits.ts";
import type { LogEvent } from "./log.ts";
import { startGateway } from "./main.ts";

const folder = mkdtempSync(join(tmpdir(), "inkan-log-"));
after(() => rmSync(folder, { recursive: true, force: true }));
let sockets = 0;
const quick = { ...enclaveLimits, logPauseMs: 10, logFlushDeadlineMs: 500 };

async function started(at: Address = { kind: "unix", path: join(folder, `${sockets++}.sock`) }) {
  const events: LogEvent[] = [];
  const gateway = await startGateway({ relayLogAt: at }, gatewayLimits, (event) => events.push(event));
  const said = () => events.flatMap((event) => (event.event === "enclave" ? [event] : []));
  const until = async (count: number) => {
    for (let waited = 0; said().length < count && waited < 5_000; waited += 5) await delay(5);
    return said();
  };
  return { at, gateway, said, until };
}

describe("the log of an enclave", () => {
  test("arrives line by line beside the gateway's own, also what was said before anybody listened", async () => {
    const sender = openLogSender(quick);
    sender.send('{"event":"boot","stage":"locked","ms":12}\n');
    const { at, gateway, until } = await started();
    sender.open(at);
    sender.send('{"event":"listening","door":"tls"}\n');
    assert.deepEqual(await until(2), [
      { event: "enclave", enclave: "relay", said: { event: "boot", stage: "locked", ms: 12 } },
      { event: "enclave", enclave: "relay", said: { event: "listening", door: "tls" } },
    ]);
    await sender.close();
    await gateway.close();
  });

  test("a program that ends says why before it goes", async () => {
    const { at, gateway, until } = await started();
    const sender = openLogSender(quick);
    sender.open(at);
    sender.send('{"event":"ended","reason":"relay: no configuration"}\n');
    await sender.close();
    assert.deepEqual(
      (await until(1)).map(({ said }) => said),
      [{ event: "ended", reason: "relay: no configuration" }],
    );
    await gateway.close();
  });

  test("goes on after the gateway came back, and says how much had no room", async () => {
    const first = await started();
    const sender = openLogSender({ ...quick, logBytesWaitingMax: 200 });
    sender.open(first.at);
    sender.send('{"n":-1}\n');
    await first.until(1);
    await first.gateway.close();
    // Until the loss of the connection is known, lines go nowhere; from then on they wait.
    await delay(50);
    for (let n = 0; n < 100; n++) sender.send(`${JSON.stringify({ n })}\n`);
    const { gateway, until, said } = await started(first.at);
    const before = (await until(1)).length;
    assert.ok(before >= 1);
    await delay(50);
    sender.send('{"n":100}\n');
    for (let waited = 0; said().at(-1)?.said.n !== 100 && waited < 5_000; waited += 5) await delay(5);
    const lost = said().find(({ said: { event } }) => event === "log-lost");
    const numbers = said().flatMap(({ said: { n } }) => (typeof n === "number" ? [n] : []));
    assert.equal(Number(lost?.said.lines) + numbers.length, 101);
    assert.deepEqual(
      numbers,
      [...numbers].sort((a, b) => a - b),
    );
    await sender.close();
    await gateway.close();
  });

  test("without a listener a program waits for nobody, and ends in time", async () => {
    const sender = openLogSender({ ...quick, logFlushDeadlineMs: 50 });
    sender.open({ kind: "unix", path: join(folder, "nobody.sock") });
    for (let n = 0; n < 10_000; n++) sender.send("x".repeat(1_000));
    const startedMs = performance.now();
    await sender.close();
    assert.ok(performance.now() - startedMs < 5_000);
  });

  test("a parent that takes nothing costs a bounded number of bytes", async () => {
    const path = join(folder, "deaf.sock");
    const taken: net.Socket[] = [];
    const deaf = net.createServer((socket) => taken.push(socket.pause())).listen(path);
    await once(deaf, "listening");
    const sender = openLogSender({ ...quick, logFlushDeadlineMs: 50 });
    sender.open({ kind: "unix", path });
    await once(deaf, "connection");
    const before = process.memoryUsage();
    for (let n = 0; n < 100_000; n++) sender.send(`${"x".repeat(1_000)}\n`);
    const grown =
      process.memoryUsage().arrayBuffers + process.memoryUsage().external - before.external - before.arrayBuffers;
    assert.ok(grown < 16_000_000, `${grown} bytes`);
    await sender.close();
    for (const socket of taken) socket.destroy();
    deaf.close();
  });

  test("a line without end costs its sender the stream, and no memory; others are heard", async () => {
    const { at, gateway, until } = await started();
    assert.ok(at.kind === "unix");
    const endless = net.connect(at.path);
    endless.on("error", () => {});
    const cut = new Promise((resolve) => endless.once("close", resolve));
    endless.write("x".repeat(100_000));
    await cut;
    const honest = net.connect(at.path);
    honest.end('{"event":"stopping"}\n');
    assert.deepEqual(
      (await until(1)).map(({ said }) => said),
      [{ event: "stopping" }],
    );
    await gateway.close();
  });

  test("what is no line of an enclave's is shown as text, and can't look like the gateway's own", async () => {
    const { at, gateway, until } = await started();
    assert.ok(at.kind === "unix");
    net.connect(at.path).end('not json\n[1]\n{"event":"gateway-stopped"}\n');
    assert.deepEqual(
      (await until(3)).map(({ event, said }) => [event, said]),
      [
        ["enclave", { text: "not json" }],
        ["enclave", { text: "[1]" }],
        ["enclave", { event: "gateway-stopped" }],
      ],
    );
    await gateway.close();
  });
});
