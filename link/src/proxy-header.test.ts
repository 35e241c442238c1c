// Attacker: root on the parent. It writes every byte that the enclave reads from the link.
// Wants: memory, a crash, or an enclave that takes part of the header for the client's bytes.
import assert from "node:assert/strict";
import { once } from "node:events";
import net from "node:net";
import { after, describe, test } from "node:test";
import { linkLimits } from "./limits.ts";
import { proxyHeader, readPseudonym, receiveProxyHeader, takeProxyHeader } from "./proxy-header.ts";

const limits = { ...linkLimits, proxyHeaderBytesMax: 64, proxyHeaderDeadlineMs: 200 };
const header = (tlvBytes: number, family = 0x00, command = 0x21) =>
  Uint8Array.of(
    ...[0x0d, 0x0a, 0x0d, 0x0a, 0x00, 0x0d, 0x0a, 0x51, 0x55, 0x49, 0x54, 0x0a],
    command,
    family,
    tlvBytes >>> 8,
    tlvBytes,
  );
const pseudonym = Uint8Array.from({ length: 16 }, (_, at) => at);

describe("takeProxyHeader, fed by a lying parent", () => {
  for (const [claimed, family, command, code] of [
    [65, 0x00, 0x21, "PROXY_HEADER_TOO_LARGE"],
    [12, 0x11, 0x21, "PROXY_HEADER_MALFORMED"],
    [12, 0x00, 0x20, "PROXY_HEADER_MALFORMED"],
    [12, 0x00, 0x11, "PROXY_HEADER_MALFORMED"],
  ] as const)
    test(`${claimed} bytes claimed in family ${family}, command ${command} are refused from the fixed part alone`, () => {
      assert.throws(() => takeProxyHeader(header(claimed, family, command), limits), { code });
    });

  test("a header cut anywhere waits, and nothing partial is delivered", () => {
    const whole = Uint8Array.of(...header(64), ...new Uint8Array(64).fill(7));
    for (let cut = 0; cut < whole.length; cut++)
      assert.equal(takeProxyHeader(whole.subarray(0, cut), limits), undefined);
    assert.equal(takeProxyHeader(whole, limits)?.tlvs.length, 64); // control: uncut, at the limit, it arrives
  });

  for (const [what, tlvs] of [
    ["cut in its type", [0xe0, 0]],
    ["longer than the header", [0xe0, 0, 2, 1]],
    ["an empty pseudonym", [0xe0, 0, 0]],
    ["two pseudonyms", [0xe0, 0, 1, 1, 0xe0, 0, 1, 2]],
  ] as const)
    test(`TLVs: ${what}: refused`, () => {
      assert.throws(() => readPseudonym(Uint8Array.from(tlvs), limits), { code: "PROXY_HEADER_MALFORMED" });
    });

  test("control: other types are passed over, our own header reads back", () => {
    assert.deepEqual(readPseudonym(Uint8Array.of(0x04, 0, 1, 9, 0xe0, 0, 1, 5), limits), Uint8Array.of(5));
    const taken = takeProxyHeader(Uint8Array.of(...proxyHeader(pseudonym), 0x16), limits);
    assert.deepEqual(readPseudonym(taken!.tlvs, limits), pseudonym);
    assert.deepEqual([...taken!.rest], [0x16]);
  });
});

describe("receiveProxyHeader", () => {
  const opened: net.Socket[] = [];
  after(() => {
    for (const socket of opened) socket.destroy();
  });
  const pair = async () => {
    const server = net.createServer({ allowHalfOpen: true }).listen(0, "127.0.0.1");
    await once(server, "listening");
    const client = net.connect((server.address() as net.AddressInfo).port, "127.0.0.1");
    const [accepted] = (await once(server, "connection")) as [net.Socket];
    server.close();
    opened.push(client, accepted);
    return { client, accepted };
  };

  test("byte by byte, it takes exactly the header and leaves the client's bytes", async () => {
    const { client, accepted } = await pair();
    const received = receiveProxyHeader(accepted, limits);
    client.setNoDelay(true);
    for (const byte of Uint8Array.of(...proxyHeader(pseudonym), 0x16, 0x03)) {
      client.write(Uint8Array.of(byte));
      await new Promise(setImmediate);
    }
    assert.deepEqual(await received, pseudonym);
    client.end(Uint8Array.of(0x01));
    const rest: Buffer[] = [];
    for await (const chunk of accepted) rest.push(chunk as Buffer);
    assert.deepEqual(Buffer.concat(rest), Buffer.of(0x16, 0x03, 0x01));
  });

  test("header and client's bytes in one piece: the same", async () => {
    const { client, accepted } = await pair();
    client.end(Uint8Array.of(...proxyHeader(pseudonym), 1, 2, 3));
    assert.deepEqual(await receiveProxyHeader(accepted, limits), pseudonym);
    const rest: Buffer[] = [];
    accepted.on("data", (chunk: Buffer) => rest.push(chunk));
    await once(accepted, "end");
    assert.deepEqual(Buffer.concat(rest), Buffer.of(1, 2, 3));
    accepted.destroy();
  });

  test("a header that never ends is refused at the deadline, and the stream closed", async () => {
    const { client, accepted } = await pair();
    client.write(proxyHeader(pseudonym).subarray(0, 20));
    await assert.rejects(receiveProxyHeader(accepted, limits), { code: "PROXY_HEADER_MALFORMED" });
    assert.equal(accepted.destroyed, true);
    client.destroy();
  });

  test("a side that ends in the middle is refused", async () => {
    const { client, accepted } = await pair();
    client.end(proxyHeader(pseudonym).subarray(0, 20));
    await assert.rejects(receiveProxyHeader(accepted, limits), { code: "PROXY_HEADER_MALFORMED" });
  });
});
