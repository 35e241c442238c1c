// The measured fork schedule: which version a message of an epoch is signed under. A client's `fork_info` is held to it.
import { bytesToHex, hexToBytes } from "@noble/hashes/utils.js";
import type { EthereumConfig } from "../../enclave/signer-config.ts";
import { Refusal } from "../refusal.ts";
import type { ForkInfo } from "./containers/phase0.ts";
import type { CompositeMember } from "./ssz/member.ts";

export const forkNames = ["phase0", "altair", "bellatrix", "capella", "deneb", "electra", "fulu", "gloas"] as const;
export type ForkName = (typeof forkNames)[number];

export type ForkInfoValue = typeof ForkInfo extends CompositeMember<infer T> ? T : never;

export type ForkSchedule = {
  readonly genesisValidatorsRoot: Uint8Array;
  /** GENESIS_FORK_VERSION: that of the first fork. */
  readonly genesisForkVersion: Uint8Array;
  /** @throws {Refusal} `FORK_NOT_IN_SCHEDULE` before the first fork. */
  forkAt(epoch: bigint): ForkName;
  /**
   * The version for a message of `epoch`, which is the schedule's, once `forkInfo` resolves to the same. `fork.epoch` is not compared:
   * Lodestar sends the epoch of the signing slot there.
   *
   * @throws {Refusal} `GENESIS_VALIDATORS_ROOT_MISMATCH`, `FORK_NOT_IN_SCHEDULE`.
   */
  versionAt(epoch: bigint, forkInfo: ForkInfoValue): Uint8Array;
  /**
   * The version for a voluntary exit of `epoch`: Capella's for good once Deneb is in force by `fork.epoch` (EIP-7044), as Web3Signer decides it.
   * Lighthouse and Lodestar send Capella's versions then, so before that any version of the schedule is taken.
   *
   * @throws {Refusal} `GENESIS_VALIDATORS_ROOT_MISMATCH`, `FORK_NOT_IN_SCHEDULE`.
   */
  versionOfExit(epoch: bigint, forkInfo: ForkInfoValue): Uint8Array;
  /** The version for a voluntary exit of `epoch` that goes to the chain at `nowEpoch`. @throws {Refusal} `FORK_NOT_IN_SCHEDULE`. */
  versionOfExitAt(epoch: bigint, nowEpoch: bigint): Uint8Array;
};

type ScheduledFork = { readonly name: ForkName; readonly version: Uint8Array; readonly epoch: bigint };

export function openForkSchedule(ethereum: Pick<EthereumConfig, "forks" | "genesisValidatorsRoot">): ForkSchedule {
  const genesisValidatorsRoot = hexToBytes(ethereum.genesisValidatorsRoot.slice(2));
  const forks = ethereum.forks.map(
    ({ name, version, epoch }): ScheduledFork => ({
      name,
      version: hexToBytes(version.slice(2)),
      epoch: BigInt(epoch),
    }),
  );

  const at = (epoch: bigint): ScheduledFork => {
    const fork = forks.findLast((scheduled) => scheduled.epoch <= epoch);
    if (fork === undefined) throw new Refusal("FORK_NOT_IN_SCHEDULE", "no fork is scheduled at the message's epoch");
    return fork;
  };

  const capellaVersion = (): Uint8Array => {
    const capella = forks.find(({ name }) => name === "capella");
    if (capella === undefined) throw new Refusal("FORK_NOT_IN_SCHEDULE", "exits need the version of Capella");
    return capella.version;
  };

  const checkChain = (forkInfo: ForkInfoValue) => {
    if (!areEqual(forkInfo.genesis_validators_root, genesisValidatorsRoot))
      throw new Refusal("GENESIS_VALIDATORS_ROOT_MISMATCH");
  };

  return {
    genesisValidatorsRoot,
    genesisForkVersion: forks[0]!.version,
    forkAt: (epoch) => at(epoch).name,
    versionAt(epoch, forkInfo) {
      checkChain(forkInfo);
      const { version } = at(epoch);
      if (!areEqual(resolvedVersion(forkInfo, epoch), version))
        throw new Refusal("FORK_NOT_IN_SCHEDULE", `at the message's epoch the version is 0x${bytesToHex(version)}`);
      return version;
    },
    versionOfExit(epoch, forkInfo) {
      checkChain(forkInfo);
      if (isAtLeast(at(forkInfo.fork.epoch).name, "deneb")) return capellaVersion();
      const resolved = resolvedVersion(forkInfo, epoch);
      if (!forks.some(({ version }) => areEqual(version, resolved))) throw new Refusal("FORK_NOT_IN_SCHEDULE");
      return resolved;
    },
    versionOfExitAt: (epoch, nowEpoch) =>
      isAtLeast(at(nowEpoch).name, "deneb") ? capellaVersion() : at(epoch).version,
  };
}

export const isAtLeast = (fork: ForkName, other: ForkName): boolean =>
  forkNames.indexOf(fork) >= forkNames.indexOf(other);

/** consensus-specs, `specs/phase0/beacon-chain.md`, get_domain. */
const resolvedVersion = ({ fork }: ForkInfoValue, epoch: bigint): Uint8Array =>
  epoch < fork.epoch ? fork.previous_version : fork.current_version;

const areEqual = (a: Uint8Array, b: Uint8Array): boolean => Buffer.compare(a, b) === 0;
