// What was signed in mode `payload`, for the last numbers: in memory, for this boot. Older boots and clones are the window log's matter.
import type { BlockToSign, SignedBlock, SignedBlocks } from "./block.ts";
import type { SequencerGuardLimits } from "./limits.ts";

export type OpenSignedBlocks = SignedBlocks & {
  /** Whether one more fits at this number. */
  hasRoom(number: bigint): boolean;
  /** Before it is signed. The chain that is being built goes on from here: {@link SignedBlocks.highest} may go back. */
  record(block: BlockToSign): void;
  /** After the operators approved a block at `number`: what was signed from there on forbids nothing any more. */
  supersedeFrom(number: bigint): void;
  readonly size: number;
};

export function openSignedBlocks(limits: SequencerGuardLimits): OpenSignedBlocks {
  const byNumber = new Map<bigint, SignedBlock[]>();
  let highest: bigint | undefined;
  let first: SignedBlock | undefined;
  let lowestKnown = 0n;

  const forgetOldest = () => {
    for (const number of byNumber.keys()) {
      if (byNumber.size <= limits.numbersKeptMax) return;
      byNumber.delete(number);
      if (number >= lowestKnown) lowestKnown = number + 1n;
    }
  };

  return {
    get highest() {
      return highest;
    },
    get first() {
      return first;
    },
    get lowestKnown() {
      return lowestKnown;
    },
    get size() {
      return byNumber.size;
    },
    at: (number) => byNumber.get(number) ?? [],
    hasRoom: (number) => (byNumber.get(number)?.length ?? 0) < limits.payloadsKeptPerNumberMax,
    record(block) {
      const signed = { ...block, superseded: false };
      first ??= signed;
      const here = byNumber.get(block.number);
      if (here === undefined) byNumber.set(block.number, [signed]);
      else here.push(signed);
      highest = block.number;
      forgetOldest();
    },
    supersedeFrom(number) {
      for (const [at, blocks] of byNumber) if (at >= number) for (const block of blocks) block.superseded = true;
    },
  };
}
