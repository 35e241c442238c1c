// Anyone on the internet writes the first bytes. Wants: a crash, memory, or a connection led to another's relay.
import assert from "node:assert/strict";
import { once } from "node:events";
import net from "node:net";
import { describe, test } from "node:test";
import tls from "node:tls";
import { isAcmeChallenge, readClientHello } from "./client-hello.ts";

/** What this machine's OpenSSL really sends. */
async function realHello(options: tls.ConnectionOptions): Promise<Buffer> {
  const server = net.createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as net.AddressInfo;
  const client = tls.connect({ port, host: "127.0.0.1", ...options }).on("error", () => {});
  const [socket] = (await once(server, "connection")) as [net.Socket];
  const [hello] = (await once(socket, "data")) as [Buffer];
  client.destroy();
  socket.destroy();
  server.close();
  return hello;
}
const named = await realHello({ servername: "RPC.example.com", ALPNProtocols: ["http/1.1"] });
const nameless = await realHello({});
const max = 16_384;

describe("a real ClientHello", () => {
  test("gives its server name in lower case, or none", () => {
    assert.deepEqual(readClientHello(named, max), {
      kind: "hello",
      serverName: "rpc.example.com",
      protocols: ["http/1.1"],
    });
    assert.deepEqual(readClientHello(nameless, max), { kind: "hello", serverName: undefined, protocols: [] });
  });

  test("is an ACME challenge when it offers that protocol and no other", async () => {
    const of = async (ALPNProtocols: string[]) => {
      const hello = readClientHello(await realHello({ servername: "a.example", ALPNProtocols }), max);
      assert.equal(hello.kind, "hello");
      return hello.kind === "hello" && isAcmeChallenge(hello);
    };
    assert.equal(await of(["acme-tls/1"]), true);
    assert.equal(await of(["acme-tls/1", "http/1.1"]), false);
    assert.equal(await of(["http/1.1"]), false);
    assert.equal(isAcmeChallenge({ protocols: [] }), false);
  });

  test("cut anywhere it waits", () => {
    for (let cut = 0; cut < named.length; cut++)
      assert.equal(readClientHello(named.subarray(0, cut), max).kind, "incomplete", `cut at ${cut}`);
  });

  test("in records of one byte each it reads the same", () => {
    const message = named.subarray(5, 5 + named.readUInt16BE(3));
    const records = Buffer.concat([...message].map((byte) => Buffer.of(22, 3, 1, 0, 1, byte)));
    assert.deepEqual(readClientHello(records, max), {
      kind: "hello",
      serverName: "rpc.example.com",
      protocols: ["http/1.1"],
    });
    for (let cut = 0; cut < 200; cut++) assert.equal(readClientHello(records.subarray(0, cut), max).kind, "incomplete");
  });

  test("with any one byte changed it never throws", () => {
    const kinds = { incomplete: 0, malformed: 0, hello: 0 };
    for (let at = 0; at < named.length; at++)
      for (const change of [0x01, 0x80, 0xff]) {
        const changed = Buffer.from(named);
        changed[at]! ^= change;
        kinds[readClientHello(changed, max).kind]++;
      }
    console.log(`${named.length * 3} changed ClientHellos:`, kinds);
    assert.ok(kinds.malformed > 0 && kinds.hello > 0);
  });
});

describe("what is no ClientHello is refused as soon as it shows", () => {
  for (const [what, bytes] of [
    ["HTTP", Buffer.from("G")],
    ["an alert", Buffer.of(21)],
    ["SSL 2", Buffer.of(22, 2)],
    ["an empty record", Buffer.of(22, 3, 1, 0, 0)],
    ["a record beyond 2^14", Buffer.of(22, 3, 1, 0x40, 1)],
    ["a ServerHello", Buffer.of(22, 3, 1, 0, 4, 2)],
    ["a message that claims 16 MiB", Buffer.of(22, 3, 1, 0x40, 0, 1, 255, 255, 255)],
  ] as const)
    test(what, () => assert.equal(readClientHello(bytes, max).kind, "malformed"));

  for (const [what, change] of [
    ["two server names", (name: Buffer) => Buffer.concat([name, name])],
    ["a name with a zero byte", (name: Buffer) => Buffer.from(name.toString("latin1").replace(".", "\0"), "latin1")],
    ["a list with another length", (name: Buffer) => Buffer.from(name).fill(0, 4, 6)],
  ] as const)
    test(what, () => {
      assert.equal(readClientHello(rebuilt(change), max).kind, "malformed");
      assert.deepEqual(
        readClientHello(
          rebuilt((name) => name),
          max,
        ),
        { kind: "hello", serverName: "a.example", protocols: [] },
      ); // control
    });
});

/** A ClientHello with one server-name extension, changed by `change`. */
function rebuilt(change: (extension: Buffer) => Buffer): Buffer {
  const host = Buffer.from("a.example");
  const extension = change(
    Buffer.concat([Buffer.of(0, 0, 0, host.length + 5, 0, host.length + 3, 0, 0, host.length), host]),
  );
  const body = Buffer.concat([
    Buffer.of(3, 3),
    Buffer.alloc(32),
    Buffer.of(0, 0, 2, 0x13, 0x01, 1, 0, extension.length >> 8, extension.length & 255),
    extension,
  ]);
  const message = Buffer.concat([Buffer.of(1, 0, body.length >> 8, body.length & 255), body]);
  return Buffer.concat([Buffer.of(22, 3, 1, message.length >> 8, message.length & 255), message]);
}
