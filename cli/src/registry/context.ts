// What all registry commands are given: the chain, the contracts, the account, and how to speak.
import { type ContractReader, hasCode } from "@inkan/contracts";
import { type Address, createPublicClient, defineChain, getAddress, http, isAddress } from "viem";
import { readExpectationsFile } from "../expectations.ts";
import { UsageError } from "../usage.ts";
import { keyVariable, readAccount } from "./account.ts";
import { type Output, openOutput } from "./output.ts";
import { openTransactions, type Transactions } from "./transactions.ts";

const text = { type: "string" } as const;
const flag = { type: "boolean", default: false } as const;

export const commonOptions = {
  ...{ "rpc-url": text, "chain-id": text, expect: text },
  ...{ "pcr-registry": text, "enclave-registry": text, policy: text },
  ...{ "key-file": text, from: text, "dry-run": flag, json: flag },
} as const;

export const commonHelp = `chain and contracts:
  --rpc-url URL             of the registry's chain ($INKAN_RPC_URL)
  --chain-id N              refuse another chain
  --pcr-registry ADDRESS    the registry of releases
  --enclave-registry ADDRESS  the registry of enclaves
  --policy ADDRESS          the operator's policy
  --expect FILE             an expectations file: chain, RPC URL and both registries

who sends:
  --key-file FILE           private key, 64 hexadecimal digits; "-" reads standard input ($${keyVariable} without it)
  --dry-run                 try everything, show what would be sent and its gas; sends nothing
  --from ADDRESS            of a dry run without a key

  --json                    one JSON object on standard output

exit codes: 0 done, 1 failed, 2 not understood, 3 refused by a contract, 4 (watch) something needs attention`;

export type CommonValues = {
  readonly [name in Exclude<keyof typeof commonOptions, "dry-run" | "json">]?: string | undefined;
} & { readonly "dry-run": boolean; readonly json: boolean };

export type Context = {
  readonly reader: ContractReader;
  readonly chainId: number;
  readonly output: Output;
  readonly isDryRun: boolean;
  /** @throws {UsageError} When it was not given; {Error} when nothing stands there. */
  pcrRegistry(): Promise<Address>;
  enclaveRegistry(): Promise<Address>;
  policy(): Promise<Address>;
  /** @throws {UsageError} Without a key, or `--from` in a dry run. */
  transactions(): Transactions;
  /** Address of the account that sends. */
  sender(): Address;
};

const askMsMax = 60_000;

/** @throws {UsageError} {Error} When the chain can't be asked, or is another one than was said. */
export async function openContext(values: CommonValues): Promise<Context> {
  const expected = values.expect === undefined ? undefined : (await readExpectationsFile(values.expect)).registry;
  const rpcUrl = values["rpc-url"] ?? process.env.INKAN_RPC_URL ?? expected?.rpcUrl;
  if (rpcUrl === undefined || !URL.canParse(rpcUrl)) throw new UsageError("--rpc-url or --expect is needed");

  const transport = http(rpcUrl, { timeout: askMsMax });
  const chainId = await createPublicClient({ transport }).getChainId();
  const wantedChainId = values["chain-id"] ?? expected?.chainId;
  if (wantedChainId !== undefined && String(wantedChainId) !== String(chainId))
    throw new Error(`the RPC URL is of chain ${chainId}, not ${wantedChainId}`);
  const nativeCurrency = { name: "Ether", symbol: "ETH", decimals: 18 };
  const chain = defineChain({
    id: chainId,
    name: `chain ${chainId}`,
    nativeCurrency,
    rpcUrls: { default: { http: [rpcUrl] } },
  });
  const reader: ContractReader = createPublicClient({ chain, transport, pollingInterval: 500 });

  const isDryRun = values["dry-run"];
  const account = readAccount(values["key-file"]);
  const from = values.from === undefined ? undefined : addressOf("from", values.from);
  if (from !== undefined && account !== undefined && from !== account.address)
    throw new UsageError("--from is another account than the key's");
  const sender = () => {
    const known = account?.address ?? (isDryRun ? from : undefined);
    if (known === undefined)
      throw new UsageError(`--key-file or $${keyVariable} is needed${isDryRun ? ", or --from" : ""}`);
    return known;
  };
  const output = openOutput(values.json);
  let transactions: Transactions | undefined;
  const contract = async (option: "pcr-registry" | "enclave-registry" | "policy", otherwise: string | undefined) => {
    const given = values[option] ?? otherwise;
    if (given === undefined)
      throw new UsageError(`--${option}${otherwise === undefined ? "" : " or --expect"} is needed`);
    const address = addressOf(option, given);
    if (!(await hasCode(reader, address)))
      throw new Error(`there is no contract at ${address} (--${option}) on chain ${chainId}`);
    return address;
  };
  return {
    ...{ reader, chainId, output, isDryRun, sender },
    pcrRegistry: () => contract("pcr-registry", expected?.pcrRegistry),
    enclaveRegistry: () => contract("enclave-registry", expected?.enclaveRegistry),
    policy: () => contract("policy", undefined),
    transactions() {
      transactions ??= openTransactions({ reader, sender: sender(), account, isDryRun });
      output.follow(transactions.all);
      return transactions;
    },
  };
}

export function addressOf(option: string, given: string): Address {
  if (!isAddress(given, { strict: false })) throw new UsageError(`--${option} must be an address, not '${given}'`);
  return getAddress(given);
}
