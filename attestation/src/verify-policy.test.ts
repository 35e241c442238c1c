// Attacker: root on the parent, with genuine documents: of yesterday, of another enclave, of another program, of debug mode, for another purpose.
import assert from "node:assert/strict";
import { before, describe, test } from "node:test";
import type { DocumentParts, NitroIssuer } from "../../test/harness/nitro-issuer.ts";
import { createNitroIssuer, soundPcrs } from "../../test/harness/nitro-issuer.ts";
import type { CheckId } from "./checks.ts";
import { configPcr16 } from "./config-hash.ts";
import type { RefusalCode } from "./errors.ts";
import { sha256 } from "./hash.ts";
import { attestationLimits } from "./limits.ts";
import { signedNonceBytes } from "./nonce-signature.ts";
import { encodeUserData } from "./user-data.ts";
import type { VerifyOptions } from "./verify.ts";
import { verifyDocument } from "./verify.ts";

let issuer: NitroIssuer;
before(async () => {
  issuer = await createNitroIssuer();
});

/** Verifies a document with `fields` and asserts what came of it; without a code, that the check passed and nothing is held against it. */
async function holds(
  id: CheckId,
  fields: DocumentParts["fields"],
  options: Partial<VerifyOptions>,
  code?: RefusalCode,
): Promise<void> {
  const bytes = await issuer.document({ fields: fields ?? {} });
  const report = await verifyDocument(bytes, { at: issuer.at, roots: [issuer.root], ...options });
  const check = report.checks.find((candidate) => candidate.id === id);
  assert.deepEqual(
    [report.accepted, report.code, check?.outcome, check?.code],
    [code === undefined, code, code === undefined ? "passed" : "failed", code],
  );
}

const nonce = new Uint8Array(32).fill(7);
const fill = (byte: number) => new Uint8Array(48).fill(byte);
const zero = fill(0);
const measurement = { pcr0: fill(0x10), pcr1: fill(0x11), pcr2: fill(0x12) };
const at = 1_767_225_600;

describe("freshness", () => {
  for (const [what, ageSeconds, options, code] of [
    ["as old as allowed", 300, { maxAgeSeconds: 300 }, undefined],
    ["a millisecond older", 300.001, { maxAgeSeconds: 300 }, "TOO_OLD"],
    ["a year old, where seconds met milliseconds that would pass", 31_536_000, { maxAgeSeconds: 300 }, "TOO_OLD"],
    ["a bound that is no number", 0, { maxAgeSeconds: Number.NaN }, "TOO_OLD"],
  ] as const)
    test(`${what}: ${code ?? "accepted"}`, () =>
      holds("age", { timestamp: at * 1000 - ageSeconds * 1000 }, options, code));

  for (const [what, aheadSeconds, options, code] of [
    ["a minute ahead, which clocks may be", 60, {}, undefined],
    ["a millisecond more", 60.001, {}, "FROM_THE_FUTURE"],
    ["a day ahead", 86_400, { maxAgeSeconds: 300 }, "FROM_THE_FUTURE"],
    ["a second ahead of a verifier who allows none", 1, { futureSkewSeconds: 0 }, "FROM_THE_FUTURE"],
    ["a microsecond clock", at * 1000 - at, {}, "FROM_THE_FUTURE"],
  ] as const)
    test(`${what}: ${code ?? "accepted"}`, () =>
      holds("not-from-future", { timestamp: at * 1000 + aheadSeconds * 1000 }, options, code));
});

