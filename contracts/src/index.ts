// The contracts for TypeScript: ABI, bytecode, and a typed client of each.
export { enclaveRegistryAbi, enclaveRegistryBytecode } from "../abi/enclave-registry.ts";
export { nitroAttestationAbi, nitroAttestationBytecode } from "../abi/nitro-attestation.ts";
export { operatorPolicyAbi, operatorPolicyBytecode } from "../abi/operator-policy.ts";
export { operatorPolicyFactoryAbi, operatorPolicyFactoryBytecode } from "../abi/operator-policy-factory.ts";
export { p384VerifierAbi, p384VerifierBytecode } from "../abi/p384-verifier.ts";
export { pcrRegistryAbi, pcrRegistryBytecode } from "../abi/pcr-registry.ts";
export { receiptVerifierAbi, receiptVerifierBytecode } from "../abi/receipt-verifier.ts";
export { signingWindowsAbi, signingWindowsBytecode } from "../abi/signing-windows.ts";
export { type ContractReader, type ContractWallet, RegistryRefusal } from "./contract-calls.ts";
export { type Creation, creationOf, deployOnce, deterministicDeployer, hasCode } from "./deploy.ts";
export {
  awsRootId,
  type ContractName,
  type Deployed,
  type Deployment,
  type DeploymentTerms,
  deployAll,
  deploymentOf,
  missingOf,
} from "./deployment.ts";
export {
  type EnclaveRecord,
  type EnclaveRegistrySetting,
  enclaveRegistryCreation,
  isEnclaveValid,
  listEnclaves,
  type Registered,
  type Registration,
  readEnclave,
  registerAbi,
  registerEnclave,
} from "./enclave-registry.ts";
export {
  type AcceptedRelease,
  acceptPolicy,
  acceptRelease,
  createPolicy,
  type OnRevocation,
  type PolicyOwner,
  type PolicyRecord,
  policyAddress,
  policyFactoryCreation,
  readPolicy,
  removeRelease,
  setRegistrationLifetime,
  transferPolicy,
} from "./operator-policy.ts";
export {
  activateRelease,
  attestBuild,
  changeRegistry,
  deployPcrRegistry,
  listReleases,
  type MeasurementRole,
  measurementId,
  type PcrRegistrySetting,
  type Pcrs,
  pcrRegistryCreation,
  proposeRelease,
  type RegistryChange,
  type ReleaseProposal,
  type ReleaseRecord,
  readRelease,
  revokeRelease,
} from "./pcr-registry.ts";
export {
  checkReceipt,
  type FetchedExchange,
  type Receipt,
  ReceiptError,
  type ReceiptExchange,
  type ReceiptRefusal,
  readReceiptAnswer,
  receiptExchange,
  receiptRefusals,
  receiptVerifierCreation,
} from "./receipt-verifier.ts";
export { deploySigningWindows, openWindowGroup, signingWindowsCreation, windowGroupId } from "./signing-windows.ts";
