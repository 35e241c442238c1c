// User: somebody who reads a file years later, and has a block's hash from elsewhere. Attacker: whoever kept the file. Wants another answer, another
// program or another time believed, by changing a part, or taking it from another honest bundle.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { revokeRelease } from "@inkan/contracts";
import { type EnclaveContracts, startEnclaveContracts } from "../../../test/harness/enclave-contracts.ts";
import { canonicalJson, type Expectations, httpProvider, type JsonValue, readExpectations, verify } from "../index.ts";
import {
  type BundleReport,
  bundleLimits,
  collectEvidence,
  decodeBundle,
  type EvidenceBundle,
  encodeBundle,
  verifyEvidence,
} from "./index.ts";

const vectors = join(import.meta.dirname, "../../vectors/bundle");
const refusals = ({ checks }: BundleReport) =>
  checks.filter(({ outcome }) => outcome === "failed").map(({ id, code }) => `${id} ${code}`);

const vector = () => {
  const { expectations, blockHash } = JSON.parse(readFileSync(join(vectors, "relay.expected.json"), "utf8")) as {
    expectations: object;
    blockHash: string;
  };
  const expected = readExpectations(JSON.stringify(expectations));
  return { text: readFileSync(join(vectors, "relay.json"), "utf8"), expected, blockHash };
};

