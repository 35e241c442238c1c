// The payloads that op-node was given last, by the hash that it will ask a signature for. Bounded in number and bytes.
import { keccak256 } from "viem";
import type { ShimLimits } from "./limits.ts";

export type Payloads = {
  /** @returns The hash, lower case with 0x. */
  keep(bytes: Uint8Array): string;
  find(hash: string): Uint8Array | undefined;
  readonly count: number;
  readonly bytes: number;
};

export function openPayloads({ payloadsKeptMax, payloadsKeptBytesMax }: ShimLimits): Payloads {
  /** Oldest first: a `Map` keeps the order of insertion. */
  const byHash = new Map<string, Uint8Array>();
  let total = 0;

  const forget = (hash: string) => {
    total -= byHash.get(hash)?.length ?? 0;
    byHash.delete(hash);
  };

  return {
    keep(bytes) {
      const hash = keccak256(bytes);
      forget(hash);
      byHash.set(hash, bytes);
      total += bytes.length;
      for (const oldest of byHash.keys()) {
        if (byHash.size <= payloadsKeptMax && total <= payloadsKeptBytesMax) break;
        forget(oldest);
      }
      return hash;
    },
    find: (hash) => byHash.get(hash),
    get count() {
      return byHash.size;
    },
    get bytes() {
      return total;
    },
  };
}
