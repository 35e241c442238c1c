// What the command line and the tests use of the enclave's program.
export { type Attester, signedNonce } from "./enclave/attest/attester.ts";
export { type Evidence, evidenceCbor, evidenceJson, type FrontDoor, parseNonce } from "./enclave/attest/evidence.ts";
export { registrationNonce } from "./enclave/attest/user-data.ts";
export { type BootOptions, boot, type Enclave } from "./enclave/boot.ts";
export { BootError, type BootErrorCode, bootErrorTable } from "./enclave/boot-error.ts";
export {
  type ChainConfig,
  type Config,
  type ConfigInput,
  configSchema,
  type RelayConfig,
  type SignerConfig,
  type UpstreamConfig,
} from "./enclave/config.ts";
export { jsonLog, type Log, type LogEvent, silentLog } from "./enclave/log.ts";
export { type Nsm, NsmError, type NsmErrorCode, nsmLimits } from "./enclave/nsm/nsm.ts";
export { openNsm } from "./enclave/nsm/open.ts";
export { type MeasureOptions, measure } from "./enclave/nsm/simulated/measure.ts";
export type { Role } from "./enclave/nsm/simulated/measured-files.ts";
export {
  openSimulatedNsm,
  type SimulatedNsmOptions,
  simulatedRoot,
  simulatedRootName,
} from "./enclave/nsm/simulated/simulated-nsm.ts";
export { type ReadConfig, readConfig } from "./enclave/read-config.ts";
export { type AccountKeystore, readAccountKeystore } from "./signer/keys/account-keystore-format.ts";
export { KeyError, type KeyErrorCode } from "./signer/keys/key-error.ts";
export { type Keystore, readKeystore } from "./signer/keys/keystore-format.ts";
