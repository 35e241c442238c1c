// Floors beside keys: they only ever rise.
import type { KeptKey } from "./kept-key.ts";
import type { ProtectionFloor } from "./key-ring.ts";

export const noFloor: ProtectionFloor = { slot: undefined, source: undefined, target: undefined };

export const hasFloor = ({ slot, source, target }: ProtectionFloor): boolean =>
  (slot ?? source ?? target) !== undefined;

/** The keys whose floor rises, with it. Floors of keys that are not kept are left out. */
export function raisedOf(
  kept: ReadonlyMap<string, KeptKey>,
  floors: ReadonlyMap<string, ProtectionFloor>,
): Map<string, KeptKey> {
  const raised = new Map<string, KeptKey>();
  for (const [name, floor] of floors) {
    const key = kept.get(name);
    if (key === undefined) continue;
    const { slot, source, target } = key.floor;
    const higher = {
      slot: max(slot, floor.slot),
      source: max(source, floor.source),
      target: max(target, floor.target),
    };
    if (higher.slot !== slot || higher.source !== source || higher.target !== target)
      raised.set(name, { ...key, floor: higher });
  }
  return raised;
}

const max = (a: bigint | undefined, b: bigint | undefined) => (a === undefined || (b !== undefined && b > a) ? b : a);
