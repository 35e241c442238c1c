// Every bound on chain state that somebody shows. Sizes in bytes, inclusive.

export const chainStateLimits = {
  /** A header of Osaka with 32 bytes of extra data has about 650. Chains of a few known validators put their signatures into it. */
  headerBytesMax: 8_192,
  extraDataBytesMax: 4_096,
  /** Fields behind those that are known: what later forks append. */
  headerFieldsUnknownMax: 8,
  /** The fullest branch: 16 references of 33 bytes, an empty value, three bytes of head. */
  nodeBytesMax: 532,
  /** One node for each of the 64 nibbles of a hashed key, and the leaf. */
  proofNodesMax: 65,
  /** Of one question: each has a proof of its own. */
  slotsMax: 64,
  rlpDepthMax: 16,
  rlpItemsMax: 256,
} as const;
