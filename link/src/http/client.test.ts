// What the relay and the gateway rely on: an answer is the answer to its request, nothing is sent twice, and it is known what was not sent.
import assert from "node:assert/strict";
import { once } from "node:events";
import net, { type AddressInfo, type Socket } from "node:net";
import { Duplex } from "node:stream";
import { after, describe, test } from "node:test";
import { type Failure, type HttpClientTerms, HttpExchange, type Message, openHttpClient } from "./client.ts";

const closers: (() => unknown)[] = [];
after(() => {
  for (const close of closers) close();
});

class Asked extends HttpExchange {
  readonly outcome = Promise.withResolvers<{ status: number; content: string } | Failure>();
  isWanted = true;
  status = 0;
  content = "";
  readonly #body: string;
  constructor(body: string) {
    super();
    this.#body = body;
  }
  override take(): Message | undefined {
    return this.isWanted ? { head: "POST / HTTP/1.1\r\nhost: a\r\n", body: this.#body } : undefined;
  }
  override head(status: number): void {
    this.status = status;
  }
  override data(piece: Buffer): void {
    this.content += piece;
  }
  override end(): void {
    this.outcome.resolve({ status: this.status, content: this.content });
  }
  override failed(failure: Failure): void {
    this.outcome.resolve(failure);
  }
}

/** A server of which the test writes every byte. `answer` gets each request that came whole in one piece. */
async function start(answer: (request: string, socket: Socket) => void, changes: Partial<HttpClientTerms> = {}) {
  const heard: string[] = [];
  const sockets: Socket[] = [];
  const server = net.createServer((socket) => {
    sockets.push(socket);
    socket
      .on("error", () => {})
      .on("data", (chunk) => {
        heard.push(chunk.toString().split("\r\n\r\n")[1] ?? "");
        answer(heard.at(-1)!, socket);
      });
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
  const { port } = server.address() as AddressInfo;
  let dialled = 0;
  const client = openHttpClient({
    dial: async () => {
      dialled++;
      const socket = net.connect(port, "127.0.0.1");
      await once(socket, "connect");
      return socket;
    },
    ...{ connectionsMax: 2, idleMs: 1_000, checkMs: 10, headBytesMax: 1_024, fieldsMax: 16 },
    ...changes,
  });
  closers.push(() => {
    client.close();
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  const send = (body: string) => {
    const asked = new Asked(body);
    client.send(asked);
    return asked;
  };
  return { send, client, heard, sockets, dialled: () => dialled };
}

const ok = (body: string, more = "") => `HTTP/1.1 200 OK\r\n${more}content-length: ${body.length}\r\n\r\n${body}`;

describe("the client", () => {
  test("keeps a connection for the next request, and never puts two on one", async () => {
    const { send, dialled } = await start((request, socket) => void setTimeout(() => socket.write(ok(request)), 5));
    for (const body of ["one", "two"])
      assert.deepEqual(await send(body).outcome.promise, { status: 200, content: body });
    assert.equal(dialled(), 1);
    const many = Array.from({ length: 20 }, (_, at) => send(`many ${at}`));
    for (const [at, asked] of many.entries())
      assert.deepEqual(await asked.outcome.promise, { status: 200, content: `many ${at}` });
    assert.equal(dialled(), 2, "connections have a bound");
  });

  test("text beyond Latin-1 and a body of many bytes arrive as they are", async () => {
    let received = Buffer.alloc(0);
    const { client } = await start(() => {});
    const server = net.createServer((socket) =>
      socket
        .on("error", () => {})
        .on("data", (chunk) => {
          received = Buffer.concat([received, chunk]);
          if (received.includes("end")) socket.end(ok(""));
        }),
    );
    await once(server.listen(0, "127.0.0.1"), "listening");
    closers.push(() => server.close());
    const dial = async () => net.connect((server.address() as AddressInfo).port, "127.0.0.1");
    const other = openHttpClient({
      dial,
      connectionsMax: 1,
      idleMs: 1_000,
      checkMs: 50,
      headBytesMax: 512,
      fieldsMax: 9,
    });
    closers.push(other.close, client.close);
    const body = `é €${"x".repeat(50_000)}end`;
    const asked = new Asked(body);
    other.send(asked);
    await asked.outcome.promise;
    const [head, content] = received.toString().split("\r\n\r\n");
    assert.match(head!, new RegExp(`content-length: ${Buffer.byteLength(body)}$`));
    assert.equal(content, body);
  });

  for (const [what, reply] of [
    ["ends", (socket: Socket) => socket.end()],
    ["is reset", (socket: Socket) => socket.resetAndDestroy()],
    [
      "ends in the middle of an answer",
      (socket: Socket) => socket.end("HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nhalf"),
    ],
    ["talks of something else", (socket: Socket) => socket.write("SSH-2.0\r\n\r\n")],
    ["answers twice", (socket: Socket) => socket.write(ok("one") + ok("two"))],
  ] as const)
    test(`a connection that ${what}: lost, and sent once`, async () => {
      const { send, heard } = await start((_request, socket) => void reply(socket));
      assert.equal(await send("one").outcome.promise, "lost");
      assert.deepEqual(heard, ["one"]);
    });

  test("bytes that nobody asked for end a connection; what is asked next goes over another", async () => {
    const { send, sockets, dialled } = await start((request, socket) => void socket.write(ok(request)));
    await send("one").outcome.promise;
    sockets[0]!.write(ok("a lie"));
    await once(sockets[0]!, "close");
    assert.deepEqual(await send("two").outcome.promise, { status: 200, content: "two" });
    assert.equal(dialled(), 2);
  });

  for (const [what, field] of [
    ["says that it is the last", "connection: close\r\n"],
    ["says that the server closes soon", "keep-alive: timeout=2\r\n"],
  ] as const)
    test(`after an answer that ${what}, the next request takes another connection`, async () => {
      const { send, dialled } = await start((request, socket) => void socket.write(ok(request, field)));
      await send("one").outcome.promise;
      assert.deepEqual(await send("two").outcome.promise, { status: 200, content: "two" });
      assert.equal(dialled(), 2);
    });

  test("an idle connection is closed in time", async () => {
    const { send, sockets } = await start((request, socket) => void socket.write(ok(request)), { idleMs: 50 });
    await send("one").outcome.promise;
    await once(sockets[0]!, "close");
  });

  test("no answer in time: late; cancelled: lost; both cut the connection", async () => {
    const { send, sockets } = await start(() => {}, { answerMs: 50 });
    assert.equal(await send("one").outcome.promise, "late");
    const asked = send("two");
    while (sockets.length < 2) await new Promise(setImmediate);
    asked.cancel();
    assert.equal(await asked.outcome.promise, "lost");
  });

  test("what is not wanted when its turn comes is not sent; what cannot be dialled neither", async () => {
    const held: (() => void)[] = [];
    const { send, heard } = await start((request, socket) => void held.push(() => socket.write(ok(request))), {
      connectionsMax: 1,
    });
    const first = send("one");
    while (held.length < 1) await new Promise(setImmediate);
    const [second, third] = [send("two"), send("three")];
    second.isWanted = false;
    held.shift()!();
    await first.outcome.promise;
    assert.equal(await second.outcome.promise, "unsent");
    while (held.length < 1) await new Promise(setImmediate);
    held.shift()!();
    assert.deepEqual(await third.outcome.promise, { status: 200, content: "three" });
    assert.deepEqual(heard, ["one", "three"]);

    const { send: nowhere } = await start(() => {}, { dial: () => Promise.reject(new Error("nobody there")) });
    const all = Array.from({ length: 5 }, (_, at) => nowhere(String(at)));
    for (const asked of all) assert.equal(await asked.outcome.promise, "unsent");
  });

  test("what is open when it closes is lost, what waits was not sent", async () => {
    const { send, client, heard } = await start(() => {}, { connectionsMax: 1 });
    const first = send("one");
    while (heard.length < 1) await new Promise(setImmediate);
    const second = send("two");
    client.close();
    assert.deepEqual(await Promise.all([first.outcome.promise, second.outcome.promise]), ["lost", "unsent"]);
  });

  describe("what comes in one turn of the event loop", () => {
    /** A connection that reads what the test gives it, when the test gives it. */
    const startByHand = () => {
      const connections: Duplex[] = [];
      const client = openHttpClient({
        dial: async () => {
          const connection = new Duplex({ read() {}, write: (_chunk, _encoding, done) => done() });
          connections.push(connection);
          return connection as Socket;
        },
        ...{ connectionsMax: 2, idleMs: 1_000, checkMs: 10, headBytesMax: 1_024, fieldsMax: 16 },
      });
      closers.push(client.close);
      const send = async (body: string) => {
        const asked = new Asked(body);
        client.send(asked);
        await new Promise(setImmediate);
        return asked;
      };
      return { client, connections, send };
    };
    const whole = { status: 200, content: "x" };

    test("an answer, then the connection's end: answered", async () => {
      const { send, connections } = startByHand();
      const asked = await send("one");
      connections[0]!.push(ok("x"));
      connections[0]!.push(null);
      assert.deepEqual(await asked.outcome.promise, whole);
    });

    test("an answer, then an error of the connection: answered", async () => {
      const { send, connections } = startByHand();
      const asked = await send("one");
      connections[0]!.push(ok("x"));
      connections[0]!.destroy(new Error("reset"));
      assert.deepEqual(await asked.outcome.promise, whole);
    });

    test("an answer, in three pieces: answered", async () => {
      const { send, connections } = startByHand();
      const asked = await send("one");
      for (const piece of [ok("x").slice(0, 9), ok("x").slice(9, -1), "x"]) connections[0]!.push(piece);
      assert.deepEqual(await asked.outcome.promise, whole);
    });

    test("an answer, then `cancel`: lost, and nothing of the answer is handed on", async () => {
      const { send, connections } = startByHand();
      const asked = await send("one");
      connections[0]!.push(ok("x"));
      asked.cancel();
      assert.equal(await asked.outcome.promise, "lost");
      for (let turns = 0; turns < 3; turns++) await new Promise(setImmediate);
      assert.equal(asked.content, "");
      assert.ok(connections[0]!.destroyed);
    });

    // Attacker: an upstream, or the parent, that answers before it is asked.
    for (const [what, rest] of [
      ["an answer to a request that is not written yet", ""],
      ["two answers, the second for the next request", ok("x")],
    ] as const)
      test(`${what}: not taken for it`, async () => {
        const { client, send, connections } = startByHand();
        const first = await send("one");
        if (rest === "") {
          connections[0]!.push(ok("x"));
          await first.outcome.promise;
        } else connections[0]!.push(rest);
        connections[0]!.push(ok("forged"));
        const second = new Asked("two");
        client.send(second);
        assert.deepEqual(await first.outcome.promise, whole);
        await new Promise(setImmediate);
        assert.ok(connections[0]!.destroyed);
        assert.equal(connections.length, 2, "the next request has a connection of its own");
        connections[1]!.push(ok("x"));
        assert.deepEqual(await second.outcome.promise, whole);
      });
  });
});
