// A validator's operator with real processes: gateway, signer, store. Keys go in through the key manager API, signatures come out through Web3Signer's.
import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { after, before, describe, test } from "node:test";
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

const waitMsMax = 30_000;

describe("the signer, through every hop", () => {
  let system: SignerSystem;
  before(async () => {
    system = await startSignerSystem();
  });
  after(() => system?.stop());

  const secret = () => Buffer.alloc(32, 0x21);
  const publicKey = BlsSigningKey.take(secret()).publicKeyHex;
  const keystores = () => ({ keystores: [lightKeystore(secret(), "password")], passwords: ["password"] });
  const authorization = `Bearer ${keyManagerToken}`;
  const sign = (body: unknown, as = system.client) =>
    system.ask({ as, method: "POST", path: `/api/v1/eth2/sign/${publicKey}`, body });
  /** As clients do: again with the next slot, until it is signed. */
  async function signedBlock(): Promise<{ slot: number; root: Buffer; signature: string }> {
    let last = "";
    for (const end = performance.now() + waitMsMax; performance.now() < end; await delay(20)) {
      const [slot, root] = [system.slot(), randomBytes(32)];
      const answer = await sign(blockRequest(slot, root)).catch((thrown: Error) => ({
        status: 0,
        text: thrown.message,
      }));
      if (answer.status === 200) return { slot, root, signature: answer.text };
      last = `${answer.status} ${answer.text}`;
    }
    throw new Error(`no block was signed: ${last}\n${system.logs()}`);
  }

  test("upcheck needs no certificate; everything else does, and a permission", async () => {
    const upcheck = await system.ask({ as: undefined, path: "/upcheck" });
    assert.deepEqual([upcheck.status, upcheck.text, upcheck.contentType], [200, "OK", "text/plain; charset=utf-8"]);
    assert.equal((await system.ask({ as: undefined, path: "/api/v1/eth2/publicKeys" })).status, 401);
    assert.equal((await sign(blockRequest(1, randomBytes(32)), system.stranger)).status, 403);
    assert.equal((await sign(blockRequest(1, randomBytes(32)))).status, 404, "control: permitted, but no such key");
  });

  test("a key goes in with the administrator's certificate and token, with neither alone", async () => {
    const post = (as: typeof system.admin, headers: Record<string, string>) =>
      system.ask({ as, method: "POST", path: "/eth/v1/keystores", body: keystores(), headers });
    assert.equal((await post(system.admin, {})).status, 401);
    assert.equal((await post(system.client, { authorization })).status, 403);
    const imported = await post(system.admin, { authorization });
    assert.deepEqual([imported.status, JSON.parse(imported.text).data[0].status], [200, "imported"]);
    assert.deepEqual(JSON.parse((await system.ask({ path: "/api/v1/eth2/publicKeys" })).text), [publicKey]);
  });

  test("a block and an attestation are signed; the same again gets the same, another one at the place is refused", async () => {
    const { slot, root, signature } = await signedBlock();
    assert.match(signature, /^0x[0-9a-f]{192}$/);
    assert.equal((await sign(blockRequest(slot, root))).text, signature);
    assert.equal((await sign(blockRequest(slot, randomBytes(32)))).status, 412);

    let status = 0;
    for (const end = performance.now() + waitMsMax; status !== 200 && performance.now() < end; await delay(20)) {
      const epoch = Math.floor(system.slot() / slotsPerEpoch);
      status = (await sign(attestationRequest(epoch - 1, epoch, randomBytes(32)))).status;
      if (status === 200) assert.equal((await sign(attestationRequest(epoch - 1, epoch, randomBytes(32)))).status, 412);
    }
    assert.equal(status, 200);
  });

  test("after a planned stop the key is there again, and signs above what was signed", async () => {
    const before = await signedBlock();
    const ended = once(system.signer(), "close");
    system.signer().kill("SIGTERM");
    assert.deepEqual((await ended).slice(0, 1), [0]);
    system.startSigner();
    await system.serving();
    assert.deepEqual(JSON.parse((await system.ask({ path: "/api/v1/eth2/publicKeys" })).text), [publicKey]);
    assert.equal((await sign(blockRequest(before.slot, randomBytes(32)))).status, 412);
    assert.ok((await signedBlock()).slot > before.slot);
  });

  test("metrics, for a certificate that may, under Web3Signer's names and without a key in them", async () => {
    assert.equal((await system.ask({ as: undefined, path: "/metrics" })).status, 401);
    assert.equal((await system.ask({ as: system.stranger, path: "/metrics" })).status, 403);
    await sign(blockRequest(1, randomBytes(32)));
    const { text } = await system.ask({ path: "/metrics" });
    assert.match(text, /^signing_signers_loaded_count 1$/m);
    assert.match(text, /^signing_bls_signing_duration_count [1-9]/m);
    assert.match(text, /^eth2_slashingprotection_prevented_signings_total [1-9]/m);
    assert.ok(!text.includes(publicKey.slice(2, 10)));
  });

  test("health and evidence at the same door, of the same key", async () => {
    const evidence = JSON.parse((await system.ask({ path: `/attestation?nonce=${"ab".repeat(16)}` })).text);
    assert.deepEqual([evidence.role, evidence.frontDoor], ["signer", "enclave"]);
  });
});
