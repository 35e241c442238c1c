// ReceiptVerifier on a real development chain, beside a registry that knows every key as valid: what is under test here is the proof.
import {
  deployOnce,
  type Receipt,
  type ReceiptExchange,
  type ReceiptRefusal,
  readReceiptAnswer,
  receiptVerifierAbi,
  receiptVerifierCreation,
} from "@inkan/contracts";
import { type Address, createPublicClient, createTestClient, createWalletClient, http } from "viem";
import { privateKeyToAccount } from "viem/accounts";
import { foundry } from "viem/chains";
import { type Anvil, type AnvilOptions, startAnvil } from "./anvil.ts";

/** Returns 1 to any call: true, and the operator 0x…01. PUSH1 1, PUSH0, MSTORE, PUSH1 32, PUSH0, RETURN. */
const yesToAll = "0x60015f5260205ff3";
export const registryAddress: Address = "0x00000000000000000000000000000000000a5e55";
export const operator: Address = "0x0000000000000000000000000000000000000001";

/** The first account of Anvil's well-known mnemonic. */
const account = privateKeyToAccount("0xac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80");

/** Anvil, its clients, and the registry's place in which {@link yesToAll} stands. */
export async function startReceiptChain(options: AnvilOptions = {}) {
  const anvil: Anvil = await startAnvil(options);
  const transport = http(anvil.rpcUrl, { timeout: 60_000 });
  const reader = createPublicClient({ chain: foundry, transport, cacheTime: 0, pollingInterval: 50 });
  const wallet = createWalletClient({ chain: foundry, transport, account });
  const test = createTestClient({ chain: foundry, transport, mode: "anvil" });
  await test.setCode({ address: registryAddress, bytecode: yesToAll });
  const verifier = receiptVerifierCreation(registryAddress).address;
  return {
    reader,
    wallet,
    test,
    verifier,
    deploy: () => deployOnce(wallet, reader, receiptVerifierCreation(registryAddress)),
    /** Asks at a time of the test's choosing, Unix seconds. */
    check: async (
      exchange: ReceiptExchange,
      now: number,
      maxAgeSeconds: number,
    ): Promise<{ readonly receipt: Receipt } | { readonly refused: ReceiptRefusal }> => {
      const [refusal, receipt] = await reader.readContract({
        address: verifier,
        abi: receiptVerifierAbi,
        functionName: "checkFresh",
        args: [exchange, operator, BigInt(maxAgeSeconds)],
        blockOverrides: { time: BigInt(now) },
      });
      return readReceiptAnswer(refusal, receipt);
    },
    stop: () => anvil.stop(),
  };
}
