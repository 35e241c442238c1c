// Why a registry could not be read: one closed set. An answer that cannot be believed is never a status.

/** Code to its meaning. Match on the code, never on the text. */
export const registryErrorTable = {
  REGISTRY_ADDRESS_INVALID: "the registry's address is not 0x and 40 hexadecimal digits",
  MEASUREMENT_INVALID: "a PCR is not 48 bytes",
  RPC_UNREACHABLE: "the RPC endpoint could not be reached, or answered with an HTTP error",
  RPC_TIMEOUT: "the RPC endpoint did not answer in time",
  RPC_ANSWER_TOO_LARGE: "the RPC endpoint's answer is too large",
  RPC_ANSWER_INVALID: "the RPC endpoint's answer is not a JSON-RPC 2.0 response to the call",
  RPC_ERROR: "the RPC endpoint answered with an error",
  CHAIN_ID_MISMATCH: "the RPC endpoint is for another chain",
  CHAIN_DISAGREES: "too few RPC endpoints name the same block",
  REGISTRY_HAS_NO_CODE: "there is no contract at the registry's address",
  REGISTRY_ANSWER_INVALID: "what the contract answered is not what it can have answered",
} as const;

export type RegistryErrorCode = keyof typeof registryErrorTable;

/** The registry could not be read. Nothing may be concluded about the measurement. */
export class RegistryError extends Error {
  readonly code: RegistryErrorCode;
  override readonly name = "RegistryError";

  constructor(code: RegistryErrorCode, detail?: string, options?: { cause?: unknown }) {
    super(detail === undefined ? registryErrorTable[code] : `${registryErrorTable[code]}: ${detail}`, options);
    this.code = code;
  }
}