describe("nonce", () => {
  test("control: the same bytes", () => holds("nonce", { nonce }, { nonce }));
  test("another nonce", () => holds("nonce", { nonce: nonce.with(31, 8) }, { nonce }, "NONCE_MISMATCH"));
  test("none", () => holds("nonce", {}, { nonce }, "NONCE_MISMATCH"));
  test("a part of it", () => holds("nonce", { nonce: nonce.subarray(1) }, { nonce }, "NONCE_MISMATCH"));
  test("it, and more", () => holds("nonce", { nonce: new Uint8Array(33).fill(7) }, { nonce }, "NONCE_MISMATCH"));
  test("in another field", () => holds("nonce", { user_data: nonce }, { nonce }, "NONCE_MISMATCH"));
  test("an empty one answers nothing", () =>
    holds("nonce", { nonce: new Uint8Array() }, { nonce: new Uint8Array() }, "NOTHING_EXPECTED"));
});

describe("a nonce that the response key signs", () => {
  const p256 = { name: "ECDSA", namedCurve: "P-256" } as const;
  const make = async () => {
    const { publicKey, privateKey } = await crypto.subtle.generateKey(p256, true, ["sign", "verify"]);
    const spki = new Uint8Array(await crypto.subtle.exportKey("spki", publicKey));
    const sign = async (signed: Uint8Array<ArrayBuffer>) =>
      new Uint8Array(await crypto.subtle.sign({ name: "ECDSA", hash: "SHA-256" }, privateKey, signed));
    return { spki, sign };
  };
  const verify = async (bytes: Uint8Array, options: Partial<VerifyOptions>) =>
    (await verifyDocument(bytes, { at, roots: [issuer.root], ...options })).code;

  test("it is accepted for this nonce and this document, and for no other", async () => {
    const [response, other] = [await make(), await make()];
    const older = await issuer.document({ fields: { public_key: response.spki } });
    const another = await issuer.document({ fields: { public_key: response.spki, module_id: "i-another" } });
    const nonceSignature = await response.sign(await signedNonceBytes(nonce, older));
    assert.equal(await verify(older, { nonce, nonceSignature }), undefined); // control
    assert.equal(
      await verify(older, { nonce }),
      "NONCE_MISMATCH",
      "without the signature, an older document does not answer",
    );
    assert.equal(
      await verify(older, { nonce: nonce.with(0, 0), nonceSignature }),
      "NONCE_SIGNATURE",
      "for another nonce",
    );
    assert.equal(await verify(another, { nonce, nonceSignature }), "NONCE_SIGNATURE", "for another document");
    assert.equal(
      await verify(older, { nonce, nonceSignature: nonceSignature.with(5, nonceSignature[5]! ^ 1) }),
      "NONCE_SIGNATURE",
    );
    assert.equal(await verify(older, { nonce, nonceSignature: new Uint8Array(64) }), "NONCE_SIGNATURE");
    const byOther = await other.sign(await signedNonceBytes(nonce, older));
    assert.equal(await verify(older, { nonce, nonceSignature: byOther }), "NONCE_SIGNATURE", "by another key");
    assert.equal(await verify(older, { nonceSignature }), "NOTHING_EXPECTED", "a signature, but no nonce");
    assert.equal(
      await verify(await issuer.document(), { nonce, nonceSignature }),
      "NONCE_SIGNATURE",
      "a document without a key",
    );
  });
});

describe("debug mode", () => {
  const debug = { pcrs: soundPcrs({ 0: zero, 1: zero, 2: zero }) };
  test("is refused", () => holds("debug", debug, {}, "DEBUG_MODE"));
  test("is refused though the verifier expects zero", () =>
    holds("debug", debug, { measurements: [{ pcr0: zero, pcr1: zero, pcr2: zero }] }, "DEBUG_MODE"));
  test("control: is accepted by name, and the report says so", async () => {
    await holds("debug", debug, { allowDebug: true });
    const report = await verifyDocument(await issuer.document({ fields: debug }), {
      at,
      roots: [issuer.root],
      allowDebug: true,
    });
    assert.equal(report.debug, true);
  });
  test("allowed by name, it is still not the expected program", () =>
    holds("measurement", debug, { allowDebug: true, measurements: [measurement] }, "MEASUREMENT_MISMATCH"));
  for (const index of [0, 1, 2])
    test(`PCR${index} alone being zero is refused, allowed or not`, async () => {
      await holds("debug", { pcrs: soundPcrs({ [index]: zero }) }, {}, "PCR_ZERO");
      await holds("debug", { pcrs: soundPcrs({ [index]: zero }) }, { allowDebug: true }, "PCR_ZERO");
    });
});