describe("the bundle that lies here", () => {
  const { text, expected, blockHash } = vector();

  test("verifies, as text and as bytes, and says what it leaves open", async () => {
    for (const form of [text, new TextEncoder().encode(text)]) {
      const report = await verifyEvidence(form, expected, { blockHash });
      assert.deepEqual(refusals(report), []);
      assert.deepEqual([report.passed, report.code], [true, undefined]);
      assert.deepEqual(
        report.warnings.map(({ code }) => code),
        ["SIMULATED_ROOT", "BUNDLE_LIMITS"],
      );
      assert.equal(new Set(report.checks.map(({ id }) => id)).size, report.checks.length, "each check once");
      assert.equal(report.bundle?.exchange?.answer.status, 200);
    }
    assert.equal(encodeBundle(decodeBundle(text)), text);
  });

  test("without a block hash from elsewhere it fails, and shows what it would rest on", async () => {
    const report = await verifyEvidence(text, expected);
    assert.deepEqual(refusals(report), ["trusted-block NOTHING_EXPECTED"]);
    assert.match(report.checks.find(({ id }) => id === "trusted-block")?.seen ?? "", new RegExp(blockHash));
    for (const other of [`0x${"11".repeat(32)}`, "none", new Uint8Array(31)])
      assert.deepEqual(refusals(await verifyEvidence(text, expected, { blockHash: other })), [
        "trusted-block BLOCK_MISMATCH",
      ]);
  });

  const seed = Number(process.env.INKAN_SEED ?? 20_260_101);
  test(`no change of a character verifies (seed ${seed})`, async () => {
    let state = seed;
    const random = (below: number) => {
      state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
      return Math.floor((state / 2 ** 32) * below);
    };
    const alphabet = 'abcdef0123456789ABCXYZ"{}[],:+/= \\';
    let refused = 0;
    for (let round = 0; round < 400; round++) {
      const at = random(text.length);
      const other = alphabet[random(alphabet.length)]!;
      if (text[at] === other) continue;
      const report = await verifyEvidence(text.slice(0, at) + other + text.slice(at + 1), expected, { blockHash });
      assert.equal(report.passed, false, `${other} at ${at}`);
      assert.notEqual(report.code, undefined);
      refused++;
    }
    assert.ok(refused > 350);
  });

  const tree = () => JSON.parse(text) as { [name: string]: JsonValue } & Tree;
  type Tree = {
    attestation: Record<string, JsonValue>;
    chain: { contracts: { address: string; account: string[]; slots: { slot: string; proof: string[] }[] }[] } & Record<
      string,
      JsonValue
    >;
    exchange: { request: Record<string, JsonValue>; answer: Record<string, JsonValue> };
  };
  const b64 = (words: string) => Buffer.from(words).toString("base64");
  const changes: readonly (readonly [string, string, (bundle: ReturnType<typeof tree>) => unknown])[] = [
    ["an unknown member", "bundle BUNDLE_MALFORMED", (bundle) => ({ ...bundle, note: "trust me" })],
    [
      "an unknown member deep inside",
      "bundle BUNDLE_MALFORMED",
      (bundle) => Object.assign(bundle.exchange.answer, { x: 1 }) && bundle,
    ],
    ["a missing member", "bundle BUNDLE_MALFORMED", ({ exchange: _, ...bundle }) => bundle],
    ["another version", "bundle BUNDLE_MALFORMED", (bundle) => ({ ...bundle, version: 2 })],
    ["another type", "bundle BUNDLE_MALFORMED", (bundle) => ({ ...bundle, type: "inkan-expectations" })],
    [
      "a slot in capitals",
      "bundle BUNDLE_MALFORMED",
      (bundle) => Object.assign(bundle.chain.contracts[0]!.slots[0]!, { slot: "0xAB" }) && bundle,
    ],
    [
      "a header in capitals",
      "bundle BUNDLE_NOT_CANONICAL",
      (bundle) =>
        Object.assign(bundle.chain, { header: `0x${String(bundle.chain.header).slice(2).toUpperCase()}` }) && bundle,
    ],
    ["no header", "bundle RLP_MALFORMED", (bundle) => Object.assign(bundle.chain, { header: "0x" }) && bundle],
    [
      "another nonce",
      "nonce NONCE_MISMATCH",
      (bundle) => Object.assign(bundle.attestation, { nonce: `0x${"00".repeat(32)}` }) && bundle,
    ],
    [
      "another configuration",
      "configuration CONFIGURATION_MISMATCH",
      (bundle) =>
        Object.assign(bundle.attestation, {
          configuration: String(bundle.attestation.configuration).replace("127.0.0.1", "127.0.0.2"),
        }) && bundle,
    ],
    [
      "a configuration that is no JSON",
      "configuration CONFIGURATION_MISMATCH",
      (bundle) => Object.assign(bundle.attestation, { configuration: "{" }) && bundle,
    ],
    [
      "no document",
      "document-size DOCUMENT_SIZE",
      (bundle) => Object.assign(bundle.attestation, { document: "" }) && bundle,
    ],
    [
      "another response key",
      "keys KEY_MISMATCH",
      (bundle) => Object.assign(bundle.attestation, { responseKey: b64("x") }) && bundle,
    ],
    [
      "a signature for the nonce that nobody made",
      "nonce NONCE_SIGNATURE",
      (bundle) => Object.assign(bundle.attestation, { nonceSignature: b64("x".repeat(64)) }) && bundle,
    ],
    [
      "another chain",
      "chain-state CHAIN_ID_MISMATCH",
      (bundle) => Object.assign(bundle.chain, { chainId: 1 }) && bundle,
    ],
    ["a contract less", "chain-state PROOF_OTHER_SUBJECT", (bundle) => bundle.chain.contracts.pop() && bundle],
    [
      "contracts in another order",
      "chain-state PROOF_OTHER_SUBJECT",
      (bundle) => bundle.chain.contracts.reverse() && bundle,
    ],
    ["a slot less", "chain-state PROOF_INCOMPLETE", (bundle) => bundle.chain.contracts[0]!.slots.pop() && bundle],
    [
      "a slot twice",
      "chain-state PROOF_OTHER_SUBJECT",
      (bundle) => bundle.chain.contracts[0]!.slots.push(bundle.chain.contracts[0]!.slots[0]!) && bundle,
    ],
    [
      "a slot that nobody asked for",
      "chain-state PROOF_",
      (bundle) => bundle.chain.contracts[1]!.slots.push(...unasked(bundle)) && bundle,
    ],
    ["a node less", "chain-state PROOF_INCOMPLETE", (bundle) => bundle.chain.contracts[2]!.account.pop() && bundle],
    [
      "a node more",
      "chain-state PROOF_NODE_UNUSED",
      (bundle) => bundle.chain.contracts[2]!.account.push("0xc0") && bundle,
    ],
    [
      "another authority",
      "url-origin ORIGIN_MISMATCH",
      (bundle) => Object.assign(bundle.exchange.request, { authority: "rpc.example" }) && bundle,
    ],
    [
      "another request",
      "proof-request REQUEST_MISMATCH",
      (bundle) =>
        Object.assign(bundle.exchange.request, {
          body: b64('{"jsonrpc":"2.0","id":1,"method":"eth_gasPrice","params":[]}'),
        }) && bundle,
    ],
    [
      "another nonce of the request",
      "proof-nonce NONCE_MISMATCH",
      (bundle) => Object.assign(bundle.exchange.request, { nonce: "AAAAAAAAAAAAAAAAAAAAAA" }) && bundle,
    ],
    [
      "another path",
      "proof-signature SIGNATURE_INVALID",
      (bundle) => Object.assign(bundle.exchange.request, { path: "/eth" }) && bundle,
    ],
    [
      "another answer",
      "proof-content-digest CONTENT_DIGEST_MISMATCH",
      (bundle) =>
        Object.assign(bundle.exchange.answer, { body: b64('{"jsonrpc":"2.0","id":1,"result":"0x2b"}') }) && bundle,
    ],
    [
      "another status",
      "proof-signature SIGNATURE_INVALID",
      (bundle) => Object.assign(bundle.exchange.answer, { status: 201 }) && bundle,
    ],
    ["no answer", "proof NO_ANSWER", (bundle) => ({ ...bundle, exchange: null })],
  ];
  /** A slot that is not there, with the node that all slots begin at. */
  function unasked(bundle: Tree) {
    const [first] = bundle.chain.contracts[1]!.slots;
    return [{ slot: `0x${(BigInt(first!.slot) + 100n).toString(16)}`, proof: first!.proof.slice(0, 1) }];
  }
  for (const [what, expectedRefusal, change] of changes)
    test(`with ${what}: ${expectedRefusal}`, async () => {
      const report = await verifyEvidence(canonicalJson(change(tree()) as JsonValue), expected, { blockHash });
      const found = refusals(report);
      assert.ok(
        found.some((each) => each.startsWith(expectedRefusal)),
        found.join(", "),
      );
      assert.equal(report.passed, false);
    });

  test("written in another way, it is refused", async () => {
    const cases: readonly (readonly [string, string])[] = [
      [` ${text}`, "bundle BUNDLE_NOT_CANONICAL"],
      [JSON.stringify(JSON.parse(text), null, 2), "bundle BUNDLE_NOT_CANONICAL"],
      [text.replace('"version":1', '"version":1.0'), "bundle BUNDLE_NOT_CANONICAL"],
      [text.replace('"version":1', '"version":1,"version":1'), "bundle BUNDLE_MALFORMED"],
      [text.slice(0, -1), "bundle BUNDLE_MALFORMED"],
      ["null", "bundle BUNDLE_MALFORMED"],
      [" ".repeat(bundleLimits.bytesMax + 1), "bundle BUNDLE_TOO_LARGE"],
    ];
    for (const [other, code] of cases)
      assert.deepEqual(refusals(await verifyEvidence(other, expected, { blockHash })), [code]);
  });

  test("against other expectations, it is refused", async () => {
    const cases: readonly (readonly [Partial<Expectations>, string])[] = [
      [{ role: "signer" }, "expected-role EXPECTATION_MISMATCH"],
      [{ origin: "https://rpc.example" }, "origin ORIGIN_MISMATCH"],
      [{ pcr16: "ab".repeat(48) }, "expected-pcrs PCR_MISMATCH"],
      [{ operator: `0x${"22".repeat(20)}` }, "expected-operator EXPECTATION_MISMATCH"],
      [
        { registry: { ...expected.registry, enclaveRegistry: `0x${"22".repeat(20)}` } },
        "chain-state PROOF_OTHER_SUBJECT",
      ],
    ];
    for (const [other, code] of cases)
      assert.ok(refusals(await verifyEvidence(text, { ...expected, ...other }, { blockHash })).includes(code), code);
    const { acceptedRoot: _, ...strict } = expected;
    assert.ok(refusals(await verifyEvidence(text, strict, { blockHash })).includes("root ROOT_NOT_ACCEPTED"));
  });
});

