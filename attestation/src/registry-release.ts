// A release as PcrRegistry keeps it: state and times, source, who rebuilt it. The provider is believed; `readChainFacts` proves what decides.
import { toHex } from "./bytes.ts";
import type { ReleaseFacts } from "./chain-facts/facts.ts";
import { callContract, callData } from "./contract-abi.ts";
import type { Eip1193Provider } from "./http-provider.ts";
import { type RegistryQuestion, requireContract } from "./registry.ts";
import { RegistryError } from "./registry-error.ts";
import { registryMeasurementId } from "./registry-status.ts";

/** Times are Unix seconds. */
export type Release = ReleaseFacts & {
  readonly proposer: string;
  readonly proposedAt: number;
  /** SHA-256 or SHA-384 of the image as it is built. */
  readonly imageHash: Uint8Array;
  /** Where the source commit is. */
  readonly sourceLocators: readonly string[];
  /** Of today's rebuilders, those that built the same. */
  readonly agreement: number;
};

const limits = { textBytesMax: 256, locatorsMax: 8, imageHashBytesMax: 48 } as const;
const states = ["unknown", "pending", "in-force", "revoked"] as const;
const roles = ["relay", "signer"] as const;

/**
 * @returns `undefined` for a program that was never proposed. Only `in-force` allows one.
 * @throws {RegistryError} When nothing can be concluded. A provider's own errors pass through.
 */
export async function readRelease(provider: Eip1193Provider, question: RegistryQuestion): Promise<Release | undefined> {
  const { chainId, address, pcr0, pcr1, pcr2 } = question;
  const id = registryMeasurementId(pcr0, pcr1, pcr2);
  await requireContract(provider, chainId, address);
  const answer = await callContract(provider, { to: address, data: callData("release(bytes32)", id) });
  const release = answer.tail(0);
  const state = states[release.integer(0)];
  const role = roles[release.integer(1)];
  if (state === undefined || role === undefined)
    throw new RegistryError("REGISTRY_ANSWER_INVALID", "no such state or role");
  if (state === "unknown") return undefined;
  const agreement = await callContract(provider, { to: address, data: callData("agreement(bytes32)", id) });
  return {
    state,
    role,
    quorum: release.integer(2),
    noticePeriodSeconds: release.integer(3),
    readyAt: release.integer(4),
    activatedAt: release.integer(5),
    revokedAt: release.integer(6),
    revokedSince: release.integer(7),
    proposer: `0x${toHex(release.address(8))}`,
    proposedAt: release.integer(9),
    pcr8Hash: release.word(10),
    sourceCommit: release.word(11),
    imageHash: release.bytes(13, limits.imageHashBytesMax),
    sourceLocators: release.texts(14, { countMax: limits.locatorsMax, bytesMax: limits.textBytesMax }),
    reason: release.text(15, limits.textBytesMax),
    agreement: agreement.integer(0),
  };
}
