// A client that sends plain requests, one that sends others, and one who wants to hold connections, or to have a request read in two ways.
import assert from "node:assert/strict";
import { once } from "node:events";
import http from "node:http";
import net, { type AddressInfo } from "node:net";
import { Duplex } from "node:stream";
import { after, describe, test } from "node:test";
import { type Connection, openPlainServer, type PlainExchange } from "./plain-server.ts";

const closers: (() => unknown)[] = [];
after(() => {
  for (const close of closers) close();
});

const bounds = {
  ...{ headBytesMax: 1_024, fieldsMax: 16, oneWriteBytesMax: 64 },
  ...{ silentMs: 100, idleMs: 200, stalledMs: 300, checkMs: 20 },
};

/** A server of both ways. Each answers with its name and the content that it read. */
async function start(
  serve: (exchange: PlainExchange) => void = (exchange) => answer(exchange, exchange.body),
  silent = (connection: Connection) => void connection.end("silent", () => connection.destroy()),
) {
  const handedOver: net.Socket[] = [];
  const whole = http.createServer(async (request, response) => {
    let body = "";
    for await (const chunk of request) body += chunk;
    response.end(`whole ${request.method} ${body}`);
  });
  const plain = openPlainServer({
    ...bounds,
    serve,
    other: (connection) => {
      handedOver.push(connection as net.Socket);
      whole.emit("connection", connection);
    },
    silent,
  });
  const server = net.createServer({ allowHalfOpen: true }, plain.accept).listen(0, "127.0.0.1");
  await once(server, "listening");
  closers.push(() => {
    plain.close();
    whole.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  const open = () => {
    const socket = net.connect(port, "127.0.0.1");
    let received = "";
    socket.on("data", (chunk) => (received += chunk.toString("latin1"))).on("error", () => {});
    const until = async (pattern: RegExp) => {
      while (!pattern.test(received)) await once(socket, "data");
      return received;
    };
    const closed = once(socket, "close").then(() => received);
    return { socket, until, closed, received: () => received };
  };
  return { open, handedOver };
}

const answer = (exchange: PlainExchange, body: Buffer | string) =>
  exchange.answer(`HTTP/1.1 200 OK\r\nx: plain\r\ncontent-length: ${body.length}\r\n`, Buffer.from(body));
const post = (body: string, more = "") =>
  `POST /eth HTTP/1.1\r\nHost: a\r\n${more}Content-Length: ${body.length}\r\n\r\n${body}`;

describe("the short way", () => {
  describe("what comes in one turn of the event loop", () => {
    const startByHand = () => {
      const [served, other, calls]: [string[], Connection[], string[]] = [[], [], []];
      const plain = openPlainServer({
        ...bounds,
        serve(exchange) {
          served.push(exchange.body.toString());
          answer(exchange, exchange.body);
        },
        other: (connection) => void other.push(connection),
        silent: () => {},
        idle: () => void calls.push("idle"),
        busy: () => void calls.push("busy"),
      });
      closers.push(plain.close);
      const connection = new Duplex({ read() {}, write: (_chunk, _encoding, done) => done() });
      plain.accept(Object.assign(connection, { setTimeout() {} }));
      return { connection, served, other, calls };
    };
    const turn = () => new Promise(setImmediate);

    test("a request, then the client's end or reset: not served", async () => {
      for (const leave of [
        (connection: Duplex) => connection.push(null),
        (connection: Duplex) => connection.destroy(),
        (connection: Duplex) => connection.destroy(new Error("reset")),
      ]) {
        const { connection, served } = startByHand();
        await turn();
        connection.push(post("one"));
        leave(connection);
        await turn();
        await turn();
        assert.deepEqual(served, []);
        assert.ok(connection.destroyed);
      }
      const { connection, served } = startByHand();
      await turn();
      connection.push(post("one"));
      await turn();
      assert.deepEqual(served, ["one"], "control");
    });

    test("a request in two pieces: as if it had come in one", async () => {
      for (let cut = 1; cut < post("one").length; cut++) {
        const { connection, served, other } = startByHand();
        await turn();
        connection.push(post("one").slice(0, cut));
        connection.push(post("one").slice(cut));
        for (let turns = 0; turns < 3; turns++) await turn();
        assert.deepEqual(served, ["one"], `cut at ${cut}`);
        assert.equal(other.length, 0);
        connection.push(post("two"));
        await turn();
        assert.deepEqual(served, ["one", "two"], `the next one, cut at ${cut}`);
        connection.destroy();
      }
    });

    test("a connection does not wait for a request from the moment that one came", async () => {
      const { connection, calls } = startByHand();
      await turn();
      connection.push(post("one"));
      // What is idle for longest may be closed at any time.
      assert.deepEqual(calls, ["idle", "busy"]);
      await turn();
      assert.equal(calls.at(-1), "idle", "control: it was answered");
    });
  });

  test("a plain request is answered, and so is the next one on its connection", async () => {
    const { open, handedOver } = await start();
    const { socket, until } = open();
    socket.write(post("one"));
    await until(/plain\r\n.*\r\n\r\none$/s);
    socket.write(post(`two ${"x".repeat(100)}`)); // beyond `oneWriteBytesMax`
    await until(/\r\n\r\ntwo x{100}$/);
    assert.equal(handedOver.length, 0);
    socket.destroy();
  });

  test("requests that come in one piece are answered one after the other, in their order", async () => {
    let underWay = 0;
    const { open } = await start((exchange) => {
      assert.equal(++underWay, 1);
      setTimeout(() => {
        underWay--;
        answer(exchange, exchange.body);
      }, 5);
    });
    const { socket, until } = open();
    socket.write(["a", "b", "c", "d"].map((body) => post(body)).join(""));
    const received = await until(/\r\n\r\nd$/);
    assert.deepEqual(received.match(/(?<=\r\n\r\n)[a-d]/g), ["a", "b", "c", "d"]);
    socket.destroy();
  });

  test("a request that is cut anywhere is read by the whole server, from its first byte on", async () => {
    const text = post("content");
    const { open, handedOver } = await start();
    for (let cut = 1; cut < text.length; cut += 3) {
      const { socket, until } = open();
      socket.setNoDelay(true);
      socket.write(text.slice(0, cut));
      while (handedOver.length <= cut / 3) await new Promise(setImmediate);
      socket.write(text.slice(cut));
      await until(/whole POST content/);
      socket.destroy();
    }
  });

  for (const [what, text, answered] of [
    ["another method", "GET /eth HTTP/1.1\r\nHost: a\r\n\r\n", /whole GET/],
    [
      "chunks",
      `${post("", "Transfer-Encoding: chunked\r\n").replace("Content-Length: 0\r\n", "")}3\r\nabc\r\n0\r\n\r\n`,
      /whole POST abc/,
    ],
    ["a length and chunks", post("abc", "Transfer-Encoding: chunked\r\n"), /^HTTP\/1\.1 400 /],
    ["two lengths", post("abc", "Content-Length: 2\r\n"), /^HTTP\/1\.1 400 /],
    ["a folded line", post("abc", "X: a\r\n b\r\n"), /^HTTP\/1\.1 400 /],
    ["noise", "\x16\x03\x01\r\n\r\n", /^HTTP\/1\.1 400 /],
  ] as const)
    test(`${what}: the whole server's to judge`, async () => {
      const { open } = await start();
      const { socket, until } = open();
      socket.write(text);
      await until(answered);
      socket.destroy();
    });

  test("behind a plain request, another one goes the long way with what follows", async () => {
    const { open } = await start();
    const { socket, until } = open();
    socket.write(`${post("one")}GET /eth HTTP/1.1\r\nHost: a\r\n\r\n${post("two")}`);
    assert.match(await until(/whole POST two/), /\r\n\r\none.*whole GET .*whole POST two/s);
    socket.destroy();
  });
});

describe("who holds a connection", () => {
  test("and says nothing is told so and cut; who said something is cut later", async () => {
    const { open } = await start();
    const silent = open();
    assert.equal(await silent.closed, "silent");
    const idle = open();
    idle.socket.write(post("one"));
    assert.match(await idle.closed, /\r\n\r\none$/);
  });

  test("and resets it while it is told so harms nobody", async () => {
    const { open } = await start(undefined, (connection) => void connection.destroy(new Error("read ECONNRESET")));
    const { closed } = open();
    assert.equal(await closed, "");
  });

  test("and takes nothing of a large answer is cut, and no further request of it is served", async () => {
    let served = 0;
    const over = Promise.withResolvers<void>();
    const { open } = await start((exchange) => {
      served++;
      exchange.onOver = over.resolve;
      exchange.onGone = () => assert.fail("the answer was whole");
      answer(exchange, Buffer.alloc(32_000_000, "a"));
    });
    const { socket } = open();
    socket.pause();
    socket.write(post("one") + post("two"));
    await over.promise;
    assert.equal(served, 1);
  });

  test("and leaves while it is served is noticed", async () => {
    const gone = Promise.withResolvers<void>();
    const { open } = await start((exchange) => {
      exchange.onGone = gone.resolve;
    });
    const { socket } = open();
    socket.write(post("one"));
    setTimeout(() => socket.destroy(), 20);
    await gone.promise;
  });
});
