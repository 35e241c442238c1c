// Attacker: the parent, which serves the configuration over the link. Wants: memory, an enclave that hangs half started, or one that runs
// with another configuration than it measures.
import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import net from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, test } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { fetchConfig } from "./fetch-config.ts";
import { enclaveLimits } from "./limits.ts";

const directory = mkdtempSync(join(tmpdir(), "inkan-fetch-config-"));
after(() => rmSync(directory, { recursive: true, force: true }));
const limits = { ...enclaveLimits, configAnswerDeadlineMs: 5_000, configWaitMsMax: 5_000 };
const soon = { ...limits, configAnswerDeadlineMs: 150 };
let made = 0;

type Parent = (socket: net.Socket, connection: number) => void;

/** A parent that does as it likes with each connection once something was asked. */
async function parent(serve: Parent) {
  const path = join(directory, `${made++}.sock`);
  const asked: string[] = [];
  const server = net.createServer((socket) => {
    socket
      .on("error", () => {})
      .once("data", (bytes) => {
        asked.push(bytes.toString("latin1"));
        serve(socket, asked.length);
      });
  });
  await new Promise<void>((listening) => server.listen(path, listening));
  after(() => server.close());
  return { address: { kind: "unix", path } as const, asked };
}

const answer = (body: string | Buffer, ...fields: string[]) =>
  Buffer.concat([
    Buffer.from(`HTTP/1.1 200 OK\r\n${fields.map((field) => `${field}\r\n`).join("")}\r\n`),
    Buffer.from(body),
  ]);
const whole = (body: string | Buffer) => answer(body, `Content-Length: ${body.length}`);
const max = enclaveLimits.configBytesMax;

describe("the configuration from a lying parent", () => {
  for (const [what, bytes, code] of [
    ["is not HTTP", "hello\r\n\r\n", "CONFIG_UNAVAILABLE"],
    ["has no length", answer("{}"), "CONFIG_UNAVAILABLE"],
    ["comes in chunks", answer("2\r\n{}\r\n0\r\n\r\n", "Transfer-Encoding: chunked"), "CONFIG_UNAVAILABLE"],
    ["says two lengths", answer("{}", "Content-Length: 2", "Content-Length: 1"), "CONFIG_UNAVAILABLE"],
    ["is one byte too long", whole(Buffer.alloc(max + 1, 0x20)), "CONFIG_TOO_LARGE"],
    ["says that it is endless", answer("", "Content-Length: 99999999999"), "CONFIG_TOO_LARGE"],
    ["has an endless head", answer("", `X: ${"x".repeat(8_000)}`, "Content-Length: 0"), "CONFIG_UNAVAILABLE"],
    ["is elsewhere", "HTTP/1.1 302 Found\r\nLocation: /b\r\nContent-Length: 0\r\n\r\n", "CONFIG_UNAVAILABLE"],
    ["is not there", "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n", "CONFIG_UNAVAILABLE"],
    ["switches protocols", "HTTP/1.1 101 Go\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n", "CONFIG_UNAVAILABLE"],
  ] as const)
    test(`that ${what}: ${code}, and it is not asked again`, async () => {
      const { address, asked } = await parent((socket) => socket.write(bytes));
      await assert.rejects(fetchConfig(address, limits), { code });
      assert.equal(asked.length, 1);
    });

  for (const cut of [0, 10, 30, 40])
    test(`cut after ${cut} bytes: CONFIG_UNAVAILABLE`, async () => {
      const { address, asked } = await parent((socket) => socket.end(whole("{}      ").subarray(0, cut)));
      await assert.rejects(fetchConfig(address, limits), { code: "CONFIG_UNAVAILABLE" });
      assert.equal(asked.length, 1);
    });

  test("a byte now and then does not keep it waiting: the whole answer has one deadline", async () => {
    const trickle = async (socket: net.Socket) => {
      for (const byte of whole("x".repeat(1_000))) {
        if (socket.destroyed) return;
        socket.write(Uint8Array.of(byte));
        await delay(20);
      }
    };
    const { address } = await parent((socket) => void trickle(socket));
    await assert.rejects(fetchConfig(address, soon), { code: "CONFIG_UNAVAILABLE" });
  });

  test("neither does silence, nor a stream of interim answers", async () => {
    for (const serve of [
      () => {},
      (socket: net.Socket) => {
        const timer = setInterval(() => socket.write("HTTP/1.1 102 Processing\r\n\r\n"), 10);
        socket.once("close", () => clearInterval(timer));
      },
    ]) {
      const { address } = await parent(serve);
      await assert.rejects(fetchConfig(address, soon), { code: "CONFIG_UNAVAILABLE" });
    }
  });

  test("a second configuration, on the same connection or the next, is never read", async () => {
    const { address, asked } = await parent((socket, connection) =>
      socket.write(Buffer.concat([whole(`{"n":${connection}}`), whole('{"n":99}')])),
    );
    assert.equal(Buffer.from(await fetchConfig(address, limits)).toString(), '{"n":1}');
    await delay(50);
    assert.equal(asked.length, 1);
  });
});

describe("the configuration from an honest parent", () => {
  test("arrives whole at the limit, in pieces, and whatever its bytes are", async () => {
    const body = Buffer.alloc(max, "configuration");
    const { address, asked } = await parent(async (socket) => {
      const bytes = whole(body);
      for (let at = 0; at < bytes.length; at += 50_000) {
        socket.write(bytes.subarray(at, at + 50_000));
        await delay(1);
      }
      socket.end();
    });
    assert.deepEqual(await fetchConfig(address, limits), body);
    assert.match(asked[0] ?? "", /^GET \/configuration HTTP\/1\.1\r\n/);
  });

  test("is waited for while nobody serves it, and not for ever", async () => {
    const path = join(directory, "later.sock");
    const address = { kind: "unix", path } as const;
    await assert.rejects(fetchConfig(address, { ...limits, configWaitMsMax: 100 }), { code: "CONFIG_UNAVAILABLE" });
    const fetching = fetchConfig(address, limits);
    await delay(100);
    const server = net.createServer((socket) => socket.once("data", () => socket.end(whole("{}"))));
    server.listen(path);
    after(() => server.close());
    assert.equal(Buffer.from(await fetching).toString(), "{}");
  });
});
