// Deterministic deployment: a contract's address follows from its bytecode, its constructor's arguments and a salt, and from nothing else. So a
// configuration can name a contract before its chain runs, and anyone can deploy it, or see that it is the one that the address promises.
//
// Through the "deterministic deployment proxy" (github.com/Arachnid/deterministic-deployment-proxy), which stands at the same address on every
// chain where somebody has sent its presigned transaction, Anvil included: calldata is salt || creation code, and it does CREATE2 (EIP-1014).
import {
  type Address,
  BaseError,
  concatHex,
  ExecutionRevertedError,
  encodeDeployData,
  getContractAddress,
  type Hex,
  zeroHash,
} from "viem";
import { type ContractReader, type ContractWallet, RegistryRefusal, settled } from "./contract-calls.ts";

export const deterministicDeployer = "0x4e59b44847b379578588920cA78FbF26c0B4956C";

/** What is created, and so where. `initCode`: bytecode and encoded constructor arguments. `salt`: 32 bytes. */
export type Creation = { readonly address: Address; readonly initCode: Hex; readonly salt: Hex };

/**
 * A contract with its constructor's arguments, and the address that follows.
 *
 * @param salt 32 bytes; for a second instance of the same code with the same arguments.
 *
 * @example
 * creationOf({ abi: pcrRegistryAbi, bytecode: pcrRegistryBytecode, args: [owner, …] }).address;
 */
export function creationOf(
  contract: Parameters<typeof encodeDeployData>[0],
  salt: Hex = zeroHash,
  deployer: Address = deterministicDeployer,
): Creation {
  const initCode = encodeDeployData(contract);
  return {
    address: getContractAddress({ opcode: "CREATE2", from: deployer, salt, bytecode: initCode }),
    initCode,
    salt,
  };
}

/**
 * Sees to it that the contract stands at its address: creates it unless there is code already, which then is this contract's.
 *
 * @returns The transaction's hash; `undefined` when nothing was to do.
 * @throws {RegistryRefusal} `DeployerMissing` on a chain without the deployer; `CreationReverted`.
 */
export async function deployOnce(
  wallet: ContractWallet,
  reader: ContractReader,
  { address, initCode, salt }: Creation,
): Promise<Hex | undefined> {
  if (await hasCode(reader, address)) return undefined;
  if (!(await hasCode(reader, deterministicDeployer)))
    throw new RegistryRefusal("DeployerMissing", [deterministicDeployer]);
  const hash = await settled(reader, deterministicDeployer, () =>
    wallet.sendTransaction({ to: deterministicDeployer, data: concatHex([salt, initCode]) }),
  ).catch((thrown) => {
    // The deployer passes on nothing of what a constructor says.
    const reverted = thrown instanceof BaseError && thrown.walk((error) => error instanceof ExecutionRevertedError);
    throw reverted ? new RegistryRefusal("CreationReverted", [address], { cause: thrown }) : thrown;
  });
  // The deployer succeeds only where CREATE2 did, but another chain's idea of that address is not ours to trust.
  if (!(await hasCode(reader, address))) throw new RegistryRefusal("CreationReverted", [address]);
  return hash;
}

export async function hasCode(reader: ContractReader, address: Address): Promise<boolean> {
  const code = await reader.getCode({ address });
  return code !== undefined && code !== "0x";
}
