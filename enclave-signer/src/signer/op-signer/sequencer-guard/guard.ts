// What stands between a sequencer's request and its key: decide → record → sign, without a pause in between.
import type { Clock } from "../../../enclave/clock.ts";
import type { SequencerConfig } from "../../../enclave/signer-config.ts";
import type { Approvals } from "../../approvals/approvals.ts";
import type { ApprovalSubject } from "../../approvals/subject.ts";
import { Refusal } from "../../refusal.ts";
import { hashPayload } from "../hash-payload.ts";
import { opSignerLimits } from "../limits.ts";
import { hexText } from "../members.ts";
import { decodePayload } from "../payload.ts";
import type { BlockToSign } from "./block.ts";
import { type Conflict, conflictDigest, type EvidenceBlock, type EvidenceLog } from "./evidence.ts";
import type { ExclusiveNumbers } from "./exclusive-numbers.ts";
import { openHashRate } from "./hash-rate.ts";
import type { SequencerGuardLimits } from "./limits.ts";
import { judgePayload, type PayloadJudgement, type PayloadRefusal } from "./payload-rules.ts";
import { openSignedBlocks } from "./signed-blocks.ts";

export type GuardRequest = {
  /** 32 bytes each. The signing hash was computed here. */
  readonly signingHash: Uint8Array;
  readonly payloadHash: Uint8Array;
  readonly payloadBytes: Uint8Array | undefined;
  /** Name of the client's permission. */
  readonly requestedBy: string;
};

/** What anyone may know of a sequencer's protection. */
export type SequencerStatus = {
  readonly address: string;
  readonly chainId: number;
  readonly mode: SequencerConfig["mode"];
  /** What keeps other boots and clones from signing at the same numbers: the window log's exclusivity, or `none`. */
  readonly exclusivity: string;
};

export type SequencerGuard = {
  readonly config: SequencerConfig;
  readonly status: SequencerStatus;
  /**
   * Calls `sign` when the signature may be made, after that was recorded.
   *
   * @throws {Refusal} `PAYLOAD_*`, `BLOCK_PAYLOAD_INVALID`, `BELOW_BOOT_FLOOR`, and what the window log says.
   */
  admit<Signature>(request: GuardRequest, sign: () => Signature): Promise<Signature>;
};

export type GuardParts = {
  readonly config: SequencerConfig;
  readonly clock: Clock;
  readonly approvals: Approvals;
  readonly evidence: EvidenceLog;
  /** For mode `payload`; `undefined`: nothing is known of other boots. */
  readonly windows: ExclusiveNumbers | undefined;
  readonly limits: SequencerGuardLimits;
};

export function openSequencerGuard(parts: GuardParts): SequencerGuard {
  return parts.config.mode === "payload" ? guardPayloads(parts) : guardHashes(parts);
}

