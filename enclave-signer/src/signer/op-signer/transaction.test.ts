// A batcher that wants exactly its transaction signed. The vectors are op-signer's own; viem is the second implementation.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { keccak_256 } from "@noble/hashes/sha3.js";
import {
  type Hex,
  parseTransaction,
  recoverTransactionAddress,
  serializeTransaction,
  type TransactionSerializable,
} from "viem";
import { addresses, clientNamed, openTestOpSigner } from "../../../../test/harness/op-signer.ts";
import { encodeRlp } from "./rlp.ts";

const batcher = clientNamed("op-batcher");
const aaaa = "0x000000000000000000000000000000000000aaaa";
const zero32 = `0x${"00".repeat(32)}`;
/** ethereum-optimism/infra, op-signer/test-rpc.json. */
const testRpc = {
  ...{ to: aaaa, gas: "0x7530", gasPrice: null, maxFeePerGas: "0x1", maxPriorityFeePerGas: "0x1", value: "0x1" },
  ...{ nonce: "0x0", data: "0x", accessList: [{ address: aaaa, storageKeys: [zero32] }], chainId: "0x539" },
};
const blobs = { blobVersionedHashes: [`0x01${"00".repeat(28)}c0ffee`], maxFeePerBlobGas: "0x1" };
const hashOf = (raw: unknown) => Buffer.from(keccak_256(Buffer.from(String(raw).slice(2), "hex"))).toString("hex");

describe("eth_signTransaction: the vectors of the reference", () => {
  for (const [name, args, digest, hash] of [
    [
      "type 2",
      testRpc,
      "8dabbae6d856bb7ab93bc35b74c1303975a3f70f942d033e8591a9f8c897ae42",
      "4e099334a65dabd8f22ab2a9063a0150250c1447cd0f627b1c7f070edc4fbd3f",
    ],
    [
      "type 3",
      { ...testRpc, ...blobs },
      "87031ecd223b70e745c954701ff63377b61532ff69eb2e88c6c564c087318f26",
      "60df3c481416e7d491f414d42ef5740c9da73163f4ce1655ae1551070a3baa6c",
    ],
  ] as const)
    test(name, async () => {
      const { call, signed } = openTestOpSigner({ transactions: [{}] });
      const { result } = await call("eth_signTransaction", [args], batcher);
      assert.deepEqual(signed, [digest]);
      assert.equal(hashOf(result), hash);
    });
});

describe("the serialisation is viem's", () => {
  let state = Number(process.env.INKAN_SEED ?? 20_261_124);
  const seed = state;
  const next = (below: number) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
  const hex = (length: number): Hex =>
    `0x${Array.from({ length }, () => next(256).toString(16).padStart(2, "0")).join("")}`;
  const integer = (bits: number) => {
    const digits = Array.from({ length: next(bits + 1) }, () => next(2)).join("");
    return digits === "" ? 0n : BigInt(`0b${digits}`);
  };
  const quantity = (value: bigint): Hex => `0x${value.toString(16)}`;

  function transaction() {
    const tip = integer(200);
    const withBlobs = next(2) === 1;
    const dataBytes = [0, 1, 55, 56, 255, 256, 70_000][next(7)]!;
    const accessList = Array.from({ length: next(3) }, () => ({
      address: hex(20),
      storageKeys: Array.from({ length: next(3) }, () => hex(32)),
    }));
    const fields = {
      ...{
        chainId: 1 + next(2 ** 31),
        nonce: next(2 ** 31),
        maxPriorityFeePerGas: tip,
        maxFeePerGas: tip + integer(200),
      },
      ...{ gas: integer(63), value: integer(256), to: hex(20), data: hex(dataBytes), accessList },
    };
    return withBlobs
      ? {
          ...fields,
          type: "eip4844" as const,
          maxFeePerBlobGas: integer(256),
          blobVersionedHashes: Array.from({ length: 1 + next(6) }, () => `0x01${hex(31).slice(2)}` as Hex),
        }
      : { ...fields, type: "eip1559" as const, ...(dataBytes > 0 && next(4) === 0 ? { to: undefined } : {}) };
  }

  test(`120 random transactions, seed ${seed}`, async () => {
    const seen = { eip1559: 0, eip4844: 0, creations: 0 };
    for (let round = 0; round < 120; round++) {
      const wanted = transaction();
      seen[wanted.type]++;
      if (wanted.to === undefined) seen.creations++;
      const { call, signed } = openTestOpSigner({ transactions: [{ chainId: wanted.chainId }] });
      const { type: _, ...rest } = wanted;
      const args = Object.fromEntries(
        Object.entries(rest).map(([name, value]) => [
          name,
          typeof value === "bigint" || typeof value === "number" ? quantity(BigInt(value)) : value,
        ]),
      );
      const { result, refused } = await call("eth_signTransaction", [args], batcher);
      assert.equal(refused, undefined, JSON.stringify(args));
      const raw = result as Hex;
      const unsigned = serializeTransaction(wanted as unknown as TransactionSerializable);
      assert.equal(signed[0], hashOf(unsigned), `round ${round}`);
      const { r, s, yParity } = parseTransaction(raw);
      assert.equal(
        raw,
        serializeTransaction(wanted as unknown as TransactionSerializable, { r: r!, s: s!, yParity: yParity! }),
      );
      const serializedTransaction = raw as `0x02${string}`;
      assert.equal((await recoverTransactionAddress({ serializedTransaction })).toLowerCase(), addresses[0]);
    }
    assert.ok(seen.eip1559 > 30 && seen.eip4844 > 30 && seen.creations > 2, JSON.stringify(seen));
  });
});

test("RLP at the edges of its headers (ethereum/tests, RLPTests)", () => {
  const encoded = (item: Parameters<typeof encodeRlp>[0]) => Buffer.from(encodeRlp(item)).toString("hex");
  assert.equal(encoded(Buffer.from("dog")), "83646f67");
  assert.equal(encoded([Buffer.from("cat"), Buffer.from("dog")]), "c88363617483646f67");
  assert.equal(encoded(Uint8Array.of(0x7f)), "7f");
  assert.equal(encoded(Uint8Array.of(0x80)), "8180");
  assert.equal(encoded([[], [[]], [[], [[]]]]), "c7c0c1c0c3c0c1c0");
  assert.equal(encoded(new Uint8Array(55)).slice(0, 4), "b700");
  assert.equal(encoded(new Uint8Array(56)).slice(0, 6), "b83800");
  assert.equal(encoded(new Uint8Array(1024)).slice(0, 8), "b9040000");
});
