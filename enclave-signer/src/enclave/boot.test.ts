// Attacker: the parent, which starts the enclave. It wants keys or a document of an enclave that is not measured, or measured otherwise.
import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, test } from "node:test";
import { configPcr16, decodeUserData, verifyDocument } from "@inkan/attestation";
import { boot } from "./boot.ts";
import { enclaveLimits } from "./limits.ts";
import type { LogEvent } from "./log.ts";
import { type Nsm, NsmError } from "./nsm/nsm.ts";
import { openSimulatedNsm, simulatedRoot } from "./nsm/simulated/simulated-nsm.ts";

const directory = mkdtempSync(join(tmpdir(), "inkan-boot-"));
after(() => rmSync(directory, { recursive: true, force: true }));

const address = `0x${"11".repeat(20)}`;
const config = {
  version: 1,
  role: "signer",
  origin: "https://sign.example",
  registry: { chainId: 1, pcrRegistry: address, enclaveRegistry: address },
  operator: address,
};
const configBytes = Buffer.from(JSON.stringify(config));
const egress = { kind: "unix", path: join(directory, "no-egress.sock") } as const;
const filled = (byte: number) => new Uint8Array(48).fill(byte);
const openNsm = () => openSimulatedNsm({ directory, pcrs: { pcr0: filled(1), pcr1: filled(2), pcr2: filled(3) } });

/** The NSM with every call written down, and one of them failing. */
function watched(nsm: Nsm, fail?: { readonly call: keyof Nsm; readonly nth?: number }): { nsm: Nsm; calls: string[] } {
  const calls: string[] = [];
  const wrap =
    <A extends unknown[], R>(name: keyof Nsm, method: (...args: A) => Promise<R>) =>
    async (...args: A): Promise<R> => {
      const nth = calls.filter((call) => call.startsWith(`${name}(`)).length;
      calls.push(`${name}(${args.filter((arg) => typeof arg === "number").join()})`);
      if (fail?.call === name && nth === (fail.nth ?? 0)) throw new NsmError("InternalError", "as the test wants it");
      return method(...args);
    };
  return {
    calls,
    nsm: {
      describeNsm: wrap("describeNsm", nsm.describeNsm),
      describePcr: wrap("describePcr", nsm.describePcr),
      extendPcr: wrap("extendPcr", nsm.extendPcr),
      lockPcr: wrap("lockPcr", nsm.lockPcr),
      lockPcrs: wrap("lockPcrs", nsm.lockPcrs),
      attestation: wrap("attestation", nsm.attestation),
      getRandom: wrap("getRandom", nsm.getRandom),
    },
  };
}

const start = (nsm: Nsm, events: LogEvent[] = [], bytes: Uint8Array = configBytes) =>
  boot({ role: "signer", configBytes: bytes, nsm, egress, log: (event) => events.push(event) });

