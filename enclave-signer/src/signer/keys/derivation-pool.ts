// scrypt and PBKDF2 on Node's own threads, bounded in number and memory. They are native and asynchronous already: a pool of
// workers would hold a V8 heap for each and a second copy of every password. The event loop, which signs, is never blocked.
import { pbkdf2, scrypt } from "node:crypto";
import { availableParallelism } from "node:os";
import { KeyError } from "./key-error.ts";
import { type KeyDerivation, scryptBytes } from "./keystore-format.ts";
import { keyLimits } from "./limits.ts";

export type DerivationPool = {
  /**
   * @param password Normalised bytes; stays the caller's.
   * @returns 32 bytes, the caller's to overwrite.
   * @throws {KeyError} `KEYSTORE_UNSUPPORTED`, when OpenSSL takes the parameters for nonsense.
   */
  derive(derivation: KeyDerivation, password: Uint8Array): Promise<Buffer>;
  /** Derivations that run now. */
  readonly running: number;
};

export type DerivationPoolOptions = { readonly atOnceMax: number; readonly memoryBytesMax: number };

/** One core stays free for signing where there is more than one. */
export const defaultPoolOptions = (): DerivationPoolOptions => ({
  atOnceMax: Math.max(1, Math.min(keyLimits.derivationsAtOnceMax, availableParallelism() - 1)),
  memoryBytesMax: keyLimits.derivationMemoryBytesMax,
});

/** The first come is the first served, also when a later one would fit: none waits for ever. */
export function openDerivationPool({ atOnceMax, memoryBytesMax } = defaultPoolOptions()): DerivationPool {
  const waiting: { readonly bytes: number; readonly start: () => void }[] = [];
  let running = 0;
  let heldBytes = 0;

  const admit = () => {
    for (let next = waiting[0]; next !== undefined; next = waiting[0]) {
      if (running >= atOnceMax || (running > 0 && heldBytes + next.bytes > memoryBytesMax)) return;
      waiting.shift();
      running++;
      heldBytes += next.bytes;
      next.start();
    }
  };

  return {
    async derive(derivation, password) {
      const bytes = scryptBytes(derivation);
      await new Promise<void>((start) => {
        waiting.push({ bytes, start });
        admit();
      });
      try {
        return await run(derivation, password);
      } finally {
        running--;
        heldBytes -= bytes;
        admit();
      }
    },
    get running() {
      return running;
    },
  };
}

function run(derivation: KeyDerivation, password: Uint8Array): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const done = (error: Error | null, derived: Buffer) =>
      error === null ? resolve(derived) : reject(new KeyError("KEYSTORE_UNSUPPORTED", "crypto.kdf.params"));
    if (derivation.function === "pbkdf2") pbkdf2(password, derivation.salt, derivation.c, 32, "sha256", done);
    else {
      const { n, r, p, salt } = derivation;
      const maxmem = 128 * r * (n + p + 2); // as OpenSSL counts it, `providers/implementations/kdfs/scrypt.c`
      try {
        scrypt(password, salt, 32, { N: n, r, p, maxmem }, done);
      } catch {
        reject(new KeyError("KEYSTORE_UNSUPPORTED", "crypto.kdf.params"));
      }
    }
  });
}
