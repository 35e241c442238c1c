// What stops a second boot or a clone from signing at the same numbers: claims of block numbers in the exclusive-window log.
// One log for each sequencer (`windowGroupOf`), its `slotHigh` being a block number.

export type NumberWindows = {
  /** As `SlashingProtection.cover`: `undefined` at once when an own claim covers `number`. @throws {Refusal} `WINDOW_UNAVAILABLE` and its like. */
  cover(number: bigint): Promise<void> | undefined;
  /** Whether `number` is inside an own claim, and above all that other boots may have signed. */
  allows(number: bigint): boolean;
};

export const windowGroupOf = ({ chainId, address }: { readonly chainId: number; readonly address: string }): string =>
  `sequencer-${chainId}-${address.toLowerCase()}`;
