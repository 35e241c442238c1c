// The root that is signed (consensus-specs, `specs/phase0/beacon-chain.md`, compute_signing_root): always computed here, from the typed object.
import { createHash } from "node:crypto";
import { computeDomain } from "./domain.ts";
import type { ForkInfoValue, ForkSchedule } from "./fork-schedule.ts";
import { malformed } from "./ssz/member.ts";

/** What chooses the fork version of a message's domain. */
export type ForkRule =
  | { readonly by: "epoch"; readonly epoch: bigint }
  | { readonly by: "exit"; readonly epoch: bigint }
  /** GENESIS_FORK_VERSION and no chain: no `fork_info` is needed. */
  | { readonly by: "genesis" };

export type MessageRoot = {
  /** hash_tree_root of the object, 32 bytes. */
  readonly objectRoot: Uint8Array;
  readonly domainType: Uint8Array;
  readonly fork: ForkRule;
};

/** SigningData is a container of two roots: one hash. */
export const computeSigningRoot = (objectRoot: Uint8Array, domain: Uint8Array): Uint8Array =>
  createHash("sha256").update(objectRoot).update(domain).digest();

/** @throws {Refusal} `REQUEST_MALFORMED` without a `fork_info` that is needed, and what the schedule says. */
export function signingRootOf(
  { objectRoot, domainType, fork }: MessageRoot,
  schedule: ForkSchedule,
  forkInfo: ForkInfoValue | undefined,
): Uint8Array {
  if (fork.by === "genesis")
    return computeSigningRoot(objectRoot, computeDomain(domainType, schedule.genesisForkVersion));
  if (forkInfo === undefined) throw malformed("fork_info", "an object");
  const version =
    fork.by === "exit" ? schedule.versionOfExit(fork.epoch, forkInfo) : schedule.versionAt(fork.epoch, forkInfo);
  return computeSigningRoot(objectRoot, computeDomain(domainType, version, schedule.genesisValidatorsRoot));
}
