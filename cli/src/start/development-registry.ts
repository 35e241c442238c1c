// The contracts of the embedded default: on the development chain, at addresses known before they are deployed, with the first start's
// measurements in force and accepted with their configurations.
import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { promisify } from "node:util";
import {
  acceptRelease,
  activateRelease,
  type ContractReader,
  type ContractWallet,
  createPolicy,
  type Deployment,
  deployAll,
  deploymentOf,
  type MeasurementRole,
  measurementId,
  type Pcrs,
  policyAddress,
  proposeRelease,
  readPolicy,
  readRelease,
} from "@inkan/contracts";
import { type Address, createPublicClient, createWalletClient, defineChain, type Hex, http, keccak256 } from "viem";
import { privateKeyToAccount } from "viem/accounts";
import type { HexPcrs } from "../pcrs.ts";
import { developmentChainId } from "./development-chain.ts";

/** Anvil's tenth account, whose key is public: it has every role on the development chain, and none anywhere else. */
const ownerKey = "0x2a871d0798f97d79848a013d4936a73bf4cc922c825d33c1cf7073dff6d409c6";
const owner = privateKeyToAccount(ownerKey);

export type DevelopmentContracts = {
  readonly deployment: Deployment;
  /** The operator's policy, which the measured configuration names. */
  readonly operator: Address;
};

/**
 * Where the contracts will be: known before the chain runs, so that the measured configuration can name them.
 *
 * @param root DER of the simulated NSM's root certificate, the only one whose documents are accepted.
 */
export function developmentContracts(root: Uint8Array): DevelopmentContracts {
  const deployment = deploymentOf({
    owner: owner.address,
    proposer: owner.address,
    guardian: owner.address,
    noticePeriodSeconds: 0,
    quorum: 0,
    rootId: keccak256(root),
    certificateRevoker: owner.address,
  });
  return { deployment, operator: policyAddress(deployment.policyFactory.address, { owner: owner.address }) };
}

/** The development chain's contracts as their owner. */
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

/** What one role runs: its measurements, and the configuration that they are accepted with. `pcr16`: 96 hexadecimal digits. */
export type Running = { readonly measured: HexPcrs; readonly pcr16: string; readonly origin: string };

/**
 * Sees to contracts that have these measurements: deploys them where the chain is new, proposes and activates what they do not know, and
 * accepts it for the operator. What they know stays as it is: a revoked measurement stays revoked, and what was removed stays removed.
 */
export async function openRegistry(
  chainUrl: string,
  { deployment, operator }: DevelopmentContracts,
  running: Readonly<Record<MeasurementRole, Running>>,
): Promise<void> {
  const { wallet, reader } = registryClients(chainUrl);
  await deployAll(wallet, reader, deployment);
  await createPolicy(wallet, reader, deployment.policyFactory.address, { owner: owner.address });
  const { acceptances } = await readPolicy(reader, operator);
  for (const role of ["relay", "signer"] as const) {
    const { measured, pcr16, origin } = running[role];
    const id = await inForce(wallet, reader, deployment.pcrRegistry.address, role, bytesOf(measured));
    if (acceptances.some((known) => known.measurementId === id && known.pcr16 === `0x${pcr16}`)) continue;
    await acceptRelease(wallet, reader, operator, {
      measurementId: id,
      pcr16: bytes(pcr16),
      origin,
      // A validator is not to be stopped by somebody else's decision.
      onRevocation: role === "signer" ? "continue" : "stop",
    });
  }
}

async function inForce(
  wallet: ContractWallet,
  reader: ContractReader,
  registry: Address,
  role: MeasurementRole,
  pcrs: Pcrs,
): Promise<Hex> {
  const id = measurementId(pcrs.pcr0, pcrs.pcr1, pcrs.pcr2);
  if ((await readRelease(reader, registry, id)) !== undefined) return id;
  const sourceCommit = await commit();
  await proposeRelease(wallet, reader, registry, {
    ...pcrs,
    sourceCommit,
    sourceLocators: ["this machine's working tree"],
    // There is no image: what would be in it is in PCR0 to PCR2.
    imageHash: createHash("sha384").update(pcrs.pcr0).update(pcrs.pcr1).update(pcrs.pcr2).digest(),
    role,
  });
  await activateRelease(wallet, reader, registry, id);
  return id;
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
  return { pcr0: bytes(pcr0), pcr1: bytes(pcr1), pcr2: bytes(pcr2) };
}

const bytes = (hex: string) => new Uint8Array(Buffer.from(hex, "hex"));
