// Attacker: an upstream node, and whoever reads the logs. Wants: anything of the request but its method and the meaning of its parameters.
// Second attacker: root on the parent, who reads what passes the gateway. Wants: a byte of a body at the enclave's door.
import assert from "node:assert/strict";
import { request as httpRequest } from "node:http";
import { request as httpsRequest } from "node:https";
import { connect, createServer, type Socket } from "node:net";
import { after, before, describe, test } from "node:test";
import { type RecordingUpstream, startRecordingUpstream } from "../harness/recording-upstream.ts";
import { type System, startSystem } from "../harness/system.ts";

/** Twelve kinds of metadata, each with a text that nothing else could put anywhere. The address is the connection's own. */
const headers = {
  "user-agent": "canary-user-agent-7f3a",
  cookie: "session=canary-cookie-91bc",
  referer: "https://canary-referer-22de.example/",
  origin: "https://canary-origin-5510.example",
  "accept-language": "tlh-canary-language-3c",
  authorization: "Bearer canary-authorization-8d",
  "x-forwarded-for": "203.0.113.77",
  forwarded: "for=203.0.113.78;proto=https",
  "x-canary-header": "canary-header-6ee1",
};
const clientAddress = "127.0.0.77";
const body = `{ "params" : [ { "to":"0x00000000000000000000000000000000000000aa",\t"data" : "0x\\u0031\\u0032" } , "latest" ],
   "extra": "canary-extra-member-40f2", "id" : "canary-id-aa17", "method":"eth_call" , "jsonrpc":"2.0", "canary-member-name-77": 1 }`;
const traces = [
  clientAddress,
  ...Object.values(headers),
  "203.0.113.77",
  "203.0.113.78",
  "canary",
  "x-forwarded",
  "cookie",
  '"extra"',
  '{ "params"', // member order and whitespace of the client
  "\\u0031", // the client's way to write a string
  "\t",
];

const post = (send: typeof httpRequest, url: string, options: object): Promise<{ status: number; text: string }> =>
  new Promise((resolve, reject) => {
    const sent = send(
      url,
      {
        method: "POST",
        headers: { "content-type": "application/json", ...headers },
        localAddress: clientAddress,
        ...options,
      },
      (response) => {
        let text = "";
        response.on("data", (bytes) => (text += bytes));
        response.on("end", () => resolve({ status: response.statusCode ?? 0, text }));
      },
    );
    sent.on("error", reject);
    sent.end(body);
  });

describe("what leaves the enclave, and what passes the gateway", () => {
  let upstream: RecordingUpstream;
  let system: System;
  before(async () => {
    upstream = await startRecordingUpstream({ result: { eth_call: '"0x0102"' } });
    system = await startSystem({ upstreams: [{ name: "recorder", url: upstream.url }] });
  });
  after(async () => {
    await system?.stop();
    await upstream?.close();
  });

  for (const door of ["http", "tls"] as const)
    test(`nothing of twelve kinds of metadata reaches the upstream or a log, at the ${door} door`, async () => {
      const seenBefore = upstream.bodies().length;
      const send = door === "http" ? httpRequest : (httpsRequest as typeof httpRequest);
      const answer = await post(send, `${system[door]}/dev`, door === "tls" ? { ca: system.ca } : {});
      assert.equal(answer.status, 200, answer.text);
      assert.deepEqual(
        JSON.parse(answer.text),
        { jsonrpc: "2.0", id: "canary-id-aa17", result: "0x0102" },
        "the client's own id comes back",
      );

      const calls = upstream
        .bodies()
        .slice(seenBefore)
        .filter(({ method }) => method === "eth_call");
      assert.deepEqual(
        calls.map(({ params }) => params),
        [[{ to: "0x00000000000000000000000000000000000000aa", data: "0x12" }, "latest"]],
        "control: the meaning arrived",
      );
      const sent = upstream.bytes().toString("latin1").toLowerCase();
      const logs = system.logs().toLowerCase();
      assert.ok(logs.length > 0, "control: there are logs");
      for (const trace of traces) {
        assert.ok(!sent.includes(trace.toLowerCase()), `${JSON.stringify(trace)} reached the upstream`);
        assert.ok(!logs.includes(trace.toLowerCase()), `${JSON.stringify(trace)} reached a log`);
      }
    });

  test("at the enclave's door no byte of a body passes the gateway in clear", async () => {
    // The wire before and behind the gateway is what root on the parent sees; the one before it is recorded by a tap.
    const tapped: Buffer[] = [];
    const tap = createServer((client: Socket) => {
      const server = connect(system.tlsPort, "127.0.0.1");
      for (const [from, to] of [
        [client, server],
        [server, client],
      ] as const) {
        from.on("data", (bytes: Buffer) => tapped.push(bytes));
        from.on("error", () => to.destroy());
        from.pipe(to);
      }
    });
    await new Promise<void>((resolve) => tap.listen(0, "127.0.0.1", resolve));
    try {
      const { port } = tap.address() as { port: number };
      const answer = await post(httpsRequest as typeof httpRequest, `https://127.0.0.1:${port}/dev`, { ca: system.ca });
      assert.equal(answer.status, 200);
      const wire = Buffer.concat(tapped).toString("latin1");
      assert.ok(wire.length > body.length, "control: the tap saw the bytes");
      for (const clear of ["canary", "eth_call", "jsonrpc", "0x0102", "POST", "HTTP/1.1"])
        assert.ok(!wire.includes(clear), `${clear} passed in clear`);
    } finally {
      tap.close();
    }
  });
});
