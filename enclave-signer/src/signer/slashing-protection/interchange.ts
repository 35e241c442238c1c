// EIP-3076, "Slashing Protection Interchange Format", version 5: the file with which a validator's history moves between clients.

export type InterchangeBlock = {
  readonly slot: bigint;
  /** 32 bytes; `undefined`: not known, which equals no root. */
  readonly signingRoot: Uint8Array | undefined;
};

export type InterchangeAttestation = {
  readonly sourceEpoch: bigint;
  readonly targetEpoch: bigint;
  /** 32 bytes; `undefined`: not known, which equals no root. */
  readonly signingRoot: Uint8Array | undefined;
};

export type InterchangeEntry = {
  /** Lower case with 0x: 96 hexadecimal digits. */
  readonly publicKey: string;
  readonly blocks: readonly InterchangeBlock[];
  readonly attestations: readonly InterchangeAttestation[];
};

export type Interchange = {
  /** Lower case with 0x: 64 hexadecimal digits. */
  readonly genesisValidatorsRoot: string;
  /** Each public key once: entries of one key are merged. */
  readonly data: readonly InterchangeEntry[];
};
