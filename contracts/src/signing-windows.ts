// SigningWindows for TypeScript: where it stands, and what the operator does with it. Records are the enclaves' own matter: they are signed there.
import { type Address, encodeAbiParameters, type Hex, keccak256 } from "viem";
import { signingWindowsAbi, signingWindowsBytecode } from "../abi/signing-windows.ts";
import { type ContractReader, type ContractWallet, settled } from "./contract-calls.ts";
import { type Creation, creationOf, deployOnce } from "./deploy.ts";

/** @param enclaveRegistry Where boots are registered: another one makes another log, at another address. */
export function signingWindowsCreation(enclaveRegistry: Address): Creation {
  return creationOf({ abi: signingWindowsAbi, bytecode: signingWindowsBytecode, args: [enclaveRegistry] });
}

/** @throws {RegistryRefusal} As {@link deployOnce}. */
export function deploySigningWindows(
  wallet: ContractWallet,
  reader: ContractReader,
  enclaveRegistry: Address,
): Promise<Hex | undefined> {
  return deployOnce(wallet, reader, signingWindowsCreation(enclaveRegistry));
}

/** Id of an operator's group: keccak256(abi.encode(operator, name)). */
export function windowGroupId(operator: Address, name: string): Hex {
  return keccak256(encodeAbiParameters([{ type: "address" }, { type: "string" }], [operator, name]));
}

/**
 * Opens the log of a group, as the owner of the operator's policy.
 *
 * @returns The transaction's hash; `undefined` when it is open already.
 * @throws {RegistryRefusal} `NotOperatorsOwner`, `NameLengthInvalid`.
 */
export async function openWindowGroup(
  wallet: ContractWallet,
  reader: ContractReader,
  windows: Address,
  { operator, name }: { readonly operator: Address; readonly name: string },
): Promise<Hex | undefined> {
  const contract = { address: windows, abi: signingWindowsAbi } as const;
  const group = windowGroupId(operator, name);
  const state = await reader.readContract({ ...contract, functionName: "groupState", args: [group] });
  if (BigInt(state.operator) !== 0n) return undefined;
  return settled(reader, windows, async () => {
    const { request } = await reader.simulateContract({
      ...contract,
      functionName: "open",
      args: [operator, name],
      account: wallet.account,
    });
    return wallet.writeContract(request);
  });
}
