// P384Verifier on a development chain of its own, asked by eth_call.
import { p384VerifierAbi, p384VerifierBytecode } from "@inkan/contracts";
import type { Address, Hex } from "viem";
import {
  BaseError,
  ContractFunctionRevertedError,
  createPublicClient,
  createWalletClient,
  getAbiItem,
  http,
  toFunctionSelector,
  toHex,
} from "viem";
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
  /** {@link verify} for many at once, without the comfort: what does not return true or false throws. */
  verifyAll(questions: readonly { readonly signed: Signed; readonly hints: Uint8Array }[]): Promise<boolean[]>;
  stop(): Promise<void>;
};

const account = privateKeyToAccount("0xac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80");

const selector = toFunctionSelector(getAbiItem({ abi: p384VerifierAbi, name: "verify" }));

/** What viem's encodeFunctionData makes, in a twentieth of the time. */
export function verifyCalldata({ message, signature, publicKey }: Signed, hints: Uint8Array): Hex {
  const word = (value: number) => value.toString(16).padStart(64, "0");
  const parts = [message, signature, publicKey, hints];
  let heads = "";
  let tails = "";
  for (const part of parts) {
    heads += word(32 * parts.length + tails.length / 2);
    tails +=
      word(part.length) +
      Buffer.from(part)
        .toString("hex")
        .padEnd(64 * Math.ceil(part.length / 32), "0");
  }
  return `${selector}${heads}${tails}`;
}

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
  async function verifyAll(questions: readonly { readonly signed: Signed; readonly hints: Uint8Array }[]) {
    const calls = questions.map(({ signed, hints }, id) => ({
      jsonrpc: "2.0",
      id,
      method: "eth_call",
      params: [{ to: contractAddress, data: verifyCalldata(signed, hints), gas: "0xf00000" }, "latest"],
    }));
    const response = await fetch(anvil.rpcUrl, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(calls),
    });
    const answers = (await response.json()) as {
      readonly id: number;
      readonly result?: Hex;
      readonly error?: object;
    }[];
    const byId = new Map(answers.map((answer) => [answer.id, answer]));
    return questions.map((_, id) => {
      const answer = byId.get(id);
      if (answer?.result === `0x${"1".padStart(64, "0")}`) return true;
      if (answer?.result === `0x${"".padStart(64, "0")}`) return false;
      throw new Error(`neither true nor false: ${JSON.stringify(answer)}`);
    });
  }
  return { address: contractAddress, verify, verifyAll, stop: () => anvil.stop() };
}
