// The registry of the embedded default: on the development chain, at an address known before it is deployed, with the first start's measurements in force.
import { execFile } from "node:child_process";
import { promisify } from "node:util";
import {
  activateMeasurement,
  type ContractReader,
  type ContractWallet,
  deployPcrRegistry,
  type MeasurementRole,
  measurementId,
  type Pcrs,
  pcrRegistryAbi,
  pcrRegistryCreation,
  proposeMeasurement,
} from "@inkan/contracts";
import { type Address, createPublicClient, createWalletClient, defineChain, type Hex, http } from "viem";
import { privateKeyToAccount } from "viem/accounts";
import type { HexPcrs } from "../pcrs.ts";
import { developmentChainId } from "./development-chain.ts";

/** Anvil's tenth account, whose key is public: owner and guardian of the development chain's registry, and of nothing else. */
const ownerKey = "0x2a871d0798f97d79848a013d4936a73bf4cc922c825d33c1cf7073dff6d409c6";
const owner = privateKeyToAccount(ownerKey);

export const registryOwner = owner.address;
const setting = { owner: owner.address, guardian: owner.address, noticePeriodSeconds: 0 };
/** Known before the chain runs, so that the measured configuration can name them. */
export const registries: { readonly pcrRegistry: Address; readonly enclaveRegistry: Address } = {
  pcrRegistry: pcrRegistryCreation(setting).address,
  // Nothing is deployed there yet.
  enclaveRegistry: "0x0000000000000000000000000000000000000001",
};

/** The development chain's registry as its owner. */
export function registryClients(chainUrl: string): {
  readonly wallet: ContractWallet;
  readonly reader: ContractReader;
} {
  const chain = defineChain({
    id: developmentChainId,
    name: "development",
    nativeCurrency: { name: "Ether", symbol: "ETH", decimals: 18 },
    rpcUrls: { default: { http: [chainUrl] } },
  });
  const transport = http(chainUrl);
  return {
    wallet: createWalletClient({ account: owner, chain, transport }),
    reader: createPublicClient({ chain, transport, pollingInterval: 50 }),
  };
}

/**
 * Sees to a registry that has these measurements: deploys it where the chain is new, proposes and activates what it does not know.
 * What it knows stays as it is: a revoked measurement stays revoked.
 */
export async function openRegistry(
  chainUrl: string,
  measured: Readonly<Record<MeasurementRole, HexPcrs>>,
): Promise<void> {
  const { wallet, reader } = registryClients(chainUrl);
  await deployPcrRegistry(wallet, reader, setting);
  for (const role of ["relay", "signer"] as const) await inForce(wallet, reader, role, bytesOf(measured[role]));
}

async function inForce(
  wallet: ContractWallet,
  reader: ContractReader,
  role: MeasurementRole,
  pcrs: Pcrs,
): Promise<void> {
  const id = measurementId(pcrs.pcr0, pcrs.pcr1, pcrs.pcr2);
  const [state] = await reader.readContract({
    address: registries.pcrRegistry,
    abi: pcrRegistryAbi,
    functionName: "status",
    args: [id],
  });
  if (state !== 0) return;
  const sourceCommit = await commit();
  await proposeMeasurement(wallet, reader, registries.pcrRegistry, {
    ...pcrs,
    sourceCommit,
    sourceLocator: "this machine's working tree",
    role,
  });
  await activateMeasurement(wallet, reader, registries.pcrRegistry, id);
}

/** HEAD of the tree, or 1 where it is no git checkout: the contract wants some commit named. */
async function commit(): Promise<Hex> {
  const found = await promisify(execFile)("git", ["rev-parse", "HEAD"], { cwd: import.meta.dirname }).catch(
    () => undefined,
  );
  const text = found?.stdout.trim() ?? "";
  return /^[0-9a-f]{40}$/.test(text) ? `0x${text}` : `0x${"1".padStart(40, "0")}`;
}

function bytesOf({ pcr0, pcr1, pcr2 }: HexPcrs): Pcrs {
  const bytes = (hex: string) => new Uint8Array(Buffer.from(hex, "hex"));
  return { pcr0: bytes(pcr0), pcr1: bytes(pcr1), pcr2: bytes(pcr2) };
}
