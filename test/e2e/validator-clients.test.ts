// A validator client behind its own HTTP library: the bytes that it writes, over mutual TLS of the version that it speaks, on one connection that it
// keeps. What it needs of the answer: a status, a content type that it reads, a length, and a signature over the root that it computed itself.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import type { TLSSocket } from "node:tls";
import { PublicKey, Signature, verify } from "@chainsafe/blst";
import { independentSigningRoot } from "../harness/independent-root.ts";
import { startTestSigner, type TestSigner } from "../harness/signer.ts";
import { mainnet, validatorClients, withRoot } from "../harness/validator-clients.ts";
import { publishedPublicKey, startTestWeb3signer } from "../harness/web3signer.ts";

const publicKey = PublicKey.fromHex(publishedPublicKey);
const { routes } = startTestWeb3signer({ ethereum: mainnet });
let signer: TestSigner;

before(async () => {
  signer = await startTestSigner({ parts: () => ({ routes, hostRoutes: [], close: async () => {} }) });
});
after(() => signer.close());

/** One answer with a content length, whatever pieces it comes in. */
function exchange(socket: TLSSocket, bytes: Buffer): Promise<{ head: string; body: string }> {
  socket.write(bytes);
  let received = Buffer.alloc(0);
  return new Promise((resolve, reject) => {
    const onClose = () => reject(new Error("the connection ended"));
    const onData = (chunk: Buffer) => {
      received = Buffer.concat([received, chunk]);
      const end = received.indexOf("\r\n\r\n");
      if (end === -1) return;
      const head = received.toString("latin1", 0, end);
      const length = /\r\ncontent-length: (\d+)/i.exec(head)?.[1];
      if (length !== undefined && received.length < end + 4 + Number(length)) return;
      socket.off("data", onData).off("close", onClose);
      if (length === undefined) reject(new Error(`no content length: ${head}`));
      else resolve({ head, body: received.toString("utf8", end + 4) });
    };
    socket.on("data", onData).on("close", onClose);
  });
}

for (const { name, head, accept, tls, identifier, requests } of validatorClients)
  describe(`${name}, ${tls}`, () => {
    let socket: TLSSocket;
    before(() => {
      socket = signer.connect(signer.client, { minVersion: tls, maxVersion: tls });
    });
    after(() => socket.destroy());

    for (const [what, request] of Object.entries(requests))
      test(what, async () => {
        const body = Buffer.from(JSON.stringify(withRoot(request)));
        const lines = head.map((line) => line.replace("HOST", "localhost:9000").replace("LENGTH", `${body.length}`));
        const start = `POST /api/v1/eth2/sign/${identifier} HTTP/1.1`;
        const answer = await exchange(
          socket,
          Buffer.concat([Buffer.from(`${[start, ...lines].join("\r\n")}\r\n\r\n`), body]),
        );
        assert.equal(socket.getProtocol(), tls);
        assert.match(answer.head, /^HTTP\/1\.1 200 /, answer.body);
        const isText = accept === undefined;
        assert.match(
          answer.head,
          isText ? /\r\ncontent-type: text\/plain; charset=utf-8/i : /\r\ncontent-type: application\/json/i,
        );
        const signature = isText ? answer.body : JSON.parse(answer.body).signature;
        assert.ok(verify(independentSigningRoot(request, mainnet), publicKey, Signature.fromHex(signature)));
      });
  });

test("Teku's upcheck and Lodestar's list of keys", async () => {
  const up = await signer.ask({ certificate: signer.client, path: "/upcheck" });
  assert.deepEqual([up.status, up.body], [200, "OK"]);
  const keys = await signer.ask({ certificate: signer.client, path: "/api/v1/eth2/publicKeys" });
  assert.deepEqual(JSON.parse(keys.body), [publishedPublicKey]);
});
