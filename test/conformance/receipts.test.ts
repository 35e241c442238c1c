// ReceiptVerifier and verifyProof must say the same of every proof: of the vectors, and of thousands of changed ones, many of which the
// enclave's own key has signed as they stand, so that only a rule can refuse them.
// Attacker: whoever brings a proof to one of the two that the other would refuse.
import assert from "node:assert/strict";
import { createPrivateKey, sign } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { type ProofReport, verifyProof } from "@inkan/attestation";
import { type FetchedExchange, ReceiptError, receiptExchange, receiptVerifierAbi } from "@inkan/contracts";
import { encodeFunctionData, type Hex, numberToHex } from "viem";
import { compiledContract } from "../harness/compiled-contract.ts";
import { mutate, type Signer, seededChoice } from "../harness/proof-mutations.ts";
import { operator, startReceiptChain } from "../harness/receipt-chain.ts";
import { sharedMaterial } from "../harness/shared-material.ts";

type Vector = {
  readonly name: string;
  readonly code?: string;
  readonly now: number;
  readonly expectedNonce: string | null;
  readonly request: {
    readonly method: string;
    readonly authority: string;
    readonly path: string;
    readonly body: string;
  };
  readonly response: { readonly status: number; readonly headers: [string, string][]; readonly body: string };
};
type VectorFile = {
  readonly key: { readonly spki: string; readonly pkcs8: string };
  readonly vectors: readonly Vector[];
};

const root = join(import.meta.dirname, "..", "..");
const read = (name: string) =>
  JSON.parse(readFileSync(join(root, "attestation", "vectors", "proof", name), "utf8")) as VectorFile;
const positive = read("positive.json");
const negative = read("negative.json");
const utf8 = (text: string) => new TextEncoder().encode(text);
const maxAgeSeconds = 60;

/** What verifyProof tells apart by structured fields, and the contract by one grammar. */
const inOneWord: Readonly<Record<string, string>> = {
  COMPONENTS_MISMATCH: "SIGNATURE_INPUT_MALFORMED",
  PARAMETERS_MISMATCH: "SIGNATURE_INPUT_MALFORMED",
};

const fetched = (file: VectorFile, { request, response }: Vector): FetchedExchange => ({
  request: { ...request, body: utf8(request.body) },
  response: { ...response, body: utf8(response.body) },
  keySpki: new Uint8Array(Buffer.from(file.key.spki, "base64")),
});

let chain: Awaited<ReturnType<typeof startReceiptChain>>;
before(async () => {
  chain = await startReceiptChain();
  await chain.deploy();
});
after(() => chain?.stop());

/** The contract's word: a code, or the receipt. */
async function contractsWord(exchange: FetchedExchange, now: number) {
  try {
    return await chain.check(receiptExchange(exchange), now, maxAgeSeconds);
  } catch (thrown) {
    if (thrown instanceof ReceiptError) return { refused: thrown.code };
    throw thrown;
  }
}

/** Both judge; they must agree. @returns The common word: `undefined` where both accept. */
async function agreed(exchange: FetchedExchange, now: number, what: string): Promise<string | undefined> {
  const report: ProofReport = await verifyProof({ ...exchange, now, expectedNonce: undefined });
  const word = await contractsWord(exchange, now);
  const code = report.code === undefined ? undefined : (inOneWord[report.code] ?? report.code);
  assert.equal("refused" in word ? word.refused : undefined, code, what);
  if (!("receipt" in word) || report.context === undefined) return code;

  const { receipt } = word;
  const { source, level, block, ageSeconds } = report.context;
  assert.deepEqual(
    [receipt.source, receipt.level, receipt.block, receipt.ageSeconds, receipt.created],
    [source, level, block === undefined ? undefined : BigInt(block), BigInt(ageSeconds), BigInt(report.created ?? -1)],
    what,
  );
  return code;
}

describe(`${positive.vectors.length} honest proofs`, () => {
  for (const vector of positive.vectors)
    test(vector.name, async () => {
      const exchange = fetched(positive, vector);
      assert.equal(await agreed(exchange, vector.now, vector.name), undefined);
      const word = await contractsWord(exchange, vector.now);
      assert.ok("receipt" in word);
      assert.equal(word.receipt.nonce ?? null, vector.expectedNonce);
    });
});

describe(`${negative.vectors.length} proofs that must not be believed`, () => {
  for (const vector of negative.vectors)
    test(`${vector.name}: ${vector.code}`, async () => {
      const exchange = fetched(negative, vector);
      const common = await agreed(exchange, vector.now, vector.name);
      if (vector.code === "NONCE_MISMATCH") {
        // The nonce is for the caller to compare: the contract hands it over.
        const word = await contractsWord(exchange, vector.now);
        assert.ok("receipt" in word && (word.receipt.nonce ?? null) !== vector.expectedNonce);
      } else assert.equal(common, inOneWord[vector.code ?? ""] ?? vector.code);
    });
});

