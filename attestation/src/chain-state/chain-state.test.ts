// User: an enclave or a verifier that asks somebody's node for a slot of a contract, and has a block hash that it believes.
// Attacker: the node. Wants another value, or absence, believed. The chain is a real one: anvil's tries are written by other people in Rust.
import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { keccak_256 } from "@noble/hashes/sha3.js";
import { type Anvil, startAnvil } from "../../../test/harness/anvil.ts";
import { concatBytes, fromHex, toHex } from "../bytes.ts";
import { type Eip1193Provider, httpProvider } from "../http-provider.ts";
import {
  type BlockHeader,
  ChainStateError,
  decodeBlockHeader,
  emptyCodeHash,
  emptyTrieRoot,
  getProofCall,
  proveSlot,
  proveState,
  readBlock,
  readGetProof,
  type StateProof,
  slotKey,
} from "./index.ts";

const bytesOf = (text: string) => fromHex(text) ?? assert.fail(text);
const quoted = (value: bigint) => `0x${value.toString(16)}`;
const account = bytesOf("0xf39fd6e51aad88f6f4ce6ab8827279cfffb92266"); // the first of the test mnemonic
const contract = bytesOf(`0x${"c0".repeat(20)}`);
const nobody = bytesOf(`0x${"0d".repeat(20)}`);
/** Puts its calldata into slot 0. */
const code = bytesOf("0x5f355f5500");

/** Two slots whose hashes share their first eight nibbles: their leaves are so short that they stand inside their parent. */
function neighbours(): readonly [bigint, bigint] {
  const seen = new Map<string, bigint>();
  for (let slot = 1000n; ; slot++) {
    const prefix = toHex(keccak_256(slotKey(slot)).subarray(0, 4));
    const other = seen.get(prefix);
    if (other !== undefined) return [other, slot];
    seen.set(prefix, slot);
  }
}

