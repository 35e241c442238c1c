// Attacker: the parent, which sees every byte of a client's connection to the signer. Wants: what a client was signed once, signed again or elsewhere.
import assert from "node:assert/strict";
import { connect, createServer, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, test } from "node:test";
import { type TLSSocket, connect as tlsConnect } from "node:tls";
import type { Route } from "../../enclave-signer/src/signer/door/route.ts";
import { pseudonym, startTestSigner } from "../harness/signer.ts";

describe("a client's recorded bytes", () => {
  for (const maxVersion of ["TLSv1.2", "TLSv1.3"] as const)
    test(`${maxVersion}: given to the enclave again, whole or in part, bring nothing about`, async () => {
      let signed = 0;
      const counting: Route = {
        takes: (_method, path) => path === "/sign",
        answer() {
          signed++;
          return { status: 200, contentType: "text/plain", body: "signed" };
        },
      };
      const signer = await startTestSigner({
        parts: () => ({ routes: [counting], hostRoutes: [], close: async () => {} }),
        limits: { handshakeDeadlineMs: 500 },
      });
      const pipe = await recordingPipe(signer.tls);
      try {
        const stream = connect(pipe.path);
        stream.write(pseudonym);
        const { cert, key } = signer.client;
        const socket = tlsConnect({
          ...{ socket: stream, servername: "localhost", cert, key, maxVersion },
          ca: signer.authority,
        });
        const answer = await signer.ask({ socket, method: "POST", path: "/sign", body: "{}" });
        assert.deepEqual(
          [answer.status, signed],
          [200, 1],
          "control: the honest client is signed for, through this pipe",
        );
        socket.destroy();

        const recorded = pipe.recorded();
        assert.ok(recorded.length > 500, "control: the bytes of a whole connection");
        for (const end of [recorded.length, recorded.length - 1, Math.floor(recorded.length / 2)]) {
          const replay = connect(signer.tls).on("error", () => {});
          replay.end(recorded.subarray(0, end));
          await new Promise((resolve) => replay.on("close", resolve).resume());
        }
        assert.equal(signed, 1);

        // Behind another client's handshake they are no records of its session.
        const other: TLSSocket = signer.connect(signer.client, { maxVersion });
        await new Promise((resolve) => other.on("secureConnect", resolve));
        const ended = new Promise((resolve) => other.on("close", resolve));
        rawOf(other).write(requestOf(recorded));
        await ended;
        assert.equal(signed, 1);
        assert.equal((await signer.ask({ certificate: signer.client, path: "/sign" })).status, 200, "control");
      } finally {
        await pipe.close();
        await signer.close();
      }
    });
});

/** The record that held the request: the last with application data (type 23). */
function requestOf(recorded: Buffer): Buffer {
  const records: Buffer[] = [];
  for (let at = pseudonym.length; at + 5 <= recorded.length; ) {
    const end = at + 5 + recorded.readUInt16BE(at + 3);
    if (recorded[at] === 23) records.push(recorded.subarray(at, end));
    at = end;
  }
  const [request] = records.slice(-1);
  assert.ok(request !== undefined, "control: application data was recorded");
  return request;
}

/** The stream below a TLS socket, as the gateway has it. */
const rawOf = (socket: TLSSocket): Socket => (socket as unknown as { readonly _parent: Socket })._parent;

/** A pipe that keeps what the client sent. */
async function recordingPipe(target: string) {
  const chunks: Buffer[] = [];
  const sockets = new Set<Socket>();
  const path = join(tmpdir(), `inkan-pipe-${process.pid}-${Math.trunc(performance.now() * 1000)}.sock`);
  const server = createServer((client) => {
    const onward = connect(target);
    for (const each of [client, onward]) sockets.add(each.on("error", () => {}));
    client.on("data", (chunk: Buffer) => chunks.push(chunk)).pipe(onward);
    onward.pipe(client);
  });
  await new Promise<void>((resolve) => server.listen(path, resolve));
  return {
    path,
    recorded: () => Buffer.concat(chunks),
    close: () =>
      new Promise<void>((resolve) => {
        for (const socket of sockets) socket.destroy();
        server.close(() => resolve());
      }),
  };
}