test("of changed proofs, signed as they stand or not, both say the same", async () => {
  const mutations = 3000;
  const key = createPrivateKey({ key: Buffer.from(positive.key.pkcs8, "base64"), format: "der", type: "pkcs8" });
  const signer: Signer = (base) => sign("sha256", base, { key, dsaEncoding: "ieee-p1363" });
  const choice = seededChoice(0x696e6b);
  const words = new Map<string, number>();
  for (let n = 0; n < mutations; n++) {
    const vector = positive.vectors[n % positive.vectors.length]!;
    const changed = mutate(fetched(positive, vector), choice, signer);
    const code = await agreed(changed, vector.now, `mutation ${n} of "${vector.name}": ${JSON.stringify(changed)}`);
    words.set(code ?? "accepted", (words.get(code ?? "accepted") ?? 0) + 1);
  }
  console.log(`receipts: ${mutations} mutations:`, Object.fromEntries([...words].sort()));
  for (const word of [
    "accepted",
    "SIGNATURE_INPUT_MALFORMED",
    "CONTEXT_MALFORMED",
    "SIGNATURE_INVALID",
    "VALUE_UNSAFE",
  ])
    assert.ok((words.get(word) ?? 0) > 0, `control: some came out as ${word}`);
});

test("gas of a receipt", async () => {
  for (const vector of [positive.vectors[0]!, positive.vectors[4]!]) {
    const exchange = receiptExchange(fetched(positive, vector));
    const data = encodeFunctionData({ abi: receiptVerifierAbi, functionName: "check", args: [exchange, operator] });
    await chain.test.setNextBlockTimestamp({ timestamp: BigInt(vector.now + 10 * positive.vectors.indexOf(vector)) });
    const hash = await chain.wallet.sendTransaction({ to: chain.verifier, data });
    const { gasUsed } = await chain.reader.waitForTransactionReceipt({ hash });
    const inside = gasUsed - intrinsicGas(data);
    console.log(
      `receipts: "${vector.name}": ${gasUsed} gas as a transaction, ${inside} without the transaction's own cost`,
    );
    assert.ok(inside > 13_800n, "control: two calls of the precompile were paid");
  }
});

/** EIP-2028: what a transaction costs before its first instruction. The floor of EIP-7623 lies below it here. */
const intrinsicGas = (data: Hex) =>
  21_000n + (data.slice(2).match(/../g) ?? []).reduce((sum, octet) => sum + (octet === "00" ? 4n : 16n), 0n);

const wycheproof = sharedMaterial("vectors/wycheproof/ecdsa_secp256r1_sha256_p1363_test.json");
test("Wycheproof, through the contract's own P-256", { skip: wycheproof.skip }, async () => {
  const { abi, bytecode } = await compiledContract("test/probes/P256Probe.sol");
  const hash = await chain.wallet.deployContract({ abi, bytecode });
  const { contractAddress } = await chain.reader.waitForTransactionReceipt({ hash });
  assert.ok(contractAddress);
  const { testGroups } = JSON.parse(readFileSync(wycheproof.path, "utf8")) as {
    testGroups: readonly {
      readonly publicKey: { readonly uncompressed: string };
      readonly tests: readonly { tcId: number; comment: string; msg: string; sig: string; result: string }[];
    }[];
  };
  const counts = { valid: 0, invalid: 0 };
  for (const { publicKey, tests } of testGroups)
    for (const { tcId, comment, msg, sig, result } of tests) {
      const point = publicKey.uncompressed;
      // A signature of another length has no place in the arguments, nor in the 88 characters of a receipt's.
      const holds: unknown =
        sig.length === 128 &&
        (await chain.reader.readContract({
          address: contractAddress,
          abi,
          functionName: "verify",
          args: [
            `0x${msg}`,
            `0x${sig.slice(0, 64)}`,
            `0x${sig.slice(64)}`,
            `0x${point.slice(2, 66)}`,
            `0x${point.slice(66)}`,
          ],
        }));
      assert.equal(holds, result === "valid", `${tcId}: ${comment}`);
      counts[result as keyof typeof counts]++;
    }
  console.log(`receipts: Wycheproof P-256: ${counts.valid} valid, ${counts.invalid} invalid`);
  assert.ok(counts.valid > 0 && counts.invalid > 0, "both kinds were run");
});

describe("on a chain without the P-256 precompile", () => {
  let older: Awaited<ReturnType<typeof startReceiptChain>>;
  before(async () => {
    older = await startReceiptChain({ extraArgs: ["--hardfork", "prague"] });
  });
  after(() => older?.stop());
  const honest = receiptExchange(fetched(positive, positive.vectors[0]!));
  const precompile = numberToHex(0x100, { size: 20 });

  test("it is not deployed", async () => {
    await assert.rejects(older.deploy(), { code: "CreationReverted" });
  });

  test("put there all the same, it gives no answer: neither where the precompile is missing, nor where something else stands", async () => {
    const code = await chain.reader.getCode({ address: chain.verifier });
    assert.ok(code !== undefined);
    await older.test.setCode({ address: older.verifier, bytecode: code });
    const at = positive.vectors[0]!.now;
    await assert.rejects(older.check(honest, at, maxAgeSeconds), /P256PrecompileMissing/);
    for (const bytecode of ["0x60015f5260205ff3", "0x5f5ff3", "0x5f5ffd"] as const) {
      await older.test.setCode({ address: precompile, bytecode }); // yes to all, no to all, reverts
      await assert.rejects(older.check(honest, at, maxAgeSeconds), /P256PrecompileMissing/);
    }
    assert.ok("receipt" in (await chain.check(honest, at, maxAgeSeconds)), "control: with the precompile it answers");
  });
});
