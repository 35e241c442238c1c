// The registry of releases: proposing, rebuilding, activating, revoking, and whose part that is. Reading with a verifier's care is in
// @inkan/attestation, which depends on neither this package nor viem for it.
import { type Address, concatHex, type Hash, type Hex, keccak256, padHex, size, toHex } from "viem";
import { pcrRegistryAbi, pcrRegistryBytecode } from "../abi/pcr-registry.ts";
import { type ContractReader, type ContractWallet, latestTime, settled } from "./contract-calls.ts";
import { type Creation, creationOf, deployOnce } from "./deploy.ts";

/**
 * The terms that a registry begins with. The zero address stands for nobody.
 * `noticePeriodSeconds` at most 365 days, `quorum` at most 32; 0 of either is for a development chain only.
 */
export type PcrRegistrySetting = {
  readonly owner: Address;
  readonly proposer: Address;
  readonly guardian: Address;
  readonly noticePeriodSeconds: number;
  readonly quorum: number;
};

/** 48 bytes each. */
export type Pcrs = { readonly pcr0: Uint8Array; readonly pcr1: Uint8Array; readonly pcr2: Uint8Array };
export type MeasurementRole = "relay" | "signer";

export type ReleaseProposal = Pcrs & {
  /** Of a signed image: 48 bytes. */
  readonly pcr8?: Uint8Array;
  /** A git object id of 20 or 32 bytes. */
  readonly sourceCommit: Hex;
  /** Where that commit is: 1 to 8 texts of 1 to 256 bytes. */
  readonly sourceLocators: readonly string[];
  /** SHA-256 or SHA-384 of the EIF as it is built, before it is signed. */
  readonly imageHash: Uint8Array;
  readonly role: MeasurementRole;
};

/** The contract's `Role`, in its order. */
const roles: readonly MeasurementRole[] = ["relay", "signer"];
/** The contract's `State`, in its order. */
const states = ["unknown", "pending", "in-force", "revoked"] as const;
const pcrBytes = 48;

/** The registry with these terms, and where it is. */
export function pcrRegistryCreation(setting: PcrRegistrySetting, salt?: Hex): Creation {
  const { owner, proposer, guardian, noticePeriodSeconds, quorum } = setting;
  const args = [owner, proposer, guardian, noticePeriodSeconds, quorum];
  return creationOf({ abi: pcrRegistryAbi, bytecode: pcrRegistryBytecode, args }, salt);
}

/**
 * Deploys a registry where its settings put it, unless it is there already.
 *
 * @throws {RegistryRefusal} When the deployment is reverted; viem's errors when the chain cannot be reached.
 *
 * @example
 * const address = await deployPcrRegistry(wallet, reader, { owner, proposer: owner, guardian, noticePeriodSeconds: 604_800, quorum: 2 });
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
 * Proposes a release as the proposer, and waits for the receipt.
 *
 * @returns Its id.
 * @throws {RegistryRefusal} With the contract's own error, as `ReleaseAlreadyKnown`.
 */
export async function proposeRelease(
  wallet: ContractWallet,
  reader: ContractReader,
  registry: Address,
  proposal: ReleaseProposal,
): Promise<Hex> {
  const { pcr0, pcr1, pcr2, pcr8, sourceCommit, sourceLocators, imageHash, role } = proposal;
  if (size(sourceCommit) !== 20 && size(sourceCommit) !== 32)
    throw new RangeError(`a git object id has 20 or 32 bytes, not ${size(sourceCommit)}`);
  const members = {
    pcr0: toHex(pcr0),
    pcr1: toHex(pcr1),
    pcr2: toHex(pcr2),
    pcr8: pcr8 === undefined ? "0x" : toHex(pcr8),
    sourceCommit: padHex(sourceCommit, { dir: "right", size: 32 }),
    sourceLocators,
    imageHash: toHex(imageHash),
    role: roles.indexOf(role),
  } as const;
  await settled(reader, registry, () =>
    wallet.writeContract({ ...pcrRegistry(registry), functionName: "propose", args: [members] }),
  );
  return measurementId(pcr0, pcr1, pcr2);
}

/**
 * Says as a rebuilder that the proposed commit builds to the proposed image.
 *
 * @param imageHash Of the rebuilder's own EIF.
 * @throws {RegistryRefusal} `ImageHashMismatch`, `NotRebuilder`, `RebuilderIsProposer`, `BuildAlreadyAttested`, `ReleaseNotPending`.
 */
export function attestBuild(
  wallet: ContractWallet,
  reader: ContractReader,
  registry: Address,
  id: Hex,
  imageHash: Uint8Array,
): Promise<Hash> {
  return settled(reader, registry, () =>
    wallet.writeContract({ ...pcrRegistry(registry), functionName: "attestBuild", args: [id, toHex(imageHash)] }),
  );
}

/**
 * Puts a release into force whose notice period is over; anyone may.
 *
 * @throws {RegistryRefusal} `NoticePeriodRunning` with the time from which it succeeds, `QuorumMissing`, or `ReleaseNotPending`.
 */
