// What is not in order with an operator's releases and enclaves: a function of what the chain says.
import type { EnclaveRecord, PolicyRecord, ReleaseRecord } from "@inkan/contracts";
import type { Hex } from "viem";

export type Snapshot = {
  /** The chain's time, Unix seconds. */
  readonly at: number;
  /** Every release that the registry knows. */
  readonly releases: readonly ReleaseRecord[];
  /** Of the operator that is watched, if one is. */
  readonly policy: PolicyRecord | undefined;
  readonly enclaves: readonly {
    readonly record: EnclaveRecord;
    readonly isValid: boolean;
    readonly expiresAt: number;
  }[];
};

export type WatchTerms = {
  readonly expiringWithinSeconds: number;
  /** Of the operator: fewer need attention. */
  readonly validMin: number;
  /** A proposal needs attention: somebody has to rebuild it. */
  readonly pendingIsFinding: boolean;
};

export const findingTable = {
  RELEASE_PENDING: "a release was proposed and waits: rebuild it before it is in force",
  RELEASE_UNKNOWN: "the operator accepts a release that was never proposed",
  RELEASE_NOT_IN_FORCE: "the operator accepts a release that is not in force yet",
  RELEASE_REVOKED: "the operator accepts a release that was revoked",
  ENCLAVE_NOT_VALID: "a registration that has not expired is not valid",
  ENCLAVE_EXPIRING: "a registration ends soon, and no newer one of its kind goes on",
  TOO_FEW_VALID: "the operator has fewer valid enclaves than it should",
} as const satisfies Record<string, string>;

export type FindingCode = keyof typeof findingTable;
/** `about`: a release's or a key's id; the policy's own findings have none. */
export type Finding = { readonly code: FindingCode; readonly about: Hex | undefined; readonly text: string };

/** In the order of {@link findingTable}. */
export function findings(snapshot: Snapshot, terms: WatchTerms): readonly Finding[] {
  const found: Finding[] = [];
  const add = (code: FindingCode, about?: Hex, more = "") =>
    found.push({ code, about, text: `${findingTable[code]}${more === "" ? "" : `: ${more}`}` });

  if (terms.pendingIsFinding)
    for (const { id, state } of snapshot.releases) if (state === "pending") add("RELEASE_PENDING", id);
  if (snapshot.policy !== undefined) {
    for (const id of acceptedNow(snapshot.policy)) {
      const release = snapshot.releases.find((known) => known.id === id);
      if (release === undefined) add("RELEASE_UNKNOWN", id);
      else if (release.state === "revoked") add("RELEASE_REVOKED", id, release.revoked?.reason);
      else if (release.state !== "in-force") add("RELEASE_NOT_IN_FORCE", id);
    }
    addEnclaves(snapshot, terms, add);
  }
  const order = Object.keys(findingTable);
  return found.sort((a, b) => order.indexOf(a.code) - order.indexOf(b.code));
}

function addEnclaves(
  { enclaves, at }: Snapshot,
  { expiringWithinSeconds, validMin }: WatchTerms,
  add: (code: FindingCode, about?: Hex, more?: string) => void,
): void {
  for (const { record, isValid, expiresAt } of enclaves) {
    if (expiresAt <= at) continue; // an enclave that ended long ago is nothing to worry about
    if (!isValid) add("ENCLAVE_NOT_VALID", record.keyId);
    else if (expiresAt - at < expiringWithinSeconds) {
      // A restarted enclave has another key; the old one's registration runs out, as it should.
      const goesOn = enclaves.some(
        (other) => isOfOneKind(other.record, record) && other.isValid && other.expiresAt > expiresAt,
      );
      if (!goesOn) add("ENCLAVE_EXPIRING", record.keyId, `at ${new Date(expiresAt * 1000).toISOString()}`);
    }
  }
  const valid = enclaves.filter(({ isValid }) => isValid).length;
  if (valid < validMin) add("TOO_FEW_VALID", undefined, `${valid} of ${validMin}`);
}

const isOfOneKind = (one: EnclaveRecord, other: EnclaveRecord) =>
  one.measurementId === other.measurementId && one.pcr16Hash === other.pcr16Hash;

const acceptedNow = (policy: PolicyRecord): ReadonlySet<Hex> =>
  new Set(
    policy.acceptances
      .filter(({ periods }) => periods.at(-1)?.until === undefined)
      .map(({ measurementId }) => measurementId),
  );
