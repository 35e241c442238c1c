// One block that several RPC endpoints name alike: what chain state is proven against, where no single endpoint is to be believed.
import { toHex } from "../bytes.ts";
import type { Eip1193Provider } from "../http-provider.ts";
import { RegistryError } from "../registry-error.ts";
import { type BlockHeader, readBlock } from "./header.ts";
import { memberOf } from "./quoted.ts";

export type BlockQuestion = {
  readonly chainId: number;
  /** `finalized` is not undone; `latest` may be. */
  readonly tag: "finalized" | "safe" | "latest";
  /** So many endpoints must name it. */
  readonly agreeing: number;
};

export type AgreedBlock = {
  readonly header: BlockHeader;
  /** Endpoints that name it, by their place in the list. */
  readonly namedBy: readonly number[];
};

/**
 * The newest block that at least `agreeing` endpoints have under `tag`, and name alike. Endpoints that fail, lag, or are for another chain count as
 * silent.
 *
 * @throws {RegistryError} `CHAIN_DISAGREES`; the first endpoint's own error where all failed.
 */
export async function agreedBlock(
  providers: readonly Eip1193Provider[],
  { chainId, tag, agreeing }: BlockQuestion,
): Promise<AgreedBlock> {
  if (agreeing < 1 || agreeing > providers.length) throw new RangeError("as many endpoints as have to agree");
  const heads = await settled(providers.map((provider) => headOf(provider, chainId, tag)));
  const numbers = heads.flatMap(({ value }) => (value === undefined ? [] : [value.number]));
  if (numbers.length === 0) throw heads[0]?.thrown ?? new RegistryError("CHAIN_DISAGREES", "no endpoint answered");
  // The newest that enough of them can have.
  const number = numbers.sort((a, b) => (a < b ? 1 : a > b ? -1 : 0))[agreeing - 1];
  if (number === undefined) throw new RegistryError("CHAIN_DISAGREES", `${numbers.length} answered, ${agreeing} must`);

  const named = await settled(
    providers.map(async (provider, index) => {
      const head = heads[index]?.value;
      if (head === undefined || head.number < number) throw new RegistryError("CHAIN_DISAGREES", "behind");
      return head.number === number ? head : blockAt(provider, `0x${number.toString(16)}`);
    }),
  );
  const byHash = Map.groupBy(
    named.flatMap(({ value }, index) => (value?.number === number ? [{ header: value, index }] : [])),
    ({ header }) => toHex(header.hash),
  );
  const [most] = [...byHash.values()].sort((a, b) => b.length - a.length);
  if (most === undefined || most.length < agreeing)
    throw new RegistryError("CHAIN_DISAGREES", `${most?.length ?? 0} name block ${number} alike, ${agreeing} must`);
  return { header: most[0]!.header, namedBy: most.map(({ index }) => index) };
}

async function headOf(provider: Eip1193Provider, chainId: number, tag: string): Promise<BlockHeader> {
  const seen = await provider.request({ method: "eth_chainId", params: [] });
  if (typeof seen !== "string" || !/^0x[0-9a-f]{1,16}$/i.test(seen) || BigInt(seen) !== BigInt(chainId))
    throw new RegistryError("CHAIN_ID_MISMATCH", `wanted ${chainId}`);
  return blockAt(provider, tag);
}

async function blockAt(provider: Eip1193Provider, tag: string): Promise<BlockHeader> {
  const block = await provider.request({ method: "eth_getBlockByNumber", params: [tag, false] });
  if (memberOf(block, "hash") === undefined) throw new RegistryError("RPC_ANSWER_INVALID", `no block ${tag}`);
  return readBlock(block);
}

type Settled<Value> = { readonly value: Value | undefined; readonly thrown: unknown };

async function settled<Value>(promises: readonly Promise<Value>[]): Promise<Settled<Value>[]> {
  const results = await Promise.allSettled(promises);
  return results.map((result) =>
    result.status === "fulfilled"
      ? { value: result.value, thrown: undefined }
      : { value: undefined, thrown: result.reason },
  );
}
