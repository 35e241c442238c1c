// The provider for /dev/nsm against Linux's driver and QEMU's virtio-nsm on a bare `microvm`: there, unlike in an enclave, no PCR is
// locked at the start and all are zero. At the end a signer boots on it, which locks them all.
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { setImmediate as turn } from "node:timers/promises";
import { allocateSecret, freeSecret, lockedSecretBytes, openNsmDevice } from "@inkan/native";
import { attestationLimits, decodeCbor, extendPcr } from "../../../attestation/src/index.ts";
import { documentTimestampMs } from "../../../enclave-signer/src/enclave/attest/timestamp.ts";
import { boot } from "../../../enclave-signer/src/enclave/boot.ts";
import { deviceLimits, openDeviceNsm } from "../../../enclave-signer/src/enclave/nsm/device/device-nsm.ts";
import { runChecks } from "./checks.ts";

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString("hex");
const text = (value: string) => new TextEncoder().encode(value);
const zeros = new Uint8Array(48);
/** SHA-384(48 zeros ‖ "config-digest"), and of nothing behind the zeros. */
const extendedConfig =
  "8de728af19344abc8e6c053c9d69b2e3bf10fbc86c56388bcc94b7da64d3125178f0d3ef5bfe6f56e1c4e5238a479d0e";
const extendedEmpty =
  "8f0d145c0368ad6b70be22e41c400eea91b971d96ba220fec9fae25a58dffdaaf72dbe8f6783d55128c9df4efaf6f8a7";

const nsm = openDeviceNsm("/dev/nsm");
const raw = openNsmDevice("/dev/nsm");
const rawly = async (request: string) => hex(await raw.request(new Uint8Array(Buffer.from(request, "hex"))));

