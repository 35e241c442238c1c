// Whether DNS keeps others from getting a certificate for the enclave's names (RFC 8659, RFC 8657). Whoever carries the traffic of a name can pass
// an authority's validation for it; CAA with `accounturi` leaves that to the account whose key is in the enclave. It protects those who look at
// certificates alone: whoever verifies sees the key itself, so a missing record is a warning.
import { verifyAcmeAccount } from "../acme-account.ts";
import { type CaaLookup, type CaaSubject, caaRecordFor, judgeCaa, relevantRecords } from "../caa/index.ts";
import { parseJson } from "../json/index.ts";
import { proofLimits, type ReadEvidence } from "../proof/index.ts";
import type { VerdictCheck, Warning } from "./verdict.ts";
import { check, checkOf } from "./verdict-checks.ts";

type AcmeMembers = { readonly names: readonly string[]; readonly caaIdentities: readonly string[] };
type Finding = { readonly checks: readonly VerdictCheck[]; readonly warnings: readonly Warning[] };

const required = "CAA lets the enclave's ACME account have certificates for its names, by tls-alpn-01, and nobody else";

/** @param lookup The verifier's resolver; `undefined` where there is none, as in a browser. */
export async function caaChecks(
  evidence: ReadEvidence,
  nonce: Uint8Array,
  lookup: CaaLookup | undefined,
): Promise<Finding> {
  const acme = acmeOf(evidence.configuration);
  if (acme === undefined) return { checks: [], warnings: [] };
  const { acmeAccount } = evidence;
  if (acmeAccount === undefined) return unseen("the enclave has no ACME account yet", acme);
  const { uri } = acmeAccount;
  const isSigned =
    /^[\x21-\x3a\x3c-\x7e]{1,512}$/.test(uri) && (await verifyAcmeAccount(evidence.responseKey, nonce, acmeAccount));
  if (!isSigned)
    return {
      checks: [refused("ACME_ACCOUNT_NOT_PROVEN", "an account that the response key did not sign for")],
      warnings: [],
    };
  const subject = { caaIdentities: acme.caaIdentities, accountUri: uri };
  if (lookup === undefined) return unseen("DNS can't be asked here", acme, subject);
  try {
    return await judged(acme.names, subject, lookup);
  } catch {
    return unseen("DNS did not answer", acme, subject);
  }
}

async function judged(names: readonly string[], subject: CaaSubject, lookup: CaaLookup): Promise<Finding> {
  const warnings: Warning[] = [];
  for (const name of names) {
    const found = await relevantRecords(name, lookup);
    const { own, others } = judgeCaa(found?.records, subject, false);
    const right = caaRecordFor(name, subject);
    if (!own) {
      const seen = `at ${found?.at}: not the enclave's account${others.length > 0 ? `, but ${others.join(", ")}` : ""}; right would be: ${right}`;
      return { checks: [refused("CAA_MISMATCH", seen)], warnings };
    }
    if (others.length > 0) warnings.push(open(name, others, right));
    else warnings.push(...(await wildcardWarnings(name, subject, lookup)));
  }
  const isClosed = warnings.length === 0;
  const seen = isClosed ? `${names.join(", ")}: only ${subject.accountUri}` : "others may have certificates, too";
  return {
    checks: [
      isClosed
        ? check("certificate-authorization", true, { required, seen })
        : checkOf("certificate-authorization", "not-asked", { required, seen }),
    ],
    warnings,
  };
}

/** A certificate for `*.example` serves `rpc.example`, too, and is for the records of `example` to forbid. For one label nobody issues such. */
async function wildcardWarnings(name: string, subject: CaaSubject, lookup: CaaLookup): Promise<Warning[]> {
  const parent = name.split(".").slice(1).join(".");
  if (!parent.includes(".")) return [];
  const found = await relevantRecords(parent, lookup);
  // Its own account can't get one: TLS-ALPN-01 proves no wildcard.
  const { others } = judgeCaa(found?.records, subject, true);
  return others.length === 0 ? [] : [open(`*.${parent}`, others, `${parent}. CAA 0 issuewild ";"`)];
}

const open = (name: string, others: readonly string[], right: string): Warning => ({
  code: "CAA_OPEN",
  text: `By DNS (CAA), ${others.join(", ")} may have certificates for ${name}: who carries its traffic could end TLS with one, unseen by clients that don't verify. Right would be: ${right}`,
});

function unseen(why: string, { names }: AcmeMembers, subject?: CaaSubject): Finding {
  const right =
    subject === undefined ? "" : ` It should say: ${names.map((name) => caaRecordFor(name, subject)).join(" and ")}`;
  return {
    checks: [checkOf("certificate-authorization", "not-possible", { required, seen: why })],
    warnings: [
      {
        code: "CAA_NOT_CHECKED",
        text: `Whether DNS (CAA) keeps others from getting certificates was not checked: ${why}.${right}`,
      },
    ],
  };
}

const refused = (code: "ACME_ACCOUNT_NOT_PROVEN" | "CAA_MISMATCH", seen: string) =>
  check("certificate-authorization", false, { required, seen, code });

/** @returns `undefined` for an enclave that has its certificate from elsewhere, or no TLS. */
function acmeOf(configuration: string): AcmeMembers | undefined {
  const limits = { bytesMax: proofLimits.evidenceBytesMax, depthMax: proofLimits.evidenceDepthMax };
  const { tls } = parseJson(configuration, limits) as {
    tls?: { names?: unknown; certificateAuthority?: unknown } | null;
  };
  const authority = tls?.certificateAuthority as { kind?: unknown; caaIdentities?: unknown } | null | undefined;
  if (authority?.kind !== "acme") return undefined;
  return { names: textsOf(tls?.names), caaIdentities: textsOf(authority.caaIdentities) };
}

const textsOf = (value: unknown): string[] =>
  Array.isArray(value) ? value.filter((each): each is string => typeof each === "string") : [];
