// Every bound of op-signer's API. Units are in the names; all are inclusive.

export const opSignerLimits = {
  /** Calls in a JSON-RPC batch; they are answered one after the other. */
  batchMax: 64,
  /** A batch of a call of params of a transaction of an access list of entries of keys has depth 7. */
  jsonDepthMax: 8,
  idLengthMax: 256,
  /** Gossip refuses larger messages (optimism, op-node/p2p, `maxGossipSize`). */
  payloadBytesMax: 10_485_760,
  /** Of a payload between two turns of other work: about 6 ms. */
  hashPieceBytes: 65_536,
  /** go-ethereum's pool takes 128 KiB; chains of their own may take more. */
  transactionDataBytesMax: 1_048_576,
  accessListEntriesMax: 4_096,
  storageKeysMax: 16_384,
  blobVersionedHashesMax: 128,
} as const;

export type OpSignerLimits = { readonly [name in keyof typeof opSignerLimits]: number };
