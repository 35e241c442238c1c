// What op-signer's API is made of, and its guards: one for each sequencer of the measured configuration.
import type { Clock } from "../../enclave/clock.ts";
import type { SequencerConfig, SignerConfig } from "../../enclave/signer-config.ts";
import type { Approvals } from "../approvals/approvals.ts";
import type { KeyRing } from "../keys/key-ring.ts";
import type { RefusalCode } from "../refusal.ts";
import type { Signer } from "../sign.ts";
import type { OnTime } from "../sign-on-time.ts";
import { type OpSignerLimits, opSignerLimits } from "./limits.ts";
import { type EvidenceLog, openEvidenceLog } from "./sequencer-guard/evidence.ts";
import type { ExclusiveNumbers } from "./sequencer-guard/exclusive-numbers.ts";
import { openSequencerGuard, type SequencerGuard } from "./sequencer-guard/guard.ts";
import { sequencerGuardLimits } from "./sequencer-guard/limits.ts";

/** As op-signer counts: `signer_signtransaction_total` and `signer_signblockpayload_total`. */
export type SigningObserved = {
  readonly what: "transaction" | "blockpayload";
  /** Name of the client's permission; empty for a client that matched none. */
  readonly client: string;
  /** `undefined`: signed. */
  readonly refused: RefusalCode | undefined;
};

export type OpSignerParts = {
  readonly config: Pick<SignerConfig, "sequencers" | "transactions">;
  readonly signer: Pick<Signer, "signDigest">;
  readonly onTime: OnTime;
  readonly keys: Pick<KeyRing, "account">;
  readonly approvals: Approvals;
  readonly clock: Clock;
  /** Windows of a sequencer in mode `payload`; `undefined`: nothing is known of other boots. */
  readonly windowsOf: (sequencer: SequencerConfig) => ExclusiveNumbers | undefined;
  readonly version: string;
  readonly observe?: (observed: SigningObserved) => void;
};

export type OpSigner = OpSignerParts & {
  readonly limits: OpSignerLimits;
  readonly guards: readonly SequencerGuard[];
  readonly evidence: EvidenceLog;
};

export function openOpSigner(parts: OpSignerParts): OpSigner {
  const evidence = openEvidenceLog(sequencerGuardLimits);
  const guards = parts.config.sequencers.map((config) =>
    openSequencerGuard({
      ...{ config, clock: parts.clock, approvals: parts.approvals, evidence, limits: sequencerGuardLimits },
      windows: config.mode === "payload" ? parts.windowsOf(config) : undefined,
    }),
  );
  return { ...parts, limits: opSignerLimits, guards, evidence };
}
