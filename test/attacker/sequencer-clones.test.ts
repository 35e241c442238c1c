// Attacker: root on the parent, who starts a sequencer's signer twice, or again after a crash. Wants: two blocks at one number under one key.
// Boots, documents, window log and the gateway's store are real; the log's exclusivity is taken for granted, since its backend here has none.
import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, test } from "node:test";
import { boot } from "../../enclave-signer/src/enclave/boot.ts";
import { silentLog } from "../../enclave-signer/src/enclave/log.ts";
import { openSimulatedNsm } from "../../enclave-signer/src/enclave/nsm/simulated/simulated-nsm.ts";
import { sequencerGuardLimits } from "../../enclave-signer/src/signer/op-signer/sequencer-guard/limits.ts";
import { openSequencerWindows, windowGroupOf } from "../../enclave-signer/src/signer/op-signer/sequencer-windows.ts";
import { openStoreClient } from "../../enclave-signer/src/signer/store/store-client.ts";
import { openWindowAuthority, openWindowLog } from "../../enclave-signer/src/signer/window-log/open-window-log.ts";
import { startGateway } from "../../gateway/src/index.ts";
import { type BlockShape, blockHashOf, payloadOf } from "../harness/op-payload.ts";
import { addresses, openTestOpSigner, testClock } from "../harness/op-signer.ts";

const root = mkdtempSync(join(tmpdir(), "inkan-sequencer-"));
after(() => rmSync(root, { recursive: true, force: true }));
let made = 0;
const span = sequencerGuardLimits.numbersPerClaim;
const sequencer = { address: addresses[0], chainId: 10, mode: "payload" } as const;

/** The parent's disk, and a gateway that serves it. */
async function parent() {
  const path = join(root, `store-${made++}.sock`);
  const settings = { store: { kind: "unix" as const, path }, storeDirectory: join(root, `disk-${made}`) };
  const gateway = await startGateway(settings, undefined, () => {});
  after(() => gateway.close());
  return path;
}

async function start(path: string) {
  const pcr = new Uint8Array(48).fill(1);
  const enclave = await boot({
    role: "signer",
    configBytes: Buffer.from(
      JSON.stringify({
        ...{ version: 1, role: "signer", origin: "https://sign.example", operator: `0x${"11".repeat(20)}` },
        ...{
          registry: { chainId: 1, pcrRegistry: `0x${"11".repeat(20)}`, enclaveRegistry: `0x${"11".repeat(20)}` },
          sequencers: [sequencer],
        },
      }),
    ),
    nsm: await openSimulatedNsm({ directory: join(root, "nsm"), pcrs: { pcr0: pcr, pcr1: pcr, pcr2: pcr } }),
    egress: { kind: "unix", path: join(root, "no-egress.sock") },
    log: silentLog,
  });
  after(() => enclave.close());
  const store = openStoreClient({ kind: "unix", path });
  after(() => store.close());
  const authority = await openWindowAuthority(enclave);
  const windows = await openSequencerWindows(
    enclave.config.sequencers,
    (group) => openWindowLog(enclave, authority, store, group),
    enclave.clock,
  );
  const numbers = windows.of(enclave.config.sequencers[0]!);
  assert.ok(numbers !== undefined);
  assert.equal(numbers.exclusivity, "none", "control: the log of this test is a file");
  const clock = testClock();
  const opSigner = openTestOpSigner({
    clock,
    sequencers: [sequencer],
    windows: { ...numbers, exclusivity: "assumed" },
  });
  const startAt = Math.floor(clock.unixMs() / 1000) - 20_000;
  const sign = (number: number, shape: Partial<BlockShape> = {}) =>
    opSigner.signPayload(payloadOf({ number, timestamp: startAt + 2 * number, ...shape }));
  return { sign, signed: opSigner.signed, windows };
}

describe("a sequencer's signer that was started twice", () => {
  test("two live clones never sign at one number, whoever asks whom", async () => {
    const path = await parent();
    const [one, two] = [await start(path), await start(path)];
    const signedAt = new Map<number, number>();
    let refused = 0;
    for (let number = 1_000; number < 1_000 + 4 * span; number++)
      for (const [at, { sign }] of [one, two].entries()) {
        const outcome = await sign(number, { salt: at, parentHash: blockHashOf(number - 1, at) });
        if (outcome === "signed") signedAt.set(number, (signedAt.get(number) ?? 0) + 1);
        else refused++;
      }
    assert.deepEqual([...new Set(signedAt.values())], [1]);
    assert.ok(signedAt.size >= 3 * span, `${signedAt.size} numbers were signed`);
    assert.equal(refused + one.signed.length + two.signed.length, 8 * span);
  });

  test("after a crash the rest of a window is lost, nothing else; after a release nothing", async () => {
    const path = await parent();
    const before = await start(path);
    assert.equal(await before.sign(1_000), "signed");
    assert.equal(await before.sign(1_001), "signed");

    const after = await start(path);
    assert.equal(await after.sign(1_001, { salt: 1 }), "BELOW_WINDOW");
    assert.equal(await after.sign(1_000 + span - 1), "BELOW_WINDOW");
    assert.equal(await after.sign(1_000 + span), "signed");
    await after.windows.release();
    assert.equal(await after.sign(1_000 + span + 1), "SIGNER_RETIRED");

    const last = await start(path);
    assert.equal(await last.sign(1_000 + span, { salt: 1 }), "BELOW_WINDOW");
    assert.equal(await last.sign(1_000 + span + 1), "signed");
  });
});

test("a key's logs are apart for each chain: the numbers of one would end those of the other", () => {
  const of = (chainId: number, address: string) => windowGroupOf({ chainId, address });
  assert.equal(of(10, addresses[0].toUpperCase().replace("0X", "0x")), `sequencer-10-${addresses[0]}`);
  assert.equal(new Set([of(10, addresses[0]), of(8453, addresses[0]), of(10, addresses[1])]).size, 3);
});
