// User: a wallet or an application that must not notice that a relay stands before the node. All recorded round trips of
// ethereum/execution-apis go through it, by both doors, and must come back the same in meaning, as hive's rpc-compat compares.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import type { JsonValue } from "@inkan/attestation";
import { Agent, request } from "undici";
import { isIdempotent } from "../../enclave-signer/src/relay/upstream/method.ts";
import { comparable, readExecutionApis, executionApisSkip as skip } from "../harness/execution-apis.ts";
import { type ReplayUpstream, startReplayUpstream } from "../harness/replay-upstream.ts";
import { type System, startSystem } from "../harness/system.ts";
import { type OpenedUpstreams, openUpstreamsOf } from "../harness/upstreams-of.ts";

const { files, chainId } = skip === false ? readExecutionApis() : { files: [], chainId: 1 };

describe("execution-apis straight to the upstreams", { skip }, () => {
  let replay: ReplayUpstream;
  let upstreams: OpenedUpstreams;
  let compared = 0;
  before(async () => {
    replay = await startReplayUpstream();
    upstreams = await openUpstreamsOf([{ url: replay.url }], { chainId });
  });
  after(async () => {
    await upstreams.close();
    await replay.close();
    console.log(`execution-apis to the upstreams: ${files.length} files, ${compared} round trips compared`);
  });

  for (const file of files)
    test(file.name, async () => {
      replay.prefer(file);
      for (const { method, params, response } of file.trips) {
        const { kind, text } = await upstreams.ask(method, params as JsonValue[]);
        const answer = { jsonrpc: "2.0", [kind]: JSON.parse(Buffer.from(text).toString()) as unknown };
        assert.equal(comparable(answer, file.speconly), comparable(response, file.speconly));
        compared++;
      }
      assert.deepEqual(replay.unmatched(), []);
    });
});

describe("execution-apis while one of two upstreams is mad", { skip }, () => {
  const reads = files.filter(({ trips }) => trips.every(({ method }) => isIdempotent(method)));
  for (const fault of ["dead", "garbage", "wrong id", "html", "cut"] as const)
    test(fault, async () => {
      const [mad, sound] = await Promise.all([startReplayUpstream({ fault }), startReplayUpstream()]);
      const upstreams = await openUpstreamsOf([{ url: mad.url }, { url: sound.url }], { chainId });
      for (const file of reads) {
        sound.prefer(file);
        for (const { method, params, response } of file.trips) {
          const { kind, text } = await upstreams.ask(method, params as JsonValue[]);
          const answer = { jsonrpc: "2.0", [kind]: JSON.parse(Buffer.from(text).toString()) as unknown };
          assert.equal(comparable(answer, file.speconly), comparable(response, file.speconly), file.name);
        }
      }
      await upstreams.close();
      await Promise.all([fault === "dead" ? undefined : mad.close(), sound.close()]);
    });
});

describe("execution-apis through gateway and relay", { skip }, () => {
  let replay: ReplayUpstream;
  let system: System;
  let trusting: Agent;
  before(async () => {
    replay = await startReplayUpstream();
    system = await startSystem({
      upstreams: [{ name: "replay", url: replay.url }],
      chain: { chainId, methods: { allow: ["debug_*", "txpool_*", "testing_*"], deny: [] } },
    });
    trusting = new Agent({ connect: { ca: system.ca } });
  });
  after(async () => {
    await trusting.close();
    await system.stop();
    await replay.close();
  });

  for (const door of ["http", "tls"] as const)
    describe(door === "http" ? "HTTP that ends in the gateway" : "TLS that ends in the enclave", () => {
      const counts = { same: 0, errors: 0, kindOnly: 0 };
      after(() =>
        console.log(
          `execution-apis through the ${door} door: ${files.length} files; round trips: ${counts.same} the same (${counts.errors} of them errors), ${counts.kindOnly} of the same kind`,
        ),
      );
      const ask = async (id: string, method: string, params: readonly unknown[]) => {
        const { body } = await request(`${system[door]}/dev`, {
          method: "POST",
          headers: { "content-type": "application/json" },
          body: JSON.stringify({ jsonrpc: "2.0", id, method, params }),
          dispatcher: trusting,
        });
        return (await body.json()) as { readonly id: unknown; readonly result?: unknown };
      };

      for (const file of files)
        test(file.name, async () => {
          replay.prefer(file);
          for (const { method, params, response } of file.trips) {
            const answer = await ask(file.name, method, params);
            assert.equal(answer.id, file.name);
            assert.equal(comparable(answer, file.speconly), comparable(response, file.speconly));
            if (file.speconly) counts.kindOnly++;
            else counts.same++;
            if (!file.speconly && "error" in response) counts.errors++;
          }
          assert.deepEqual(replay.unmatched(), [], "the relay asked for something else than it was asked");
        });

      test("what the relay answers itself is the same too", async () => {
        assert.equal((await ask("1", "eth_chainId", [])).result, `0x${chainId.toString(16)}`);
        assert.equal((await ask("2", "net_version", [])).result, String(chainId));
      });
    });
});

test("the folder has round trips", { skip }, () => {
  assert.ok(files.length > 0);
});
