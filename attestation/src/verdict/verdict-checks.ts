// The checks that are made of an endpoint besides those of its document (checks.ts) and of its answer's proof (proof-report.ts): their ids,
// titles and sources, and the codes of their refusals.
import { made, unmade, type VerdictCheck } from "./verdict.ts";

type Entry = Pick<VerdictCheck, "group" | "title" | "source">;
const outside = "Inkan: what to expect comes from outside the party under test";

/** Id to its group, title and source. */
export const verdictCheckTable = {
  evidence: {
    group: "evidence",
    title: "the endpoint shows its attestation",
    source: "Inkan: docs/protocol/attestation.md",
  },
  bundle: {
    group: "evidence",
    title: "the bundle is of its one form",
    source: "Inkan: docs/protocol/evidence-bundle.md",
  },
  "expected-role": { group: "expected", title: "the role is the expected one", source: outside },
  "expected-registry": { group: "expected", title: "the registries are the expected ones", source: outside },
  "expected-origin": { group: "expected", title: "the origin is the expected one", source: outside },
  "expected-pcr16": { group: "expected", title: "the configuration is the expected one", source: outside },
  "expected-operator": { group: "expected", title: "the operator is the expected one", source: outside },
  "url-origin": {
    group: "connection",
    title: "the URL is one that this enclave serves",
    source: "Inkan: origin and alternativeOrigins of the measured configuration",
  },
  "front-door": { group: "connection", title: "who ends the connection", source: "Inkan: design, two front doors" },
  custody: {
    group: "evidence",
    title: "the signer reports on the custody of its sealing key",
    source: "Inkan: docs/protocol/custody.md",
  },
  "certificate-authorization": {
    group: "connection",
    title: "no other ACME account may have certificates for its names",
    source: "RFC 8659, RFC 8657: CAA with accounturi",
  },
  "trusted-block": {
    group: "chain",
    title: "the bundle's block is one that you trust",
    source: "Inkan: docs/protocol/evidence-bundle.md",
  },
  times: {
    group: "chain",
    title: "document and block are of one time",
    source: "Inkan: docs/protocol/evidence-bundle.md",
  },
  registry: {
    group: "chain",
    title: "the registry has these measurements in force",
    source: "PcrRegistry on chain",
  },
  "operator-policy": {
    group: "chain",
    title: "the operator accepts this release with this configuration",
    source: "OperatorPolicy on chain",
  },
  "enclave-registered": {
    group: "chain",
    title: "the response key is registered, and valid now",
    source: "EnclaveRegistry on chain",
  },
  "chain-state": {
    group: "chain",
    title: "the chain's state is proven",
    source: "EIP-1186, Yellow Paper appendix D",
  },
  proof: { group: "proof", title: "an answer is proven", source: "Inkan: docs/protocol/proof.md" },
} as const satisfies Record<string, Entry>;

export type VerdictCheckId = keyof typeof verdictCheckTable;

/** Code to the sentence that explains it. What a document's, a proof's or a registry's checks say has tables of its own. */
export const verdictRefusalTable = {
  EVIDENCE_UNAVAILABLE: "the endpoint shows no evidence of a known form",
  NOTHING_EXPECTED: "the verifier gave nothing from outside to compare with",
  EXPECTATION_MISMATCH: "what the endpoint says of itself is not what is expected",
  ORIGIN_MISMATCH: "the URL is not one of the origins that the measured configuration names",
  KEY_MISMATCH: "another key than the document's ended TLS",
  CUSTODY_UNREPORTED: "the signer does not say what it saw of the key that it seals with, or not for this nonce",
  TLS_NOT_ACCEPTED: "TLS ends outside the enclave, with a certificate that this machine does not accept",
  FRONT_DOOR_MISMATCH: "the endpoint says that TLS ends in the enclave, on a connection without TLS",
  ACME_ACCOUNT_NOT_PROVEN: "the response key did not sign for the ACME account that is shown",
  CAA_MISMATCH:
    "CAA does not let the enclave's own ACME account have certificates, so its next renewal fails, or a stranger's is meant",
  MEASUREMENT_NOT_IN_FORCE: "the registry does not have these measurements in force, or for another role",
  PCR8_MISMATCH: "the image is signed with another certificate than the release, or not at all",
  POLICY_REFUSES: "the operator's policy does not accept this release with this configuration",
  KEY_NOT_REGISTERED: "the response key was never registered",
  REGISTRATION_EXPIRED: "the response key's registration has expired, or begins later",
  REGISTRATION_MISMATCH: "the response key is registered for another program, configuration or operator",
  KEY_NOT_VALID:
    "the registry of enclaves does not call the response key valid, though it is registered and not expired",
  STATE_TOO_OLD: "the block that the endpoints name is so old that it hides what happened since",
  NO_ANSWER: "the endpoint did not answer a request",
  NOT_CHECKED: "could not be checked, because a check that it needs failed",
} as const;

export type VerdictRefusalCode = keyof typeof verdictRefusalTable;

type Values = { readonly required: string; readonly seen: string; readonly code?: string | undefined };

export function check(id: VerdictCheckId, passed: boolean, { code, ...values }: Values): VerdictCheck {
  return made(passed, { id, ...verdictCheckTable[id], ...values, code: passed ? undefined : code });
}

export function checkOf(
  id: VerdictCheckId,
  outcome: "not-checked" | "not-asked" | "not-possible",
  values: Values,
): VerdictCheck {
  return unmade(outcome, { id, ...verdictCheckTable[id], ...values });
}
