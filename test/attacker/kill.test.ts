// Attacker: root on the parent, who kills the enclave under load. Wants: a transaction sent twice, a client that hangs, a gateway that stays dead.
import assert from "node:assert/strict";
import { once } from "node:events";
import { connect } from "node:net";
import { describe, test } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { startRecordingUpstream } from "../harness/recording-upstream.ts";
import { startSystem } from "../harness/system.ts";

const inFlight = 64;
const answerMsMax = 15_000;
const backMsMax = 2_000;

describe("kill -9 of the relay under load", () => {
  test("requests in flight get a clear error, none reaches the upstream twice, none hangs, and it answers again", async (context) => {
    const upstream = await startRecordingUpstream({ delayMs: 2_000 });
    const system = await startSystem({ upstreams: [{ name: "slow", url: upstream.url }] });
    try {
      const call = async (tag: number, method = "eth_call") => {
        const body = JSON.stringify({
          jsonrpc: "2.0",
          id: tag,
          method,
          params: method === "eth_call" ? [{ to: `0x${tag.toString(16).padStart(40, "0")}` }, "latest"] : [],
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
      await accepts(`${system.directory}/relay-http.sock`);
      const returned = performance.now();
      // The upstream takes its time; this one the relay answers by itself.
      const sinceReturnMs = () => performance.now() - returned;
      while ((await call(2_000, "eth_chainId")).json.result !== "0x7a69" && sinceReturnMs() < backMsMax)
        await delay(10);
      const backMs = sinceReturnMs();
      context.diagnostic(`the gateway answered ${backMs.toFixed(0)} ms after the relay's return`);
      assert.ok(backMs < backMsMax, `${backMs} ms after the relay's return`);
      assert.equal((await call(2_001)).json.result, "0x1", "control: calls reach the upstream again");

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

/** Resolves as soon as something takes connections at a Unix socket: the relay itself, not through the gateway. */
async function accepts(path: string): Promise<void> {
  for (const end = performance.now() + answerMsMax; performance.now() < end; await delay(5)) {
    const socket = connect(path);
    const taken = await once(socket, "connect").then(
      () => true,
      () => false,
    );
    socket.destroy();
    if (taken) return;
  }
  throw new Error("the relay did not come back");
}
