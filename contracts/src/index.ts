// The contracts for TypeScript: ABI, bytecode, and a typed client of each.
export { pcrRegistryAbi, pcrRegistryBytecode } from "../abi/pcr-registry.ts";
export { receiptVerifierAbi, receiptVerifierBytecode } from "../abi/receipt-verifier.ts";
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
