// Who may get a certificate for a name, by its CAA records: the enclave's own account, and who else. Pure.
import { type CaaIssuer, type CaaRecord, readIssuer } from "./caa-record.ts";

/** The enclave as CAA can name it. */
export type CaaSubject = {
  /** Domain names of its certificate authority. */
  readonly caaIdentities: readonly string[];
  readonly accountUri: string;
};

export type CaaJudgement = {
  /** Whether the enclave's account may issue, by TLS-ALPN-01. */
  readonly own: boolean;
  /** Who else may, in words; `anyone` where nothing keeps anybody. */
  readonly others: readonly string[];
};

const method = "tls-alpn-01";
const known = new Set(["issue", "issuewild", "issuemail", "issuevmc", "iodef", "contactemail", "contactphone"]);

/**
 * @param records The relevant record set; `undefined` where there is none.
 * @param wildcard Whether for `*.name`: `issuewild` then takes the place of `issue` (RFC 8659, section 4.3).
 */
export function judgeCaa(
  records: readonly CaaRecord[] | undefined,
  { caaIdentities, accountUri }: CaaSubject,
  wildcard: boolean,
): CaaJudgement {
  const all = records ?? [];
  // Section 4.1: who does not understand a critical property must not issue; we speak of authorities that understand as much as we do.
  if (all.some(({ critical, tag }) => critical && !known.has(tag))) return { own: false, others: [] };
  const of = (tag: string) => all.filter((record) => record.tag === tag);
  const properties = wildcard && of("issuewild").length > 0 ? of("issuewild") : of("issue");
  if (properties.length === 0) return { own: true, others: ["anyone"] };

  const issuers = properties.map(({ value }) => readIssuer(value)).filter(({ domain }) => domain !== "");
  const isOurs = (issuer: CaaIssuer) => caaIdentities.includes(issuer.domain) && issuer.accountUri === accountUri;
  const permits = ({ accountUri: uri, validationMethods }: CaaIssuer) =>
    (uri === undefined || uri === accountUri) &&
    (validationMethods === undefined || validationMethods.includes(method));
  return {
    own: issuers.some((issuer) => caaIdentities.includes(issuer.domain) && permits(issuer)),
    others: [
      ...new Set(
        issuers.flatMap((issuer) => {
          if (!isOurs(issuer)) return [otherOf(issuer)];
          const byTlsAlpn = issuer.validationMethods?.length === 1 && issuer.validationMethods[0] === method;
          return byTlsAlpn ? [] : [`the enclave's account by other methods than ${method}`];
        }),
      ),
    ],
  };
}

const otherOf = ({ domain, accountUri }: CaaIssuer) =>
  accountUri === undefined ? `any account at ${domain}` : `the account ${accountUri} at ${domain}`;

/** The record that lets the enclave's account issue, and nobody else. */
export function caaRecordFor(name: string, { caaIdentities, accountUri }: CaaSubject): string {
  return `${name}. CAA 0 issue "${caaIdentities[0]}; accounturi=${accountUri}; validationmethods=${method}"`;
}
