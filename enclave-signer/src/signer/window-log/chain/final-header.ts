// Which block counts: one that enough upstreams call final, and of which they name the same header. The rest may be silent, behind, or lying.
import type { BlockHeader } from "@inkan/attestation";
import type { ChainLogConfig } from "../../../enclave/signer-config.ts";
import type { ChainUpstream } from "./upstream.ts";

export type FinalHeader = Pick<BlockHeader, "number" | "hash" | "stateRoot">;

/** `finalized`: as the chain's consensus has it. Else so many blocks stand on it: for development chains. */
export type Finality = ChainLogConfig["finality"];

/**
 * The newest header on which `agreement` upstreams agree that it is final.
 *
 * @param agreement More than half of the upstreams, so that two headers of one height can't both have it.
 * @returns `undefined` when they agree on none.
 */
export async function findFinalHeader(
  upstreams: readonly ChainUpstream<unknown>[],
  agreement: number,
  finality: Finality,
): Promise<FinalHeader | undefined> {
  const said = await Promise.all(
    upstreams.map(async (upstream) => ({
      upstream,
      number: await finalNumberOf(upstream, finality).catch(() => undefined),
    })),
  );
  const answered = said.flatMap(({ upstream, number }) => (number === undefined ? [] : [{ upstream, number }]));
  const heights = [...new Set(answered.map(({ number }) => number))].sort((a, b) => (a > b ? -1 : 1));
  for (const height of heights) {
    // An upstream speaks for a block that it does not call final itself as little as for one that it does not know.
    const able = answered.filter(({ number }) => number >= height);
    if (able.length < agreement) continue;
    const headers = await Promise.all(able.map(({ upstream }) => upstream.header(height).catch(() => undefined)));
    const agreed = agreedOf(headers, agreement);
    if (agreed !== undefined) return agreed;
  }
  return undefined;
}

async function finalNumberOf(upstream: ChainUpstream<unknown>, finality: Finality): Promise<bigint> {
  if (finality === "finalized") return upstream.blockNumber("finalized");
  const [latest, below] = [await upstream.blockNumber("latest"), BigInt(finality.confirmations)];
  return latest > below ? latest - below : 0n;
}

function agreedOf(headers: readonly (FinalHeader | undefined)[], agreement: number): FinalHeader | undefined {
  const votes = new Map<string, number>();
  for (const header of headers) {
    if (header === undefined) continue;
    const hash = Buffer.from(header.hash).toString("hex");
    const count = (votes.get(hash) ?? 0) + 1;
    votes.set(hash, count);
    if (count >= agreement) return header;
  }
  return undefined;
}
