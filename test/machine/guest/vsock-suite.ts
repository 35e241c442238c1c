// The link over AF_VSOCK, in a guest with `vsock_loopback`: both sides on one machine, CID 1. The same code that the gateway and the
// enclave use. Run again with an argument it is the other side: a process that can be killed.
import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { readdirSync, readFileSync, readlinkSync } from "node:fs";
import http from "node:http";
import type net from "node:net";
import { setTimeout as pause } from "node:timers/promises";
import { permitVsock, vsockSocketsOpened } from "@inkan/native";
import { type Address, connect, type Listener, listen } from "../../../link/src/index.ts";
import { runChecks } from "./checks.ts";

const local = 1;
const anyCid = 0xffff_ffff;
const at = (port: number): Address => ({ kind: "vsock", cid: local, port });
const own = (port: number): Address => ({ kind: "vsock", cid: anyCid, port });
const soon = { deadlineMs: 5_000 };
const many = { connectionsMax: 2_000 };
const echo = (socket: net.Socket) => void socket.on("error", () => {}).pipe(socket);
const mebibyte = 1_048_576;

const [part, port] = process.argv.slice(2);
if (part === undefined) await runChecks(suite, 120_000);
else await otherSide(part, Number(port));

async function suite(check: Parameters<Parameters<typeof runChecks>[0]>[0]): Promise<void> {
  await check("until it is permitted, no socket is opened", async () => {
    await assert.rejects(connect(at(1), soon), { code: "TRANSPORT_UNSUPPORTED" });
    await assert.rejects(listen(own(1), echo, many), { code: "TRANSPORT_UNSUPPORTED" });
    assert.equal(vsockSocketsOpened(), 0);
    permitVsock();
  });

  await check("nobody listens, or no such machine: the link could not be opened", async () => {
    await assert.rejects(connect(at(4_000), soon), { code: "LINK_CONNECT_FAILED" });
    await assert.rejects(connect({ kind: "vsock", cid: 77, port: 1 }, soon), { code: "LINK_CONNECT_FAILED" });
    await assert.rejects(connect(at(4_000), { ...soon, signal: AbortSignal.abort() }), { code: "LINK_CONNECT_FAILED" });
    assert.equal(vsockSocketsOpened(), 2); // control: these were real ones
    assert.deepEqual(openVsockSockets(), []);
  });

  await check("a port is taken once, and free again after closing", async () => {
    const first = await listen(own(4_001), echo, many);
    await assert.rejects(listen(own(4_001), echo, many), { code: "LINK_CONNECT_FAILED" });
    await first.close();
    await (await listen(own(4_001), echo, many)).close();
    assert.deepEqual(openVsockSockets(), []);
  });

  await check("each side ends by itself: what is sent after the other's end arrives", async () => {
    const listener = await listen(
      own(4_002),
      (socket) => {
        socket.on("error", () => {});
        let got = "";
        socket.on("data", (chunk: Buffer) => {
          got += chunk;
        });
        socket.on("end", () => setTimeout(() => socket.end(`got ${got}`), 50));
      },
      many,
    );
    const socket = await connect(at(4_002), { ...soon, halfOpen: true });
    socket.end("seal");
    assert.equal((await collected(socket)).toString(), "got seal");
    await listener.close();
  });

  await check("sockets are closed in a program that is started", async () => {
    const listener = await listen(own(4_003), echo, many);
    const socket = await connect(at(4_003), soon);
    await until(() => listener.connections() === 1);
    const sockets = openSockets();
    assert.ok(sockets.length >= 3, "listener, client's and server's end");
    for (const fd of sockets) {
      const flags = /flags:\s+(\d+)/.exec(readFileSync(`/proc/self/fdinfo/${fd}`, "latin1"))?.[1] ?? "0";
      assert.ok(Number.parseInt(flags, 8) & 0o2000000, `descriptor ${fd} has flags ${flags}`);
    }
    socket.destroy();
    await listener.close();
  });

  await check("128 MiB there and back, between two processes", async () => {
    const server = await otherProcess("echo", 4_010);
    const socket = await connect(at(4_010), { ...soon, halfOpen: true });
    const said = await echoed(socket, 128 * mebibyte);
    server.kill("SIGTERM");
    const [line] = (await once(server.stdout!, "data")) as [Buffer];
    const peer = JSON.parse(line.toString()) as { rssMiB: number; queuedKiBMax: number };
    assert.ok(peer.rssMiB < 300, `the server has ${peer.rssMiB} MiB`);
    assert.ok(peer.queuedKiBMax <= 1_024, `the server kept ${peer.queuedKiBMax} KiB`);
    return `${said}; server ${JSON.stringify(peer)}`;
  });

  await check("a side that does not read stops the other", async () => {
    const listener = await listen(own(4_011), (socket) => void socket.on("error", () => {}).pause(), many);
    const socket = await connect(at(4_011), soon);
    socket.on("error", () => {});
    const chunk = Buffer.alloc(65_536);
    let written = 0;
    const stopped = async () => {
      socket.write(chunk);
      written += chunk.length;
      return (
        socket.writableNeedDrain && (await Promise.race([once(socket, "drain"), pause(500, "stopped")])) === "stopped"
      );
    };
    while (!(await stopped())) assert.ok(written < 64 * mebibyte, "it takes for ever");
    socket.destroy();
    await listener.close();
    return `after ${written / 1_024} KiB`;
  });

  await check("1,000 short connections, and no descriptor left", async () => {
    const listener = await listen(own(4_012), echo, many);
    const startedMs = performance.now();
    for (let done = 0; done < 1_000; done += 20)
      await Promise.all(
        Array.from({ length: 20 }, async (_, index) => {
          const socket = await connect(at(4_012), { ...soon, halfOpen: true });
          socket.end(`message ${done + index}`);
          assert.equal((await collected(socket)).toString(), `message ${done + index}`);
        }),
      );
    const eachMs = (performance.now() - startedMs) / 1_000;
    await until(() => listener.connections() === 0);
    await listener.close();
    assert.deepEqual(openVsockSockets(), []);
    return `${eachMs.toFixed(2)} ms each`;
  });

  await check("the connecting process is killed: the listener sees it, and goes on", async () => {
    const listener = await listen(own(4_013), echo, many);
    const client = await otherProcess("stream", 4_013);
    await until(() => listener.connections() === 1);
    client.kill("SIGKILL");
    await until(() => listener.connections() === 0);
    const socket = await connect(at(4_013), soon);
    socket.end("on");
    assert.equal((await collected(socket)).toString(), "on");
    await listener.close();
    assert.deepEqual(openVsockSockets(), []);
  });

  await check(
    "the listening process is killed: an open stream closes, new ones are refused, and its port is free",
    async () => {
      const server = await otherProcess("echo", 4_014);
      const socket = await connect(at(4_014), soon);
      socket.on("error", () => {}).write("x");
      await once(socket, "data");
      const closed = once(socket.resume(), "close");
      server.kill("SIGKILL");
      await closed;
      await assert.rejects(connect(at(4_014), soon), { code: "LINK_CONNECT_FAILED" });
      await (await listen(own(4_014), echo, many)).close();
    },
  );

  await check("it is killed after we have ended: no error", async () => {
    const server = await otherProcess("silent", 4_015);
    const socket = await connect(at(4_015), { ...soon, halfOpen: true });
    let failed: Error | undefined;
    socket.on("error", (error) => {
      failed = error;
    });
    socket.end("all of it");
    await once(socket, "finish");
    await pause(100);
    const closed = once(socket.resume(), "close");
    server.kill("SIGKILL");
    await pause(200);
    socket.destroy();
    await closed;
    assert.equal(failed?.message, undefined);
  });

  await check("http.Server and its client, on one kept connection", async () => {
    const server = http.createServer((request, response) => {
      request.pipe(response);
    });
    const listener = await listen(own(4_016), (socket) => void server.emit("connection", socket), many);
    let opened = 0;
    const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });
    agent.createConnection = ((_options: unknown, ready: (error: Error | null, socket?: net.Socket) => void) => {
      opened++;
      connect(at(4_016), soon).then(
        (socket) => ready(null, socket),
        (error: Error) => ready(error),
      );
    }) as never;
    const body = randomBytes(2 * mebibyte);
    for (let request = 0; request < 3; request++) {
      const sent = http.request({ agent, method: "POST", path: "/" }).end(body);
      const [response] = (await once(sent, "response")) as [http.IncomingMessage];
      assert.equal(response.statusCode, 200);
      assert.ok((await collected(response)).equals(body));
    }
    assert.equal(opened, 1);
    agent.destroy();
    await listener.close();
    server.close();
  });

  await check("at the end no socket is open", () => {
    assert.deepEqual(openVsockSockets(), []);
    return `${vsockSocketsOpened()} were opened`;
  });
}

