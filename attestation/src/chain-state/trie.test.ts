// Attacker: whoever writes the nodes, on a chain whose state root they chose, too. Wants two values at one key, or an endless reader.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { keccak_256 } from "@noble/hashes/sha3.js";
import { concatBytes, fromHex, toHex } from "../bytes.ts";
import { decodeBlockHeader, emptyTrieRoot, mappingSlot, proveAccount, proveSlot, slotKey } from "./index.ts";
import { decodeRlp, encodeRlpList } from "./rlp.ts";
import { proveTrieValue } from "./trie.ts";

const hex = (text: string) => fromHex(text) ?? assert.fail(text);
const key = Uint8Array.of(1);
const nibbles = [...toHex(keccak_256(key))].map((digit) => Number.parseInt(digit, 16));
/** Hex prefix. */
const path = (flag: 0 | 2, way: readonly number[]) => {
  const all = way.length % 2 === 1 ? [flag + 1, ...way] : [flag, 0, ...way];
  return Uint8Array.from({ length: all.length / 2 }, (_, at) => all[2 * at]! * 16 + all[2 * at + 1]!);
};
const leaf = (way: readonly number[], value: Uint8Array = Uint8Array.of(5)) => encodeRlpList([path(2, way), value]);
const branch = (nibble: number, child: Uint8Array, value: Uint8Array = new Uint8Array()) =>
  encodeRlpList([...Array.from({ length: 16 }, (_, at) => (at === nibble ? child : new Uint8Array())), value]);
const prove = (...proof: Uint8Array[]) => proveTrieValue(keccak_256(proof[0]!), key, proof);
const other = (nibble: number) => (nibble + 1) % 16;

describe("nodes of somebody's making", () => {
  test("control: leaf, branch and extension lead to the value, and away from it to its absence", () => {
    assert.deepEqual(prove(leaf(nibbles)), Uint8Array.of(5));
    const below = leaf(nibbles.slice(1));
    assert.deepEqual(prove(branch(nibbles[0]!, keccak_256(below)), below), Uint8Array.of(5));
    const deep = branch(nibbles[2]!, keccak_256(leaf(nibbles.slice(3))));
    const extension = encodeRlpList([path(0, nibbles.slice(0, 2)), keccak_256(deep)]);
    assert.deepEqual(prove(extension, deep, leaf(nibbles.slice(3))), Uint8Array.of(5));

    assert.equal(prove(branch(other(nibbles[0]!), keccak_256(below))), undefined);
    assert.equal(prove(leaf(nibbles.with(40, other(nibbles[40]!)))), undefined);
    assert.equal(prove(encodeRlpList([path(0, [nibbles[0]!, other(nibbles[1]!)]), keccak_256(deep)])), undefined);
    assert.equal(proveTrieValue(emptyTrieRoot, key, []), undefined);
    assert.equal(proveTrieValue(emptyTrieRoot, key, [Uint8Array.of(0x80)]), undefined);
  });

  const below = leaf(nibbles.slice(1));
  const cases: readonly (readonly [string, string, readonly Uint8Array[]])[] = [
    ["a leaf whose path is too short", "PROOF_NODE_MALFORMED", [leaf(nibbles.slice(0, 63))]],
    ["a leaf whose path is too long", "PROOF_NODE_MALFORMED", [leaf([...nibbles, 1])]],
    ["a short leaf of another key", "PROOF_NODE_MALFORMED", [leaf([other(nibbles[0]!)])]],
    ["a leaf without a value", "PROOF_NODE_MALFORMED", [leaf(nibbles, new Uint8Array())]],
    [
      "a branch with a value",
      "PROOF_NODE_MALFORMED",
      [branch(nibbles[0]!, keccak_256(below), Uint8Array.of(1)), below],
    ],
    ["a branch of 16", "PROOF_NODE_MALFORMED", [encodeRlpList(Array(16).fill(new Uint8Array()))]],
    ["a list of one", "PROOF_NODE_MALFORMED", [encodeRlpList([path(2, nibbles)])]],
    ["a byte string", "PROOF_NODE_MALFORMED", [Uint8Array.of(0x81, 0x80)]],
    ["an empty string for a root", "PROOF_NODE_MALFORMED", [encodeRlpList([])]],
    ["an extension without a path", "PROOF_NODE_MALFORMED", [encodeRlpList([path(0, []), keccak_256(below)]), below]],
    [
      "an extension to nothing",
      "PROOF_NODE_MALFORMED",
      [encodeRlpList([path(0, nibbles.slice(0, 1)), new Uint8Array()])],
    ],
    [
      "a path with an unknown flag",
      "PROOF_NODE_MALFORMED",
      [encodeRlpList([path(2, nibbles).with(0, 0x40), Uint8Array.of(5)])],
    ],
    [
      "a path with padding",
      "PROOF_NODE_MALFORMED",
      [encodeRlpList([path(2, nibbles).with(0, 0x21), Uint8Array.of(5)])],
    ],
    ["an empty path", "PROOF_NODE_MALFORMED", [encodeRlpList([new Uint8Array(), Uint8Array.of(5)])]],
    ["a reference of 31 bytes", "PROOF_NODE_MALFORMED", [branch(nibbles[0]!, keccak_256(below).subarray(1)), below]],
    [
      "a node that is not canonical RLP",
      "PROOF_NODE_MALFORMED",
      [concatBytes(Uint8Array.of(0xf8, 0x23), leaf(nibbles).subarray(1))],
    ],
    ["bytes behind a node", "PROOF_NODE_MALFORMED", [concatBytes(leaf(nibbles), Uint8Array.of(0))]],
    ["a node outside its parent that belongs inside", "PROOF_NODE_MALFORMED", shortNodeOutside()],
    ["a node inside its parent that belongs outside", "PROOF_NODE_MALFORMED", [longNodeInside()]],
    ["a large node", "PROOF_TOO_LARGE", [new Uint8Array(533)]],
    ["66 nodes", "PROOF_TOO_LARGE", Array(66).fill(leaf(nibbles))],
    ["no node", "PROOF_INCOMPLETE", []],
    ["a branch, and nothing below", "PROOF_INCOMPLETE", [branch(nibbles[0]!, keccak_256(below))]],
    ["a leaf, and one more", "PROOF_NODE_UNUSED", [leaf(nibbles), leaf(nibbles)]],
    [
      "a root that names itself as its child, had it one",
      "PROOF_NODE_MISMATCH",
      [branch(nibbles[0]!, keccak_256(below)), branch(nibbles[0]!, keccak_256(below))],
    ],
  ];
  for (const [what, code, proof] of cases)
    test(`${what}: ${code}`, () => {
      assert.throws(() => proveTrieValue(keccak_256(proof[0] ?? key), key, proof), { code });
    });

  test("a way of 64 branches ends at a leaf without a path, and a branch below it is refused", () => {
    const chain = (last: Uint8Array) => {
      const proof = [last];
      for (const nibble of nibbles.toReversed()) proof.unshift(branch(nibble, refer(proof[0]!)));
      return proof;
    };
    // A leaf without a path is shorter than 32 bytes unless its value is long.
    assert.deepEqual(prove(...chain(leaf([], new Uint8Array(32).fill(7)))), new Uint8Array(32).fill(7));
    assert.throws(() => prove(...chain(branch(0, keccak_256(key)))), { code: "PROOF_NODE_MALFORMED" });
  });

  function refer(node: Uint8Array): Uint8Array {
    assert.ok(node.length >= 32);
    return keccak_256(node);
  }

  function shortNodeOutside(): Uint8Array[] {
    const nodes = [leaf(nibbles.slice(12))];
    assert.ok(nodes[0]!.length < 32);
    for (const nibble of nibbles.slice(0, 12).toReversed()) nodes.unshift(branch(nibble, keccak_256(nodes[0]!)));
    return nodes;
  }

  function longNodeInside(): Uint8Array {
    const inside = leaf(nibbles.slice(1));
    assert.ok(inside.length >= 32);
    const children = Array.from({ length: 17 }, (_, at) => (at === nibbles[0] ? inside : Uint8Array.of(0x80)));
    const content = concatBytes(...children);
    return concatBytes(Uint8Array.of(0xc0 + content.length), content);
  }
});

