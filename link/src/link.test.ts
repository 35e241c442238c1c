// Both sides of a link over real Unix sockets. Attacker: whoever has the other end, or the socket's folder.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import net from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, test } from "node:test";
import { connect, formatTarget, type Listener, listen, openTunnel, parseAddress } from "./index.ts";

const folder = mkdtempSync(join(tmpdir(), "inkan-link-"));
after(() => rmSync(folder, { recursive: true }));
let sockets = 0;
const freshPath = () => join(folder, `${sockets++}.sock`);
const unix = (path: string) => ({ kind: "unix", path }) as const;
const soon = { deadlineMs: 1_000 };
const many = { connectionsMax: 64 };
const echo = (socket: net.Socket) => void socket.on("error", () => {}).pipe(socket);

const raw = async (path: string, onConnection: (socket: net.Socket) => void) => {
  const server = net.createServer({ allowHalfOpen: true }, onConnection).listen(path);
  await once(server, "listening");
  return server;
};

describe("unix", () => {
  test("a stream carries bytes and half-closes; the file is for its owner alone, and goes with the listener", async () => {
    const path = freshPath();
    const listener = await listen(unix(path), echo, many);
    assert.equal(statSync(path).mode & 0o777, 0o600);
    const socket = await connect(parseAddress(`unix:${path}`), { ...soon, halfOpen: true });
    socket.end("seal");
    const chunks: Buffer[] = [];
    for await (const chunk of socket) chunks.push(chunk as Buffer);
    assert.equal(Buffer.concat(chunks).toString(), "seal");
    await listener.close();
    assert.equal(existsSync(path), false);
  });

  test("listening in a folder that is not there: the error says so", async () => {
    const path = join(folder, "not-there", "a.sock");
    const message = /cannot listen at .*a\.sock: its folder does not exist/;
    await assert.rejects(listen(unix(path), echo, many), { code: "LINK_CONNECT_FAILED", message });
  });
  test("nobody there: an error that says nothing was sent", async () => {
    await assert.rejects(connect(unix(freshPath()), soon), { code: "LINK_CONNECT_FAILED" });
  });

  test("cancelled before and while: an error, no stream", async () => {
    const path = freshPath();
    const listener = await listen(unix(path), echo, many);
    await assert.rejects(connect(unix(path), { ...soon, signal: AbortSignal.abort() }), {
      code: "LINK_CONNECT_FAILED",
    });
    await listener.close();
  });

  test("the file of a killed process is replaced; a living listener and a plain file are not", async () => {
    const path = freshPath();
    const child = spawn(process.execPath, [
      "-e",
      `require("net").createServer().listen(${JSON.stringify(path)}, () => console.log("up"))`,
    ]);
    await once(child.stdout, "data");
    await assert.rejects(listen(unix(path), echo, many), { code: "LINK_CONNECT_FAILED" });
    child.kill("SIGKILL");
    await once(child, "exit");
    assert.equal(existsSync(path), true);
    const listener = await listen(unix(path), echo, many);
    await listener.close();

    writeFileSync(path, "precious");
    await assert.rejects(listen(unix(path), echo, many), { code: "LINK_CONNECT_FAILED" });
    assert.equal(existsSync(path), true);
  });

  test("past the bound streams are refused, and taken again when one ends", async () => {
    const path = freshPath();
    const listener = await listen(unix(path), echo, { connectionsMax: 2 });
    const open = [await connect(unix(path), soon), await connect(unix(path), soon)];
    for (const socket of open) {
      socket.write("x");
      await once(socket, "data");
    }
    const third = await connect(unix(path), soon);
    await once(third.resume(), "close");
    open[0]!.destroy();
    await untilOpen(listener, 1);
    const fourth = await connect(unix(path), soon);
    fourth.write("y");
    assert.equal(String((await once(fourth, "data"))[0]), "y");
    await listener.close();
  });

  test("vsock says that it is not here", async () => {
    await assert.rejects(connect(parseAddress("vsock:3:1"), soon), { code: "TRANSPORT_UNSUPPORTED" });
    await assert.rejects(listen(parseAddress("vsock:3:1"), echo, many), { code: "TRANSPORT_UNSUPPORTED" });
  });
});

