// An operator's policy: where it is before it exists, what it accepts, and what it says.
import { type Address, type Hash, type Hex, toHex, zeroHash } from "viem";
import { operatorPolicyAbi, operatorPolicyBytecode } from "../abi/operator-policy.ts";
import { operatorPolicyFactoryAbi, operatorPolicyFactoryBytecode } from "../abi/operator-policy-factory.ts";
import { type ContractReader, type ContractWallet, latestTime, settled } from "./contract-calls.ts";
import { type Creation, creationOf, hasCode } from "./deploy.ts";

/** What a revocation of a release by others does to the operator's enclaves. `continue` is honoured for signers only. */
export type OnRevocation = "stop" | "continue";

/** The contract's `OnRevocation`, in its order. */
const onRevocations: readonly OnRevocation[] = ["stop", "continue"];

export type PolicyOwner = {
  readonly owner: Address;
  /** 32 bytes, for a second policy of the same owner. */
  readonly salt?: Hex;
};

/** The factory of a release of the contracts; it has no settings. */
export const policyFactoryCreation = (): Creation =>
  creationOf({ abi: operatorPolicyFactoryAbi, bytecode: operatorPolicyFactoryBytecode });

/**
 * Where the factory puts an owner's policy: known before it is made, so that the measured configuration can name it as `operator`.
 *
 * @example
 * policyAddress(policyFactoryCreation().address, { owner });
 */
export function policyAddress(factory: Address, { owner, salt }: PolicyOwner): Address {
  return creationOf({ abi: operatorPolicyAbi, bytecode: operatorPolicyBytecode, args: [owner] }, salt, factory).address;
}

/** Makes an owner's policy, unless it is there. Anyone may. */
export async function createPolicy(
  wallet: ContractWallet,
  reader: ContractReader,
  factory: Address,
  { owner, salt = zeroHash }: PolicyOwner,
): Promise<Address> {
  const policy = policyAddress(factory, { owner, salt });
  if (!(await hasCode(reader, policy)))
    await settled(reader, factory, () =>
      wallet.writeContract({
        address: factory,
        abi: operatorPolicyFactoryAbi,
        functionName: "create",
        args: [owner, salt],
      }),
    );
  return policy;
}

export type AcceptedRelease = {
  /** keccak256(PCR0 || PCR1 || PCR2). */
  readonly measurementId: Hex;
  /** 48 bytes. */
  readonly pcr16: Uint8Array;
};

/**
 * Accepts a release with a configuration, as the operator, from the block on that holds it.
 *
 * @param accepted `origin`: what that configuration names.
 * @throws {RegistryRefusal} `AlreadyAccepted`, `OriginDiffers`, `OriginInvalid`, `OwnableUnauthorizedAccount`.
 */
export function acceptRelease(
  wallet: ContractWallet,
  reader: ContractReader,
  policy: Address,
  accepted: AcceptedRelease & { readonly origin: string; readonly onRevocation: OnRevocation },
): Promise<Hash> {
  const { measurementId, pcr16, origin, onRevocation } = accepted;
  const args = [measurementId, toHex(pcr16), origin, onRevocations.indexOf(onRevocation)] as const;
  return settled(reader, policy, () =>
    wallet.writeContract({ ...operatorPolicy(policy), functionName: "accept", args }),
  );
}

/**
 * Takes an acceptance back, as the operator.
 *
 * @param sinceSeconds Unix seconds from which its evidence is worth nothing; the latest block's time without it.
 * @throws {RegistryRefusal} `NotAccepted`, `RemovalTimeInvalid`, `OwnableUnauthorizedAccount`.
 */
export async function removeRelease(
  wallet: ContractWallet,
  reader: ContractReader,
  policy: Address,
  { measurementId, pcr16 }: AcceptedRelease,
  sinceSeconds?: bigint,
): Promise<Hash> {
  const since = sinceSeconds ?? (await latestTime(reader));
  const args = [measurementId, toHex(pcr16), since] as const;
  return settled(reader, policy, () =>
    wallet.writeContract({ ...operatorPolicy(policy), functionName: "remove", args }),
  );
}

/** @param seconds 1 hour to 30 days, for registrations from now on. */
export function setRegistrationLifetime(
  wallet: ContractWallet,
  reader: ContractReader,
  policy: Address,
  seconds: number,
): Promise<Hash> {
  return settled(reader, policy, () =>
    wallet.writeContract({ ...operatorPolicy(policy), functionName: "setRegistrationLifetime", args: [seconds] }),
  );
}

/** Begins to hand a policy over; it is handed over when the new owner accepts. */
export function transferPolicy(
  wallet: ContractWallet,
  reader: ContractReader,
  policy: Address,
  newOwner: Address,
): Promise<Hash> {
  return settled(reader, policy, () =>
    wallet.writeContract({ ...operatorPolicy(policy), functionName: "transferOwnership", args: [newOwner] }),
  );
}

export function acceptPolicy(wallet: ContractWallet, reader: ContractReader, policy: Address): Promise<Hash> {
  return settled(reader, policy, () =>
    wallet.writeContract({ ...operatorPolicy(policy), functionName: "acceptOwnership", args: [] }),
  );
}

/** Times are Unix seconds; `until` is exclusive, `undefined` while it lasts. */
export type PolicyRecord = {
  readonly owner: Address;
  readonly registrationLifetimeSeconds: number;
  readonly acceptances: readonly {
    readonly measurementId: Hex;
    readonly pcr16: Hex;
    readonly origin: string;
    readonly periods: readonly {
      readonly from: number;
      readonly until: number | undefined;
      readonly onRevocation: OnRevocation;
    }[];
  }[];
};

/** @param maximum Acceptances at most, from the first on. */
export async function readPolicy(reader: ContractReader, policy: Address, maximum = 1_000n): Promise<PolicyRecord> {
  const contract = operatorPolicy(policy);
  const [owner, registrationLifetimeSeconds, acceptances] = await Promise.all([
    reader.readContract({ ...contract, functionName: "owner" }),
    reader.readContract({ ...contract, functionName: "registrationLifetime" }),
    reader.readContract({ ...contract, functionName: "acceptances", args: [0n, maximum] }),
  ]);
  return {
    owner,
    registrationLifetimeSeconds,
    acceptances: acceptances.map(({ measurementId, pcr16, origin, periods }) => ({
      measurementId,
      pcr16,
      origin,
      periods: periods.map(({ from, until, onRevocation }) => ({
        from,
        until: until === 0 ? undefined : until,
        onRevocation: onRevocation === 1 ? "continue" : "stop",
      })),
    })),
  };
}

const operatorPolicy = (address: Address) => ({ address, abi: operatorPolicyAbi });
