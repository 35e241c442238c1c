// What the operators' part of a signer's configuration must keep besides its schema: an approval that can never come, or counts twice, is
// found before the boot, not when it is needed. Pure.
import { p256, pointOfSpki } from "@inkan/attestation";
import type { ConfigProblem } from "./read-config.ts";
import type { ApprovalsConfig } from "./signer-config.ts";

/** @returns Every broken rule with the path of the member at fault. */
export function approvalProblems(approvals: ApprovalsConfig): ConfigProblem[] {
  const { operators, threshold } = approvals;
  const problems = originProblems(approvals);
  if (threshold > operators.length)
    problems.push({ path: "approvals.threshold", message: `more than the ${operators.length} operators` });
  for (const member of ["name", "credentialId", "publicKey"] as const) {
    const seen = new Set<string>();
    for (const [at, operator] of operators.entries()) {
      if (seen.has(operator[member]))
        problems.push({ path: `approvals.operators[${at}].${member}`, message: "another operator has it" });
      seen.add(operator[member]);
    }
  }
  for (const [at, { publicKey }] of operators.entries())
    if (!isP256(publicKey))
      problems.push({
        path: `approvals.operators[${at}].publicKey`,
        message: "not a P-256 SubjectPublicKeyInfo in base64",
      });
  return problems;
}

/** Browsers give a passkey only to pages on the relying party's own domain, in a secure context (Web Authentication, section 5.1.4). */
function originProblems({ origins, relyingPartyId }: ApprovalsConfig): ConfigProblem[] {
  return origins.flatMap((origin, at) => {
    const path = `approvals.origins[${at}]`;
    const url = URL.canParse(origin) ? new URL(origin) : undefined;
    if (url === undefined || url.origin !== origin) return [{ path, message: "an origin and nothing else" }];
    const { hostname, protocol } = url;
    if (protocol !== "https:" && !(protocol === "http:" && /^([a-z0-9-]+\.)*localhost$/.test(hostname)))
      return [{ path, message: "https, or http on localhost" }];
    if (hostname !== relyingPartyId && !hostname.endsWith(`.${relyingPartyId}`))
      return [{ path, message: `not on the domain ${relyingPartyId}` }];
    return [];
  });
}

function isP256(publicKey: string): boolean {
  const der = Buffer.from(publicKey, "base64");
  return der.toString("base64") === publicKey && pointOfSpki(p256, der) !== undefined;
}
