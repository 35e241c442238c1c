// Importing: another client's history of a key goes into ours. It only takes away (a lying file included): whatever is signable afterwards
// was signable before.
import { conflictOf } from "./attestation-rules.ts";
import type { InterchangeAttestation, InterchangeBlock, InterchangeEntry } from "./interchange.ts";
import { floorOf, judge, type KeyHistory, recordAttestation, recordBlock } from "./key-history.ts";
import type { RecordsLimits } from "./limits.ts";
import { forgetRoot, hasRoot, placeOf, type RecordTable, rowOf, sourceOf } from "./record-table.ts";
import { begun, noWatermark, raised, type Watermark } from "./watermark.ts";

/** The watermark rises to the maxima of what we know and what the file says, which then can't conflict with anything new. */
export function raiseOver(history: KeyHistory, { blocks, attestations }: InterchangeEntry): void {
  const over = attestations.map(({ sourceEpoch, targetEpoch }) => ({ source: sourceEpoch, target: targetEpoch }));
  history.watermark = [floorOf(history), ...blocks.map(({ slot }) => ({ slot })), ...over].reduce(
    raised,
    history.watermark,
  );
}

/**
 * Keeps each message that stands in no conflict, and with its root only where signing that root would have been allowed: a file can't make
 * a message repeatable that our own records or watermark refuse. Of what is in conflict, with the file itself or with us, no root is repeated,
 * and the watermark rises over it.
 *
 * @param entry u64 values and 32-byte roots. Taken over as a whole: nothing here fails.
 */
export function takeOver(history: KeyHistory, entry: InterchangeEntry, limits: RecordsLimits): void {
  const bySlot = entry.blocks.toSorted((a, b) => order(a.slot, b.slot));
  const byTarget = entry.attestations.toSorted((a, b) => order(a.targetEpoch, b.targetEpoch));
  for (const block of bySlot) takeBlock(history, block, limits);
  const overConflicts = byTarget.reduce(
    (watermark, attestation) => raised(watermark, takeAttestation(history, attestation, limits)),
    noWatermark,
  );

  history.watermark = begun(history.watermark, {
    slot: bySlot[0]?.slot,
    source: lowestOf(byTarget.map(({ sourceEpoch }) => sourceEpoch)),
    target: byTarget[0]?.targetEpoch,
  });
  history.watermark = raised(history.watermark, overConflicts);
}

function takeBlock(history: KeyHistory, { slot, signingRoot }: InterchangeBlock, limits: RecordsLimits): void {
  const { blocks } = history;
  const row = rowOf(blocks, slot);
  if (row < blocks.count && placeOf(blocks, row) === slot) keepRootIfSame(blocks, row, signingRoot);
  else {
    const isRepeatable = signingRoot !== undefined && judge(history, { kind: "block", slot }, signingRoot) === "new";
    recordBlock(history, { slot }, isRepeatable ? signingRoot : undefined, limits);
  }
}

/** @returns What the watermark must rise to because the attestation itself can't be kept. */
function takeAttestation(
  history: KeyHistory,
  { sourceEpoch, targetEpoch, signingRoot }: InterchangeAttestation,
  limits: RecordsLimits,
): Partial<Watermark> {
  const { attestations } = history;
  const duty = { kind: "attestation", sourceEpoch, targetEpoch } as const;
  const over = { source: sourceEpoch, target: targetEpoch };
  if (sourceEpoch > targetEpoch) return over;
  const conflict = conflictOf(attestations, duty);
  if (conflict === "DOUBLE_VOTE") {
    const row = rowOf(attestations, targetEpoch);
    const isSameVote = sourceOf(attestations, row) === sourceEpoch;
    keepRootIfSame(attestations, row, isSameVote ? signingRoot : undefined);
    return isSameVote ? {} : over;
  }
  if (conflict !== undefined) return over;
  const isRepeatable = signingRoot !== undefined && judge(history, duty, signingRoot) === "new";
  recordAttestation(history, duty, isRepeatable ? signingRoot : undefined, limits);
  return {};
}

function keepRootIfSame(table: RecordTable, row: number, signingRoot: Uint8Array | undefined): void {
  if (signingRoot === undefined || !hasRoot(table, row, signingRoot)) forgetRoot(table, row);
}

function lowestOf(numbers: readonly bigint[]): bigint | undefined {
  return numbers.toSorted(order)[0];
}

const order = (a: bigint, b: bigint) => (a < b ? -1 : a > b ? 1 : 0);
