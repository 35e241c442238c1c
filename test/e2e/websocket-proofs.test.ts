// User: a client that has a proof of every WebSocket message, at either front door. Attacker: root on the parent, which drops one.
import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { after, before, describe, test } from "node:test";
import { WebSocketProofChecker } from "@inkan/attestation";
import { WebSocket } from "ws";
import { type Inkan, startInkan } from "../harness/inkan.ts";

describe("a WebSocket with proofs, through the gateway", () => {
  let inkan: Inkan;
  before(async () => {
    inkan = await startInkan();
  });
  after(() => inkan?.stop());

  const now = () => Math.floor(Date.now() / 1000);
  const frames = 6;
  const requests = [
    '{"jsonrpc":"2.0","id":1,"method":"eth_subscribe","params":["newHeads"]}',
    '[{"jsonrpc":"2.0","id":2,"method":"eth_chainId"},{"jsonrpc":"2.0","id":3,"method":"eth_nope"}]',
  ];

  for (const [door, url] of [
    ["HTTP that ends in the gateway", () => inkan.rpcUrl],
    ["TLS that ends in the enclave", () => inkan.tlsUrl],
  ] as const)
    test(`${door}: heartbeat, answers and heads are one chain, and a hole in it is seen`, async () => {
      const evidence = (await (
        await fetch(`${new URL(inkan.rpcUrl).origin}/attestation?nonce=${"00".repeat(16)}`)
      ).json()) as {
        keys: { response: string };
      };
      const nonce = randomBytes(16).toString("base64url");
      const { host, pathname } = new URL(url());
      const checkerOf = () =>
        new WebSocketProofChecker({
          authority: host,
          path: pathname,
          nonce,
          keySpki: Buffer.from(evidence.keys.response, "base64"),
          openedAt: now(),
        });
      const [honest, robbed] = [checkerOf(), checkerOf()];
      const socket = new WebSocket(url().replace(/^http/, "ws"), ["inkan-rpc-1", `inkan-nonce.${nonce}`], {
        ca: inkan.ca,
      });
      const received: string[] = [];
      socket.on("message", (data) => received.push(String(data)));
      await new Promise((resolve, reject) => socket.once("open", resolve).once("error", reject));
      for (const request of requests) {
        honest.sent(request);
        robbed.sent(request);
        socket.send(request);
      }
      // A block comes every second.
      for (const end = performance.now() + 20_000; received.length < frames && performance.now() < end; )
        await new Promise((resolve) => setTimeout(resolve, 20));
      socket.terminate();

      const kindsFor = async (checker: WebSocketProofChecker, messages: readonly string[]) => {
        const kinds: string[] = [];
        for (const message of messages) {
          const checked = await checker.received(message, now());
          kinds.push("refused" in checked ? checked.refused : checked.kind);
        }
        return kinds;
      };
      const kinds = await kindsFor(honest, received.slice(0, frames));
      assert.deepEqual(kinds.toSorted(), [
        "answer",
        "answer",
        "heartbeat",
        "notification",
        "notification",
        "notification",
      ]);
      assert.equal(kinds[0], "heartbeat");
      assert.deepEqual(
        (await kindsFor(robbed, received.toSpliced(frames - 2, 1))).slice(frames - 2)[0],
        "MESSAGE_MISSING",
      );
    });
});