describe("what a leaf holds", () => {
  const root = (value: Uint8Array, of: Uint8Array) => {
    const way = [...toHex(keccak_256(of))].map((digit) => Number.parseInt(digit, 16));
    return leaf(way, value);
  };
  const slot = (value: Uint8Array) => {
    const node = root(value, slotKey(3n));
    return proveSlot(keccak_256(node), 3n, [node]);
  };
  test("a slot is a canonical integer", () => {
    assert.equal(slot(Uint8Array.of(0x7f)), 0x7fn); // control
    assert.equal(slot(Uint8Array.of(0x80)), 0n); // anvil keeps zeros
    assert.equal(slot(concatBytes(Uint8Array.of(0xa0), new Uint8Array(32).fill(0xff))), 2n ** 256n - 1n);
    for (const value of ["00", "8100", "8105", "820005", `a1${"01".repeat(33)}`, "c105", "8201", "0505"])
      assert.throws(() => slot(hex(value)), { code: "SLOT_MALFORMED" }, value);
  });

  const address = new Uint8Array(20).fill(9);
  const account = (...fields: Uint8Array[]) => {
    const node = root(encodeRlpList(fields), address);
    return proveAccount(keccak_256(node), address, [node]);
  };
  const hash = new Uint8Array(32).fill(3);
  test("an account is four fields", () => {
    const one = Uint8Array.of(1);
    assert.equal(account(one, one, hash, hash).balance, 1n); // control
    for (const fields of [
      [one, one, hash],
      [one, one, hash, hash, hash],
      [Uint8Array.of(0), one, hash, hash],
      [new Uint8Array(9).fill(1), one, hash, hash],
      [one, new Uint8Array(33).fill(1), hash, hash],
      [one, one, hash.subarray(1), hash],
      [one, one, hash, new Uint8Array()],
    ])
      assert.throws(() => account(...fields), { code: "ACCOUNT_MALFORMED" });
    const node = root(Uint8Array.of(5), address);
    assert.throws(() => proveAccount(keccak_256(node), address, [node]), { code: "ACCOUNT_MALFORMED" });
  });

  test("a slot's number fits, and a mapping's slot is Solidity's", () => {
    assert.throws(() => slotKey(2n ** 256n), RangeError);
    assert.throws(() => slotKey(-1n), RangeError);
    // keccak256(abi.encode(uint256(0), uint256(0))), in many a block explorer.
    assert.equal(
      mappingSlot(slotKey(0n), 0n).toString(16),
      "ad3228b676f7d3cd4284a5443f17f1962b36e491b30a40b2405849e597ba5fb5",
    );
  });
});

