// Attacker: an upstream node, and whoever reads the log. Wants: anything of the exchange but method and parameters, even if the gateway
// passed all of it on: in the relay there is no code that could carry it further.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { type RecordingUpstream, startRecordingUpstream } from "../../../test/harness/recording-upstream.ts";
import { startTestRelay, type TestRelay } from "../../../test/harness/relay.ts";

const headers = {
  "content-type": "application/json",
  "user-agent": "canary-agent",
  cookie: "session=canary-cookie",
  referer: "https://canary-referer.example/",
  origin: "https://canary-origin.example",
  "accept-language": "tlh-canary",
  authorization: "Bearer canary-token",
  "x-forwarded-for": "203.0.113.77",
  forwarded: "for=203.0.113.78",
  "accept-signature": 'inkan=();nonce="canary-nonce";tag="inkan-rpc-1"',
  host: "canary-host.example",
};

const calls: readonly { readonly name: string; readonly text: string; readonly params: unknown }[] = [
  {
    name: "extra members at the top, an id, member order, white space, escapes",
    text: '{ "canary-member" : "canary", "params":[ "0x00000000000000000000000000000000000000a\\u0061" ,\t"latest" ],\n"id":"canary-id","method":"eth_getBalance","jsonrpc":"2.0"}',
    params: ["0x00000000000000000000000000000000000000aa", "latest"],
  },
  {
    name: "extra members in a call object",
    text: '{"jsonrpc":"2.0","id":"canary-id","method":"eth_call","params":[{"to":"0xbb","wallet":"canary","data":"0x12"},{"blockHash":"0xcc","canary":1}]}',
    params: [{ data: "0x12", to: "0xbb" }, { blockHash: "0xcc" }],
  },
  {
    name: "extra members in a filter",
    text: '{"jsonrpc":"2.0","id":"canary-id","method":"eth_getLogs","params":[{"toBlock":"0x2","fromBlock":"0x1","canary":{"deep":["canary"]}}]}',
    params: [{ fromBlock: "0x1", toBlock: "0x2" }],
  },
];

describe("nothing but method and params leaves", () => {
  let upstream: RecordingUpstream;
  let relay: TestRelay;
  before(async () => {
    upstream = await startRecordingUpstream();
    relay = await startTestRelay({ upstreams: [{ name: "recorder", url: upstream.url }] });
  });
  after(async () => {
    await relay?.close();
    await upstream?.close();
  });

  for (const { name, text, params } of calls)
    for (const batch of [false, true])
      test(`${name}${batch ? ", in a batch" : ""}`, async () => {
        const before = upstream.bodies().length;
        const answer = await relay.send({ path: "/dev?key=canary-query", headers, body: batch ? `[${text}]` : text });
        const response = JSON.parse(answer.body.toString());
        assert.equal((batch ? response[0] : response).id, "canary-id", "control: the client's own id comes back");
        assert.match(String(answer.headers["signature-input"]), /canary-nonce/, "control: the header fields were read");

        const { method } = JSON.parse(text) as { method: string };
        const arrived = upstream
          .bodies()
          .slice(before)
          .filter((body) => body.method === method);
        assert.deepEqual(
          arrived.map((body) => body.params),
          [params],
          "control: the meaning arrived, once",
        );
      });

  test("in no byte that an upstream got, and in no line of the log", () => {
    const bytes = upstream.bytes().toString("latin1").toLowerCase();
    const logs = relay.logs().toLowerCase();
    assert.ok(bytes.includes("eth_getlogs") && logs.includes('"listening"'), "control: both were recorded");
    for (const trace of ["canary", "203.0.113", "tlh", "cookie", "forwarded", "\\u0061", "\t", "accept-language"]) {
      assert.ok(!bytes.includes(trace), `${JSON.stringify(trace)} reached the upstream`);
      assert.ok(!logs.includes(trace), `${JSON.stringify(trace)} reached the log`);
    }
  });
});
