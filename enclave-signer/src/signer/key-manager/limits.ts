// Bounds of the key manager API's bodies; how many keystores one request may bring is the key set's own bound.

export const keyManagerLimits = {
  jsonDepthMax: 4,
  /** Public keys of one deletion. */
  deletionsMax: 10_000,
  /** Bodies of our own paths: one key each, or the public keys of one approval. */
  ownBodyBytesMax: 16_384,
} as const;
