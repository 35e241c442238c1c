// A development chain with the contract SigningWindows on it, its reorganizations, nodes that lie about it, and a gateway's sender.
// Who is registered is not the matter of these tests: registry and policy are stubs, a few bytes of code each.
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import {
  type Address,
  createWalletClient,
  encodeDeployData,
  getAddress,
  type Hex,
  http,
  toFunctionSelector,
} from "viem";
import { mnemonicToAccount } from "viem/accounts";
import { foundry } from "viem/chains";
import {
  deploySigningWindows,
  openWindowGroup,
  signingWindowsAbi,
  signingWindowsBytecode,
  signingWindowsCreation,
  windowGroupId,
} from "../../contracts/src/index.ts";
import { gatewayLimits } from "../../gateway/src/limits.ts";
import { openWindowSender, type WindowSender } from "../../gateway/src/window-sender.ts";
import { type Anvil, startAnvil } from "./anvil.ts";
import { type AnvilClient, anvilClient } from "./anvil-client.ts";

const mnemonic = "test test test test test test test test test test test junk";
const owner = mnemonicToAccount(mnemonic, { addressIndex: 3 });
/** Every boot is valid, and this operator's. */
export const operator = getAddress(`0x${"0f".repeat(20)}`);
const registry = getAddress(`0x${"0e".repeat(20)}`);

export type WindowChain = {
  readonly anvil: Anvil;
  readonly contract: Address;
  readonly client: AnvilClient;
  /** By the owner of the operator's policy. */
  open(group: string): Promise<void>;
  /** A second contract of the same code, somewhere else. */
  deployAnother(): Promise<Address>;
  mine(blocks: number): Promise<void>;
  length(group: string): Promise<number>;
  /** What a gateway has. Each has an account of its own. */
  sender(account?: number, contract?: Address): WindowSender;
  stop(): Promise<void>;
};

export async function startWindowChain(extraArgs: readonly string[] = []): Promise<WindowChain> {
  const anvil = await startAnvil({ extraArgs: ["--slots-in-an-epoch", "1", ...extraArgs] });
  const transport = http(anvil.rpcUrl, { timeout: 60_000 });
  const client = anvilClient(anvil.rpcUrl);
  const wallet = createWalletClient({ account: owner, chain: foundry, transport });
  await client.setCode({ address: registry, bytecode: registryCode(operator) });
  await client.setCode({ address: operator, bytecode: answerAlways(owner.address) });
  await deploySigningWindows(wallet, client, registry);
  const contract = signingWindowsCreation(registry).address;
  return {
    ...{ anvil, contract, client },
    async open(name) {
      await openWindowGroup(wallet, client, contract, { operator, name });
    },
    async deployAnother() {
      const data = encodeDeployData({ abi: signingWindowsAbi, bytecode: signingWindowsBytecode, args: [registry] });
      const hash = await wallet.sendTransaction({ data });
      const { contractAddress } = await client.waitForTransactionReceipt({ hash });
      return getAddress(contractAddress!);
    },
    mine: (blocks) => client.mine({ blocks }),
    length: async (group) =>
      (
        await client.readContract({
          address: contract,
          abi: signingWindowsAbi,
          functionName: "groupState",
          args: [windowGroupId(operator, group)],
        })
      ).length,
    sender: (addressIndex = 5, at = contract) =>
      openWindowSender({
        ...{ chainId: foundry.id, contract: at, rpcUrl: anvil.rpcUrl, limits: gatewayLimits },
        account: mnemonicToAccount(mnemonic, { addressIndex }),
      }),
    stop: () => anvil.stop(),
  };
}

export type RpcCall = { readonly method: string; readonly params: readonly unknown[] };
export type LyingNode = {
  readonly url: string;
  readonly port: number;
  calls(): readonly RpcCall[];
  close(): Promise<void>;
};

/**
 * A node that asks a real one, and answers what `lie` makes of it.
 *
 * @param lie Gets the call and a way to ask the real node anything; what it returns is the answer; `undefined`: an error.
 */
export async function startLyingNode(
  rpcUrl: string,
  lie: (call: RpcCall, ask: (method: string, ...params: unknown[]) => Promise<unknown>) => Promise<unknown>,
): Promise<LyingNode> {
  const calls: RpcCall[] = [];
  const ask = async (method: string, ...params: unknown[]): Promise<unknown> => {
    const answer = await fetch(rpcUrl, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ jsonrpc: "2.0", id: 1, method, params }),
    });
    return ((await answer.json()) as { result?: unknown }).result;
  };
  const server = createServer(async (request, response) => {
    let text = "";
    for await (const piece of request) text += piece;
    const call = JSON.parse(text) as RpcCall;
    calls.push(call);
    const result = await lie(call, ask).catch(() => undefined);
    const outcome = result === undefined ? { error: { code: -32_000, message: "no" } } : { result };
    response
      .writeHead(200, { "content-type": "application/json" })
      .end(JSON.stringify({ jsonrpc: "2.0", id: 1, ...outcome }));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/`,
    port,
    calls: () => calls,
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}

const bare = (hex: string) => hex.slice(2).toLowerCase();

/** Returns an address whatever it is asked: PUSH20 address, PUSH0, MSTORE; PUSH1 32, PUSH0, RETURN. */
const answerAlways = (address: Address): Hex => `0x73${bare(address)}5f5260205ff3`;

/** `operatorOf` is the operator; all else is 1: a key id, true. */
function registryCode(address: Address): Hex {
  const selector = bare(toFunctionSelector("operatorOf(bytes32)"));
  return `0x5f3560e01c63${selector}146016576001${"5f5260205ff3"}5b73${bare(address)}5f5260205ff3`;
}