describe("the program", () => {
  test("control: the expected one, alone or among others", async () => {
    await holds("measurement", {}, { measurements: [measurement] });
    await holds(
      "measurement",
      {},
      {
        measurements: [
          { ...measurement, pcr0: fill(1) },
          { ...measurement, pcr8: fill(0x18) },
        ],
      },
    );
  });
  for (const pcr of ["pcr0", "pcr1", "pcr2", "pcr8"] as const)
    test(`another ${pcr}`, () =>
      holds("measurement", {}, { measurements: [{ ...measurement, [pcr]: fill(1) }] }, "MEASUREMENT_MISMATCH"));
  test("PCR0 of one allowed program with PCR1 and PCR2 of another", () =>
    holds(
      "measurement",
      {},
      {
        measurements: [
          { ...measurement, pcr0: fill(1) },
          { ...measurement, pcr1: fill(1), pcr2: fill(1) },
        ],
      },
      "MEASUREMENT_MISMATCH",
    ));
  test("a prefix of the expected bytes", () =>
    holds(
      "measurement",
      {},
      { measurements: [{ ...measurement, pcr0: fill(0x10).subarray(0, 32) }] },
      "MEASUREMENT_MISMATCH",
    ));
  test("PCR8 is expected and not there", () =>
    holds(
      "measurement",
      { pcrs: new Map([0, 1, 2].map((index) => [index, fill(0x10 + index)])) },
      { measurements: [{ ...measurement, pcr8: zero }] },
      "MEASUREMENT_MISMATCH",
    ));
  test("an empty list of allowed programs allows none", () =>
    holds("measurement", {}, { measurements: [] }, "NOTHING_EXPECTED"));

  test("control: single PCRs", () =>
    holds(
      "expected-pcrs",
      {},
      {
        pcrs: new Map([
          [3, fill(0x13)],
          [4, fill(0x14)],
        ]),
      },
    ));
  test("the parent's instance is another", () =>
    holds(
      "expected-pcrs",
      {},
      {
        pcrs: new Map([
          [3, fill(0x13)],
          [4, fill(1)],
        ]),
      },
      "PCR_MISMATCH",
    ));
  test("a PCR that is not locked", () => holds("expected-pcrs", {}, { pcrs: new Map([[17, zero]]) }, "PCR_MISMATCH"));
  test("no PCR to compare", () => holds("expected-pcrs", {}, { pcrs: new Map() }, "NOTHING_EXPECTED"));
});

describe("the configuration", () => {
  const configuration = '{"role":"relay","version":1}';
  const locked = async (text: string) => ({
    pcrs: soundPcrs({ 16: await configPcr16(new TextEncoder().encode(text)) }),
  });
  test("control: the measured one", async () => holds("configuration", await locked(configuration), { configuration }));
  test("one value changed", async () =>
    holds(
      "configuration",
      await locked(configuration),
      { configuration: configuration.replace("1", "2") },
      "CONFIGURATION_MISMATCH",
    ));
  test("a space more", async () =>
    holds(
      "configuration",
      await locked(configuration),
      { configuration: `${configuration} ` },
      "CONFIGURATION_MISMATCH",
    ));
  test("PCR16 not locked, so still open to be extended", () =>
    holds("configuration", {}, { configuration }, "PCR16_NOT_LOCKED"));
  test("PCR16 locked at zero: nothing was measured", () =>
    holds("configuration", { pcrs: soundPcrs({ 16: zero }) }, { configuration }, "CONFIGURATION_MISMATCH"));
  test("text whose bytes are another text's", async () =>
    holds(
      "configuration",
      await locked('{"name":"\ufffd"}'),
      { configuration: '{"name":"\ud800"}' },
      "CONFIGURATION_INVALID",
    ));
  test("more than an enclave reads", async () => {
    const huge = `"${"x".repeat(attestationLimits.configurationBytesMax)}"`;
    await holds("configuration", await locked(huge), { configuration: huge }, "CONFIGURATION_INVALID");
  });
});