/** Writes as fast as the other side takes, and compares each byte that comes back. */
async function echoed(socket: net.Socket, total: number): Promise<string> {
  const pattern = randomBytes(65_521); // of a prime length, so that no piece of it lies where another one should
  const startedMs = performance.now();
  let received = 0;
  let drains = 0;
  let queuedMax = 0;
  const writing = (async () => {
    for (let sent = 0; sent < total; ) {
      const chunk = pattern.subarray(0, Math.min(pattern.length, total - sent));
      sent += chunk.length;
      if (!socket.write(chunk)) {
        queuedMax = Math.max(queuedMax, socket.writableLength);
        drains++;
        await once(socket, "drain");
      }
    }
    socket.end();
  })();
  for await (const chunk of socket as AsyncIterable<Buffer>) {
    for (let from = 0; from < chunk.length; ) {
      const offset = received % pattern.length;
      const length = Math.min(chunk.length - from, pattern.length - offset);
      assert.equal(chunk.compare(pattern, offset, offset + length, from, from + length), 0, `wrong at ${received}`);
      from += length;
      received += length;
    }
  }
  await writing;
  assert.equal(received, total);
  const seconds = (performance.now() - startedMs) / 1_000;
  const rssMiB = Math.round(process.memoryUsage.rss() / mebibyte);
  assert.ok(queuedMax <= mebibyte && rssMiB < 300, `${queuedMax} bytes queued, ${rssMiB} MiB`);
  return `${received} bytes, none wrong, ${(total / mebibyte / seconds).toFixed(1)} MiB/s each way, ${drains} drains, ${rssMiB} MiB`;
}

