// Every bound of slashing protection's memory, and of the files that go into it and come out.

export type RecordsLimits = {
  /** Keys with a history. One more is refused, never an old one forgotten. */
  readonly keysMax: number;
  /** Attestations whose target is this many epochs or more behind the highest of their key are dropped, under a raised watermark. */
  readonly epochsKept: bigint;
  /** Blocks likewise, in slots. */
  readonly slotsKept: bigint;
  /** Records of a kind for one key; past it the oldest are dropped, under a raised watermark. */
  readonly recordsPerKeyMax: number;
};

/**
 * 64 epochs are 6.8 hours on mainnet: an attestation can be included in a block for 2 epochs (EIP-7045), so what is dropped is of no use to anyone.
 * With 20,000 keys the attestations kept are 20,000 × 64 × 49 bytes = 63 MB.
 */
export const recordsLimits = {
  keysMax: 100_000,
  epochsKept: 64n,
  slotsKept: 2_048n,
  recordsPerKeyMax: 256,
} as const satisfies RecordsLimits;

export type InterchangeLimits = {
  readonly bytesMax: number;
  /** Members of `data`; a key may have several. */
  readonly entriesMax: number;
  /** Blocks and attestations of all keys together. */
  readonly recordsMax: number;
};

export const interchangeLimits = {
  bytesMax: 67_108_864,
  entriesMax: 100_000,
  recordsMax: 500_000,
} as const satisfies InterchangeLimits;

export type ExportLimits = {
  /** Characters of the file. 20,000 keys with 64 attestations each would be 168 MB; with maxima only they are 4 MB. */
  readonly exportCharactersMax: number;
  /** Keys whose text is made before signing gets its turn. */
  readonly exportKeysAtOnce: number;
};

export const exportLimits = {
  exportCharactersMax: 33_554_432,
  exportKeysAtOnce: 32,
} as const satisfies ExportLimits;