function guardPayloads(parts: GuardParts): SequencerGuard {
  const { config, clock, windows, approvals } = parts;
  const signed = openSignedBlocks(parts.limits);
  // Where nothing exclusive tells of earlier boots, time does: they signed nothing that is later than their clock and the tolerance.
  const isAlone = windows !== undefined && windows.exclusivity !== "none";
  const floorMs = isAlone ? undefined : Math.ceil(clock.unixMs()) + config.futureTimestampMsMax;

  /** @throws {Refusal} When nothing that could happen meanwhile, no approval and no window, makes it right. */
  function judge(block: BlockToSign): PayloadJudgement {
    const judged = judgePayload(signed, block, config, clock.unixMs());
    if ("refused" in judged && judged.approvable === undefined) {
      keepPair(conflictOf(judged, block), "refused");
      throw new Refusal(judged.refused, judged.detail);
    }
    return judged;
  }

  /** Returns when the block may be signed, and is recorded then. */
  function decide(block: BlockToSign, requestedBy: string): void {
    const judged = judge(block);
    if ("verdict" in judged && judged.verdict === "repeat") return;
    if (floorMs !== undefined && block.timestamp * 1000n <= BigInt(floorMs)) throw new Refusal("BELOW_BOOT_FLOOR");
    if (!signed.hasRoom(block.number)) throw new Refusal("PAYLOAD_CONFLICT", "no more are signed at this number");
    if (windows?.allows(block.number) === false) throw new Refusal("BELOW_WINDOW");
    if ("refused" in judged) {
      requireApproval(judged, block, requestedBy);
      signed.supersedeFrom(block.number);
      keepPair(conflictOf(judged, block), "signed");
    } else if (judged.verdict === "new-conflicting")
      keepPair(conflictOf({ refused: "PAYLOAD_CONFLICT", against: judged.against }, block), "signed");
    signed.record(block);
  }

  /** @throws {Refusal} The refusal itself, unless the operators approved it. */
  function requireApproval(refusal: PayloadRefusal, block: BlockToSign, requestedBy: string): void {
    const conflict = conflictOf(refusal, block);
    try {
      approvals.require(
        refusal.approvable === "rewind"
          ? rewindOf(block)
          : { action: "clear-conflict", ...ownerOf(config), evidence: conflictDigest(conflict) },
        requestedBy,
      );
    } catch (thrown) {
      if (!(thrown instanceof Refusal)) throw thrown;
      keepPair(conflict, "refused");
      const isPending = thrown.code === "APPROVAL_REQUIRED";
      throw new Refusal(refusal.refused, isPending ? `${refusal.detail}; ${thrown.message}` : refusal.detail);
    }
  }

  const rewindOf = ({ number, payloadHash }: BlockToSign): ApprovalSubject => ({
    ...{ action: "rewind", ...ownerOf(config) },
    ...{ fromNumber: signed.highest ?? number, toNumber: number, payloadHash },
  });
  const conflictOf = ({ refused, against }: Pick<PayloadRefusal, "refused" | "against">, asked: BlockToSign) => ({
    ...ownerOf(config),
    ...{ code: refused, signed: against, asked },
  });
  const keepPair = (conflict: Conflict, outcome: "refused" | "signed") => {
    if (conflict.signed !== undefined) keep(parts, conflict, outcome);
  };

  return {
    config,
    status: statusOf(parts),
    async admit(request, sign) {
      const block = await blockOf(request);
      // A number that is refused anyway must not be claimed in the log, where it would stand for ever.
      const judged = judge(block);
      const isRepeat = "verdict" in judged && judged.verdict === "repeat";
      const covering = isRepeat ? undefined : windows?.cover(block.number);
      if (covering !== undefined) await covering;
      decide(block, request.requestedBy);
      return sign();
    },
  };
}

function guardHashes(parts: GuardParts): SequencerGuard {
  const { config, clock } = parts;
  const rate = openHashRate(config, parts.limits);

  function decide(request: GuardRequest): void {
    const asked: EvidenceBlock = {
      signingHash: hexText(request.signingHash),
      payloadHash: hexText(request.payloadHash),
    };
    const last = rate.last;
    if (rate.judge(asked.signingHash, clock.monotonicMs()) !== "too-many") return;
    const conflict: Conflict = {
      ...ownerOf(config),
      code: "PAYLOAD_RATE",
      signed: last === undefined ? undefined : { signingHash: last },
      asked,
    };
    if (config.onConflict === "refuse") {
      keep(parts, conflict, "refused");
      throw new Refusal("PAYLOAD_RATE", `${config.distinctHashesPerBlockTime} in ${config.blockTimeMs} ms`);
    }
    keep(parts, conflict, "signed");
    rate.count(asked.signingHash, clock.monotonicMs());
  }

  return {
    config,
    status: statusOf(parts),
    async admit(request, sign) {
      if (request.payloadBytes !== undefined) await checkHash(request.payloadBytes, request.payloadHash);
      decide(request);
      return sign();
    },
  };
}

function keep({ evidence, clock }: GuardParts, conflict: Conflict, outcome: "refused" | "signed"): void {
  evidence.keep({ ...conflict, outcome, unixMs: clock.unixMs() });
}

const statusOf = ({ config, windows }: GuardParts): SequencerStatus => ({
  ...ownerOf(config),
  mode: config.mode,
  exclusivity: windows?.exclusivity ?? "none",
});

const ownerOf = ({ address, chainId }: SequencerConfig) => ({ address: address.toLowerCase(), chainId });

/** @throws {Refusal} `PAYLOAD_REQUIRED`, `BLOCK_PAYLOAD_INVALID`. */
async function blockOf({ payloadBytes, payloadHash, signingHash }: GuardRequest): Promise<BlockToSign> {
  if (payloadBytes === undefined) throw new Refusal("PAYLOAD_REQUIRED");
  await checkHash(payloadBytes, payloadHash);
  const { version: _, ...block } = decodePayload(payloadBytes);
  return { ...block, payloadHash: hexText(payloadHash), signingHash: hexText(signingHash) };
}

async function checkHash(payloadBytes: Uint8Array, payloadHash: Uint8Array): Promise<void> {
  if (Buffer.compare(await hashPayload(payloadBytes, opSignerLimits), payloadHash) !== 0)
    throw new Refusal("BLOCK_PAYLOAD_INVALID", "payloadHash is not the hash of payloadBytes");
}
