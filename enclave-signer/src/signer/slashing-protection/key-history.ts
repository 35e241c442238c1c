// All that is known of one key: its blocks, its attestations, and the watermark under both.
import type { ProtectionFloor } from "../keys/key-ring.ts";
import { judgeAttestation } from "./attestation-rules.ts";
import { judgeBlock } from "./block-rules.ts";
import type { AttestationDuty, BlockDuty, SlashableDuty } from "./duty.ts";
import type { RecordsLimits } from "./limits.ts";
import type { Decision } from "./protection.ts";
import { prune } from "./prune.ts";
import { emptyTable, insertRow, placeOf, type RecordTable, rowOf, sourceOf } from "./record-table.ts";
import { begun, noWatermark, raised, type Watermark } from "./watermark.ts";

/** The tables change in place; no attestation in them surrounds another, and each slot and target occurs once. */
export type KeyHistory = { readonly blocks: RecordTable; readonly attestations: RecordTable; watermark: Watermark };

export const emptyHistory = (): KeyHistory => ({
  blocks: emptyTable(),
  attestations: emptyTable(),
  watermark: noWatermark,
});

export function judge(history: KeyHistory, duty: SlashableDuty, signingRoot: Uint8Array): Decision {
  return duty.kind === "block"
    ? judgeBlock(history.blocks, history.watermark, duty, signingRoot)
    : judgeAttestation(history.attestations, history.watermark, duty, signingRoot);
}

/** @param duty One that {@link judge} called `new`. */
export function record(history: KeyHistory, duty: SlashableDuty, signingRoot: Uint8Array, limits: RecordsLimits): void {
  if (duty.kind === "block") {
    recordBlock(history, duty, signingRoot, limits);
    history.watermark = begun(history.watermark, { slot: duty.slot });
  } else {
    recordAttestation(history, duty, signingRoot, limits);
    history.watermark = begun(history.watermark, { source: duty.sourceEpoch, target: duty.targetEpoch });
  }
}

/** @param block At a slot that is not on record. */
export function recordBlock(
  history: KeyHistory,
  { slot }: Omit<BlockDuty, "kind">,
  signingRoot: Uint8Array | undefined,
  { slotsKept, recordsPerKeyMax }: RecordsLimits,
): void {
  const { blocks } = history;
  insertRow(blocks, rowOf(blocks, slot), { place: slot, sourceEpoch: 0n, signingRoot });
  const dropped = prune(blocks, slotsKept, recordsPerKeyMax);
  if (dropped !== undefined) history.watermark = raised(history.watermark, { slot: dropped.place });
}

/** @param attestation In conflict with none on record. */
export function recordAttestation(
  history: KeyHistory,
  { sourceEpoch, targetEpoch }: Omit<AttestationDuty, "kind">,
  signingRoot: Uint8Array | undefined,
  { epochsKept, recordsPerKeyMax }: RecordsLimits,
): void {
  const { attestations } = history;
  insertRow(attestations, rowOf(attestations, targetEpoch), { place: targetEpoch, sourceEpoch, signingRoot });
  const dropped = prune(attestations, epochsKept, recordsPerKeyMax);
  if (dropped !== undefined)
    history.watermark = raised(history.watermark, { source: dropped.sourceEpoch, target: dropped.place });
}

/** Maxima over records and watermark. The highest target's source is the highest source. */
export function floorOf({ blocks, attestations, watermark }: KeyHistory): ProtectionFloor {
  const lastBlock = blocks.count - 1;
  const lastAttestation = attestations.count - 1;
  return raised(watermark, {
    slot: lastBlock < 0 ? undefined : placeOf(blocks, lastBlock),
    source: lastAttestation < 0 ? undefined : sourceOf(attestations, lastAttestation),
    target: lastAttestation < 0 ? undefined : placeOf(attestations, lastAttestation),
  });
}
