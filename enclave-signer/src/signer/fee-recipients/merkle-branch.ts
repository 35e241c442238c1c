// is_valid_merkle_branch (consensus-specs, phase0/beacon-chain.md) over a generalized index: its length is the branch's, its bits the sides.
import { hash } from "node:crypto";
import { equalBytes } from "@inkan/attestation";

/**
 * @param leaf 32 bytes.
 * @param branch Siblings, 32 bytes each, from the leaf upwards.
 * @param index Below 2^31.
 */
export function isMerkleBranch(
  leaf: Uint8Array,
  branch: readonly Uint8Array[],
  index: number,
  root: Uint8Array,
): boolean {
  if (branch.length !== Math.floor(Math.log2(index))) return false;
  const pair = Buffer.alloc(64);
  let node = leaf;
  for (const [depth, sibling] of branch.entries()) {
    const isRight = ((index >>> depth) & 1) === 1;
    pair.set(isRight ? sibling : node, 0);
    pair.set(isRight ? node : sibling, 32);
    node = hash("sha256", pair, "buffer");
  }
  return equalBytes(node, root);
}
