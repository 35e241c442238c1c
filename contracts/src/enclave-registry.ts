// The registry of enclaves: registering a key with its document, and what is known of keys.
import { type Address, type Hash, type Hex, parseEventLogs, zeroAddress } from "viem";
import { enclaveRegistryAbi, enclaveRegistryBytecode } from "../abi/enclave-registry.ts";
import { nitroAttestationAbi } from "../abi/nitro-attestation.ts";
import { p384VerifierAbi } from "../abi/p384-verifier.ts";
import { type ContractReader, type ContractWallet, RegistryRefusal, settled } from "./contract-calls.ts";
import { type Creation, creationOf } from "./deploy.ts";

/** What it stands on. */
export type EnclaveRegistrySetting = {
  readonly attestation: Address;
  readonly pcrRegistry: Address;
  readonly policyFactory: Address;
};

export function enclaveRegistryCreation(setting: EnclaveRegistrySetting): Creation {
  const args = [setting.attestation, setting.pcrRegistry, setting.policyFactory];
  return creationOf({ abi: enclaveRegistryAbi, bytecode: enclaveRegistryBytecode, args });
}

export type Registration = {
  /** COSE_Sign1 document of purpose `register`, at most 30 minutes old. */
  readonly document: Hex;
  /** One for each certificate below the root, then one for the document; empty for a certificate that is cached. */
  readonly hints: readonly Hex[];
  /** The policy that the enclave's configuration names. */
  readonly operator: Address;
};

export type Registered = {
  readonly keyId: Hex;
  readonly bootAddress: Address | undefined;
  /** Unix seconds, exclusive. */
  readonly expiresAt: bigint;
  readonly transaction: Hash;
  readonly gasUsed: bigint;
};

/**
 * Registers an enclave's key, or extends its registration. Anyone may.
 *
 * @throws {RegistryRefusal} With the error of whichever contract refused: the registry's (`DocumentTooOld`, `ReleaseNotInForce`, …) or the
 * verifier's (`DocumentSignatureInvalid`, …).
 */
export async function registerEnclave(
  wallet: ContractWallet,
  reader: ContractReader,
  registry: Address,
  { document, hints, operator }: Registration,
): Promise<Registered> {
  const transaction = await settled(reader, registry, () =>
    wallet.writeContract({
      address: registry,
      // The verifier's errors come through the registry, so the call is given words for them, too.
      abi: registerAbi,
      functionName: "register",
      args: [document, hints, operator],
    }),
  );
  const { logs, gasUsed } = await reader.getTransactionReceipt({ hash: transaction });
  const own = logs.filter(({ address }) => address.toLowerCase() === registry.toLowerCase());
  const [event] = parseEventLogs({ abi: enclaveRegistryAbi, eventName: "EnclaveRegistered", logs: own });
  if (event === undefined) throw new RegistryRefusal("EventMissing", [transaction, registry]);
  const { keyId, bootAddress, expiresAt } = event.args;
  return {
    keyId,
    bootAddress: bootAddress === zeroAddress ? undefined : bootAddress,
    expiresAt,
    transaction,
    gasUsed,
  };
}

const errorsOf = <const entry extends { readonly type: string }>(abi: readonly entry[]) =>
  abi.filter((each): each is Extract<entry, { type: "error" }> => each.type === "error");

/** `register`, with the errors of all contracts that may refuse it. */
export const registerAbi = [
  ...enclaveRegistryAbi,
  ...errorsOf(nitroAttestationAbi),
  ...errorsOf(p384VerifierAbi),
] as const;

/** Everything that is kept of a key. Times are Unix seconds but for `attestedAtMs`; `until` is exclusive. */
export type EnclaveRecord = {
  readonly keyId: Hex;
  readonly measurementId: Hex;
  readonly pcr16Hash: Hex;
  readonly operator: Address;
  readonly attestedAtMs: bigint;
  readonly bootAddress: Address | undefined;
  /** P-256 response key. */
  readonly x: Hex;
  readonly y: Hex;
  readonly periods: readonly { readonly from: number; readonly until: number; readonly leafId: Hex }[];
};

/** @returns `undefined` when it was never registered. */
export async function readEnclave(
  reader: ContractReader,
  registry: Address,
  keyId: Hex,
): Promise<EnclaveRecord | undefined> {
  const e = await reader.readContract({ ...enclaveRegistry(registry), functionName: "enclave", args: [keyId] });
  if (e.operator === zeroAddress) return undefined;
  return { keyId, ...e, bootAddress: e.bootAddress === zeroAddress ? undefined : e.bootAddress };
}

/** Whether the enclave with this response key is valid, now or at a time (Unix seconds, in the past). */
export function isEnclaveValid(
  reader: ContractReader,
  registry: Address,
  keyId: Hex,
  atSeconds?: bigint,
): Promise<boolean> {
  const contract = enclaveRegistry(registry);
  return atSeconds === undefined
    ? reader.readContract({ ...contract, functionName: "isValid", args: [keyId] })
    : reader.readContract({ ...contract, functionName: "isValidAt", args: [keyId, atSeconds] });
}

/** An operator's keys in the order of their registrations, from index `from`, at most `maximum`. */
export function listEnclaves(
  reader: ContractReader,
  registry: Address,
  operator: Address,
  page: { readonly from: bigint; readonly maximum: bigint },
): Promise<readonly Hex[]> {
  const args = [operator, page.from, page.maximum] as const;
  return reader.readContract({ ...enclaveRegistry(registry), functionName: "enclaveKeyIds", args });
}

const enclaveRegistry = (address: Address) => ({ address, abi: enclaveRegistryAbi });
