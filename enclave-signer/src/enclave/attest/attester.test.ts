// Attacker: anyone on the internet, who floods `/attestation`, or wants a document that registers somebody's enclave.
import assert from "node:assert/strict";
import { createHash, createPublicKey, randomBytes, verify } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, test } from "node:test";
import { decodeCbor, decodeUserData, fromHex, verifyDocument } from "@inkan/attestation";
import { encodeAbiParameters, keccak256 } from "viem";
import { anchoredClock } from "../clock.ts";
import type { SignerConfig } from "../config.ts";
import { type LogEvent, silentLog } from "../log.ts";
import type { Nsm } from "../nsm/nsm.ts";
import { openSimulatedNsm, simulatedRoot } from "../nsm/simulated/simulated-nsm.ts";
import { mixedRandom } from "../random.ts";
import { readConfig } from "../read-config.ts";
import { createResponseKey } from "../response-key.ts";
import { createAttester, signedNonce } from "./attester.ts";
import { evidenceCbor, evidenceJson, parseNonce } from "./evidence.ts";
import { documentTimestampMs } from "./timestamp.ts";
import { registrationNonce } from "./user-data.ts";

const directory = mkdtempSync(join(tmpdir(), "inkan-attester-"));
after(() => rmSync(directory, { recursive: true, force: true }));

const filled = (byte: number, length = 48) => new Uint8Array(length).fill(byte);
const address = `0x${"11".repeat(20)}`;
const { config, configText } = readConfig(
  Buffer.from(
    JSON.stringify({
      version: 1,
      role: "signer",
      origin: "https://sign.example",
      registry: {
        chainId: 31_337,
        pcrRegistry: "0xABcdEf0123456789abcdef0123456789AbCdEf01",
        enclaveRegistry: "0xFEdcBa9876543210fedcba9876543210FeDcBa98",
      },
      operator: address,
    }),
  ),
  "signer",
);
const responseKey = createResponseKey(mixedRandom(randomBytes(64)));
const nonce = (byte: number) => filled(byte, 32);

async function setup(overrides: { nsm?: (real: Nsm) => Nsm; log?: (event: LogEvent) => void } = {}) {
  let monotonicMs = 1_000_000;
  let made = 0;
  const startMs = Date.now();
  const unixMs = () => startMs + monotonicMs - 1_000_000;
  const real = await openSimulatedNsm({
    directory,
    pcrs: { pcr0: filled(1), pcr1: filled(2), pcr2: filled(3) },
    unixMs,
  });
  const counted: Nsm = {
    ...real,
    attestation: (request) => {
      made++;
      return real.attestation(request);
    },
  };
  const clock = anchoredClock(unixMs(), () => monotonicMs);
  const parts = {
    nsm: overrides.nsm?.(counted) ?? counted,
    clock,
    config: config as SignerConfig,
    configText,
    responseKey,
  };
  return {
    attester: createAttester({ ...parts, tlsSpki: undefined, log: overrides.log ?? silentLog }),
    made: () => made,
    unixMs,
    advance: (ms: number) => {
      monotonicMs += ms;
    },
    read: async (document: Uint8Array) => {
      const at = Math.floor(unixMs() / 1000);
      const report = await verifyDocument(document, { at, roots: [await simulatedRoot(directory)] });
      assert.equal(report.accepted, true, report.code);
      return report.document!;
    },
  };
}

const nonceSigned = (evidence: { nonceSignature: Uint8Array | null; document: Uint8Array }, of: Uint8Array) =>
  verify(
    "sha256",
    signedNonce(of, evidence.document),
    {
      key: createPublicKey({ key: Buffer.from(responseKey.spki), format: "der", type: "spki" }),
      dsaEncoding: "ieee-p1363",
    },
    evidence.nonceSignature ?? new Uint8Array(),
  );

describe("a flood of challenges", () => {
  test("makes at most 4 documents in any second, and each is answered for its own nonce", async () => {
    const { attester, made, advance, read } = await setup();
    const answered = await Promise.all(Array.from({ length: 100 }, (_, at) => attester.evidence(nonce(at), "host")));
    assert.equal(made(), 4);
    for (const [at, evidence] of answered.entries()) {
      assert.deepEqual(evidence.nonce, nonce(at));
      const { nonce: inDocument } = await read(evidence.document);
      if (evidence.nonceSignature === null) assert.deepEqual(Buffer.from(inDocument!), Buffer.from(nonce(at)));
      else {
        assert.equal(inDocument, undefined, "no other caller's nonce");
        assert.equal(nonceSigned(evidence, nonce(at)), true);
        assert.equal(nonceSigned(evidence, nonce(at + 1)), false);
      }
    }
    assert.equal(answered.filter((evidence) => evidence.nonceSignature === null).length, 3);
    advance(1_000);
    assert.equal((await attester.evidence(nonce(1), "host")).nonceSignature, null); // control: the next second is fresh
  });

  test("that lasts gets documents of at most 60 s", async () => {
    const { attester, made, advance, unixMs } = await setup();
    const startMs = unixMs();
    let oldestMs = 0;
    for (let round = 0; round < 500; round++) {
      for (const { document } of await Promise.all(
        [1, 2, 3, 4, 5, 6].map((at) => attester.evidence(nonce(at), "host")),
      ))
        oldestMs = Math.max(oldestMs, unixMs() - documentTimestampMs(document));
      advance(251);
    }
    const seconds = (unixMs() - startMs) / 1000;
    assert.ok(oldestMs <= 60_000, `${oldestMs} ms old`);
    assert.ok(oldestMs > 10_000, "control: documents were shared");
    assert.ok(made() <= 4 * (seconds + 1), `${made()} documents in ${seconds} s`);
    assert.ok(made() > 3 * (seconds - 1), "control: the budget is used");
  });

  test("on a dead NSM is refused with a code, and goes on when it is back", async () => {
    let dead = true;
    const events: LogEvent[] = [];
    const { attester } = await setup({
      nsm: (real) => ({
        ...real,
        attestation: (request) => (dead ? Promise.reject(new Error("no")) : real.attestation(request)),
      }),
      log: (event) => events.push(event),
    });
    for (let at = 0; at < 10; at++)
      await assert.rejects(
        attester.evidence(nonce(at), "host"),
        ({ code }) => code === "NSM_UNAVAILABLE" || code === "OVERLOADED",
      );
    assert.ok(events.some(({ event }) => event === "document-failed"));
    dead = false;
    const { attester: alive } = await setup();
    assert.equal((await alive.evidence(nonce(1), "host")).nonceSignature, null); // control
  });
});

