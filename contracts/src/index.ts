// The contracts for TypeScript: ABI, bytecode, and a typed client of each.
export { pcrRegistryAbi, pcrRegistryBytecode } from "../abi/pcr-registry.ts";
export { type ContractReader, type ContractWallet, RegistryRefusal } from "./contract-calls.ts";
export { type Creation, creationOf, deployOnce, deterministicDeployer, hasCode } from "./deploy.ts";
export {
  activateMeasurement,
  deployPcrRegistry,
  type MeasurementRole,
  measurementId,
  type PcrRegistrySetting,
  type Pcrs,
  pcrRegistryCreation,
  proposeMeasurement,
  revokeMeasurement,
} from "./pcr-registry.ts";
