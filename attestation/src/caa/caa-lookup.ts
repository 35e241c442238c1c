// The relevant record set of a name: the first that is not empty on the way up the tree. RFC 8659, section 3.
import type { CaaRecord } from "./caa-record.ts";

/**
 * Asks DNS for the CAA records at exactly this name, aliases followed.
 *
 * @returns Empty where the name, or the record, does not exist. It rejects when that could not be found out.
 */
export type CaaLookup = (name: string) => Promise<readonly CaaRecord[]>;

const labelsMax = 127;

/** @returns The records and the name at which they stand; `undefined` where there are none up to the top. */
export async function relevantRecords(
  name: string,
  lookup: CaaLookup,
): Promise<{ readonly at: string; readonly records: readonly CaaRecord[] } | undefined> {
  const labels = name.split(".");
  if (labels.length > labelsMax) throw new RangeError(`a name of ${labels.length} labels`);
  for (let from = 0; from < labels.length; from++) {
    const at = labels.slice(from).join(".");
    const records = await lookup(at);
    if (records.length > 0) return { at, records };
  }
  return undefined;
}