async function otherProcess(part: string, port: number): Promise<ChildProcess> {
  const child = spawn(process.execPath, [import.meta.filename, part, String(port)], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const [line] = (await once(child.stdout!, "data")) as [Buffer];
  assert.match(line.toString(), /^ready/);
  return child;
}

async function otherSide(part: string, port: number): Promise<void> {
  permitVsock();
  if (part === "stream") {
    const socket = await connect(at(port), soon);
    console.log("ready");
    const write = () => void socket.write(Buffer.alloc(16_384));
    socket.on("drain", write).on("data", () => {});
    return write();
  }
  let queuedMax = 0;
  const listener: Listener = await listen(
    own(port),
    (socket) => {
      socket.on("error", () => {});
      if (part === "silent") return void socket.resume();
      socket.on("data", () => {
        queuedMax = Math.max(queuedMax, socket.writableLength);
      });
      socket.pipe(socket);
    },
    many,
  );
  process.once("SIGTERM", () => {
    console.log(
      JSON.stringify({
        rssMiB: Math.round(process.memoryUsage.rss() / mebibyte),
        queuedKiBMax: Math.round(queuedMax / 1_024),
      }),
    );
    void listener.close();
  });
  console.log("ready");
}

async function collected(stream: AsyncIterable<Buffer>): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk);
  return Buffer.concat(chunks);
}

async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await pause(5);
}

function openSockets(): string[] {
  return readdirSync("/proc/self/fd").filter((fd) => {
    try {
      return readlinkSync(`/proc/self/fd/${fd}`).startsWith("socket:");
    } catch {
      return false; // the one that lists the folder
    }
  });
}

/** Sockets but those of child processes' pipes, which are Unix sockets and stand in the kernel's list of them. */
function openVsockSockets(): string[] {
  const unix = readFileSync("/proc/net/unix", "latin1");
  return openSockets().filter((fd) => {
    const inode = /\[(\d+)\]/.exec(readlinkSync(`/proc/self/fd/${fd}`))?.[1];
    return !new RegExp(` ${inode}(?: |$)`, "m").test(unix);
  });
}