describe("bundles of one enclave at different times", () => {
  let contracts: EnclaveContracts;
  let expected: Expectations;
  let early: { bundle: EvidenceBundle; blockHash: string };
  let late: { bundle: EvidenceBundle; blockHash: string };

  const collect = async () => {
    const { endpoint } = contracts;
    const report = await verify(endpoint.url, expected, { now: () => endpoint.behaviour.now });
    const bundle = decodeBundle(await collectEvidence(report, expected));
    return { bundle, blockHash: String((await contracts.reader.getBlock()).hash) };
  };
  before(async () => {
    contracts = await startEnclaveContracts();
    await contracts.register();
    expected = { ...contracts.endpoint.expectations, operator: contracts.operator, registration: "required" };
    early = await collect();
    await contracts.pass(4_000);
    contracts.endpoint.behaviour.now += 4_000;
    late = await collect();
  });
  after(() => contracts?.stop());
  const judge = async (bundle: EvidenceBundle, blockHash: string) =>
    refusals(await verifyEvidence(encodeBundle(bundle), expected, { blockHash }));

  test("control: each verifies with its own block, and not with the other's", async () => {
    assert.deepEqual(await judge(early.bundle, early.blockHash), []);
    assert.deepEqual(await judge(late.bundle, late.blockHash), []);
    assert.deepEqual(await judge(early.bundle, late.blockHash), ["trusted-block BLOCK_MISMATCH"]);
  });

  test("a node is asked for the block in place of a hash", async () => {
    const provider = httpProvider(contracts.anvil.rpcUrl);
    assert.deepEqual(refusals(await verifyEvidence(encodeBundle(late.bundle), expected, { provider })), []);
    const elsewhere = { request: async () => ({ hash: `0x${"00".repeat(32)}` }) };
    for (const [other, code] of [
      [elsewhere, "BLOCK_MISMATCH"],
      [httpProvider("http://127.0.0.1:1"), "RPC_UNREACHABLE"],
    ] as const)
      assert.deepEqual(refusals(await verifyEvidence(encodeBundle(late.bundle), expected, { provider: other })), [
        `trusted-block ${code}`,
      ]);
  });

  test("parts of one are refused in the other", async () => {
    const { bundle: e } = early;
    const { bundle: l, blockHash } = late;
    const swaps: readonly (readonly [EvidenceBundle, string])[] = [
      [{ ...l, chain: e.chain }, "trusted-block BLOCK_MISMATCH"],
      [{ ...l, chain: { ...l.chain, header: e.chain.header } }, "trusted-block BLOCK_MISMATCH"],
      // The old document and answer under a later block: an enclave that is gone.
      [{ ...l, attestation: e.attestation, exchange: e.exchange }, "times TIMES_APART"],
      [{ ...l, attestation: e.attestation }, "times TIMES_APART"],
      [{ ...l, attestation: { ...l.attestation, document: e.attestation.document } }, "nonce NONCE_MISMATCH"],
      [{ ...l, exchange: e.exchange }, "proof-expires EXPIRED"],
    ];
    for (const [index, [swapped, code]] of swaps.entries()) {
      const found = await judge(swapped, blockHash);
      assert.ok(found.includes(code), `${index}: ${found}`);
    }
  });

  test("what was revoked by its block is refused, and what was revoked later is not known to it", async () => {
    const { wallet, reader, endpoint, measurementId } = contracts;
    await revokeRelease(wallet, reader, endpoint.expectations.registry.pcrRegistry, measurementId, {
      reason: "leaked",
    });
    const after = await collect();
    assert.deepEqual(await judge(after.bundle, after.blockHash), ["registry MEASUREMENT_NOT_IN_FORCE"]);
    assert.deepEqual(await judge(late.bundle, late.blockHash), []);
    // The new block's hash with the old block's proofs.
    const { header } = after.bundle.chain;
    const replayed = { ...late.bundle, chain: { ...late.bundle.chain, header } };
    assert.deepEqual(await judge(replayed, after.blockHash), ["chain-state PROOF_NODE_MISMATCH"]);
  });

  test("a report without a document gives none", async () => {
    const report = await verify("http://127.0.0.1:1", expected);
    await assert.rejects(collectEvidence(report, expected), { code: "NOTHING_TO_COLLECT" });
  });
});
