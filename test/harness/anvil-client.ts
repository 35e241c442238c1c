import { createTestClient, http, publicActions } from "viem";
import { foundry } from "viem/chains";

export type AnvilClient = ReturnType<typeof anvilClient>;

/** Reads a development chain, and does with its blocks, its time and its accounts what a test wants. */
export function anvilClient(rpcUrl: string) {
  const transport = http(rpcUrl, { timeout: 60_000 });
  return createTestClient({ mode: "anvil", chain: foundry, transport, pollingInterval: 20 }).extend(publicActions);
}
