// The low watermark of a key: below it nothing is signed but what is repeated (EIP-3076, conditions 2, 4 and 5). It only ever rises.
import type { ProtectionFloor } from "../keys/key-ring.ts";

/** A block needs a slot above `slot`; an attestation a source not below `source` and a target above `target`. */
export type Watermark = ProtectionFloor;

export const noWatermark: Watermark = { slot: undefined, source: undefined, target: undefined };

/** Of each member the higher one; what is `undefined` is below everything. */
export function raised(watermark: Watermark, by: Partial<Watermark>): Watermark {
  return {
    slot: higher(watermark.slot, by.slot),
    source: higher(watermark.source, by.source),
    target: higher(watermark.target, by.target),
  };
}

/** Where nothing of a kind was known yet, its first message is the minimum that conditions 2, 4 and 5 speak of. */
export function begun(watermark: Watermark, first: Partial<Watermark>): Watermark {
  return {
    slot: watermark.slot ?? first.slot,
    source: watermark.source ?? first.source,
    target: watermark.target ?? first.target,
  };
}

function higher(a: bigint | undefined, b: bigint | undefined): bigint | undefined {
  if (a === undefined || b === undefined) return a ?? b;
  return a > b ? a : b;
}
