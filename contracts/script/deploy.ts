// Deploys all contracts on the chain behind an RPC URL, where they do not stand already:
//   node contracts/script/deploy.ts --rpc-url URL --terms FILE [--dry-run] [--json]
// FILE is JSON, the DeploymentTerms of src/deployment.ts; addresses follow from it and the code alone, on every chain. INKAN_REGISTRY_KEY
// holds the key that pays, 64 hexadecimal digits: it gets no role, and --dry-run does not need it.
// This is no Solidity script: with CREATE2 through the deterministic deployer there is nothing left for one to do, and the addresses are
// computed by the code that `inkan start` and the clients use, from the committed bytecode, without forge or a compiler.
import { readFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { createPublicClient, createWalletClient, defineChain, getAddress, type Hex, http } from "viem";
import { privateKeyToAccount } from "viem/accounts";
import { type DeploymentTerms, deployAll, deploymentOf, missingOf } from "../src/index.ts";

export type DeployOptions = {
  readonly rpcUrl: string;
  readonly terms: DeploymentTerms;
  /** Without it nothing is sent. */
  readonly key: Hex | undefined;
};

/** What stands where, and what was sent for it. */
export type DeployReport = {
  readonly chainId: number;
  readonly contracts: readonly {
    readonly name: string;
    readonly address: string;
    readonly stands: boolean;
    readonly transaction?: string | undefined;
  }[];
};

export async function deploy({ rpcUrl, terms, key }: DeployOptions): Promise<DeployReport> {
  const transport = http(rpcUrl);
  const chainId = await createPublicClient({ transport }).getChainId();
  const chain = defineChain({
    id: chainId,
    name: `chain ${chainId}`,
    nativeCurrency: { name: "Ether", symbol: "ETH", decimals: 18 },
    rpcUrls: { default: { http: [rpcUrl] } },
  });
  const reader = createPublicClient({ chain, transport });
  const deployment = deploymentOf(terms);
  if (key !== undefined) {
    const wallet = createWalletClient({ account: privateKeyToAccount(key), chain, transport });
    const deployed = await deployAll(wallet, reader, deployment);
    return { chainId, contracts: deployed.map((each) => ({ ...each, stands: true })) };
  }
  const missing = new Set<string>(await missingOf(reader, deployment));
  return {
    chainId,
    contracts: Object.entries(deployment).map(([name, { address }]) => ({ name, address, stands: !missing.has(name) })),
  };
}

/** @throws {RangeError} With the member at fault. */
export function termsOf(text: string): DeploymentTerms {
  const given = JSON.parse(text) as Record<string, unknown>;
  const { noticePeriodSeconds, quorum, rootId } = given;
  if (typeof noticePeriodSeconds !== "number" || typeof quorum !== "number")
    throw new RangeError("noticePeriodSeconds and quorum are numbers");
  if (typeof rootId !== "string" || !/^0x[0-9a-f]{64}$/.test(rootId)) throw new RangeError("rootId is 32 bytes");
  const address = (name: string) => getAddress(String(given[name]));
  return {
    owner: address("owner"),
    proposer: address("proposer"),
    guardian: address("guardian"),
    certificateRevoker: address("certificateRevoker"),
    noticePeriodSeconds,
    quorum,
    rootId: rootId as Hex,
  };
}

function keyOf(text: string | undefined): Hex {
  // Never quoted: it is a secret, whatever is wrong with it.
  if (text === undefined || !/^(0x)?[0-9a-fA-F]{64}$/.test(text))
    throw new RangeError("INKAN_REGISTRY_KEY is not 64 hexadecimal digits");
  return `0x${text.replace(/^0x/, "")}`;
}

if (import.meta.main) {
  const text = { type: "string" } as const;
  const flag = { type: "boolean", default: false } as const;
  const { values } = parseArgs({ options: { "rpc-url": text, terms: text, "dry-run": flag, json: flag } });
  const { "rpc-url": rpcUrl, terms: file, "dry-run": isDryRun, json } = values;
  if (rpcUrl === undefined || file === undefined) throw new RangeError("--rpc-url and --terms are needed");
  const terms = termsOf(readFileSync(file, "utf8"));
  const key = isDryRun ? undefined : keyOf(process.env.INKAN_REGISTRY_KEY);
  const report = await deploy({ rpcUrl, terms, key });
  const lines = report.contracts.map(({ name, address, stands, transaction }) => {
    const what =
      transaction === undefined ? (stands ? "stands already" : "would be created") : `created ${transaction}`;
    return `${address}  ${name}  ${what}`;
  });
  process.stdout.write(`${json ? JSON.stringify(report, undefined, 2) : lines.join("\n")}\n`);
}
