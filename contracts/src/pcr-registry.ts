// The registry's writing side, for the owner, the guardian and a development chain. Reading with a verifier's care is in
// @inkan/attestation, which depends on neither this package nor viem for it.
import {
  type Account,
  type Address,
  BaseError,
  type Chain,
  ContractFunctionRevertedError,
  concatHex,
  type Hash,
  type Hex,
  keccak256,
  type PublicClient,
  padHex,
  size,
  type Transport,
  toHex,
  type WalletClient,
} from "viem";
import { pcrRegistryAbi, pcrRegistryBytecode } from "../abi/pcr-registry.ts";

/** Signs and sends; it has an account and a chain of its own. */
export type RegistryWallet = WalletClient<Transport, Chain, Account>;
/** Waits for receipts. */
export type RegistryReader = PublicClient<Transport, Chain>;

export type Pcrs = { readonly pcr0: Uint8Array; readonly pcr1: Uint8Array; readonly pcr2: Uint8Array };
export type MeasurementRole = "relay" | "signer";

/** The contract's `Role`, in its order. */
const roles: readonly MeasurementRole[] = ["relay", "signer"];
const pcrBytes = 48;

/**
 * Deploys a registry and waits for its receipt.
 *
 * @param setting `noticePeriodSeconds`: immutable afterwards, at most 365 days; 0 is for a development chain only. `guardian`: may revoke; the zero address for nobody.
 * @throws {Error} When the deployment is reverted; viem's errors when the chain cannot be reached.
 *
 * @example
 * const address = await deployPcrRegistry(wallet, reader, { owner: wallet.account.address, noticePeriodSeconds: 0, guardian: zeroAddress });
 */
export async function deployPcrRegistry(
  wallet: RegistryWallet,
  reader: RegistryReader,
  setting: { readonly owner: Address; readonly guardian: Address; readonly noticePeriodSeconds: number },
): Promise<Address> {
  const hash = await wallet.deployContract({
    abi: pcrRegistryAbi,
    bytecode: pcrRegistryBytecode,
    args: [setting.owner, setting.guardian, BigInt(setting.noticePeriodSeconds)],
  });
  const { status, contractAddress } = await reader.waitForTransactionReceipt({ hash });
  if (status !== "success" || !contractAddress) throw new Error(`the deployment ${hash} was reverted`);
  return contractAddress;
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
  wallet: RegistryWallet,
  reader: RegistryReader,
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
  wallet: RegistryWallet,
  reader: RegistryReader,
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
  wallet: RegistryWallet,
  reader: RegistryReader,
  registry: Address,
  id: Hex,
  reason: string,
): Promise<Hash> {
  return settled(reader, registry, () =>
    wallet.writeContract({ ...pcrRegistry(registry), functionName: "revoke", args: [id, reason] }),
  );
}

/** The contract said no. Match on `code`, the name of its Solidity error; `args` are that error's values. */
export class RegistryRefusal extends Error {
  override readonly name = "RegistryRefusal";
  readonly code: string;
  readonly args: readonly unknown[];

  constructor(code: string, args: readonly unknown[], options?: { cause?: unknown }) {
    super(`the registry refused: ${code}(${args.map(String).join(", ")})`, options);
    this.code = code;
    this.args = args;
  }
}

const pcrRegistry = (address: Address) => ({ address, abi: pcrRegistryAbi });

/** Sends, and waits until the transaction is in a block and has succeeded. */
async function settled(reader: RegistryReader, registry: Address, send: () => Promise<Hash>): Promise<Hash> {
  try {
    const hash = await send();
    const { status } = await reader.waitForTransactionReceipt({ hash });
    if (status !== "success") throw new RegistryRefusal("Reverted", [hash, registry]);
    return hash;
  } catch (thrown) {
    throw refusal(thrown);
  }
}

function refusal(thrown: unknown): unknown {
  const reverted =
    thrown instanceof BaseError ? thrown.walk((error) => error instanceof ContractFunctionRevertedError) : null;
  if (!(reverted instanceof ContractFunctionRevertedError) || reverted.data === undefined) return thrown;
  return new RegistryRefusal(reverted.data.errorName, reverted.data.args ?? [], { cause: thrown });
}