describe("a node's answers against a header", () => {
  let anvil: Anvil;
  let provider: Eip1193Provider;
  let header: BlockHeader;
  const [left, right] = neighbours();
  const largest = 2n ** 256n - 1n;
  const slots = [0n, 1n, 2n, largest, left, right, 77n];
  const values = [1n, 0x7fn, 0x80n, largest, 5n, 6n, 0n];

  const call = (method: string, ...params: (string | boolean | string[])[]) => provider.request({ method, params });
  const getProof = (address: Uint8Array, asked: readonly bigint[], at = header) =>
    provider.request(getProofCall(address, asked, at.number));
  const proofOf = async (address: Uint8Array, asked: readonly bigint[]) =>
    readGetProof(await getProof(address, asked), address, asked);

  before(async () => {
    anvil = await startAnvil();
    provider = httpProvider(anvil.rpcUrl);
    await call("anvil_setCode", `0x${toHex(contract)}`, `0x${toHex(code)}`);
    for (const [index, slot] of slots.entries())
      if (values[index] !== 0n)
        await call("anvil_setStorageAt", `0x${toHex(contract)}`, quoted(slot), `0x${toHex(slotKey(values[index]!))}`);
    for (let slot = 100n; slot < 140n; slot++)
      await call("anvil_setStorageAt", `0x${toHex(contract)}`, quoted(slot), `0x${toHex(slotKey(slot))}`);
    await call("evm_mine");
    header = readBlock(await call("eth_getBlockByNumber", "latest", false));
  });
  after(() => anvil.stop());

  test("slots, small and large, present and absent, are what was put there", async () => {
    const proof = await proofOf(contract, slots);
    const proven = proveState(header.stateRoot, contract, proof);
    assert.deepEqual(proven.values, values);
    assert.equal(proven.account.exists, true);
    assert.deepEqual(proven.account.codeHash, keccak_256(code));
    const deepest = proof.storageProofs[slots.indexOf(left)]!.proof;
    const inParent = deepest.some((node) => node.length < 32) || deepest.at(-1)![0]! >= 0xc0;
    assert.ok(deepest.length >= 3 && inParent, "the neighbours share a branch");
  });

  test("an account has its balance and nonce, and nobody has nothing", async () => {
    const own = proveState(header.stateRoot, account, await proofOf(account, [3n]));
    const balance = BigInt(String(await call("eth_getBalance", `0x${toHex(account)}`, quoted(header.number))));
    assert.ok(balance > 0n);
    assert.deepEqual([own.account.exists, own.account.balance, own.account.nonce], [true, balance, 0n]);
    assert.deepEqual(own.account.storageRoot, emptyTrieRoot);
    assert.deepEqual(own.values, [0n]);

    const none = proveState(header.stateRoot, nobody, await proofOf(nobody, [3n]));
    assert.deepEqual(none.account, {
      exists: false,
      nonce: 0n,
      balance: 0n,
      storageRoot: emptyTrieRoot,
      codeHash: emptyCodeHash,
    });
    assert.deepEqual(none.values, [0n]);
  });

  /** Every node of a proof, with what makes a proof of a changed list again. */
  const parts = (proof: StateProof) => [
    { nodes: proof.accountProof, changed: (accountProof: Uint8Array[]): StateProof => ({ ...proof, accountProof }) },
    ...proof.storageProofs.map(({ slot, proof: nodes }, index) => ({
      nodes,
      changed: (changed: Uint8Array[]): StateProof => ({
        ...proof,
        storageProofs: proof.storageProofs.with(index, { slot, proof: changed }),
      }),
    })),
  ];

  test("no change of any byte of a proof verifies, nor a node more, less or in another place", async () => {
    let tried = 0;
    for (const [address, asked] of [
      [contract, [0n, left, 77n]],
      [account, []],
      [nobody, [5n]],
    ] as const) {
      const proof = await proofOf(address, asked);
      const refused = (changed: StateProof) => {
        tried++;
        assert.throws(() => proveState(header.stateRoot, address, changed), ChainStateError);
      };
      const proven = proveState(header.stateRoot, address, proof); // control
      for (const { nodes, changed } of parts(proof)) {
        for (const [index, node] of nodes.entries()) {
          for (let at = 0; at < node.length; at++)
            for (const flip of [0x01, 0x80]) refused(changed([...nodes].with(index, node.with(at, node[at]! ^ flip))));
          // A node inside its parent is listed again by some clients: without it the proof says the same.
          const without = changed(nodes.toSpliced(index, 1));
          if (node.length < 32) assert.deepEqual(proveState(header.stateRoot, address, without), proven);
          else refused(without);
          refused(changed(nodes.toSpliced(index, 0, node)));
          refused(changed([...nodes].with(index, node.subarray(0, -1))));
          refused(changed([...nodes].with(index, concatBytes(node, Uint8Array.of(0)))));
        }
        refused(changed([...nodes, Uint8Array.of(0xc0)]));
        if (nodes.length > 1) refused(changed(nodes.toReversed()));
      }
    }
    assert.ok(tried > 4_000, `${tried}`);
    console.log(`${tried} changed proofs were refused`);
  });

  test("no change of a byte of the state root verifies", async () => {
    const proof = await proofOf(contract, [0n]);
    for (let at = 0; at < 32; at++)
      assert.throws(() => proveState(header.stateRoot.with(at, header.stateRoot[at]! ^ 1), contract, proof), {
        code: "PROOF_NODE_MISMATCH",
      });
  });

  test("an honest proof of something else proves nothing here", async () => {
    const [ofContract, ofAccount] = [await proofOf(contract, [0n, 1n]), await proofOf(account, [0n])];
    assert.throws(() => proveState(header.stateRoot, account, ofContract), ChainStateError);
    assert.throws(() => proveState(header.stateRoot, nobody, { ...ofAccount, storageProofs: [] }), ChainStateError);
    // Slots of one contract in place of the other's, and one slot's proof for another.
    assert.throws(
      () => proveState(header.stateRoot, account, { ...ofAccount, storageProofs: ofContract.storageProofs }),
      {
        code: "PROOF_NODE_UNUSED",
      },
    );
    const { storageRoot } = proveState(header.stateRoot, contract, ofContract).account;
    assert.equal(proveSlot(storageRoot, 1n, ofContract.storageProofs[1]!.proof), 0x7fn); // control
    for (const other of [0n, 2n, 77n])
      assert.throws(() => proveSlot(storageRoot, other, ofContract.storageProofs[1]!.proof), ChainStateError);
    // Absence cannot be had by showing less.
    for (const { proof } of ofContract.storageProofs)
      for (let kept = 0; kept < proof.length; kept++)
        assert.throws(() => proveSlot(storageRoot, 0n, proof.slice(0, kept)), ChainStateError);
  });

  test("yesterday's state is not today's, and a node that keeps it proves it still", async () => {
    const before = await proofOf(contract, [0n]);
    const from = `0x${toHex(account)}`;
    const sent = await provider.request({
      method: "eth_sendTransaction",
      params: [{ from, to: `0x${toHex(contract)}`, data: `0x${toHex(slotKey(9n))}` }],
    });
    // On a full machine the transaction's hash may come before its block.
    while ((await call("eth_getTransactionReceipt", String(sent))) === null) await delay(5);
    const later = readBlock(await call("eth_getBlockByNumber", "latest", false));
    assert.equal(later.number, header.number + 1n);
    assert.deepEqual(later.parentHash, header.hash);
    assert.throws(() => proveState(later.stateRoot, contract, before), { code: "PROOF_NODE_MISMATCH" });
    for (const [at, value] of [
      [later, 9n],
      [header, 1n],
    ] as const) {
      const proof = readGetProof(await getProof(contract, [0n], at), contract, [0n]);
      assert.deepEqual(proveState(at.stateRoot, contract, proof).values, [value]);
    }
  });

  describe("the shape of the answer", () => {
    type Shape = { address: string; accountProof: string[]; storageProof: { key: string; proof: string[] }[] };
    const shape = async () => structuredClone((await getProof(contract, [0n, 1n])) as Shape);
    const cases: readonly (readonly [string, string, (answer: Shape) => unknown])[] = [
      ["nothing", "PROOF_MALFORMED", () => null],
      ["a list", "PROOF_MALFORMED", (answer) => [answer]],
      ["another account", "PROOF_OTHER_SUBJECT", (answer) => ({ ...answer, address: `0x${"11".repeat(20)}` })],
      ["no account proof", "PROOF_MALFORMED", ({ accountProof: _, ...answer }) => answer],
      [
        "an inherited account proof",
        "PROOF_MALFORMED",
        ({ accountProof, ...answer }) => Object.assign(Object.create({ accountProof }), answer),
      ],
      ["a node that is no text", "PROOF_MALFORMED", (answer) => ({ ...answer, accountProof: [1] })],
      ["a node of half a byte", "PROOF_MALFORMED", (answer) => ({ ...answer, accountProof: ["0xf"] })],
      ["too many nodes", "PROOF_TOO_LARGE", (answer) => ({ ...answer, accountProof: Array(66).fill("0x80") })],
      [
        "a node that is too large",
        "PROOF_TOO_LARGE",
        (answer) => ({ ...answer, accountProof: [`0x${"00".repeat(533)}`] }),
      ],
      [
        "a slot too few",
        "PROOF_OTHER_SUBJECT",
        (answer) => ({ ...answer, storageProof: answer.storageProof.slice(1) }),
      ],
      [
        "slots in another order",
        "PROOF_OTHER_SUBJECT",
        (answer) => ({ ...answer, storageProof: answer.storageProof.toReversed() }),
      ],
      [
        "a slot with another key",
        "PROOF_OTHER_SUBJECT",
        (answer) => ({ ...answer, storageProof: answer.storageProof.map((each) => ({ ...each, key: "0x5" })) }),
      ],
      [
        "a key that is no number",
        "PROOF_OTHER_SUBJECT",
        (answer) => ({ ...answer, storageProof: answer.storageProof.map((each) => ({ ...each, key: "zero" })) }),
      ],
    ];
    for (const [what, expected, change] of cases)
      test(`${what}: ${expected}`, async () => {
        const answer = await shape();
        readGetProof(answer, contract, [0n, 1n]); // control
        assert.throws(() => readGetProof(change(answer), contract, [0n, 1n]), { code: expected });
      });

    test("what it claims beside the nodes is not read", async () => {
      const answer = { ...(await shape()), balance: "0xffff", storageHash: "0x", nonce: 7 };
      const proof = readGetProof(answer, contract, [0n, 1n]);
      assert.equal(proveState(header.stateRoot, contract, proof).account.balance, 0n);
    });

    test("keys may be quoted as quantities", async () => {
      const answer = await shape();
      for (const [index, each] of answer.storageProof.entries()) each.key = quoted(BigInt(index));
      assert.equal(readGetProof(answer, contract, [0n, 1n]).storageProofs.length, 2);
    });
  });

  test("no change of a byte of a header keeps its hash", () => {
    for (let at = 0; at < header.encoded.length; at++)
      for (const flip of [0x01, 0x80]) {
        try {
          const changed = decodeBlockHeader(header.encoded.with(at, header.encoded[at]! ^ flip));
          assert.notDeepEqual(changed.hash, header.hash);
        } catch (thrown) {
          assert.ok(thrown instanceof ChainStateError, `${thrown}`);
        }
      }
    assert.deepEqual(decodeBlockHeader(header.encoded), header); // control
  });
});