describe("boot", () => {
  test("ends in an enclave whose evidence shows the measured configuration and its keys", async () => {
    const enclave = await start(await openNsm());
    const evidence = await enclave.attester.evidence(filled(7).subarray(0, 16), "host");
    const report = await verifyDocument(evidence.document, {
      at: Math.floor(enclave.clock.unixMs() / 1000),
      roots: [await simulatedRoot(directory)],
      nonce: evidence.nonce,
      measurements: [{ pcr0: filled(1), pcr1: filled(2), pcr2: filled(3) }],
      configuration: evidence.configuration,
      purpose: "challenge",
      origin: config.origin,
      keys: { response: enclave.responseKey.spki },
      maxAgeSeconds: 5,
    });
    assert.equal(report.accepted, true, report.code);
    assert.equal(report.document!.pcrs.size, 32, "all are locked");
    const { keys } = decodeUserData(report.document!.userData!);
    assert.deepEqual(Buffer.from(keys.bootAddress!), Buffer.from(enclave.bootAddressKey!.digest));
    assert.deepEqual(report.document!.pcrs.get(16), await configPcr16(Buffer.from(enclave.configText)));
    enclave.close();
  });

  test("measures, locks and reads back all PCRs before it asks for anything else", async () => {
    const { nsm, calls } = watched(await openNsm());
    const events: LogEvent[] = [];
    (await start(nsm, events)).close();
    const each = (from: number) => Array.from({ length: 32 - from }, (_, at) => `describePcr(${from + at})`);
    assert.deepEqual(calls, [
      ...each(16),
      "extendPcr(16)",
      "lockPcrs(32)",
      ...each(0),
      "attestation()",
      ...Array<string>(enclaveLimits.entropyRequests).fill("getRandom()"),
    ]);
    assert.deepEqual(
      events.flatMap((event) => (event.event === "boot" ? [event.stage] : [])),
      ["configured", "locked", "anchored", "seeded", "keyed", "certified", "ready"],
    );
  });

  for (const fail of [
    { call: "describePcr" },
    { call: "extendPcr" },
    { call: "lockPcrs" },
    { call: "describePcr", nth: 16 + 31 },
    { call: "attestation" },
    { call: "getRandom" },
  ] as const)
    test(`stops when ${fail.call} fails, and nothing is asked of the NSM afterwards`, async () => {
      const { nsm, calls } = watched(await openNsm(), fail);
      const events: LogEvent[] = [];
      await assert.rejects(start(nsm, events), { code: "NSM_FAILED" });
      assert.ok(calls.at(-1)!.startsWith(fail.call));
      assert.deepEqual(events.at(-1), { event: "boot-refused", code: "NSM_FAILED" });
      if (fail.call !== "attestation" && fail.call !== "getRandom") assert.ok(!calls.includes("attestation()"));
    });

  test("refuses a PCR that was extended or locked before it, whatever with", async () => {
    for (const before of [
      (nsm: Nsm) => nsm.extendPcr(16, filled(9)),
      (nsm: Nsm) => nsm.extendPcr(31, filled(9)),
      (nsm: Nsm) => nsm.lockPcr(16),
      (nsm: Nsm) => nsm.lockPcrs(32),
    ]) {
      const { nsm, calls } = watched(await openNsm());
      await before(nsm);
      const asked = calls.length;
      await assert.rejects(start(nsm), { code: "PCR_NOT_FRESH" });
      assert.ok(
        calls.slice(asked).every((call) => call.startsWith("describePcr(")),
        "it changed nothing",
      );
    }
  });

  test("a second boot on the same NSM is refused: one enclave has one configuration", async () => {
    const nsm = await openNsm();
    (await start(nsm)).close();
    await assert.rejects(start(nsm), { code: "PCR_NOT_FRESH" });
  });

  test("refuses an NSM that only claims to extend or to lock", async () => {
    const real = await openNsm();
    await assert.rejects(start({ ...real, extendPcr: async () => filled(0) }), { code: "PCR_MISMATCH" });
    await assert.rejects(start({ ...(await openNsm()), lockPcrs: async () => {} }), { code: "PCR_NOT_LOCKED" });
    const other = await openNsm();
    const lying: Nsm = {
      ...other,
      // Extends with something else, and answers what was expected.
      async extendPcr(index, data) {
        await other.extendPcr(index, filled(9));
        return (await openNsm()).extendPcr(index, data);
      },
    };
    await assert.rejects(start(lying), { code: "PCR_MISMATCH" });
  });

  test("refuses a wrong configuration before it touches the NSM", async () => {
    const { nsm, calls } = watched(await openNsm());
    await assert.rejects(start(nsm, [], Buffer.from('{"role":"signer"}')), { code: "CONFIG_INVALID" });
    assert.deepEqual(calls, []);
    (await start(nsm)).close(); // control
  });

  test("a minute later the NSM is asked for the time again, and no more once the enclave is closed", async (context) => {
    context.mock.timers.enable({ apis: ["setInterval"] });
    const { nsm, calls } = watched(await openNsm());
    const enclave = await start(nsm);
    const asked = () => calls.filter((call) => call === "attestation()").length;
    const before = asked();
    context.mock.timers.tick(enclaveLimits.clockAnchorIntervalMs);
    assert.equal(asked(), before + 1);
    enclave.close();
    context.mock.timers.tick(36_000_000);
    assert.equal(asked(), before + 1);
  });

  test("two enclaves of one configuration have different keys", async () => {
    const [one, two] = [await start(await openNsm()), await start(await openNsm())];
    assert.notEqual(one.responseKey.keyid, two.responseKey.keyid);
    assert.equal(one.configText, two.configText); // control
  });
});
