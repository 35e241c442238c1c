// EIP-3076, conditions 1 and 2: may this block be signed? Pure: a function of what is known of the key.
import type { BlockDuty } from "./duty.ts";
import type { Decision } from "./protection.ts";
import { hasRoot, placeOf, type RecordTable, rowOf } from "./record-table.ts";
import type { Watermark } from "./watermark.ts";

/**
 * A slot that is on record allows its own root again, even below the watermark, and nothing else.
 *
 * @param blocks Sorted by slot.
 */
export function judgeBlock(
  blocks: RecordTable,
  watermark: Watermark,
  { slot }: BlockDuty,
  signingRoot: Uint8Array,
): Decision {
  const row = rowOf(blocks, slot);
  if (row < blocks.count && placeOf(blocks, row) === slot)
    return hasRoot(blocks, row, signingRoot) ? "repeat" : { refused: "DOUBLE_BLOCK" };
  if (watermark.slot !== undefined && slot <= watermark.slot) return { refused: "BLOCK_BELOW_WATERMARK" };
  return "new";
}
