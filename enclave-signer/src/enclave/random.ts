// Randomness: the kernel's and the NSM's mixed, so that each alone is enough. On a Nitro enclave the kernel starts with little entropy
// of its own; the NSM's comes from the hypervisor, which is trusted.
import { createCipheriv, createHash, randomFillSync } from "node:crypto";
import { closeSync, openSync, writeSync } from "node:fs";

export type Random = {
  /** @param length In bytes. */
  bytes(length: number): Uint8Array;
  /** An integer from 0 to 2^32 - 1. */
  uint32(): number;
};

const poolBytes = 4096;
const label = "inkan-random-1\n";

/**
 * A generator whose output is an AES-256-CTR stream, keyed by kernel and NSM randomness together, XOR the kernel's generator:
 * to predict it one must know both.
 *
 * @param nsmRandom What `GetRandom` gave; at least 32 bytes.
 * @param fill The kernel's generator; injected in tests.
 */
export function mixedRandom(
  nsmRandom: Uint8Array,
  fill: (bytes: Uint8Array) => Uint8Array = (bytes) => randomFillSync(bytes),
): Random {
  if (nsmRandom.length < 32) throw new RangeError("the NSM gave less than 32 random bytes");
  const key = createHash("sha256")
    .update(label)
    .update(fill(new Uint8Array(32)))
    .update(nsmRandom)
    .digest();
  const stream = createCipheriv("aes-256-ctr", key, Buffer.alloc(16));
  key.fill(0);

  const pool = new Uint8Array(poolBytes);
  let used = poolBytes;
  const refill = () => {
    pool.set(stream.update(fill(pool)));
    used = 0;
  };
  const take = (length: number): Uint8Array => {
    if (used + length > poolBytes) refill();
    const taken = pool.slice(used, used + length);
    pool.fill(0, used, used + length); // what was given out is not kept
    used += length;
    return taken;
  };

  return {
    bytes(length) {
      if (length <= poolBytes) return take(length);
      return Uint8Array.from(stream.update(fill(new Uint8Array(length))));
    },
    uint32() {
      const [a, b, c, d] = take(4) as unknown as [number, number, number, number];
      return ((a << 24) | (b << 16) | (c << 8) | d) >>> 0;
    },
  };
}

/**
 * Mixes bytes into the kernel's pool (random(4): whoever may write may mix, and nothing is credited), for OpenSSL, which draws from it alone.
 * In an image whose program may not write there, its init has done so.
 *
 * @returns Whether the kernel took all of them.
 */
export function stirKernelPool(bytes: Uint8Array, path = "/dev/random"): boolean {
  let file: number | undefined;
  try {
    file = openSync(path, "w");
    return writeSync(file, bytes) === bytes.length;
  } catch {
    return false;
  } finally {
    if (file !== undefined) closeSync(file);
  }
}