describe("a header of each fork", () => {
  for (const [fork, fields] of [
    ["berlin", 15],
    ["london", 16],
    ["paris", 16],
    ["shanghai", 17],
    ["cancun", 20],
    ["prague", 21],
    ["osaka", 21],
  ] as const)
    test(`${fork}: its hash is the one that the chain names`, async () => {
      const anvil = await startAnvil({ extraArgs: ["--hardfork", fork] });
      try {
        const provider = httpProvider(anvil.rpcUrl);
        await provider.request({ method: "anvil_mine", params: ["0x2"] });
        const block = await provider.request({ method: "eth_getBlockByNumber", params: ["0x2", false] });
        const header = readBlock(block);
        assert.equal(header.number, 2n);
        assert.equal(countOf(header.encoded), fields);
        for (const name of ["stateRoot", "number", "mixHash", "extraData", "timestamp", "hash"]) {
          const other = {
            ...(block as object),
            [name]: name === "hash" || name.endsWith("Root") || name === "mixHash" ? `0x${"01".repeat(32)}` : "0x41",
          };
          assert.throws(() => readBlock(other), { code: "HEADER_HASH_MISMATCH" });
        }
      } finally {
        await anvil.stop();
      }
    });

  /** Fields of a header, counted by their heads alone. */
  function countOf(encoded: Uint8Array): number {
    let at = encoded[0]! - 0xf7 + 1;
    let count = 0;
    for (; at < encoded.length; count++) {
      const first = encoded[at]!;
      at +=
        first < 0x80
          ? 1
          : first < 0xb8
            ? 1 + first - 0x80
            : 2 +
              (first === 0xb9 ? 1 : 0) +
              (first === 0xb8 ? encoded[at + 1]! : encoded[at + 1]! * 256 + encoded[at + 2]!);
    }
    return count;
  }

  test("Ethereum's first block has the hash that everybody knows", () => {
    const genesis = {
      parentHash: `0x${"00".repeat(32)}`,
      sha3Uncles: "0x1dcc4de8dec75d7aab85b567b6ccd41ad312451b948a7413f0a142fd40d49347",
      miner: `0x${"00".repeat(20)}`,
      stateRoot: "0xd7f8974fb5ac78d9ac099b9ad5018bedc2ce0a72dad1827a1709da30580f0544",
      transactionsRoot: "0x56e81f171bcc55a6ff8345e692c0f86e5b48e01b996cadc001622fb5e363b421",
      receiptsRoot: "0x56e81f171bcc55a6ff8345e692c0f86e5b48e01b996cadc001622fb5e363b421",
      logsBloom: `0x${"00".repeat(256)}`,
      difficulty: "0x400000000",
      number: "0x0",
      gasLimit: "0x1388",
      gasUsed: "0x0",
      timestamp: "0x0",
      extraData: "0x11bbe8db4e347b4e8c937c1c8370e4b5ed33adb3db69cbdb7a38e1e50b1b82fa",
      mixHash: `0x${"00".repeat(32)}`,
      nonce: "0x0000000000000042",
      hash: "0xd4e56740f876aef8c010b86a40d5f56745a118d0906a34e69aec8c0db1cb8fa3",
    };
    assert.equal(readBlock(genesis).number, 0n);
    for (const [name, value] of [
      ["baseFeePerGas", "0x7"],
      ["difficulty", "0x400000001"],
      ["gasUsed", "0x1"],
    ])
      assert.throws(() => readBlock({ ...genesis, [name!]: value }), { code: "HEADER_HASH_MISMATCH" });
    for (const [name, value] of [
      ["requestsHash", `0x${"00".repeat(32)}`], // without what earlier forks appended
      ["difficulty", "0x0400000000"],
      ["difficulty", 4],
      ["nonce", "0x42"],
      ["number", `0x1${"00".repeat(8)}`],
      ["extraData", `0x${"00".repeat(4097)}`],
      ["miner", null],
    ] as const)
      assert.throws(() => readBlock({ ...genesis, [name]: value }), { code: "HEADER_MALFORMED" }, name);
    assert.throws(() => readBlock(null), { code: "HEADER_MALFORMED" });
  });
});
