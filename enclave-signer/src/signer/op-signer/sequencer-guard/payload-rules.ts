// Mode `payload`: which block may be signed after those that were. Pure: a function of values, no clock, no key, no I/O.
//
// One payload at each number (or `payloadsPerNumberMax`); numbers go up, or back by at most `rewindBlocksMax` and then only on a known parent or
// with the operators' approval; a block stands on what was signed at the number before it. The same payload again is always a repeat.
import type { SequencerConfig } from "../../../enclave/signer-config.ts";
import type { BlockToSign, SignedBlock, SignedBlocks } from "./block.ts";
import { sequencerGuardLimits } from "./limits.ts";

export type PayloadRules = Pick<
  SequencerConfig,
  "blockTimeMs" | "payloadsPerNumberMax" | "rewindBlocksMax" | "rewindRequires" | "futureTimestampMsMax" | "onConflict"
>;

export type PayloadRefusal = {
  readonly refused: "PAYLOAD_CONFLICT" | "PAYLOAD_REGRESSION" | "PAYLOAD_TIMESTAMP";
  readonly detail: string;
  /** The signed block that it conflicts with, if one is remembered. */
  readonly against: SignedBlock | undefined;
  /** What the operators may approve so that it is signed after all. */
  readonly approvable: "rewind" | "clear-conflict" | undefined;
};

export type PayloadJudgement =
  | { readonly verdict: "repeat" }
  | { readonly verdict: "new" }
  /** Signed although it conflicts: `onConflict` says `alert-and-sign`, or more than one payload is allowed at a number. */
  | { readonly verdict: "new-conflicting"; readonly against: SignedBlock }
  | PayloadRefusal;

/** @param unixMs The hypervisor's time. */
export function judgePayload(
  signed: SignedBlocks,
  block: BlockToSign,
  rules: PayloadRules,
  unixMs: number,
): PayloadJudgement {
  const here = signed.at(block.number);
  if (here.some(({ signingHash }) => signingHash === block.signingHash)) return { verdict: "repeat" };
  if (block.timestamp * 1000n > BigInt(Math.floor(unixMs)) + BigInt(rules.futureTimestampMsMax))
    return refusal("PAYLOAD_TIMESTAMP", `at most ${rules.futureTimestampMsMax} ms`);
  if (leaps(signed.first, block, rules))
    return refusal("PAYLOAD_TIMESTAMP", "the number is far ahead of its timestamp");

  const regression = judgeRewind(signed, block, rules);
  if (regression !== undefined) return regression;

  const conflicting = conflictOf(signed, block, rules);
  if (conflicting !== undefined && rules.onConflict === "refuse") return conflicting;
  const against = conflicting?.against ?? here.at(-1);
  return against === undefined ? { verdict: "new" } : { verdict: "new-conflicting", against };
}

function leaps(first: SignedBlock | undefined, block: BlockToSign, { blockTimeMs }: PayloadRules): boolean {
  if (first === undefined) return false;
  const blocksOfTime = ((block.timestamp - first.timestamp) * 1000n) / BigInt(blockTimeMs);
  return block.number - first.number > blocksOfTime + BigInt(sequencerGuardLimits.numbersAheadOfTimeMax);
}

function judgeRewind(signed: SignedBlocks, block: BlockToSign, rules: PayloadRules): PayloadRefusal | undefined {
  if (signed.highest === undefined || block.number >= signed.highest) return undefined;
  const back = signed.highest - block.number;
  const against = signed.at(block.number).at(-1);
  if (back > BigInt(rules.rewindBlocksMax))
    return refusal("PAYLOAD_REGRESSION", `${back} blocks back, at most ${rules.rewindBlocksMax}`, against);
  if (rules.rewindRequires === "approval")
    return refusal("PAYLOAD_REGRESSION", `${back} blocks back need the operators' approval`, against, "rewind");
  if (block.number < signed.lowestKnown)
    return refusal("PAYLOAD_REGRESSION", "what was signed so far back is forgotten", against);
  if (!standsOn(signed.at(block.number - 1n), block))
    return refusal("PAYLOAD_REGRESSION", "the parent is none of the blocks that were signed", against);
  return undefined;
}

function conflictOf(signed: SignedBlocks, block: BlockToSign, rules: PayloadRules): PayloadRefusal | undefined {
  const here = signed.at(block.number).filter(({ superseded }) => !superseded);
  if (here.length >= rules.payloadsPerNumberMax) {
    const detail = `${here.length} signed, at most ${rules.payloadsPerNumberMax}`;
    return refusal("PAYLOAD_CONFLICT", detail, here.at(-1), "clear-conflict");
  }
  const before = signed.at(block.number - 1n).filter(({ superseded }) => !superseded);
  if (before.length > 0 && !standsOn(before, block)) {
    const detail = "it stands on another block than the one that was signed before it";
    return refusal("PAYLOAD_CONFLICT", detail, before.at(-1), "clear-conflict");
  }
  return undefined;
}

const standsOn = (before: readonly SignedBlock[], { parentHash }: BlockToSign): boolean =>
  before.some(({ blockHash, superseded }) => !superseded && blockHash === parentHash);

const refusal = (
  refused: PayloadRefusal["refused"],
  detail: string,
  against?: SignedBlock,
  approvable?: PayloadRefusal["approvable"],
): PayloadRefusal => ({ refused, detail, against, approvable });