await runChecks(async (check) => {
  await check("DescribeNSM", async () => {
    const { moduleId, ...rest } = await nsm.describeNsm();
    assert.deepEqual(rest, {
      ...{ versionMajor: 1, versionMinor: 0, versionPatch: 0 },
      ...{ maxPcrs: 32, lockedPcrs: [], digest: "SHA384" },
    });
    return moduleId;
  });

  await check("GetRandom: 256 bytes, never the same", async () => {
    const [one, other] = [await nsm.getRandom(), await nsm.getRandom()];
    assert.equal(one.length, 256);
    assert.notEqual(hex(one), hex(other));
  });

  await check("DescribePCR of all", async () => {
    for (let index = 0; index < 32; index++)
      assert.deepEqual(await nsm.describePcr(index), { lock: false, data: zeros });
  });

  await check("ExtendPCR, beside the calculator", async () => {
    assert.equal(hex(await nsm.extendPcr(0, text("config-digest"))), extendedConfig);
    assert.equal(hex(await nsm.extendPcr(1, new Uint8Array(0))), extendedEmpty);
    const twice = await nsm.extendPcr(0, text("again"));
    assert.equal(hex(twice), hex(await extendPcr(new Uint8Array(Buffer.from(extendedConfig, "hex")), text("again"))));
    assert.equal(hex((await nsm.describePcr(0)).data), hex(twice));
  });

  await check("LockPCR and LockPCRs", async () => {
    await nsm.lockPcr(0);
    assert.equal((await nsm.describePcr(0)).lock, true);
    await assert.rejects(nsm.lockPcr(0), { code: "ReadOnlyIndex" });
    await assert.rejects(nsm.extendPcr(0, text("x")), { code: "ReadOnlyIndex" });
    await nsm.lockPcrs(3);
    assert.deepEqual((await nsm.describeNsm()).lockedPcrs, [0, 1, 2]);
  });

  await check("the device's own refusals", async () => {
    assert.equal(await rawly("a1684c6f636b50435273a16572616e67651821"), "a1654572726f726c496e76616c6964496e646578");
    assert.equal(
      await rawly("a16b4465736372696265504352a165696e6465781820"),
      "a1654572726f726c496e76616c6964496e646578",
    );
    assert.equal(await rawly("ff"), "a1654572726f7270496e76616c69644f7065726174696f6e");
    await assert.rejects(raw.request(new Uint8Array(0x1001)), { code: "ERR_OUT_OF_RANGE" });
    await assert.rejects(nsm.extendPcr(16, new Uint8Array(0x1000)), { code: "InputTooLarge" });
  });

  await check("Attestation: locked PCRs, our three fields, an ES384 place without a signature", async () => {
    const document = await nsm.attestation({
      userData: text("user-data"),
      nonce: text("nonce-123"),
      publicKey: text("0Y"),
    });
    const [header, unprotected, payload, signature] = decodeCbor(document, attestationLimits) as Uint8Array[];
    assert.equal(hex(header!), "a10120"); // QEMU: algorithm -1
    assert.equal((unprotected as unknown as Map<string, unknown>).size, 0);
    assert.equal(hex(signature!), "00".repeat(64));
    const fields = decodeCbor(payload!, attestationLimits) as Map<string, unknown>;
    assert.deepEqual(
      [...fields.keys()],
      [
        ...["module_id", "digest", "timestamp", "pcrs", "certificate", "cabundle"],
        ...["public_key", "user_data", "nonce"],
      ],
    );
    assert.deepEqual([...(fields.get("pcrs") as Map<number, unknown>).keys()], [0, 1, 2]);
    assert.equal(hex(fields.get("user_data") as Uint8Array), hex(text("user-data")));
    assert.equal(hex(fields.get("nonce") as Uint8Array), hex(text("nonce-123")));
    assert.equal(hex(fields.get("public_key") as Uint8Array), hex(text("0Y")));
    return `${document.length} bytes`;
  });

  await check("absent fields are null, empty ones empty; the longest are taken", async () => {
    const bare = decodeCbor(await nsm.attestation({ nonce: new Uint8Array(0) }), attestationLimits) as Uint8Array[];
    const fields = decodeCbor(bare[2]!, attestationLimits) as Map<string, unknown>;
    assert.equal(fields.get("user_data"), null);
    assert.deepEqual(fields.get("nonce"), new Uint8Array(0));
    const full = { userData: new Uint8Array(512), nonce: new Uint8Array(512), publicKey: new Uint8Array(1_024) };
    assert.ok((await nsm.attestation(full)).length > 2_048);
  });

  await check("the document's time goes on, and is not the guest's own", async () => {
    const first = documentTimestampMs(await nsm.attestation({}));
    const second = documentTimestampMs(await nsm.attestation({}));
    assert.ok(second >= first);
    assert.ok(first > 1_700_000_000_000, "milliseconds of these years");
    // How far a guest's clock is behind says how busy the host was while the kernel measured its timer: no bound holds for it.
    return `${second - Date.now()} ms apart`;
  });

  await check(
    "100 documents at once: as many as may wait are made, the rest refused, and the event loop turns",
    async () => {
      let turns = 0;
      let isDone = false;
      const turning = (async () => {
        for (; !isDone; turns++) await turn();
      })();
      const startedMs = performance.now();
      const results = await Promise.allSettled(Array.from({ length: 100 }, () => nsm.attestation({})));
      const took = performance.now() - startedMs;
      isDone = true;
      await turning;
      const refused = results.filter(({ status }) => status === "rejected") as PromiseRejectedResult[];
      assert.equal(refused.length, 100 - deviceLimits.requestsWaitingMax);
      for (const { reason } of refused) assert.equal((reason as { code: string }).code, "DeviceBusy");
      assert.ok(turns > 10, `${turns} turns`);
      return `${(took / deviceLimits.requestsWaitingMax).toFixed(2)} ms each, ${turns} turns`;
    },
  );

  await check("20,000 secrets of 32 bytes in locked memory, and given back", () => {
    const secrets = Array.from({ length: 20_000 }, () => allocateSecret(32));
    const locked = lockedSecretBytes();
    assert.ok(locked >= 640_000);
    const vmLocked = memoryLockedKiB();
    assert.ok(vmLocked * 1_024 >= 640_000, `${vmLocked} KiB are locked`);
    for (const secret of secrets) freeSecret(secret);
    return `${locked} bytes`;
  });

  await check("a signer boots on it: PCR16 is its configuration's, all 32 are locked", async () => {
    const address = `0x${"11".repeat(20)}`;
    const registry = { chainId: 1, pcrRegistry: address, enclaveRegistry: address };
    const origin = "https://sign.example";
    const configBytes = text(JSON.stringify({ version: 1, role: "signer", origin, registry, operator: address }));
    const enclave = await boot({
      ...{ role: "signer", configBytes, nsm, log: (event) => console.log(JSON.stringify(event)) },
      egress: { kind: "unix", path: "/nobody" },
    });
    const { lockedPcrs } = await nsm.describeNsm();
    assert.equal(lockedPcrs.length, 32);
    const digest = createHash("sha384").update(enclave.configText).digest();
    assert.equal(hex((await nsm.describePcr(16)).data), hex(await extendPcr(zeros, new Uint8Array(digest))));
    const askedMs = documentTimestampMs(await nsm.attestation({}));
    assert.ok(Math.abs(enclave.clock.unixMs() - askedMs) < 120_000);
    // Here nobody keeps the machine's clock.
    const offsetMs = Math.round(enclave.systemClock.offsetMs());
    assert.equal(enclave.systemClock.seemsRight(), Math.abs(offsetMs) <= 2_000);
    enclave.close();
    return `the machine's clock is ${offsetMs} ms from the NSM's`;
  });
});

function memoryLockedKiB(): number {
  const status = process.getBuiltinModule("node:fs").readFileSync("/proc/self/status", "latin1");
  return Number(/VmLck:\s+(\d+)/.exec(status)?.[1]);
}