describe("RLP", () => {
  test("the Yellow Paper's examples decode, and write back", () => {
    for (const text of [
      "80",
      "00",
      "7f",
      "8180",
      "83646f67",
      "c0",
      "c88363617483646f67",
      "c7c0c1c0c3c0c1c0",
      `b838${"61".repeat(56)}`,
      `f838${"00".repeat(56)}`,
    ])
      assert.deepEqual(decodeRlp(hex(text), 100).encoded, hex(text));
    assert.deepEqual(encodeRlpList([hex("636174"), hex("646f67")]), hex("c88363617483646f67"));
    assert.deepEqual(encodeRlpList([new Uint8Array(56).fill(0x61)]), hex(`f83ab838${"61".repeat(56)}`));
    assert.equal(encodeRlpList([new Uint8Array(300)]).length, 306);
  });
  for (const text of [
    "",
    "8100",
    "817f",
    "b80161",
    `b837${"61".repeat(55)}`,
    `b90038${"61".repeat(56)}`,
    "83646f",
    "8080",
    "c1",
    "c28180c0",
    "c283",
    "b8",
    "bfffffffffffffffff",
    "f801c0",
    `f837${"00".repeat(55)}`,
    "ffffffffffffffffff",
    "c38364",
  ])
    test(`${text || "nothing"} is refused`, () => {
      assert.throws(() => decodeRlp(hex(text), 100), { code: "RLP_MALFORMED" });
    });
  test("size, depth and number of items are bounded", () => {
    const nested = (depth: number) => {
      let bytes: Uint8Array = Uint8Array.of(0xc0);
      for (let at = 0; at < depth; at++) bytes = concatBytes(Uint8Array.of(0xc0 + bytes.length), bytes);
      return bytes;
    };
    decodeRlp(nested(16), 100); // control
    assert.throws(() => decodeRlp(nested(17), 100), { code: "RLP_TOO_LARGE" });
    assert.throws(() => decodeRlp(hex("83646f67"), 3), { code: "RLP_TOO_LARGE" });
    decodeRlp(encodeRlpList(Array(255).fill(new Uint8Array())), 1000); // control
    assert.throws(() => decodeRlp(encodeRlpList(Array(256).fill(new Uint8Array())), 1000), { code: "RLP_TOO_LARGE" });
  });
});

describe("headers in RLP", () => {
  const field = (length: number) => new Uint8Array(length).fill(1);
  const known = [32, 32, 20, 32, 32, 32, 256, 1, 1, 1, 1, 1, 0, 32, 8, 1, 32, 1, 1, 32, 32, 32].map(field);
  test("what later forks append is carried, and hashed", () => {
    const plain = decodeBlockHeader(encodeRlpList(known));
    const later = decodeBlockHeader(encodeRlpList([...known, field(32), field(5)]));
    assert.deepEqual(later.stateRoot, plain.stateRoot);
    assert.notDeepEqual(later.hash, plain.hash);
    assert.throws(() => decodeBlockHeader(encodeRlpList([...known, ...Array(9).fill(field(1))])), {
      code: "HEADER_MALFORMED",
    });
  });
  test("a field too few, too long, too short or no byte string is refused", () => {
    assert.throws(() => decodeBlockHeader(encodeRlpList(known.slice(0, 14))), { code: "HEADER_MALFORMED" });
    for (const index of known.keys())
      assert.throws(() => decodeBlockHeader(encodeRlpList(known.with(index, field(4097)))), {
        code: "HEADER_MALFORMED",
      });
    for (const index of [0, 3, 6, 13, 14, 16, 20, 21])
      assert.throws(() => decodeBlockHeader(encodeRlpList(known.with(index, new Uint8Array()))), {
        code: "HEADER_MALFORMED",
      });
    assert.throws(() => decodeBlockHeader(encodeRlpList(known.with(8, Uint8Array.of(0, 1)))), {
      code: "HEADER_MALFORMED",
    });
    assert.throws(() => decodeBlockHeader(Uint8Array.of(0x80)), { code: "HEADER_MALFORMED" });
    const withList = encodeRlpList(known.slice(0, 15));
    assert.throws(() => decodeBlockHeader(withList.with(withList.length - 9, 0xc8)), { code: "HEADER_MALFORMED" });
    assert.throws(() => decodeBlockHeader(new Uint8Array(8193)), { code: "RLP_TOO_LARGE" });
  });
});
