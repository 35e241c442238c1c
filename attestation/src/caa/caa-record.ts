// CAA records (RFC 8659, section 4) and the two parameters of RFC 8657, as a certificate authority reads them.

/** One resource record as a resolver gives it. */
export type CaaRecord = {
  readonly critical: boolean;
  /** Lower case. */
  readonly tag: string;
  readonly value: string;
};

/** Whom an `issue` or `issuewild` property lets issue. */
export type CaaIssuer = {
  /** Lower case; empty: nobody. */
  readonly domain: string;
  readonly accountUri: string | undefined;
  /** `undefined`: by any method. */
  readonly validationMethods: readonly string[] | undefined;
};

const nobody: CaaIssuer = { domain: "", accountUri: undefined, validationMethods: undefined };
const valueBytesMax = 4_096;
const domainPattern = /^[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*$/i;
const parameterPattern = /^([a-z0-9][a-z0-9-]*)[ \t]*=[ \t]*([\x21-\x3a\x3c-\x7e]*)$/i;

/**
 * Reads the value of an `issue` or `issuewild` property. What does not follow the grammar lets nobody issue (section 4.2), and so does a
 * parameter that is given twice (RFC 8657, section 3).
 */
export function readIssuer(value: string): CaaIssuer {
  if (value.length > valueBytesMax) return nobody;
  const [domain = "", ...rest] = value.split(";").map((part) => part.replace(/^[ \t]+|[ \t]+$/g, ""));
  if (domain !== "" && !domainPattern.test(domain)) return nobody;
  // A `;` may close the last parameter.
  if (rest.at(-1) === "") rest.pop();
  const parameters = new Map<string, string>();
  for (const text of rest) {
    const [, tag, parameter] = parameterPattern.exec(text) ?? [];
    if (tag === undefined || parameter === undefined || parameters.has(tag.toLowerCase())) return nobody;
    parameters.set(tag.toLowerCase(), parameter);
  }
  return {
    domain: domain.toLowerCase(),
    accountUri: parameters.get("accounturi"),
    validationMethods: parameters.get("validationmethods")?.split(","),
  };
}
