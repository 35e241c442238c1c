// All contracts that belong together, in the order in which they stand on each other. Their addresses follow from the terms alone.
import type { Address, Hash, Hex } from "viem";
import { nitroAttestationAbi, nitroAttestationBytecode } from "../abi/nitro-attestation.ts";
import { p384VerifierAbi, p384VerifierBytecode } from "../abi/p384-verifier.ts";
import type { ContractReader, ContractWallet } from "./contract-calls.ts";
import { type Creation, creationOf, deployOnce, hasCode } from "./deploy.ts";
import { enclaveRegistryCreation } from "./enclave-registry.ts";
import { policyFactoryCreation } from "./operator-policy.ts";
import { type PcrRegistrySetting, pcrRegistryCreation } from "./pcr-registry.ts";
import { receiptVerifierCreation } from "./receipt-verifier.ts";
import { signingWindowsCreation } from "./signing-windows.ts";

/** keccak256 of the root certificate of AWS Nitro Enclaves, G1: what production pins. */
export const awsRootId = "0x311d96fcd5c5e0ccf72ef548e2ea7d4c0cd53ad7c4cc49e67471aed41d61f185";

/** What a deployment is made with: who may what in the registry of releases, and which certificates count. */
export type DeploymentTerms = PcrRegistrySetting & {
  /** keccak256 of the only root certificate that is accepted: {@link awsRootId}, or a simulated NSM's. */
  readonly rootId: Hex;
  /** May revoke certificates, as the owner may; the zero address for nobody. */
  readonly certificateRevoker: Address;
};

export type ContractName = keyof ReturnType<typeof deploymentOf>;
export type Deployment = Readonly<Record<ContractName, Creation>>;

/**
 * The contracts of a deployment and where they are, in the order of their creation.
 *
 * @example
 * deploymentOf({ owner, proposer, guardian, noticePeriodSeconds: 604_800, quorum: 2, rootId: awsRootId, certificateRevoker: guardian })
 *   .enclaveRegistry.address;
 */
export function deploymentOf(terms: DeploymentTerms) {
  const pcrRegistry = pcrRegistryCreation(terms);
  const policyFactory = policyFactoryCreation();
  const p384Verifier = creationOf({ abi: p384VerifierAbi, bytecode: p384VerifierBytecode });
  const nitroAttestation = creationOf({
    abi: nitroAttestationAbi,
    bytecode: nitroAttestationBytecode,
    args: [p384Verifier.address, terms.rootId, terms.owner, terms.certificateRevoker],
  });
  const enclaveRegistry = enclaveRegistryCreation({
    attestation: nitroAttestation.address,
    pcrRegistry: pcrRegistry.address,
    policyFactory: policyFactory.address,
  });
  const receiptVerifier = receiptVerifierCreation(enclaveRegistry.address);
  const signingWindows = signingWindowsCreation(enclaveRegistry.address);
  return {
    pcrRegistry,
    policyFactory,
    p384Verifier,
    nitroAttestation,
    enclaveRegistry,
    receiptVerifier,
    signingWindows,
  };
}

/** One contract of a deployment after {@link deployAll}. `transaction`: `undefined` where it stood already. */
export type Deployed = {
  readonly name: ContractName;
  readonly address: Address;
  readonly transaction: Hash | undefined;
};

/**
 * Sees to it that all contracts stand, in their order; what stands is left alone.
 *
 * @throws {RegistryRefusal} As `deployOnce`.
 */
export async function deployAll(
  wallet: ContractWallet,
  reader: ContractReader,
  deployment: Deployment,
): Promise<readonly Deployed[]> {
  const deployed: Deployed[] = [];
  for (const [name, creation] of entriesOf(deployment)) {
    const transaction = await deployOnce(wallet, reader, creation);
    deployed.push({ name, address: creation.address, transaction });
  }
  return deployed;
}

/** Which contracts of a deployment are missing on a chain, in the order of their creation. */
export async function missingOf(reader: ContractReader, deployment: Deployment): Promise<readonly ContractName[]> {
  const found = await Promise.all(
    entriesOf(deployment).map(async ([name, { address }]) => [name, await hasCode(reader, address)] as const),
  );
  return found.flatMap(([name, stands]) => (stands ? [] : [name]));
}

const entriesOf = (deployment: Deployment) => Object.entries(deployment) as [ContractName, Creation][];
