// Every bound of the shim. Units are in the names; all are inclusive.

export const shimLimits = {
  /** One request or answer of the engine API or of the signer's; larger ones are refused. */
  messageBytesMax: 67_108_864,
  /** Payloads that are remembered, and their bytes together; the oldest goes first. */
  payloadsKeptMax: 64,
  payloadsKeptBytesMax: 134_217_728,
  /** The deadline of an exchange with the signer: longer than op-node waits. */
  signerDeadlineMs: 15_000,
  /** The engine may think for long about a block. */
  engineDeadlineMs: 120_000,
  jsonDepthMax: 32,
} as const;

export type ShimLimits = { readonly [name in keyof typeof shimLimits]: number };
