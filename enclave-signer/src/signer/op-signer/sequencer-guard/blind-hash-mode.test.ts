// A sequencer in mode `blind-hash`: stock op-node, which shows a hash and nothing else. Attacker: a client with its certificate, which wants as
// many different blocks signed as it can name.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { openTestOpSigner } from "../../../../../test/harness/op-signer.ts";
import type { SequencerConfig } from "../../../enclave/signer-config.ts";
import { openHashRate } from "./hash-rate.ts";
import { sequencerGuardLimits } from "./limits.ts";

function sequencer(config: Partial<SequencerConfig> = {}) {
  const opSigner = openTestOpSigner({
    sequencers: [{ blockTimeMs: 2_000, distinctHashesPerBlockTime: 3, ...config }],
  });
  const sign = async (hash: number) => {
    const payloadHash = `0x${hash.toString(16).padStart(64, "0")}`;
    const { result, refused } = await opSigner.call("opsigner_signBlockPayload", [
      { domain: new Array(32).fill(0), chainId: 10, payloadHash, senderAddress: null },
    ]);
    return refused ?? String(result);
  };
  return { ...opSigner, sign };
}

describe("blind-hash", () => {
  test("three distinct hashes in a block time, and a fourth when the first is a block time old", async () => {
    const { sign, clock } = sequencer();
    for (const hash of [1, 2, 3]) assert.match(await sign(hash), /^0x/);
    assert.equal(await sign(4), "PAYLOAD_RATE");
    clock.advance(1_999);
    assert.equal(await sign(4), "PAYLOAD_RATE");
    clock.advance(1);
    assert.match(await sign(4), /^0x/);
  });

  test("the same hash gets the same signature, as often as kona-node asks, even when no other may be signed", async () => {
    const { sign } = sequencer();
    const first = await sign(1);
    await sign(2);
    await sign(3);
    assert.equal(await sign(4), "PAYLOAD_RATE");
    for (let retry = 0; retry < 20; retry++) assert.equal(await sign(1), first);
  });

  test("a flood signs no more than the rate, and its evidence is bounded", async () => {
    const { sign, signed, clock, opSigner } = sequencer();
    for (let hash = 1; hash <= 1_000; hash++) {
      await sign(hash);
      clock.advance(10);
    }
    assert.ok(signed.length <= 3 * (10_000 / 2_000 + 1), `${signed.length} signatures in 10 s`);
    const { refused, refusedOnlyCounted } = JSON.parse(opSigner.evidence.text());
    assert.equal(refused.length, sequencerGuardLimits.refusedEvidenceMax);
    assert.equal(refused.length + refusedOnlyCounted + signed.length, 1_000);
  });

  test("alert-and-sign: past the rate it is signed, and stands as evidence", async () => {
    const { sign, opSigner } = sequencer({ onConflict: "alert-and-sign" });
    for (let hash = 1; hash <= 5; hash++) assert.match(await sign(hash), /^0x/);
    const { signed } = JSON.parse(opSigner.evidence.text());
    assert.deepEqual(
      signed.map(({ code, asked }: { code: string; asked: { payloadHash: string } }) => [
        code,
        Number(asked.payloadHash),
      ]),
      [
        ["PAYLOAD_RATE", 4],
        ["PAYLOAD_RATE", 5],
      ],
    );
  });

  test("what is remembered is bounded; what was forgotten counts as new", () => {
    const rate = openHashRate(
      { blockTimeMs: 1, distinctHashesPerBlockTime: 1 },
      { ...sequencerGuardLimits, hashesKeptMax: 4 },
    );
    for (let at = 0; at < 100; at++) assert.equal(rate.judge(`0x${at}`, at), "new");
    assert.equal(rate.size, 4);
    assert.equal(rate.judge("0x96", 100), "repeat");
    assert.equal(rate.judge("0x0", 100), "new");
  });
});
