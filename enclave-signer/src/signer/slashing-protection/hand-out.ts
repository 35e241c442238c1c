// Exporting: a key's history as another client can safely take it over, whichever way that client imports. One that keeps complete records
// refuses what is at or below the file's minima, one that keeps maxima what is at or below those: so nothing below our watermark may stand in
// the file alone, and one record without a root stands for all of it.
import type { InterchangeAttestation, InterchangeBlock, InterchangeEntry } from "./interchange.ts";
import { floorOf, type KeyHistory } from "./key-history.ts";
import { placeOf, rootOf, sourceOf } from "./record-table.ts";

/** @param minimal One record of a kind, at the maxima. @returns `undefined` for a key of which nothing is known. */
export function handOut(publicKey: string, history: KeyHistory, minimal: boolean): InterchangeEntry | undefined {
  const blocks = minimal ? minimalBlock(history) : completeBlocks(history);
  const attestations = minimal ? minimalAttestation(history) : completeAttestations(history);
  return blocks.length + attestations.length === 0 ? undefined : { publicKey, blocks, attestations };
}

function minimalBlock(history: KeyHistory): InterchangeBlock[] {
  const { slot } = floorOf(history);
  return slot === undefined ? [] : [{ slot, signingRoot: undefined }];
}

function minimalAttestation(history: KeyHistory): InterchangeAttestation[] {
  const { source, target } = floorOf(history);
  return synthetic(source, target);
}

function completeBlocks({ blocks: table, watermark }: KeyHistory): InterchangeBlock[] {
  const blocks: InterchangeBlock[] = [];
  if (watermark.slot !== undefined) blocks.push({ slot: watermark.slot, signingRoot: undefined });
  for (let row = 0; row < table.count; row++) {
    const block = { slot: placeOf(table, row), signingRoot: rootOf(table, row) };
    if (watermark.slot === undefined || block.slot > watermark.slot) blocks.push(block);
    else if (block.slot === watermark.slot) blocks[0] = block;
  }
  return blocks;
}

/** What is not wholly above the synthetic record, and so would stand in conflict with it in some client's eyes, goes into it. */
function completeAttestations({ attestations: table, watermark }: KeyHistory): InterchangeAttestation[] {
  let [lowest] = synthetic(watermark.source, watermark.target);
  const above: InterchangeAttestation[] = [];
  for (let row = 0; row < table.count; row++) {
    const attestation = {
      sourceEpoch: sourceOf(table, row),
      targetEpoch: placeOf(table, row),
      signingRoot: rootOf(table, row),
    };
    if (lowest === undefined || isAbove(attestation, lowest)) above.push(attestation);
    else lowest = merged(lowest, attestation);
  }
  return lowest === undefined ? above : [lowest, ...above];
}

function isAbove(attestation: InterchangeAttestation, lowest: InterchangeAttestation): boolean {
  return attestation.targetEpoch > lowest.targetEpoch && attestation.sourceEpoch >= lowest.sourceEpoch;
}

/** The maxima of both; with the root of `attestation` where it is these maxima. */
function merged(lowest: InterchangeAttestation, attestation: InterchangeAttestation): InterchangeAttestation {
  const sourceEpoch = larger(lowest.sourceEpoch, attestation.sourceEpoch);
  const targetEpoch = larger(lowest.targetEpoch, attestation.targetEpoch);
  const isItself = sourceEpoch === attestation.sourceEpoch && targetEpoch === attestation.targetEpoch;
  return { sourceEpoch, targetEpoch, signingRoot: isItself ? attestation.signingRoot : undefined };
}

/** A target below its source, as a floor can have it, is refused by other clients: the source stands for it. */
function synthetic(source: bigint | undefined, target: bigint | undefined): InterchangeAttestation[] {
  if (source === undefined && target === undefined) return [];
  const sourceEpoch = source ?? 0n;
  return [{ sourceEpoch, targetEpoch: larger(target ?? 0n, sourceEpoch), signingRoot: undefined }];
}

const larger = (a: bigint, b: bigint) => (a > b ? a : b);
