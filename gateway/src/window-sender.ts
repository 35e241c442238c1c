// Sends what a signer enclave signed for its window log, with an account that pays for it. It can drop, delay and repeat calls, as the parent
// can anyway: the contract takes a record once, from whom it names, and the enclave reads off the chain what became of it.
import { readFileSync } from "node:fs";
import {
  type Account,
  BaseError,
  createPublicClient,
  createWalletClient,
  defineChain,
  ExecutionRevertedError,
  type Hex,
  http,
  keccak256,
} from "viem";
import { privateKeyToAccount } from "viem/accounts";
import type { GatewayLimits } from "./limits.ts";

export type WindowSender = {
  readonly chainId: number;
  /** Lower case with 0x. */
  readonly contract: string;
  /**
   * @returns `sent`: it is on its way, or in a block. `refused`: the chain would not take it now.
   * @throws When the node does not answer: nothing is known.
   */
  send(call: Uint8Array): Promise<"sent" | "refused">;
};

export type WindowSenderTerms = {
  readonly chainId: number;
  readonly contract: string;
  readonly rpcUrl: string;
  readonly account: Account;
  readonly limits: Pick<GatewayLimits, "windowCallsKept" | "windowBumpAfterMs" | "windowRpcDeadlineMs">;
};

type Sent = { readonly hash: Hex; readonly nonce: number; readonly atMs: number; readonly feesPercent: number };

/** @throws RangeError for a file that holds no key: its text is repeated nowhere. */
export function readAccount(file: string): Account {
  const text = readFileSync(file, "utf8").trim();
  if (!/^0x[0-9a-fA-F]{64}$/.test(text)) throw new RangeError(`${file} holds no key of 0x and 64 digits`);
  return privateKeyToAccount(text as Hex);
}

export function openWindowSender({ chainId, contract, rpcUrl, account, limits }: WindowSenderTerms): WindowSender {
  const chain = defineChain({
    id: chainId,
    name: "windows",
    nativeCurrency: { name: "Ether", symbol: "ETH", decimals: 18 },
    rpcUrls: { default: { http: [rpcUrl] } },
  });
  const transport = http(rpcUrl, { timeout: limits.windowRpcDeadlineMs, retryCount: 0 });
  const wallet = createWalletClient({ account, chain, transport });
  const reader = createPublicClient({ chain, transport });
  const to = contract.toLowerCase() as Hex;
  /** By the call's hash; the oldest is forgotten first. */
  const sent = new Map<Hex, Sent>();
  let last: Promise<unknown> = Promise.resolve();

  async function isIncluded(hash: Hex): Promise<boolean> {
    const receipt = await reader.getTransactionReceipt({ hash }).catch(() => undefined);
    return receipt?.status === "success";
  }

  async function isPending(hash: Hex): Promise<boolean> {
    const found = await reader.getTransaction({ hash }).catch(() => undefined);
    return found !== undefined && found.blockNumber === null;
  }

  async function submit(data: Hex, key: Hex, nonce: number | undefined, feesPercent: number): Promise<void> {
    const { maxFeePerGas, maxPriorityFeePerGas } = await reader.estimateFeesPerGas();
    const raised = (fee: bigint) => (fee * BigInt(feesPercent)) / 100n;
    const fees = {
      maxFeePerGas: raised(maxFeePerGas),
      maxPriorityFeePerGas: raised(maxPriorityFeePerGas),
    };
    const count = nonce ?? (await reader.getTransactionCount({ address: account.address, blockTag: "pending" }));
    const hash = await wallet.sendTransaction({ to, data, nonce: count, ...fees });
    sent.delete(key);
    sent.set(key, { hash, nonce: count, atMs: performance.now(), feesPercent });
    for (const oldest of sent.keys()) {
      if (sent.size <= limits.windowCallsKept) break;
      sent.delete(oldest);
    }
  }

  async function sendOne(call: Uint8Array): Promise<"sent" | "refused"> {
    const data: Hex = `0x${Buffer.from(call).toString("hex")}`;
    const key = keccak256(call);
    const before = sent.get(key);
    if (before !== undefined) {
      if (await isIncluded(before.hash)) return "sent";
      if (await isPending(before.hash)) {
        if (performance.now() - before.atMs < limits.windowBumpAfterMs) return "sent";
        // The same nonce with higher fees: a replacement, never a second transaction.
        await submit(data, key, before.nonce, Math.ceil((before.feesPercent * 5) / 4)).catch(() => undefined);
        return "sent";
      }
    }
    try {
      await reader.call({ account, to, data });
    } catch (thrown) {
      if (isRevert(thrown)) return "refused";
      throw thrown;
    }
    await submit(data, key, undefined, 100);
    return "sent";
  }

  return {
    chainId,
    contract: to,
    send(call) {
      // One at a time: nonces follow one another.
      const result = last.then(() => sendOne(call));
      last = result.catch(() => undefined);
      return result;
    },
  };
}

function isRevert(thrown: unknown): boolean {
  return thrown instanceof BaseError && thrown.walk((error) => error instanceof ExecutionRevertedError) !== null;
}
