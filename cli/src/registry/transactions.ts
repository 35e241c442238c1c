// A wallet that tries each transaction before it sends it, and can leave the sending out. The typed clients of @inkan/contracts speak to it as
// to any other, so that a dry run goes the very way of the real one.
import type { ContractReader, ContractWallet } from "@inkan/contracts";
import {
  type Abi,
  type Address,
  BaseError,
  createWalletClient,
  custom,
  encodeFunctionData,
  getContractError,
  type Hash,
  type PrivateKeyAccount,
} from "viem";

/** EIP-7825. */
const transactionGasMax = 16_777_216n;
/** Per cent of the estimate that a transaction may use: the state may have moved until it is in a block. */
const gasMarginPercent = 110n;

export type Transaction = {
  readonly what: string;
  readonly to: Address;
  readonly dataBytes: number;
  readonly gasEstimated: bigint;
  /** `undefined` in a dry run, as `gasUsed`. */
  readonly hash: Hash | undefined;
  readonly gasUsed: bigint | undefined;
  /** What it paid, or would pay at the price that stands now. */
  readonly costWei: bigint;
};

export type Transactions = {
  /**
   * Tries, and then sends, what `action` writes with the wallet that it is given.
   *
   * @returns `undefined` in a dry run.
   * @throws {RegistryRefusal} Before anything is sent, when a contract refuses. What viem throws when the chain can't be asked.
   */
  run<Result>(what: string, action: (wallet: ContractWallet) => Promise<Result>): Promise<Result | undefined>;
  /** In their order; what was refused is not among them. */
  readonly all: readonly Transaction[];
};

/** Thrown in the place of sending. */
class DryRun extends Error {
  override readonly name = "DryRun";
}

/** @param account `undefined`: only dry runs, as `sender`. */
export function openTransactions(terms: {
  readonly reader: ContractReader;
  readonly sender: Address;
  readonly account: PrivateKeyAccount | undefined;
  readonly isDryRun: boolean;
}): Transactions {
  const { reader, sender, account, isDryRun } = terms;
  const all: Transaction[] = [];
  // Not only the wallet's own way to send is shut in a dry run: nothing that it is made of has one.
  const transport = custom({
    async request(asked: { readonly method: string }) {
      if (isDryRun && /send|sign/i.test(asked.method)) throw new DryRun("nothing is sent in a dry run");
      return reader.request(asked as never);
    },
  });
  const plain = createWalletClient({ account: account ?? sender, chain: reader.chain, transport });

  const tried = async (what: string, to: Address, data: `0x${string}` | undefined): Promise<Transaction> => {
    const call = { account: sender, to, data, gas: transactionGasMax };
    await reader.call(call);
    const [gasEstimated, gasPrice] = await Promise.all([reader.estimateGas(call), reader.getGasPrice()]);
    const dataBytes = data === undefined ? 0 : (data.length - 2) / 2;
    const costWei = gasEstimated * gasPrice;
    return { what, to, dataBytes, gasEstimated, costWei, hash: undefined, gasUsed: undefined };
  };

  return {
    all,
    async run(what, action) {
      const send = async ({ to, data }: { to?: Address | null; data?: `0x${string}` }): Promise<Hash> => {
        if (to === undefined || to === null) throw new Error(`${what}: nothing here creates a contract by itself`);
        const at = all.push(await tried(what, to, data)) - 1;
        if (isDryRun || account === undefined) throw new DryRun("nothing is sent in a dry run");
        const withMargin = (all[at]!.gasEstimated * gasMarginPercent) / 100n;
        const gas = withMargin < transactionGasMax ? withMargin : transactionGasMax;
        const hash = await plain.sendTransaction({ to, data, gas, account, chain: reader.chain });
        const { gasUsed, effectiveGasPrice } = await reader.waitForTransactionReceipt({ hash });
        all[at] = { ...all[at]!, hash, gasUsed, costWei: gasUsed * effectiveGasPrice };
        return hash;
      };
      const write = async ({
        address,
        ...call
      }: {
        address: Address;
        abi: Abi;
        functionName: string;
        args?: readonly unknown[];
      }) => {
        try {
          return await send({ to: address, data: encodeFunctionData(call) });
        } catch (thrown) {
          throw thrown instanceof BaseError
            ? getContractError(thrown, { ...call, args: call.args, address, sender })
            : thrown;
        }
      };
      // Both: viem's own `writeContract` goes to the `sendTransaction` of the client that it was made with.
      const wallet = { ...plain, sendTransaction: send, writeContract: write } as unknown as ContractWallet;
      try {
        return await action(wallet);
      } catch (thrown) {
        if (isDryRunIn(thrown)) return undefined;
        throw thrown;
      }
    },
  };
}

/** viem and the typed clients wrap what they get. */
function isDryRunIn(thrown: unknown): boolean {
  for (let cause = thrown; cause instanceof Error; cause = cause.cause) if (cause instanceof DryRun) return true;
  return false;
}
