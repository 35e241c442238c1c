// P384Verifier on a development chain of its own, asked by eth_call.
import { p384VerifierAbi, p384VerifierBytecode } from "@inkan/contracts";
import type { Address, Hex } from "viem";
import { BaseError, ContractFunctionRevertedError, createPublicClient, createWalletClient, http, toHex } from "viem";
import { privateKeyToAccount } from "viem/accounts";
import { foundry } from "viem/chains";
import { startAnvil } from "./anvil.ts";

export type Signed = {
  readonly message: Uint8Array;
  /** r || s. */
  readonly signature: Uint8Array;
  /** x || y. */
  readonly publicKey: Uint8Array;
};

export type P384Chain = {
  readonly address: Address;
  /** The contract's answer, or the name of the error it reverts with. */
  verify(signed: Signed, hints: Uint8Array): Promise<boolean | string>;
  stop(): Promise<void>;
};

const account = privateKeyToAccount("0xac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80");

/** Starts the chain and deploys the contract from its committed bytecode. */
export async function startP384Chain(bytecode: Hex = p384VerifierBytecode): Promise<P384Chain> {
  const anvil = await startAnvil({ extraArgs: ["--hardfork", "osaka"] });
  const transport = http(anvil.rpcUrl, { batch: false });
  const reader = createPublicClient({ chain: foundry, transport });
  const writer = createWalletClient({ chain: foundry, transport, account });
  const hash = await writer.deployContract({ abi: p384VerifierAbi, bytecode });
  const { contractAddress } = await reader.waitForTransactionReceipt({ hash, pollingInterval: 50 });
  if (contractAddress == null) throw new Error("P384Verifier was not deployed");

  async function verify({ message, signature, publicKey }: Signed, hints: Uint8Array): Promise<boolean | string> {
    try {
      return await reader.readContract({
        address: contractAddress as Address,
        abi: p384VerifierAbi,
        functionName: "verify",
        args: [toHex(message), toHex(signature), toHex(publicKey), toHex(hints)],
      });
    } catch (error) {
      const reverted = error instanceof BaseError && error.walk((e) => e instanceof ContractFunctionRevertedError);
      if (reverted instanceof ContractFunctionRevertedError && reverted.data !== undefined)
        return reverted.data.errorName;
      throw error;
    }
  }
  return { address: contractAddress, verify, stop: () => anvil.stop() };
}
