// What is long past is dropped, and the watermark rises over it: nothing dropped, and nothing in conflict with it, becomes signable.
import { dropRows, placeOf, type RecordTable, sourceOf } from "./record-table.ts";

export type Dropped = {
  /** Highest slot or target epoch that was dropped. */
  readonly place: bigint;
  readonly sourceEpoch: bigint;
};

/**
 * Drops what is `kept` or more below the highest place, and the lowest of what is more than `rowsMax`.
 *
 * A double vote with a dropped record has a target at or below `place`; so has what it surrounds; what surrounds it has a source below
 * `sourceEpoch`. A watermark raised to both refuses all three, and a block's likewise.
 *
 * @param kept Slots or epochs.
 * @returns `undefined` when nothing was dropped.
 */
export function prune(table: RecordTable, kept: bigint, rowsMax: number): Dropped | undefined {
  if (table.count === 0) return undefined;
  const highest = placeOf(table, table.count - 1);
  let rows = Math.max(0, table.count - rowsMax);
  while (rows < table.count && placeOf(table, rows) + kept <= highest) rows++;
  if (rows === 0) return undefined;
  const dropped = { place: placeOf(table, rows - 1), sourceEpoch: sourceOf(table, rows - 1) };
  dropRows(table, rows);
  return dropped;
}
