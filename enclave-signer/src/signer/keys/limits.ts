// Every bound of importing, deriving and keeping keys. Units are in the names; all are inclusive.

export const keyLimits = {
  /** One EIP-2335 keystore as JSON text; staking-deposit-cli's have about 800. */
  keystoreBytesMax: 16_384,
  keystoreDepthMax: 8,
  passwordBytesMax: 1_024,
  saltBytesMax: 64,
  /** What one scrypt may hold, 128·n·r: EIP-2335's own parameters need exactly so much. */
  scryptMemoryBytesMax: 268_435_456,
  /** n·r·p: time. Twice EIP-2335's own. */
  scryptWorkMax: 4_194_304,
  /** 16 times EIP-2335's own; about 1 s. */
  pbkdf2IterationsMax: 4_194_304,
  /** All key derivations that run at once, together. */
  derivationMemoryBytesMax: 536_870_912,
  /** Further ones of Node's four threads stay free for what is not bulk. */
  derivationsAtOnceMax: 2,
  /** Keystores of one import, that is the wait of one request: about a second each on one core. Further ones: another request. */
  keystoresPerImportMax: 1_000,
  /** Keys that one call may generate. */
  generatedPerCallMax: 1_000,

  /** EIP-2334 paths have four or five; each level costs about 2 ms. */
  derivationLevelsMax: 8,
  seedBytesMin: 32,
  seedBytesMax: 256,
  groupBytesMax: 32,
  derivationPathBytesMax: 100,
} as const;

if (keyLimits.scryptMemoryBytesMax > keyLimits.derivationMemoryBytesMax)
  throw new RangeError("one key derivation must fit into the memory of all");
