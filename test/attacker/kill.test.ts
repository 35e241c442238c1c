// Attacker: root on the parent, who kills the enclave under load. Wants: a transaction sent twice, a client that hangs, a gateway that stays dead.
import assert from "node:assert/strict";
import { once } from "node:events";
import { describe, test } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { startRecordingUpstream } from "../harness/recording-upstream.ts";
import { startSystem } from "../harness/system.ts";

const inFlight = 64;
const answerMsMax = 15_000;
const backMsMax = 2_000;

describe("kill -9 of the relay under load", () => {
  test("requests in flight get a clear error, none reaches the upstream twice, none hangs, and it answers again", async () => {
    const upstream = await startRecordingUpstream({ delayMs: 2_000 });
    const system = await startSystem({ upstreams: [{ name: "slow", url: upstream.url }] });
    try {
      const call = async (tag: number) => {
        const body = JSON.stringify({
          jsonrpc: "2.0",
          id: tag,
          method: "eth_call",
          params: [{ to: `0x${tag.toString(16).padStart(40, "0")}` }, "latest"],
        });
        const answer = await fetch(`${system.http}/dev`, {
          method: "POST",
          headers: { "content-type": "application/json" },
          body,
          signal: AbortSignal.timeout(answerMsMax),
        });
        return {
          status: answer.status,
          json: (await answer.json()) as {
            result?: string;
            error?: { code: number; data?: { code: string; outcome: string } };
          },
        };
      };
      const calls = Array.from({ length: inFlight }, (_, tag) => call(tag));
      while (upstream.bodies().filter(({ method }) => method === "eth_call").length < inFlight) await delay(10);

      const dead = once(system.relay(), "close");
      system.relay().kill("SIGKILL");
      await dead;
      for (const { status, json } of await Promise.all(calls)) {
        assert.equal(status, 200, "a client that drops bodies of other statuses must see what may have happened");
        assert.equal(json.error?.data?.code, "ENCLAVE_LOST");
        assert.equal(json.error?.data?.outcome, "unknown");
      }

      const away = await call(1_000);
      assert.equal(away.status, 503);
      assert.equal(away.json.error?.data?.code, "ENCLAVE_UNAVAILABLE");
      assert.equal(away.json.error?.data?.outcome, "not-sent");

      system.startRelay();
      // From the moment the relay's socket accepts again, which no request but this can tell.
      const relayBack = system.serving().then(() => performance.now());
      const back = await relayBack;
      const again = await call(2_000);
      assert.equal(again.json.result, "0x1", JSON.stringify(again));
      assert.ok(
        performance.now() - back < backMsMax + 2_500,
        "it answers within 2 s of the relay's return (and the upstream takes 2 s)",
      );

      const targets = upstream
        .bodies()
        .filter(({ method }) => method === "eth_call")
        .map(({ params }) => (params as [{ to: string }])[0].to);
      assert.equal(new Set(targets).size, targets.length, "no request reached the upstream twice");
      assert.equal(targets.length, inFlight + 1, "the one that was refused was never sent");
    } finally {
      await system.stop();
      await upstream.close();
    }
  });
});
