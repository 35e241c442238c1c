// Keys of records: their byte order is the order of the records (ten digits; 200,000 are the most that are read).

const digits = 10;

/** @param folder Ends in `/`. */
export const keyOf = (folder: string, n: number): string => folder + String(n).padStart(digits, "0");

/** Sorts before the key of record `n` and behind all others of the record before it. */
export const markerBefore = (folder: string, n: number): string => (n === 0 ? folder : `${keyOf(folder, n - 1)}~`);

/** @returns `undefined` for a key that is no record's. */
export function numberOf(folder: string, key: string): number | undefined {
  const name = key.startsWith(folder) ? key.slice(folder.length) : "";
  return /^\d{10}$/.test(name) ? Number(name) : undefined;
}
