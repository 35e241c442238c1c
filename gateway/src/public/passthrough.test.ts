// A client whose TLS ends behind the gateway, and people who only open connections. Whoever holds the gateway must see ciphertext.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import net from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, test } from "node:test";
import tls from "node:tls";
import { type Address, type Listener, linkLimits, listen, receiveProxyHeader } from "@inkan/link";
import { gatewayLimits } from "../limits.ts";
import { startGateway } from "../main.ts";
import type { Quota } from "./admission.ts";

const folder = mkdtempSync(join(tmpdir(), "inkan-tls-"));
const closers: (() => unknown)[] = [];
after(async () => {
  for (const close of closers.reverse()) await close();
  rmSync(folder, { recursive: true });
});
execFileSync(
  "openssl",
  [
    ...["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2"],
    ...["-subj", "/CN=rpc.example", "-keyout", join(folder, "key.pem"), "-out", join(folder, "certificate.pem")],
  ],
  { stdio: "ignore" },
);
const identity = { key: readFileSync(join(folder, "key.pem")), cert: readFileSync(join(folder, "certificate.pem")) };
let sockets = 0;

/** Where TLS ends: takes the PROXY header, then answers each connection with what it heard, in upper case, once the client has ended. */
const startRelay = async () => {
  const pseudonyms: string[] = [];
  const wire: Buffer[] = [];
  const server = tls.createServer({ ...identity, allowHalfOpen: true } as tls.TlsOptions, (socket) => {
    let heard = "";
    socket.on("data", (chunk) => (heard += chunk)).on("end", () => socket.end(heard.toUpperCase()));
    socket.on("error", () => {});
  });
  const address: Address = { kind: "unix", path: join(folder, `${sockets++}.sock`) };
  const listener: Listener = await listen(
    address,
    (stream) => {
      stream.on("error", () => {});
      receiveProxyHeader(stream, linkLimits).then(
        (pseudonym) => {
          pseudonyms.push(Buffer.from(pseudonym ?? []).toString("hex"));
          server.emit("connection", stream);
        },
        () => {},
      );
    },
    { connectionsMax: 64 },
  );
  closers.push(listener.close);
  return { address, pseudonyms, wire };
};
const start = async (
  relayTls: { byName?: ReadonlyMap<string, Address>; otherwise?: Address },
  changes: Partial<typeof gatewayLimits> = {},
  quota: Partial<Quota> = {},
) => {
  const routes = { byName: relayTls.byName ?? new Map(), otherwise: relayTls.otherwise };
  const gateway = await startGateway(
    { tlsPort: 0, relayTls: routes, quota },
    { ...gatewayLimits, ...changes },
    () => {},
  );
  closers.push(gateway.close);
  return gateway.tlsPort!;
};
const shout = async (port: number, servername?: string): Promise<string> => {
  const client = tls.connect({ port, host: "127.0.0.1", rejectUnauthorized: false, ...(servername && { servername }) });
  await once(client, "secureConnect");
  client.end("seal");
  let answer = "";
  for await (const chunk of client) answer += chunk;
  return answer;
};
const rawAnswer = async (port: number, bytes: Uint8Array): Promise<Buffer> => {
  const socket = net.connect(port, "127.0.0.1").on("error", () => {});
  if (bytes.length > 0) socket.write(bytes);
  const chunks: Buffer[] = [];
  socket.on("data", (chunk) => chunks.push(chunk));
  await once(socket, "close");
  return Buffer.concat(chunks);
};

describe("TLS through the gateway", () => {
  test("a client without a server name goes to the default; ends pass as ends; one address, one pseudonym of 16 bytes", async () => {
    const relay = await startRelay();
    const port = await start({ otherwise: relay.address });
    assert.equal(await shout(port), "SEAL");
    assert.equal(await shout(port), "SEAL");
    assert.match(relay.pseudonyms[0]!, /^[0-9a-f]{32}$/);
    assert.equal(relay.pseudonyms[0], relay.pseudonyms[1]);
    const again = await start({ otherwise: relay.address });
    await shout(again);
    assert.notEqual(relay.pseudonyms[2], relay.pseudonyms[0]); // another key: the pseudonym is no plain hash
  });

  test("server names choose the relay; one that is not listed is told so", async () => {
    const [one, two] = [await startRelay(), await startRelay()];
    const byName = new Map([
      ["one.example", one.address],
      ["two.example", two.address],
    ]);
    const port = await start({ byName });
    assert.equal(await shout(port, "two.example"), "SEAL");
    assert.deepEqual([one.pseudonyms.length, two.pseudonyms.length], [0, 1]);
    await assert.rejects(shout(port, "three.example"), { code: "ERR_SSL_TLSV1_UNRECOGNIZED_NAME" });
  });

  test("no relay: an alert, not silence", async () => {
    const port = await start({ otherwise: { kind: "unix", path: join(folder, "nobody.sock") } });
    await assert.rejects(shout(port), { code: "ERR_SSL_TLSV1_ALERT_INTERNAL_ERROR" });
  });
});

describe("those who only open connections", () => {
  test("no TLS gets an alert at once; silence is cut at the deadline; neither reaches the relay", async () => {
    const relay = await startRelay();
    const port = await start({ otherwise: relay.address }, { clientHelloDeadlineMs: 150 });
    assert.deepEqual(await rawAnswer(port, Buffer.from("GET / HTTP/1.1\r\n\r\n")), Buffer.of(21, 3, 3, 0, 2, 2, 50));
    assert.deepEqual(await rawAnswer(port, Buffer.of(22, 3, 1)), Buffer.alloc(0));
    assert.deepEqual(relay.pseudonyms, []);
    assert.equal(await shout(port), "SEAL"); // control
  });

  test("a connection on which nothing moves is cut", async () => {
    const relay = await startRelay();
    const port = await start({ otherwise: relay.address }, { pipeIdleMs: 150 });
    const client = tls.connect({ port, host: "127.0.0.1", rejectUnauthorized: false });
    await once(client.resume(), "close");
    assert.equal(relay.pseudonyms.length, 1);
  });

  test("past its quota an address is refused, and let in again when it has closed some", async () => {
    const relay = await startRelay();
    const port = await start({ otherwise: relay.address }, {}, { connectionsMax: 2 });
    const held = [net.connect(port, "127.0.0.1"), net.connect(port, "127.0.0.1")];
    await Promise.all(held.map((socket) => once(socket, "connect")));
    assert.deepEqual(await rawAnswer(port, Buffer.alloc(0)), Buffer.alloc(0));
    for (const socket of held) {
      socket.end();
      await once(socket.resume(), "close");
    }
    assert.equal(await shout(port), "SEAL");
  });
});
