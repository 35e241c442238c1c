// A block as the guard sees it, and what became of it.
import type { DecodedPayload } from "../payload.ts";

export type BlockToSign = Omit<DecodedPayload, "version"> & {
  /** Lower case with 0x, 32 bytes each. */
  readonly payloadHash: string;
  readonly signingHash: string;
};

export type SignedBlock = BlockToSign & {
  /** The operators approved a block at or before this number since: it stands as evidence, and forbids nothing any more. */
  superseded: boolean;
};

/** What the guard reads of its own state. */
export type SignedBlocks = {
  /** Of the chain that is being built: a rewind lowers it. `undefined` before the first block of this boot. */
  readonly highest: bigint | undefined;
  /** The first that was signed in this boot: numbers and timestamps are measured from it. */
  readonly first: SignedBlock | undefined;
  /** What was signed at numbers before this one may have been forgotten. */
  readonly lowestKnown: bigint;
  /** In the order in which they were signed. */
  at(number: bigint): readonly SignedBlock[];
};