describe("purposes", () => {
  test("a registration's nonce is keccak256(abi.encode(chain id, enclaveRegistry, operator)), as Solidity computes it", async () => {
    const expected = keccak256(
      encodeAbiParameters(
        [{ type: "uint256" }, { type: "address" }, { type: "address" }],
        [31_337n, config.registry.enclaveRegistry.toLowerCase() as `0x${string}`, config.operator as `0x${string}`],
      ),
    );
    assert.deepEqual(registrationNonce(config), fromHex(expected));
    const { attester, read } = await setup();
    const document = await read((await attester.registration()).document);
    assert.equal(decodeUserData(document.userData!).purpose, "register");
    assert.deepEqual(Buffer.from(document.nonce!), Buffer.from(fromHex(expected)!));
  });

  test("whoever asks for a registration gets the one document of these 30 s, also in a flood of challenges", async () => {
    const { attester, made, advance } = await setup();
    await Promise.all(Array.from({ length: 20 }, (_, at) => attester.evidence(nonce(at), "host")));
    assert.equal(made(), 4);
    const asked = await Promise.all(Array.from({ length: 100 }, () => attester.registration()));
    assert.equal(made(), 5);
    assert.equal(new Set(asked.map(({ document }) => Buffer.from(document).toString("hex"))).size, 1);
    advance(29_999);
    assert.equal((await attester.registration()).document, asked[0]!.document);
    advance(1);
    assert.notEqual((await attester.registration()).document, asked[0]!.document); // control: later it is another one
    assert.deepEqual(asked[0]!.registry, config.registry);
    assert.equal(asked[0]!.operator, config.operator);
    assert.equal(asked[0]!.keyId, createHash("sha256").update(responseKey.spki).digest("hex"));
  });

  test("a challenge with that very nonce is still a challenge", async () => {
    const { attester, read } = await setup();
    const { document } = await attester.evidence(registrationNonce(config), "host");
    assert.equal(decodeUserData((await read(document)).userData!).purpose, "challenge");
  });
});

describe("nonces", () => {
  test("hexadecimal and base64url give the same bytes", () => {
    const bytes = randomBytes(20);
    assert.deepEqual(Buffer.from(parseNonce(bytes.toString("hex").toUpperCase())), bytes);
    assert.deepEqual(Buffer.from(parseNonce("gICAgICAgICAgICAgICAgIA")), Buffer.from(`${"80".repeat(17)}`, "hex"));
  });

  for (const text of [
    undefined,
    null,
    "",
    "00".repeat(15),
    "00".repeat(65),
    "x".repeat(10_000),
    "g g",
    "=".repeat(32),
    "gICAgICAgICAgICAgICAgIB",
    "00/+".repeat(8),
  ])
    test(`refused: ${String(text).slice(0, 30)}`, () => {
      assert.throws(() => parseNonce(text), { code: "NONCE_INVALID" });
    });

  test("of 15 and 65 bytes are refused by the attester itself; 16 and 64 pass", async () => {
    const { attester } = await setup();
    for (const length of [0, 15, 65])
      await assert.rejects(attester.evidence(filled(1, length), "host"), { code: "NONCE_INVALID" });
    for (const length of [16, 64]) await attester.evidence(filled(1, length), "host");
  });
});

test("JSON and CBOR evidence say the same, bytes as text and as byte strings", async () => {
  const { attester } = await setup();
  const evidence = await attester.evidence(nonce(9), "host");
  const json = JSON.parse(evidenceJson(evidence)) as Record<string, unknown>;
  const cbor = decodeCbor(evidenceCbor(evidence), { cborDepthMax: 4, cborItemsMax: 64 }) as Map<string, unknown>;
  assert.deepEqual([...cbor.keys()].sort(), Object.keys(json).sort());
  assert.equal(Buffer.from(cbor.get("document") as Uint8Array).toString("base64"), json.document);
  assert.equal(Buffer.from(cbor.get("nonce") as Uint8Array).toString("hex"), json.nonce);
  assert.equal(cbor.get("configuration"), json.configuration);
  assert.equal(cbor.get("nonceSignature"), null);
  assert.deepEqual(Object.fromEntries(cbor.get("registry") as Map<string, unknown>), json.registry);
});
