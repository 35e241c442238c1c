// From a seed to a validator's key: EIP-2333 (derivation) and EIP-2334 (paths). Every level is hardened, so no path has an apostrophe.
import { bls } from "@inkan/native/bls";
import { BlsSigningKey } from "../bls.ts";
import { KeyError } from "./key-error.ts";
import { keyLimits } from "./limits.ts";

/**
 * @param path As `m/12381/3600/0/0/0`; each index decimal, below 2^32.
 * @throws {KeyError} `DERIVATION_PATH_INVALID`.
 *
 * @example
 * parseDerivationPath("m/12381/3600/7/0/0"); // [12381, 3600, 7, 0, 0]
 */
export function parseDerivationPath(path: string): number[] {
  const [master, ...levels] = path.length > keyLimits.derivationPathBytesMax ? [] : path.split("/");
  if (master !== "m" || levels.length > keyLimits.derivationLevelsMax) throw new KeyError("DERIVATION_PATH_INVALID");
  return levels.map((level) => {
    const index = /^(0|[1-9]\d{0,9})$/.test(level) ? Number(level) : Number.NaN;
    if (!(index <= 0xffff_ffff)) throw new KeyError("DERIVATION_PATH_INVALID");
    return index;
  });
}

/** EIP-2334: what validator `index` signs its duties with. */
export const signingPath = (index: number): string => `m/12381/3600/${index}/0/0`;

/**
 * @param seed 32 bytes or more: EIP-2333's `seed`, BIP-39's 64 bytes. Stays the caller's, who overwrites it.
 * @throws {KeyError} `DERIVATION_PATH_INVALID`, `SEED_INVALID`.
 */
export function deriveSigningKey(seed: Uint8Array, path: string): BlsSigningKey {
  const indexes = parseDerivationPath(path);
  if (seed.length < keyLimits.seedBytesMin || seed.length > keyLimits.seedBytesMax) throw new KeyError("SEED_INVALID");
  let derived = bls.deriveMasterEip2333(seed);
  try {
    for (const index of indexes) {
      const child = derived.deriveChildEip2333(index);
      derived.wipe();
      derived = child;
    }
    return BlsSigningKey.take(derived.toBytes());
  } finally {
    derived.wipe();
  }
}
