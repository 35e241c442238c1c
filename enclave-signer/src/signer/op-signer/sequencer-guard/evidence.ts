// Pairs of payloads that conflict, with what became of the second: so that an equivocation can be shown, and a refusal explained.
// Hashes and numbers only, bounded; conflicts that were signed are never displaced by floods of refused ones.
import { createHash } from "node:crypto";
import { canonicalJson, type JsonObject, parseJson } from "@inkan/attestation";
import type { RefusalCode } from "../../refusal.ts";
import type { BlockToSign } from "./block.ts";
import type { SequencerGuardLimits } from "./limits.ts";

/** In `blind-hash` only the signing hash is known. */
export type EvidenceBlock = Partial<BlockToSign> & Pick<BlockToSign, "signingHash">;

export type Conflict = {
  /** The sequencer's key, lower case with 0x. */
  readonly address: string;
  readonly chainId: number;
  readonly code: RefusalCode;
  /** `undefined`: the block before it is not remembered. */
  readonly signed: EvidenceBlock | undefined;
  readonly asked: EvidenceBlock;
};

export type Evidence = Conflict & {
  readonly outcome: "refused" | "signed";
  /** Hypervisor's time in milliseconds. */
  readonly unixMs: number;
};

export type EvidenceLog = {
  keep(evidence: Evidence): void;
  /** What an earlier boot kept: the text that it sealed. Counted among what is kept, as the oldest. */
  restore(text: string): void;
  /** Canonical JSON of all that is kept, oldest first, and how many more there were. */
  text(): string;
  /** Calls `changed` after each that was kept. */
  onKept(changed: () => void): void;
};

/** What operators approve when they clear a conflict: SHA-256 of it, lower case with 0x. The time is not part of it, so a retry is the same. */
export const conflictDigest = (conflict: Conflict): string =>
  `0x${createHash("sha256")
    .update(canonicalJson(conflictJson(conflict)))
    .digest("hex")}`;

/** Above what {@link EvidenceLog.text} can write: 512 pairs of less than 1,300 bytes. */
const earlierBytesMax = 1_048_576;

/** As {@link EvidenceLog.text} wrote it: bytes that were sealed are our own. */
type EarlierEvidence = {
  readonly signed: readonly JsonObject[];
  readonly refused: readonly JsonObject[];
  readonly signedDisplaced: number;
  readonly refusedOnlyCounted: number;
};

export function openEvidenceLog(limits: SequencerGuardLimits): EvidenceLog {
  const signed: Evidence[] = [];
  const refused: Evidence[] = [];
  let earlier: EarlierEvidence = { signed: [], refused: [], signedDisplaced: 0, refusedOnlyCounted: 0 };
  let displaced = 0;
  let onlyCounted = 0;
  const listeners: (() => void)[] = [];

  const isKnown = (evidence: Evidence) =>
    refused.some((kept) => kept.code === evidence.code && kept.asked.signingHash === evidence.asked.signingHash);
  const hasRoomFor = ({ asked }: Evidence) =>
    refused.length < limits.refusedEvidenceMax &&
    (asked.number === undefined ||
      refused.filter((kept) => kept.asked.number === asked.number).length < limits.refusedEvidencePerNumberMax);

  return {
    keep(evidence) {
      if (evidence.outcome === "signed") {
        signed.push(evidence);
        if (signed.length > limits.signedEvidenceMax) {
          signed.shift();
          displaced++;
        }
      } else if (isKnown(evidence) || !hasRoomFor(evidence)) {
        onlyCounted++;
        return;
      } else refused.push(evidence);
      for (const changed of listeners) changed();
    },
    restore(text) {
      earlier = parseJson(text, { depthMax: 4, bytesMax: earlierBytesMax }) as unknown as EarlierEvidence;
    },
    text() {
      const allSigned = [...earlier.signed, ...signed.map(evidenceJson)];
      const allRefused = [...earlier.refused, ...refused.map(evidenceJson)];
      const over = (list: readonly JsonObject[], max: number) => Math.max(0, list.length - max);
      const signedOver = over(allSigned, limits.signedEvidenceMax);
      const refusedOver = over(allRefused, limits.refusedEvidenceMax);
      return canonicalJson({
        signed: allSigned.slice(signedOver),
        signedDisplaced: earlier.signedDisplaced + displaced + signedOver,
        refused: allRefused.slice(refusedOver),
        refusedOnlyCounted: earlier.refusedOnlyCounted + onlyCounted + refusedOver,
      });
    },
    onKept: (changed) => void listeners.push(changed),
  };
}

function conflictJson({ address, chainId, code, signed, asked }: Conflict): JsonObject {
  return { address, chainId, code, signed: signed === undefined ? null : blockJson(signed), asked: blockJson(asked) };
}

const evidenceJson = (evidence: Evidence): JsonObject => ({
  ...conflictJson(evidence),
  outcome: evidence.outcome,
  unixMs: evidence.unixMs,
});

function blockJson({ signingHash, payloadHash, number, timestamp, parentHash, blockHash }: EvidenceBlock): JsonObject {
  return {
    signingHash,
    payloadHash: payloadHash ?? null,
    number: number === undefined ? null : String(number),
    timestamp: timestamp === undefined ? null : String(timestamp),
    parentHash: parentHash ?? null,
    blockHash: blockHash ?? null,
  };
}
