// EIP-3076, conditions 3, 4 and 5: may this attestation be signed? Pure: a function of what is known of the key.
import type { RefusalCode } from "../refusal.ts";
import type { AttestationDuty } from "./duty.ts";
import type { Decision } from "./protection.ts";
import { hasRoot, placeOf, type RecordTable, rowOf, sourceOf } from "./record-table.ts";
import type { Watermark } from "./watermark.ts";

/**
 * A target that is on record allows its own attestation again, even below the watermark, and nothing else.
 *
 * @param attestations Sorted by target, none of which surrounds another: see {@link conflictOf}.
 */
export function judgeAttestation(
  attestations: RecordTable,
  watermark: Watermark,
  duty: AttestationDuty,
  signingRoot: Uint8Array,
): Decision {
  const { sourceEpoch, targetEpoch } = duty;
  if (sourceEpoch > targetEpoch) return { refused: "SOURCE_AFTER_TARGET" };
  const conflict = conflictOf(attestations, duty);
  if (conflict === "DOUBLE_VOTE") {
    const row = rowOf(attestations, targetEpoch);
    const isSame = sourceOf(attestations, row) === sourceEpoch && hasRoot(attestations, row, signingRoot);
    return isSame ? "repeat" : { refused: "DOUBLE_VOTE" };
  }
  if (conflict !== undefined) return { refused: conflict };
  if (watermark.source !== undefined && sourceEpoch < watermark.source) return { refused: "SOURCE_BELOW_WATERMARK" };
  if (watermark.target !== undefined && targetEpoch <= watermark.target) return { refused: "TARGET_BELOW_WATERMARK" };
  return "new";
}

/**
 * Which record stands against an attestation, roots aside.
 *
 * Only neighbours are looked at: as long as no record surrounds another, sources never fall as targets rise, so of all lower targets the next
 * one has the highest source, and of all higher targets the next one has the lowest.
 */
export function conflictOf(
  attestations: RecordTable,
  { sourceEpoch, targetEpoch }: AttestationDuty,
): (RefusalCode & ("DOUBLE_VOTE" | "SURROUNDING_VOTE" | "SURROUNDED_VOTE")) | undefined {
  const row = rowOf(attestations, targetEpoch);
  if (row < attestations.count && placeOf(attestations, row) === targetEpoch) return "DOUBLE_VOTE";
  if (row > 0 && sourceOf(attestations, row - 1) > sourceEpoch) return "SURROUNDING_VOTE";
  if (row < attestations.count && sourceOf(attestations, row) < sourceEpoch) return "SURROUNDED_VOTE";
  return undefined;
}
