// A Merkle-Patricia trie of hashed keys (Yellow Paper, appendix D), from the prover's side: what stands at a key, or that nothing does. Every node
// of a proof must be the one that the node above names, and every one must lie on the way; so one key has one proof, and one outcome.
import { keccak_256 } from "@noble/hashes/sha3.js";
import { equalBytes } from "../bytes.ts";
import { ChainStateError } from "./errors.ts";
import { chainStateLimits } from "./limits.ts";
import { decodeRlp, type RlpItem } from "./rlp.ts";

/** keccak256(0x80): the root of a trie without an entry. */
export const emptyTrieRoot: Uint8Array = keccak_256(Uint8Array.of(0x80));

type Branch = { readonly kind: "branch"; readonly children: readonly RlpItem[] };
type Short = { readonly kind: "leaf" | "extension"; readonly path: readonly number[]; readonly next: RlpItem };
type Node = Branch | Short;

/** A child: the hash of a node, a node of less than 32 bytes itself, or nothing. */
type Reference = Uint8Array | RlpItem | undefined;

/**
 * What the trie holds at a key.
 *
 * @param root 32 bytes.
 * @param key Before hashing: an address, or a slot in 32 bytes.
 * @param proof RLP of the nodes from the root down, as `eth_getProof` lists them. A node of less than 32 bytes stands inside its parent; some
 * clients list it again, which changes nothing.
 * @returns The value, or `undefined` where the proof shows that there is none.
 * @throws {ChainStateError} A code that begins with `PROOF_`.
 */
export function proveTrieValue(
  root: Uint8Array,
  key: Uint8Array,
  proof: readonly Uint8Array[],
): Uint8Array | undefined {
  if (proof.length > chainStateLimits.proofNodesMax)
    throw new ChainStateError("PROOF_TOO_LARGE", `${proof.length} nodes`);
  const way = nibblesOf(keccak_256(key));
  const nodes = new Nodes(proof);
  if (equalBytes(root, emptyTrieRoot)) {
    nodes.skip(Uint8Array.of(0x80));
    nodes.requireEnd();
    return undefined;
  }

  let reference: Reference = root;
  let depth = 0;
  for (let isRoot = true; reference !== undefined; isRoot = false) {
    const node: Node = readNode(
      reference instanceof Uint8Array ? nodes.named(reference, isRoot) : nodes.embedded(reference),
    );
    if (node.kind === "branch") {
      if (depth >= way.length) throw malformed("a branch below the end of the key");
      reference = referenceOf(node.children[way[depth]!]!);
      depth++;
      continue;
    }
    const onTheWay = node.path.every((nibble, index) => way[depth + index] === nibble);
    depth += node.path.length;
    if (depth > way.length || (node.kind === "leaf" && depth !== way.length))
      throw malformed("a path of another length than the key");
    if (node.kind === "leaf") {
      nodes.requireEnd();
      return onTheWay ? leafValue(node.next) : undefined;
    }
    reference = onTheWay ? requireReference(node.next) : undefined;
  }
  nodes.requireEnd();
  return undefined;
}

/** The proof's nodes, each taken once and in order. */
class Nodes {
  readonly #proof: readonly Uint8Array[];
  #at = 0;

  constructor(proof: readonly Uint8Array[]) {
    this.#proof = proof;
  }

  named(hash: Uint8Array, isRoot: boolean): RlpItem {
    const node = this.#proof[this.#at];
    if (node === undefined) throw new ChainStateError("PROOF_INCOMPLETE", `${this.#at} nodes`);
    if (node.length > chainStateLimits.nodeBytesMax)
      throw new ChainStateError("PROOF_TOO_LARGE", `a node of ${node.length} bytes`);
    if (!equalBytes(keccak_256(node), hash)) throw new ChainStateError("PROOF_NODE_MISMATCH", `node ${this.#at}`);
    this.#at++;
    if (!isRoot && node.length < 32) throw malformed("a node that belongs inside its parent");
    return decodeNode(node);
  }

  embedded(node: RlpItem): RlpItem {
    if (node.encoded.length >= 32) throw malformed("a node inside its parent that belongs outside");
    this.skip(node.encoded);
    return node;
  }

  skip(node: Uint8Array): void {
    const next = this.#proof[this.#at];
    if (next !== undefined && equalBytes(next, node)) this.#at++;
  }

  requireEnd(): void {
    if (this.#at !== this.#proof.length)
      throw new ChainStateError("PROOF_NODE_UNUSED", `${this.#proof.length - this.#at} of ${this.#proof.length}`);
  }
}

function decodeNode(bytes: Uint8Array): RlpItem {
  try {
    return decodeRlp(bytes, chainStateLimits.nodeBytesMax);
  } catch (thrown) {
    throw thrown instanceof ChainStateError ? malformed(thrown.message) : thrown;
  }
}

function readNode(item: RlpItem): Node {
  if (item.kind !== "list") throw malformed("not a list");
  if (item.items.length === 17) {
    const [value] = item.items.slice(16);
    if (value?.kind !== "bytes" || value.bytes.length > 0)
      throw malformed("a branch with a value: keys have one length");
    return { kind: "branch", children: item.items.slice(0, 16) };
  }
  const [encodedPath, next] = item.items;
  if (item.items.length !== 2 || encodedPath?.kind !== "bytes" || next === undefined)
    throw malformed(`${item.items.length} items`);
  return { ...readPath(encodedPath.bytes), next };
}

/** Hex-prefix encoding (Yellow Paper, appendix C): bit 5 marks a leaf, bit 4 an odd number of nibbles; else the low nibble is 0. */
function readPath(bytes: Uint8Array): { kind: "leaf" | "extension"; path: readonly number[] } {
  const [flags, ...path] = nibblesOf(bytes);
  if (flags === undefined || flags > 3) throw malformed("a path without a hex prefix");
  const odd = (flags & 1) === 1;
  if (!odd && path.shift() !== 0) throw malformed("a path whose padding is not 0");
  const kind = flags >= 2 ? "leaf" : "extension";
  if (kind === "extension" && path.length === 0) throw malformed("an extension without a path");
  return { kind, path };
}

function referenceOf(item: RlpItem): Reference {
  if (item.kind === "list") return item;
  if (item.bytes.length === 0) return undefined;
  if (item.bytes.length !== 32) throw malformed(`a reference of ${item.bytes.length} bytes`);
  return item.bytes;
}

function requireReference(item: RlpItem): Reference {
  const reference = referenceOf(item);
  if (reference === undefined) throw malformed("an extension to nothing");
  return reference;
}

function leafValue(item: RlpItem): Uint8Array {
  if (item.kind !== "bytes" || item.bytes.length === 0) throw malformed("a leaf without a value");
  return item.bytes;
}

function nibblesOf(bytes: Uint8Array): number[] {
  return [...bytes].flatMap((byte) => [byte >>> 4, byte & 15]);
}

function malformed(seen: string): ChainStateError {
  return new ChainStateError("PROOF_NODE_MALFORMED", seen);
}
