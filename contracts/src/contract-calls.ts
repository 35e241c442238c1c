// What all clients of the contracts have in common: who sends, who waits, and how a contract's refusal reaches the caller.
import {
  type Account,
  type Address,
  BaseError,
  type Chain,
  ContractFunctionRevertedError,
  type Hash,
  type PublicClient,
  type Transport,
  type WalletClient,
} from "viem";

/** Signs and sends; it has an account and a chain of its own. */
export type ContractWallet = WalletClient<Transport, Chain, Account>;
/** Reads, and waits for receipts. */
export type ContractReader = PublicClient<Transport, Chain>;

/** The contract said no. Match on `code`, the name of its Solidity error; `args` are that error's values. */
export class RegistryRefusal extends Error {
  override readonly name = "RegistryRefusal";
  readonly code: string;
  readonly args: readonly unknown[];

  constructor(code: string, args: readonly unknown[], options?: { cause?: unknown }) {
    super(`the registry refused: ${code}(${args.map(String).join(", ")})`, options);
    this.code = code;
    this.args = args;
  }
}

/**
 * Sends, and waits until the transaction is in a block and has succeeded.
 *
 * @throws {RegistryRefusal} With the contract's own error; `Reverted` with hash and address when it failed in the block without saying why.
 */
export async function settled(reader: ContractReader, contract: Address, send: () => Promise<Hash>): Promise<Hash> {
  try {
    const hash = await send();
    const { status } = await reader.waitForTransactionReceipt({ hash });
    if (status !== "success") throw new RegistryRefusal("Reverted", [hash, contract]);
    return hash;
  } catch (thrown) {
    throw refusal(thrown);
  }
}

/** The latest block's time, Unix seconds. */
export async function latestTime(reader: ContractReader): Promise<bigint> {
  return (await reader.getBlock({ blockTag: "latest" })).timestamp;
}

function refusal(thrown: unknown): unknown {
  const reverted =
    thrown instanceof BaseError ? thrown.walk((error) => error instanceof ContractFunctionRevertedError) : null;
  if (!(reverted instanceof ContractFunctionRevertedError) || reverted.data === undefined) return thrown;
  return new RegistryRefusal(reverted.data.errorName, reverted.data.args ?? [], { cause: thrown });
}
