// Wallets in this browser (EIP-6963, and the older `window.ethereum`), and the question whether they take a network (EIP-3085).
import { pageLimits } from "./limits.ts";

type Provider = { request(call: { readonly method: string; readonly params: readonly unknown[] }): Promise<unknown> };
export type Wallet = { readonly name: string; readonly provider: Provider };

export type Network = {
  readonly chainId: number;
  readonly name: string;
  readonly symbol: string;
  readonly rpcUrl: string;
};

/** Asks wallets to make themselves known. @param found Called for each, once. */
export function findWallets(window: Window, found: (id: string, wallet: Wallet) => void): void {
  const known = new Set<string>();
  window.addEventListener("eip6963:announceProvider", (event) => {
    const { info, provider } = Object((event as CustomEvent<unknown>).detail) as { info?: unknown; provider?: unknown };
    const { uuid, name } = Object(info) as { uuid?: unknown; name?: unknown };
    if (typeof uuid !== "string" || typeof name !== "string" || !isProvider(provider)) return;
    if (known.has(uuid) || known.size >= pageLimits.walletsMax) return;
    known.add(uuid);
    found(uuid, { name, provider });
  });
  window.dispatchEvent(new Event("eip6963:requestProvider"));
}

/** The wallet of browsers that know nothing of EIP-6963. */
export function olderWallet(window: Window): Provider | undefined {
  const { ethereum } = window as Window & { readonly ethereum?: unknown };
  return isProvider(ethereum) ? ethereum : undefined;
}

/** @returns The wallet's error code, `undefined` when it agreed. */
export async function addNetwork(
  { provider }: Wallet,
  { chainId, name, symbol, rpcUrl }: Network,
): Promise<string | undefined> {
  try {
    await provider.request({
      method: "wallet_addEthereumChain",
      params: [
        {
          chainId: `0x${chainId.toString(16)}`,
          chainName: name,
          nativeCurrency: { name: symbol, symbol, decimals: 18 },
          rpcUrls: [rpcUrl],
        },
      ],
    });
    return undefined;
  } catch (thrown) {
    const { code } = Object(thrown) as { code?: unknown };
    return typeof code === "number" ? String(code) : "error";
  }
}

function isProvider(value: unknown): value is Provider {
  return typeof value === "object" && value !== null && typeof (value as { request?: unknown }).request === "function";
}