describe("purpose, origin and keys", () => {
  const response = Uint8Array.of(1, 2, 3);
  const tls = Uint8Array.of(4, 5, 6);
  const origin = "https://rpc.example";
  const stated = async (
    purpose: "challenge" | "register" | "kms" = "challenge",
    keys: Record<string, Uint8Array> = {},
  ) => ({
    public_key: response,
    user_data: encodeUserData({
      purpose,
      origin,
      keys: { response: await sha256(response), tls: await sha256(tls), ...keys },
    }),
  });

  test("control: everything as expected", async () => {
    const asked = { purpose: "challenge", origin, keys: { response, tls } } as const;
    for (const id of ["user-data", "purpose", "origin", "keys"] as const) await holds(id, await stated(), asked);
  });
  test("a document for the registry shown as the answer to a challenge", async () =>
    holds("purpose", await stated("register"), { purpose: "challenge" }, "PURPOSE_MISMATCH"));
  test("a document for KMS shown to the registry", async () =>
    holds("purpose", await stated("kms"), { purpose: "register" }, "PURPOSE_MISMATCH"));
  test("another operator's enclave behind this origin", async () =>
    holds("origin", await stated(), { origin: "https://rpc.example.org" }, "ORIGIN_MISMATCH"));
  test("the parent ends TLS with its own key", async () =>
    holds("keys", await stated(), { keys: { response, tls: Uint8Array.of(9) } }, "KEY_MISMATCH"));
  test("the parent shows its own response key", async () =>
    holds("keys", await stated(), { keys: { response: Uint8Array.of(9) } }, "KEY_MISMATCH"));
  test("public_key is another key than the response key", async () =>
    holds("keys", { ...(await stated()), public_key: tls }, { keys: { response } }, "KEY_MISMATCH"));
  test("no public_key", async () =>
    holds("keys", { ...(await stated()), public_key: null }, { keys: { response } }, "KEY_MISMATCH"));
  test("a key that the document does not name", async () =>
    holds("keys", await stated(), { keys: { hpke: tls } }, "KEY_MISMATCH"));
  test("no key to compare", async () => holds("keys", await stated(), { keys: {} }, "NOTHING_EXPECTED"));
  test("control: in a document for KMS, public_key is what KMS encrypts to", async () =>
    holds("keys", { ...(await stated("kms")), public_key: tls }, { purpose: "kms", keys: { response } }));
  test("no user_data", () => holds("user-data", {}, { purpose: "challenge" }, "USER_DATA_MALFORMED"));
  test("user_data of somebody else's program", () =>
    holds("user-data", { user_data: new TextEncoder().encode(origin) }, { origin }, "USER_DATA_MALFORMED"));
});

test("what was not asked is reported as such, and user_data is shown all the same", async () => {
  const user_data = encodeUserData({
    purpose: "challenge",
    origin: "https://rpc.example",
    keys: { response: new Uint8Array(32) },
  });
  const report = await verifyDocument(await issuer.document({ fields: { user_data } }), { at, roots: [issuer.root] });
  assert.deepEqual(
    report.checks.filter(({ outcome }) => outcome === "not-asked").map(({ id }) => id),
    ["age", "measurement", "expected-pcrs", "configuration", "nonce", "user-data", "purpose", "origin", "keys"],
  );
  assert.equal(report.accepted, true);
  assert.equal(report.userData?.origin, "https://rpc.example");
});
