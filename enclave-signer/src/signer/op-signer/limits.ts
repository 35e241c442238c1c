// Every bound of op-signer's API. Units are in the names; all are inclusive.

export const opSignerLimits = {
  /** Calls in a JSON-RPC batch; they are answered one after the other, and other clients' work has its turn between them. */
  batchMax: 64,
  /**
   * Commas and opening brackets of a body: reading it takes time for each value, in which nobody else's signature is made. Sixteen times the
   * values of a batch of block payloads, or one transaction with the longest access list.
   */
  jsonValuesMax: 32_768,
  /** A batch of a call of params of a transaction of an access list of entries of keys has depth 7. */
  jsonDepthMax: 8,
  idLengthMax: 256,
  /** Gossip refuses larger messages (optimism, op-node/p2p, `maxGossipSize`). */
  payloadBytesMax: 10_485_760,
  /** Of a payload or transaction between two turns of other work: about 6 ms. */
  hashPieceBytes: 65_536,
  /** go-ethereum's pool takes 128 KiB; chains of their own may take more. */
  transactionDataBytesMax: 1_048_576,
  accessListEntriesMax: 4_096,
  storageKeysMax: 16_384,
  blobVersionedHashesMax: 128,
} as const;

export type OpSignerLimits = { readonly [name in keyof typeof opSignerLimits]: number };