export function activateRelease(
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
 * Revokes a release as owner or guardian: at once, and for ever. Again with an earlier `sinceSeconds`, when more is known.
 *
 * @param revocation `reason`: for people, 1 to 256 bytes. `sinceSeconds`: Unix seconds, in the past; the latest block's time without it.
 * @throws {RegistryRefusal} `NeitherOwnerNorGuardian`, `ReleaseNotRevocable`, `RevocationInFuture`, `RevocationNotEarlier`.
 */
export async function revokeRelease(
  wallet: ContractWallet,
  reader: ContractReader,
  registry: Address,
  id: Hex,
  revocation: { readonly reason: string; readonly sinceSeconds?: bigint },
): Promise<Hash> {
  const since = revocation.sinceSeconds ?? (await latestTime(reader));
  return settled(reader, registry, () =>
    wallet.writeContract({ ...pcrRegistry(registry), functionName: "revoke", args: [id, since, revocation.reason] }),
  );
}

/** What the owner changes. `terms`: stricter ones at once, weaker ones after the present notice period. */
export type RegistryChange =
  | { readonly change: "terms"; readonly noticePeriodSeconds: number; readonly quorum: number }
  | { readonly change: "successor"; readonly retired: Address; readonly successor: Address }
  | {
      readonly change:
        | "proposer"
        | "guardian"
        | "add-rebuilder"
        | "remove-rebuilder"
        | "transfer-ownership"
        | "accept-ownership";
      readonly account: Address;
    };

const changeFunctions = {
  proposer: "setProposer",
  guardian: "setGuardian",
  "add-rebuilder": "addRebuilder",
  "remove-rebuilder": "removeRebuilder",
  "transfer-ownership": "transferOwnership",
} as const;

/**
 * Changes who may what, as the owner; `accept-ownership` as the account that ownership was transferred to.
 *
 * @throws {RegistryRefusal} `OwnableUnauthorizedAccount`, `RebuilderIsProposer`, `NoticePeriodTooLong` and the like.
 */
export function changeRegistry(
  wallet: ContractWallet,
  reader: ContractReader,
  registry: Address,
  change: RegistryChange,
): Promise<Hash> {
  const contract = pcrRegistry(registry);
  return settled(reader, registry, () => {
    if (change.change === "terms")
      return wallet.writeContract({
        ...contract,
        functionName: "setTerms",
        args: [change.noticePeriodSeconds, change.quorum],
      });
    if (change.change === "successor")
      return wallet.writeContract({
        ...contract,
        functionName: "nameSuccessor",
        args: [change.retired, change.successor],
      });
    if (change.change === "accept-ownership")
      return wallet.writeContract({ ...contract, functionName: "acceptOwnership", args: [] });
    return wallet.writeContract({
      ...contract,
      functionName: changeFunctions[change.change],
      args: [change.account],
    });
  });
}

/** Everything that the registry keeps of a release. Times are Unix seconds, `undefined` where it has not happened. */
export type ReleaseRecord = {
  readonly id: Hex;
  readonly state: (typeof states)[number];
  readonly role: MeasurementRole;
  readonly quorum: number;
  /** Of today's rebuilders, those that agree. */
  readonly agreement: number;
  readonly noticePeriodSeconds: number;
  readonly proposer: Address;
  readonly proposedAt: number;
  readonly readyAt: number | undefined;
  readonly activatedAt: number | undefined;
  readonly revoked: { readonly at: number; readonly since: number; readonly reason: string } | undefined;
  /** PCR0, PCR1 and PCR2, 48 bytes each. */
  readonly pcrs: readonly [Hex, Hex, Hex];
  /** keccak256 of PCR8; `undefined` for an image that is not signed. */
  readonly pcr8Hash: Hex | undefined;
  readonly sourceCommit: Hex;
  readonly sourceLocators: readonly string[];
  readonly imageHash: Hex;
};

/** @returns `undefined` when it was never proposed. */
export async function readRelease(
  reader: ContractReader,
  registry: Address,
  id: Hex,
): Promise<ReleaseRecord | undefined> {
  const contract = pcrRegistry(registry);
  const [r, agreement] = await Promise.all([
    reader.readContract({ ...contract, functionName: "release", args: [id] }),
    reader.readContract({ ...contract, functionName: "agreement", args: [id] }),
  ]);
  const [state, role] = [states[r.state], roles[r.role]];
  if (state === undefined || role === undefined) throw new RangeError("the registry has another state or role");
  if (state === "unknown") return undefined;
  const pcr = (index: number): Hex => `0x${r.pcrs.slice(2 + 96 * index, 98 + 96 * index)}`;
  return {
    id,
    state,
    role,
    quorum: r.quorum,
    agreement: Number(agreement),
    noticePeriodSeconds: r.noticePeriod,
    proposer: r.proposer,
    proposedAt: r.proposedAt,
    readyAt: r.readyAt === 0 ? undefined : r.readyAt,
    activatedAt: r.activatedAt === 0 ? undefined : r.activatedAt,
    revoked: state === "revoked" ? { at: r.revokedAt, since: r.revokedSince, reason: r.revocationReason } : undefined,
    pcrs: [pcr(0), pcr(1), pcr(2)],
    pcr8Hash: BigInt(r.pcr8Hash) === 0n ? undefined : r.pcr8Hash,
    sourceCommit: r.sourceCommit,
    sourceLocators: r.sourceLocators,
    imageHash: r.imageHash,
  };
}

/** Ids of releases in the order of their proposals, from index `from`, at most `maximum`. */
export function listReleases(
  reader: ContractReader,
  registry: Address,
  page: { readonly from: bigint; readonly maximum: bigint },
): Promise<readonly Hex[]> {
  return reader.readContract({
    ...pcrRegistry(registry),
    functionName: "releaseIds",
    args: [page.from, page.maximum],
  });
}

const pcrRegistry = (address: Address) => ({ address, abi: pcrRegistryAbi });
