// Which chains a relay's configuration names, and where it asks: for showing, and to know where to send a request.
import { parseJson } from "../json/index.ts";
import { proofLimits } from "../proof/index.ts";

export type ServedChain = {
  /** In the path: `/eth`. */
  readonly name: string;
  readonly chainId: number;
  readonly upstreams: readonly { readonly name: string; readonly url: URL }[];
};

/** What the enclave's own schema takes at most (`enclave-signer/src/enclave/config.ts`). */
const [chainsMax, upstreamsMax] = [64, 16];

/** @param configuration JSON as the endpoint shows it. What is not of the form is left out: whether it is the measured one, a check says. */
export function servedChains(configuration: string): readonly ServedChain[] {
  const limits = { bytesMax: proofLimits.evidenceBytesMax, depthMax: proofLimits.evidenceDepthMax };
  const { chains } = parseJson(configuration, limits) as { readonly chains?: unknown };
  return listOf(chains, chainsMax).flatMap((chain) => {
    const { name, chainId, upstreams } = chain;
    if (typeof name !== "string" || !/^[a-z0-9][a-z0-9-]{0,31}$/.test(name)) return [];
    if (typeof chainId !== "number" || !Number.isSafeInteger(chainId) || chainId < 1) return [];
    return [{ name, chainId, upstreams: listOf(upstreams, upstreamsMax).flatMap(upstreamOf) }];
  });
}

function upstreamOf({ name, url }: Readonly<Record<string, unknown>>): ServedChain["upstreams"] {
  return typeof name === "string" && typeof url === "string" && URL.canParse(url) ? [{ name, url: new URL(url) }] : [];
}

function listOf(value: unknown, max: number): readonly Readonly<Record<string, unknown>>[] {
  if (!Array.isArray(value)) return [];
  return value.slice(0, max).filter((each) => typeof each === "object" && each !== null);
}
