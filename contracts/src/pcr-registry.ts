// The registry's writing side, for the owner, the guardian and a development chain. Reading with a verifier's care is in
// @inkan/attestation, which depends on neither this package nor viem for it.
import { type Address, concatHex, type Hash, type Hex, keccak256, padHex, size, toHex } from "viem";
import { pcrRegistryAbi, pcrRegistryBytecode } from "../abi/pcr-registry.ts";
import { type ContractReader, type ContractWallet, settled } from "./contract-calls.ts";
import { type Creation, creationOf, deployOnce } from "./deploy.ts";

export type Pcrs = { readonly pcr0: Uint8Array; readonly pcr1: Uint8Array; readonly pcr2: Uint8Array };
export type MeasurementRole = "relay" | "signer";

/** The contract's `Role`, in its order. */
const roles: readonly MeasurementRole[] = ["relay", "signer"];
const pcrBytes = 48;

/** `noticePeriodSeconds`: immutable afterwards, at most 365 days; 0 is for a development chain only. `guardian`: may revoke; the zero address for nobody. */
export type PcrRegistrySetting = {
  readonly owner: Address;
  readonly guardian: Address;
  readonly noticePeriodSeconds: number;
};

/** The registry with these settings, and where it is. */
export function pcrRegistryCreation(setting: PcrRegistrySetting, salt?: Hex): Creation {
  const args = [setting.owner, setting.guardian, BigInt(setting.noticePeriodSeconds)];
  return creationOf({ abi: pcrRegistryAbi, bytecode: pcrRegistryBytecode, args }, salt);
}

/**
 * Deploys a registry where its settings put it, unless it is there already.
 *
 * @throws {RegistryRefusal} When the deployment is reverted; viem's errors when the chain cannot be reached.
 *
 * @example
 * const address = await deployPcrRegistry(wallet, reader, { owner: wallet.account.address, noticePeriodSeconds: 0, guardian: zeroAddress });
 */
export async function deployPcrRegistry(
  wallet: ContractWallet,
  reader: ContractReader,
  setting: PcrRegistrySetting,
  salt?: Hex,
): Promise<Address> {
  const creation = pcrRegistryCreation(setting, salt);
  await deployOnce(wallet, reader, creation);
  return creation.address;
}

/**
 * The registry's id of three PCRs: keccak256(PCR0 || PCR1 || PCR2).
 *
 * @throws {RangeError} When one is not 48 bytes.
 */
export function measurementId(pcr0: Uint8Array, pcr1: Uint8Array, pcr2: Uint8Array): Hex {
  for (const [index, pcr] of [pcr0, pcr1, pcr2].entries())
    if (pcr.length !== pcrBytes) throw new RangeError(`PCR${index} has ${pcr.length} bytes, not ${pcrBytes}`);
  return keccak256(concatHex([toHex(pcr0), toHex(pcr1), toHex(pcr2)]));
}

/**
 * Proposes a measurement as the owner, and waits for the receipt. The notice period runs from the block that holds it.
 *
 * @param proposal `sourceCommit`: a git object id of 20 or 32 bytes. `sourceLocator`: 1 to 256 bytes.
 * @throws {RegistryRefusal} With the contract's own error, as `MeasurementAlreadyKnown`.
 */
export async function proposeMeasurement(
  wallet: ContractWallet,
  reader: ContractReader,
  registry: Address,
  proposal: Pcrs & { readonly sourceCommit: Hex; readonly sourceLocator: string; readonly role: MeasurementRole },
): Promise<Hex> {
  const { pcr0, pcr1, pcr2, sourceCommit, sourceLocator, role } = proposal;
  if (size(sourceCommit) !== 20 && size(sourceCommit) !== 32)
    throw new RangeError(`a git object id has 20 or 32 bytes, not ${size(sourceCommit)}`);
  const commit = padHex(sourceCommit, { dir: "right", size: 32 });
  await settled(reader, registry, () =>
    wallet.writeContract({
      ...pcrRegistry(registry),
      functionName: "propose",
      args: [toHex(pcr0), toHex(pcr1), toHex(pcr2), commit, sourceLocator, roles.indexOf(role)],
    }),
  );
  return measurementId(pcr0, pcr1, pcr2);
}

/**
 * Puts a measurement into force whose notice period is over; anyone may.
 *
 * @throws {RegistryRefusal} `NoticePeriodRunning` with the time from which it succeeds, or `MeasurementNotPending`.
 */
export function activateMeasurement(
  wallet: ContractWallet,
  reader: ContractReader,
  registry: Address,
  id: Hex,
): Promise<Hash> {
  return settled(reader, registry, () =>
    wallet.writeContract({ ...pcrRegistry(registry), functionName: "activate", args: [id] }),
  );
}

/**
 * Revokes a measurement as owner or guardian: at once, and for ever.
 *
 * @param reason For people, 1 to 256 bytes.
 * @throws {RegistryRefusal} `MeasurementNotRevocable` or `NeitherOwnerNorGuardian`.
 */
export function revokeMeasurement(
  wallet: ContractWallet,
  reader: ContractReader,
  registry: Address,
  id: Hex,
  reason: string,
): Promise<Hash> {
  return settled(reader, registry, () =>
    wallet.writeContract({ ...pcrRegistry(registry), functionName: "revoke", args: [id, reason] }),
  );
}

const pcrRegistry = (address: Address) => ({ address, abi: pcrRegistryAbi });
