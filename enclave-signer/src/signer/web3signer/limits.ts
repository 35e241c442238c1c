// Every bound of the Web3Signer API; a body's greatest is the configuration's `limits.requestBytesMax`.

export const web3signerLimits = {
  /** Nested arrays and objects of a request: the deepest that a client sends, a phase 0 block with slashings, has 9. */
  jsonDepthMax: 16,
  /**
   * Only an execution payload envelope may be larger, and a body that is from a certificate that may send one: reading 16 MiB takes up to a few
   * seconds, in which nothing else is signed. The largest besides is a phase 0 block that is full of slashings.
   */
  bodyBytesMax: 524_288,
  /** A body up to this size is remembered with its signing root. An attestation has about 900 bytes. */
  rememberedBodyBytesMax: 4_096,
  /** Bodies that are remembered: one attestation, sync message or selection proof is shared by all keys of a slot. */
  rememberedBodiesMax: 512,
} as const;

export type Web3signerLimits = { readonly [Name in keyof typeof web3signerLimits]: number };
