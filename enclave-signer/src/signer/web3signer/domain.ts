// Domains (consensus-specs, `specs/phase0/beacon-chain.md`, compute_domain): which chain, which fork and what kind of message a signature is for.
import { createHash } from "node:crypto";

const domainType = (...bytes: [number, number, number, number]) => Uint8Array.from(bytes);

/** Names and values of consensus-specs and builder-specs. */
export const domainTypes = {
  DOMAIN_BEACON_PROPOSER: domainType(0x00, 0, 0, 0),
  DOMAIN_BEACON_ATTESTER: domainType(0x01, 0, 0, 0),
  DOMAIN_RANDAO: domainType(0x02, 0, 0, 0),
  DOMAIN_DEPOSIT: domainType(0x03, 0, 0, 0),
  DOMAIN_VOLUNTARY_EXIT: domainType(0x04, 0, 0, 0),
  DOMAIN_SELECTION_PROOF: domainType(0x05, 0, 0, 0),
  DOMAIN_AGGREGATE_AND_PROOF: domainType(0x06, 0, 0, 0),
  DOMAIN_SYNC_COMMITTEE: domainType(0x07, 0, 0, 0),
  DOMAIN_SYNC_COMMITTEE_SELECTION_PROOF: domainType(0x08, 0, 0, 0),
  DOMAIN_CONTRIBUTION_AND_PROOF: domainType(0x09, 0, 0, 0),
  DOMAIN_BEACON_BUILDER: domainType(0x0b, 0, 0, 0),
  DOMAIN_PTC_ATTESTER: domainType(0x0c, 0, 0, 0),
  DOMAIN_PROPOSER_PREFERENCES: domainType(0x0d, 0, 0, 0),
  DOMAIN_APPLICATION_BUILDER: domainType(0x00, 0, 0, 0x01),
  DOMAIN_BUILDER_REQUEST_AUTH: domainType(0x0b, 0, 0, 0x01),
} as const;

const zeros = new Uint8Array(32);

/**
 * @param type 4 bytes.
 * @param forkVersion 4 bytes.
 * @param genesisValidatorsRoot 32 bytes; left out for what is signed before there is a chain.
 * @returns 32 bytes: the type, and 28 bytes of the root of ForkData.
 */
export function computeDomain(
  type: Uint8Array,
  forkVersion: Uint8Array,
  genesisValidatorsRoot: Uint8Array = zeros,
): Uint8Array {
  const forkDataRoot = createHash("sha256")
    .update(forkVersion)
    .update(zeros.subarray(0, 28))
    .update(genesisValidatorsRoot)
    .digest();
  const domain = new Uint8Array(32);
  domain.set(type);
  domain.set(forkDataRoot.subarray(0, 28), 4);
  return domain;
}
