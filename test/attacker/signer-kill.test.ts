// Attacker: root on the parent, who kills the signer under load, again and again. Wants: two signatures that cost a validator its stake, or a signer
// that does not come back. Its clients are as bad as can be: at every place they ask for something else each time.
import assert from "node:assert/strict";
import { randomBytes, randomInt } from "node:crypto";
import { test } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { BlsSigningKey } from "../../enclave-signer/src/signer/bls.ts";
import { lightKeystore } from "../harness/light-keystore.ts";
import {
  attestationRequest,
  blockRequest,
  keyManagerToken,
  type SignerSystem,
  slotsPerEpoch,
  startSignerSystem,
} from "../harness/short-slots.ts";

const kills = 50;
const keyCount = 4;
/** Far beyond what it takes: a full machine must not look like a signer that stays away. */
const waitMsMax = 90_000;
/** An attestation needs the next epoch: so many kills come as soon as a block is signed, and one after an attestation. */
const attestationEvery = 5;
/** Between a failed request and the next: shorter ones would take the time that the signer needs to start. */
const retryMs = 30;
const slotDurationMs = 100;

type Signed = { readonly key: string; readonly root: string } & (
  | { readonly kind: "block"; readonly slot: number }
  | { readonly kind: "attestation"; readonly source: number; readonly target: number }
);

/** EIP-3076's conditions 1, 3 and 4, pair by pair: nothing here is the signer's own. */
function conflicts(signed: readonly Signed[]): number {
  let found = 0;
  const byKey = Map.groupBy(signed, ({ key }) => key);
  for (const own of byKey.values())
    for (const [at, a] of own.entries())
      for (const b of own.slice(at + 1)) {
        if (a.kind === "block" && b.kind === "block" && a.slot === b.slot && a.root !== b.root) found++;
        if (a.kind !== "attestation" || b.kind !== "attestation") continue;
        if (a.target === b.target && (a.root !== b.root || a.source !== b.source)) found++;
        if (a.source < b.source && b.target < a.target) found++;
        if (b.source < a.source && a.target < b.target) found++;
      }
  return found;
}

test(`kill -9 of the signer under load, ${kills} times: no conflicting signature, and it signs again`, async (context) => {
  const system = await startSignerSystem({ slotDurationMs });
  try {
    const keys = await importKeys(system);
    const signed: Signed[] = [];
    const lost = { count: 0 };
    const load = startLoad(system, keys, signed, lost);
    const backMs: number[] = [];
    for (let kill = 0; kill < kills; kill++) {
      // The block after the restart has been signed; what is killed are requests under way, at any place.
      if (kill % attestationEvery === 0) await newSignature(signed, system, "attestation");
      else await delay(randomInt(50));
      await system.killSigner();
      const before = signed.length;
      const killedAtMs = performance.now();
      system.startSigner();
      await system.serving();
      const servingMs = performance.now() - killedAtMs;
      await newSignature(signed, system, "block", before);
      backMs.push(performance.now() - killedAtMs);
      if (kill === 0) context.diagnostic(`first restart: serving after ${servingMs.toFixed(0)} ms`);
    }
    await load.stop();
    backMs.sort((a, b) => a - b);
    const blocks = signed.filter(({ kind }) => kind === "block").length;
    context.diagnostic(
      `${signed.length} signatures (${blocks} blocks), ${lost.count} requests lost; kill to next signature: median ${backMs[kills >> 1]?.toFixed(0)} ms, longest ${backMs.at(-1)?.toFixed(0)} ms; a window is ${slotDurationMs * slotsPerEpoch} ms`,
    );
    assert.ok(lost.count > 0, "control: requests were under way when it died");
    assert.ok(blocks >= kills && signed.length - blocks > 0, "control: both kinds were signed");
    assert.equal(conflicts(signed), 0);
    const [first] = signed;
    assert.ok(conflicts([first!, { ...first!, root: "0x00" }]) > 0, "control: the checker finds a conflict");
  } finally {
    await system.stop();
  }
});

async function importKeys(system: SignerSystem): Promise<readonly string[]> {
  const secrets = Array.from({ length: keyCount }, (_, at) => Buffer.alloc(32, 0x31 + at));
  const keystores = secrets.map((secret) => lightKeystore(secret, "password"));
  const { status, text } = await system.ask({
    as: system.admin,
    ...{ method: "POST", path: "/eth/v1/keystores", headers: { authorization: `Bearer ${keyManagerToken}` } },
    body: { keystores, passwords: secrets.map(() => "password") },
  });
  assert.equal(status, 200, text);
  return secrets.map((secret) => BlsSigningKey.take(secret).publicKeyHex);
}

/** For each key a client that asks without a pause, each time with another root, at places that an honest one would take and at others. */
function startLoad(system: SignerSystem, keys: readonly string[], signed: Signed[], lost: { count: number }) {
  let isStopping = false;
  const clients = keys.map(async (key) => {
    for (let count = 0; !isStopping; count++) {
      const root = randomBytes(32);
      const slot = system.slot() - (count % 3);
      const target = Math.floor(system.slot() / slotsPerEpoch) - (count % 2);
      const source = target - 1 - (count % 3);
      const isBlock = count % 2 === 0;
      const body = isBlock ? blockRequest(slot, root) : attestationRequest(source, target, root);
      const asked = { method: "POST", path: `/api/v1/eth2/sign/${key}`, body };
      const answer = await system.ask(asked).catch(() => undefined);
      const place = { key, root: root.toString("hex") };
      if (answer?.status === 200)
        signed.push(isBlock ? { ...place, kind: "block", slot } : { ...place, kind: "attestation", source, target });
      if (answer === undefined) {
        lost.count++;
        await delay(retryMs);
      }
    }
  });
  return {
    async stop() {
      isStopping = true;
      await Promise.all(clients);
    },
  };
}

async function newSignature(
  signed: readonly Signed[],
  system: SignerSystem,
  kind: Signed["kind"],
  since = signed.length,
): Promise<void> {
  for (const end = performance.now() + waitMsMax; !signed.slice(since).some((one) => one.kind === kind); await delay(2))
    if (performance.now() > end) throw new Error(`no ${kind} in ${waitMsMax} ms:\n${system.logs().slice(-2_000)}`);
}