describe("hybrid", () => {
  const answering = async (answer: string, deadlineMs = 1_000) => {
    const path = freshPath();
    const asked: string[] = [];
    const server = await raw(path, (socket) => {
      socket.on("error", () => {});
      socket.once("data", (chunk) => {
        asked.push(chunk.toString());
        if (answer !== "") socket.write(answer);
      });
    });
    try {
      const socket = await connect({ kind: "hybrid", path, port: 5005 }, { deadlineMs });
      return { asked, socket };
    } finally {
      server.close();
    }
  };

  test("CONNECT is sent, OK is taken off, and the bytes behind it stay", async () => {
    const { asked, socket } = await answering("OK 1073741824\nhello");
    assert.deepEqual(asked, ["CONNECT 5005\n"]);
    assert.equal(String((await once(socket, "data"))[0]), "hello");
    socket.destroy();
  });
  for (const answer of ["NO\n", "OK\n", "OK x\n", "OK 1", "x".repeat(100), `OK 1${" ".repeat(100)}\n`])
    test(`the answer ${JSON.stringify(answer.slice(0, 12))} is refused`, async () => {
      await assert.rejects(answering(answer, 150), (error: { code: string }) => /^LINK_/.test(error.code));
    });
  test("silence ends at the deadline", async () => {
    await assert.rejects(answering("", 100), { code: "LINK_DEADLINE" });
  });
  test("listening is at path_port", async () => {
    const path = freshPath();
    const listener = await listen({ kind: "hybrid", path, port: 7 }, echo, many);
    assert.equal(existsSync(`${path}_7`), true);
    await listener.close();
  });
});

describe("openTunnel, through an egress that lies", () => {
  const through = async (answer: string | undefined, terms = soon as { deadlineMs: number; signal?: AbortSignal }) => {
    const path = freshPath();
    const asked: string[] = [];
    const server = await raw(path, (socket) => {
      socket.on("error", () => {});
      socket.once("data", (chunk) => {
        asked.push(chunk.toString());
        if (answer !== undefined) socket.write(answer);
      });
    });
    try {
      return { asked, socket: await openTunnel(unix(path), { host: "eth.example", port: 443 }, terms) };
    } finally {
      server.close();
    }
  };

  test("200 opens; the request holds the target alone; the bytes behind the head stay", async () => {
    const { asked, socket } = await through("HTTP/1.1 200 Connection established\r\n\r\n\x16\x03");
    assert.deepEqual(asked, ["CONNECT eth.example:443 HTTP/1.1\r\nHost: eth.example:443\r\n\r\n"]);
    assert.equal(String((await once(socket, "data"))[0]), "\x16\x03");
    socket.destroy();
  });
  for (const [answer, code] of [
    ["HTTP/1.1 403 Forbidden\r\n\r\n", "EGRESS_REFUSED"],
    ["HTTP/1.1 502 Bad Gateway\r\n\r\n", "EGRESS_FAILED"],
    ["HTTP/1.1 302 Found\r\nLocation: http://elsewhere/\r\n\r\n", "EGRESS_FAILED"],
    ["HTTP/1.1 2000 OK\r\n\r\n", "EGRESS_FAILED"],
    ["SSH-2.0-OpenSSH\r\n\r\n", "EGRESS_FAILED"],
    [`HTTP/1.1 200 OK\r\n${"x".repeat(8_192)}`, "EGRESS_FAILED"],
    [`HTTP/1.1 200 OK\r\nx: ${"x".repeat(8_192)}\r\n\r\n`, "EGRESS_FAILED"],
  ] as const)
    test(`${JSON.stringify(answer.slice(0, 24))}… gives ${code}`, async () => {
      await assert.rejects(through(answer), { code });
    });

  test("silence ends at the deadline; the caller can end it sooner", async () => {
    await assert.rejects(through(undefined, { deadlineMs: 100 }), { code: "EGRESS_FAILED" });
    const abort = new AbortController();
    setTimeout(() => abort.abort(), 20);
    await assert.rejects(through(undefined, { deadlineMs: 60_000, signal: abort.signal }), { code: "EGRESS_FAILED" });
  });
  test("no egress at all", async () => {
    await assert.rejects(openTunnel(unix(freshPath()), { host: "a.example", port: 1 }, soon), {
      code: "EGRESS_FAILED",
    });
  });
  test("a target that would write into the request is none", () => {
    for (const host of ["", "a b", "a\r\nHost: b", "[::1]", "a/b", "a:1", "-a", "a".repeat(254)])
      assert.throws(() => formatTarget({ host, port: 443 }), { code: "EGRESS_REFUSED" }, host);
    for (const port of [0, 65_536, 1.5, Number.NaN])
      assert.throws(() => formatTarget({ host: "a", port }), { code: "EGRESS_REFUSED" });
    assert.equal(formatTarget({ host: "::1", port: 443 }), "[::1]:443"); // control
  });
});

async function untilOpen(listener: Listener, count: number): Promise<void> {
  while (listener.connections() > count) await new Promise(setImmediate);
}
