// In which part of the page a check stands. An id that is not listed stands under `other`, so that no check is ever left out.

export const groupNames = [
  "form",
  "authenticity",
  "freshness",
  "program",
  "chain",
  "configuration",
  "endpoint",
  "proof",
  "other",
] as const;
export type GroupName = (typeof groupNames)[number];

const members: Readonly<Partial<Record<GroupName, readonly string[]>>> = {
  form: [
    ...[
      "evidence",
      "document-size",
      "envelope",
      "signed",
      "algorithm",
      "signature-format",
      "payload",
      "kind",
      "fields",
    ],
    ...["module-id", "digest", "timestamp", "pcrs", "certificate", "cabundle"],
    ...["public-key-size", "user-data-size", "nonce-size"],
  ],
  authenticity: [
    ...["root", "certificates", "issuers", "validity", "authorities", "leaf"],
    ...["certificate-signatures", "document-signature"],
  ],
  freshness: ["not-from-future", "age", "nonce", "purpose"],
  program: ["debug", "measurement", "expected-role"],
  chain: ["expected-registry", "registry", "expected-operator", "operator-policy", "enclave-registered", "chain-state"],
  configuration: ["expected-pcrs", "configuration", "expected-pcr16"],
  endpoint: ["user-data", "origin", "expected-origin", "url-origin", "keys", "front-door", "certificate-authorization"],
};
const groupOf = new Map(
  Object.entries(members).flatMap(([group, ids]) => ids.map((id) => [id, group as GroupName] as const)),
);

/** Groups that have checks, in the page's order; checks in their own. */
export function grouped<Check extends { readonly id: string }>(
  checks: readonly Check[],
): readonly (readonly [GroupName, readonly Check[]])[] {
  const nameOf = ({ id }: Check): GroupName => groupOf.get(id) ?? (id.startsWith("proof") ? "proof" : "other");
  return groupNames
    .map((name) => [name, checks.filter((check) => nameOf(check) === name)] as const)
    .filter(([, found]) => found.length > 0);
}
