// The contracts for TypeScript: ABI, bytecode, and a typed client of each.
export { pcrRegistryAbi, pcrRegistryBytecode } from "../abi/pcr-registry.ts";
export {
  activateMeasurement,
  deployPcrRegistry,
  type MeasurementRole,
  measurementId,
  type Pcrs,
  proposeMeasurement,
  type RegistryReader,
  RegistryRefusal,
  type RegistryWallet,
  revokeMeasurement,
} from "./pcr-registry.ts";
