// Many keystores and their passwords → keys, a few at a time; each fails or succeeds by itself.
import type { BlsSigningKey } from "../bls.ts";
import type { DerivationPool } from "./derivation-pool.ts";
import { KeyError } from "./key-error.ts";
import { openKeystore } from "./keystore.ts";
import { readKeystore } from "./keystore-format.ts";
import { keyLimits } from "./limits.ts";

export type Opened = { readonly signing: BlsSigningKey; readonly path: string };

export type KeystoreBatch = {
  readonly keystores: readonly string[];
  readonly passwords: readonly string[];
  readonly onProgress?: (progress: { readonly done: number; readonly total: number }) => void;
};

/** @returns One for each keystore, in order. @throws {KeyError} `TOO_MANY_AT_ONCE`. */
export async function decryptAll(batch: KeystoreBatch, pool: DerivationPool): Promise<(Opened | KeyError)[]> {
  const { keystores, passwords, onProgress } = batch;
  const total = keystores.length;
  if (total > keyLimits.keystoresPerImportMax)
    throw new KeyError("TOO_MANY_AT_ONCE", `at most ${keyLimits.keystoresPerImportMax}`);
  if (passwords.length !== total) throw new RangeError("one password for each keystore");
  const opened: (Opened | KeyError)[] = new Array(total);
  let next = 0;
  let done = 0;
  const work = async () => {
    while (next < total) {
      const at = next++;
      opened[at] = await openOne(keystores[at] ?? "", passwords[at] ?? "", pool);
      onProgress?.({ done: ++done, total });
    }
  };
  await Promise.all(Array.from({ length: keyLimits.derivationsAtOnceMax }, work));
  return opened;
}

async function openOne(text: string, password: string, pool: DerivationPool): Promise<Opened | KeyError> {
  try {
    const keystore = readKeystore(text);
    return { signing: await openKeystore(keystore, password, pool), path: keystore.path };
  } catch (thrown) {
    if (thrown instanceof KeyError) return thrown;
    throw thrown;
  }
}
