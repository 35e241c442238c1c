// Signed messages of one kind and one key, in one buffer: 49 bytes each, sorted by slot or target epoch, each of which occurs once.
// With tens of thousands of keys an object for every message would be most of the process's memory.

const rowBytes = 49;
const sourceAt = 8;
const rootIsKnownAt = 16;
const rootAt = 17;
export const rootBytes = 32;

/** Row: u64 place, u64 source epoch (0 for blocks), u8 whether the root is known, 32 bytes of root. */
export type RecordTable = { count: number; bytes: Uint8Array; view: DataView };

export type TableRecord = {
  /** Slot of a block, target epoch of an attestation. */
  readonly place: bigint;
  readonly sourceEpoch: bigint;
  /** `undefined`: not known. */
  readonly signingRoot: Uint8Array | undefined;
};

export function emptyTable(): RecordTable {
  return { count: 0, ...buffer(0) };
}

export const placeOf = (table: RecordTable, row: number): bigint => table.view.getBigUint64(row * rowBytes);
export const sourceOf = (table: RecordTable, row: number): bigint => table.view.getBigUint64(row * rowBytes + sourceAt);

/** @returns A copy, or `undefined` when it is not known. */
export function rootOf({ bytes }: RecordTable, row: number): Uint8Array | undefined {
  const at = row * rowBytes;
  return bytes[at + rootIsKnownAt] === 1 ? bytes.slice(at + rootAt, at + rowBytes) : undefined;
}

/** An unknown root is no root's equal, not even of 32 zero bytes (EIP-3076, conditions 1 and 3). */
export function hasRoot({ bytes }: RecordTable, row: number, signingRoot: Uint8Array): boolean {
  const at = row * rowBytes;
  if (bytes[at + rootIsKnownAt] !== 1) return false;
  for (let byte = 0; byte < rootBytes; byte++) if (bytes[at + rootAt + byte] !== signingRoot[byte]) return false;
  return true;
}

/** From here on no request repeats it. */
export function forgetRoot({ bytes }: RecordTable, row: number): void {
  bytes.fill(0, row * rowBytes + rootIsKnownAt, (row + 1) * rowBytes);
}

/** @returns The first row whose place is not below `place`; `count` when there is none. */
export function rowOf(table: RecordTable, place: bigint): number {
  if (table.count === 0 || placeOf(table, table.count - 1) < place) return table.count;
  let low = 0;
  let high = table.count - 1;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (placeOf(table, middle) < place) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** @param row From {@link rowOf}; no row of this place exists yet. */
export function insertRow(table: RecordTable, row: number, { place, sourceEpoch, signingRoot }: TableRecord): void {
  if (table.bytes.length < (table.count + 1) * rowBytes) grow(table);
  const at = row * rowBytes;
  table.bytes.copyWithin(at + rowBytes, at, table.count * rowBytes);
  table.count++;
  table.view.setBigUint64(at, place);
  table.view.setBigUint64(at + sourceAt, sourceEpoch);
  if (signingRoot === undefined) forgetRoot(table, row);
  else {
    table.bytes[at + rootIsKnownAt] = 1;
    table.bytes.set(signingRoot, at + rootAt);
  }
}

/** Drops the lowest `rows`. */
export function dropRows(table: RecordTable, rows: number): void {
  table.bytes.copyWithin(0, rows * rowBytes, table.count * rowBytes);
  table.count -= rows;
}

/** Doubles while it is small, then little by little: in ordinary use a key has 64 rows, and 65 for a moment. */
function grow(table: RecordTable): void {
  const rows = table.count < 64 ? Math.max(4, table.count * 2) : table.count + 1 + (table.count >>> 3);
  const { bytes, view } = buffer(rows);
  bytes.set(table.bytes);
  table.bytes = bytes;
  table.view = view;
}

function buffer(rows: number): { bytes: Uint8Array; view: DataView } {
  const bytes = new Uint8Array(rows * rowBytes);
  return { bytes, view: new DataView(bytes.buffer) };
}
