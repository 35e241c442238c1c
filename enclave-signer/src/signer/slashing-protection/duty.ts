// What slashing protection judges: messages whose second, conflicting signature costs a validator its stake.

export type BlockDuty = { readonly kind: "block"; readonly slot: bigint };
export type AttestationDuty = {
  readonly kind: "attestation";
  readonly sourceEpoch: bigint;
  readonly targetEpoch: bigint;
};
export type SlashableDuty = BlockDuty | AttestationDuty;
