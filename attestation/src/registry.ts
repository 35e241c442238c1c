// Which measurements are allowed, read from the PcrRegistry contract through any EIP-1193 provider.
import type { Eip1193Provider } from "./http-provider.ts";
import { RegistryError } from "./registry-error.ts";
import { type RegistryStatus, readStatus, registryMeasurementId, statusCall } from "./registry-status.ts";

/** Where the registry is, and of what its status is asked. */
export type RegistryQuestion = {
  readonly chainId: number;
  /** `0x` and 40 hexadecimal digits. */
  readonly address: string;
  readonly pcr0: Uint8Array;
  readonly pcr1: Uint8Array;
  readonly pcr2: Uint8Array;
};

/**
 * The status of a measurement at the latest block. Chain and contract are checked first: an endpoint for another chain, or an address without
 * code, would else look like a measurement that nobody knows.
 *
 * The provider is believed: take one of your own, never the endpoint under test. The caller still compares `role` with the evidence's.
 *
 * @returns Only `in-force` allows a program. The times are Unix seconds of the chain.
 * @throws {RegistryError} When nothing can be concluded. A provider's own errors pass through.
 *
 * @example
 * const { status } = await readMeasurement(httpProvider("https://rpc.example"), { chainId: 1, address, pcr0, pcr1, pcr2 });
 * if (status !== "in-force") throw new Error(`this program is ${status}`);
 */
export async function readMeasurement(provider: Eip1193Provider, question: RegistryQuestion): Promise<RegistryStatus> {
  const { chainId, address, pcr0, pcr1, pcr2 } = question;
  const data = statusCall(registryMeasurementId(pcr0, pcr1, pcr2));
  await requireContract(provider, chainId, address);
  return readStatus(await provider.request({ method: "eth_call", params: [{ to: address, data }, "latest"] }));
}

/** An endpoint for the chain, and code at the address. @throws {RegistryError} */
export async function requireContract(provider: Eip1193Provider, chainId: number, address: string): Promise<void> {
  if (!/^0x[0-9a-fA-F]{40}$/.test(address)) throw new RegistryError("REGISTRY_ADDRESS_INVALID");
  const seenChainId = quantity(await provider.request({ method: "eth_chainId", params: [] }));
  if (seenChainId !== BigInt(chainId))
    throw new RegistryError("CHAIN_ID_MISMATCH", `wanted ${chainId}, seen ${seenChainId}`);
  const code = await provider.request({ method: "eth_getCode", params: [address, "latest"] });
  if (typeof code !== "string" || !/^0x[0-9a-fA-F]{2}/.test(code)) throw new RegistryError("REGISTRY_HAS_NO_CODE");
}

function quantity(value: unknown): bigint {
  if (typeof value !== "string" || !/^0x[0-9a-fA-F]{1,64}$/.test(value))
    throw new RegistryError("RPC_ANSWER_INVALID", "eth_chainId is not a quantity");
  return BigInt(value);
}
