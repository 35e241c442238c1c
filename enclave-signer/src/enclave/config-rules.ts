// What a schema of single members can't say: names are unambiguous, and the parts fit together. Pure.
import { isIP } from "node:net";
import { attestationLimits } from "@inkan/attestation";
import { approvalProblems } from "./approval-rules.ts";
import { clientProblems } from "./client-rules.ts";
import type { Config, RelayConfig } from "./config.ts";
import type { ConfigProblem } from "./read-config.ts";
import { sealingProblems } from "./sealing-rules.ts";
import type { SignerConfig } from "./signer-config.ts";
import { windowLogProblems } from "./window-log-rules.ts";

/** @returns Every broken rule with the path of the member at fault; empty when the configuration is sound. */
export function configProblems(config: Config): ConfigProblem[] {
  const problems = originProblems(config);
  if (config.role === "relay")
    return [...problems, ...doorProblems(config), ...acmeNameProblems(config), ...chainProblems(config)];
  return [
    ...problems,
    ...(config.approvals === null ? [] : approvalProblems(config.approvals)),
    ...payeeProblems(config),
    ...clientProblems(config),
    ...windowLogProblems(config.windowLog),
    ...sealingProblems(config.sealing),
  ];
}

/** Origins are compared as text, by verifiers too: each has one spelling (RFC 6454, section 6.2), and fits into `user_data`. */
function originProblems({ origin, alternativeOrigins }: Config): ConfigProblem[] {
  const members = [
    ["origin", origin],
    ...alternativeOrigins.map((text, at) => [`alternativeOrigins[${at}]`, text]),
  ] as const;
  return members.flatMap(([path, text]) => {
    const canonical = new URL(text!).origin;
    if (text !== canonical) return [{ path: path!, message: `an origin and nothing else: ${canonical}` }];
    return canonical.length > attestationLimits.originBytesMax ? [{ path: path!, message: "too long" }] : [];
  });
}

/** A proof that any address satisfies is no protection. */
function payeeProblems({ ethereum }: SignerConfig): ConfigProblem[] {
  if (ethereum === null || ethereum.feeRecipients !== null || !ethereum.feeRecipientProofRequired) return [];
  return [{ path: "ethereum.feeRecipientProofRequired", message: "it needs `feeRecipients`" }];
}

function doorProblems({ frontDoors, tls }: RelayConfig): ConfigProblem[] {
  const problems: ConfigProblem[] = [];
  if (new Set(frontDoors).size !== frontDoors.length) problems.push({ path: "frontDoors", message: "named twice" });
  if (frontDoors.includes("enclave") && tls === null)
    problems.push({ path: "tls", message: "the front door `enclave` needs it" });
  if (!frontDoors.includes("enclave") && tls !== null)
    problems.push({ path: "tls", message: "without the front door `enclave` it has no use" });
  return problems;
}

/** TLS-ALPN-01 proves DNS names: a wildcard it can't (RFC 8737, section 3), and for addresses (RFC 8738) few authorities take it. */
function acmeNameProblems({ tls }: RelayConfig): ConfigProblem[] {
  if (tls === null || tls.certificateAuthority.kind !== "acme") return [];
  const message = "with `acme`, a DNS name in lower case, each once, without a wildcard";
  const label = "[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?";
  const dnsName = new RegExp(`^(${label}\\.)*${label}$`);
  return tls.names.flatMap((name, at) =>
    dnsName.test(name) && isIP(name) === 0 && tls.names.indexOf(name) === at
      ? []
      : [{ path: `tls.names[${at}]`, message }],
  );
}

/** Chains are found by name, alias and decimal chain id in one path segment: each may lead to one chain only. */
function chainProblems({ chains }: RelayConfig): ConfigProblem[] {
  const problems: ConfigProblem[] = [];
  const taken = new Set<string>();
  const claim = (segment: string, path: string) => {
    if (taken.has(segment)) problems.push({ path, message: "another chain has this name, alias or id" });
    taken.add(segment);
  };
  for (const [at, chain] of chains.entries()) {
    claim(chain.name, `chains[${at}].name`);
    claim(String(chain.chainId), `chains[${at}].chainId`);
    for (const [aliasAt, alias] of chain.aliases.entries()) claim(alias, `chains[${at}].aliases[${aliasAt}]`);
    const upstreams = new Set<string>();
    for (const [upstreamAt, { name }] of chain.upstreams.entries()) {
      if (upstreams.has(name))
        problems.push({
          path: `chains[${at}].upstreams[${upstreamAt}].name`,
          message: "another upstream has this name",
        });
      upstreams.add(name);
    }
  }
  return problems;
}
