// What stops a second boot or a clone from signing at the same numbers: claims of block numbers in the exclusive-window log.

export type ExclusiveNumbers = {
  /** Of the log: `none` where the parent can put it back; then time must keep boots apart. */
  readonly exclusivity: string;
  /** `undefined` at once when an own claim covers `number`. @throws {Refusal} `BELOW_WINDOW`, `WINDOW_UNAVAILABLE`, `LOG_CORRUPT`, `SIGNER_RETIRED`. */
  cover(number: bigint): Promise<void> | undefined;
  /** Whether `number` may be signed now; what was allowed counts as signed. Waits for nothing: ask right before signing. */
  allows(number: bigint): boolean;
};
