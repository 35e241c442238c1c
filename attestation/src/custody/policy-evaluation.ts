// Whether a key policy allows a request: IAM's logic for one resource policy ("Policy evaluation logic", "IAM JSON policy elements: Condition operators").
// The account's own policies are taken to allow everything, since whoever administers the account writes them.
import type { PolicyCondition, PolicyStatement } from "./policy-document.ts";

export type PolicyRequest = {
  /** ARN of a role, a user, or an account's root. */
  readonly principal: string;
  /** `kms:Decrypt`. */
  readonly action: string;
  /** Condition keys of the request; one that is absent is absent. */
  readonly context: ReadonlyMap<string, string>;
};

/**
 * An explicit Deny wins; without an Allow nothing is allowed.
 *
 * @example
 * isAllowed(readPolicy(text), { principal: role, action: "kms:Decrypt", context: new Map() }); // false: no attestation document
 */
export function isAllowed(policy: readonly PolicyStatement[], request: PolicyRequest): boolean {
  const applying = policy.filter((statement) => applies(statement, request));
  return applying.some(({ effect }) => effect === "Allow") && !applying.some(({ effect }) => effect === "Deny");
}

function applies({ principals, actions, notActions, conditions }: PolicyStatement, request: PolicyRequest): boolean {
  const names = (patterns: readonly string[]) => patterns.some((pattern) => isLike(request.action, pattern, true));
  return (
    principals.some((each) => isPrincipal(request.principal, each)) &&
    (actions.length > 0 ? names(actions) : !names(notActions)) &&
    // All conditions of a statement must hold: they are ANDed, and each value of one is an alternative.
    conditions.every((condition) => holds(condition, request.context))
  );
}

/** An account's root, or its number, in a resource policy stands for everybody whom the account lets. */
function isPrincipal(principal: string, pattern: string): boolean {
  if (pattern === "*" || pattern === principal) return true;
  const account = /^(?:arn:[^:]+:iam::)?(\d{12})(?::root)?$/.exec(pattern)?.[1];
  return account !== undefined && accountOf(principal) === account;
}

export const accountOf = (arn: string): string | undefined => /^arn:[^:]+:(?:iam|sts)::(\d{12}):/.exec(arn)?.[1];

function holds({ operator, ifExists, key, values }: PolicyCondition, context: ReadonlyMap<string, string>): boolean {
  const value = contextValue(context, key);
  if (operator === "Null") return values.some((each) => (each.toLowerCase() === "true") === (value === undefined));
  const negated = operator.includes("Not");
  // Without the key, a comparison is false and its negation true; `IfExists` makes either true.
  if (value === undefined) return ifExists || negated;
  return values.some((each) => matches(operator, value, each)) !== negated;
}

function matches(operator: string, value: string, pattern: string): boolean {
  if (operator === "Bool" || operator.endsWith("IgnoreCase")) return value.toLowerCase() === pattern.toLowerCase();
  if (operator.startsWith("Arn") || operator.endsWith("Like")) return isLike(value, pattern, false);
  return value === pattern;
}

/** Names of condition keys have no case. */
function contextValue(context: ReadonlyMap<string, string>, key: string): string | undefined {
  for (const [name, value] of context) if (name.toLowerCase() === key.toLowerCase()) return value;
  return undefined;
}

/** `*` and `?`, by two cursors: a pattern of many stars takes no longer than the product of both lengths. */
function isLike(text: string, pattern: string, ignoreCase: boolean): boolean {
  const [value, wanted] = ignoreCase ? [text.toLowerCase(), pattern.toLowerCase()] : [text, pattern];
  let at = 0;
  let patternAt = 0;
  let star = -1;
  let retryAt = 0;
  while (at < value.length) {
    if (wanted[patternAt] === "*") {
      star = patternAt++;
      retryAt = at;
    } else if (wanted[patternAt] === "?" || wanted[patternAt] === value[at]) {
      patternAt++;
      at++;
    } else if (star >= 0) {
      patternAt = star + 1;
      at = ++retryAt;
    } else return false;
  }
  while (wanted[patternAt] === "*") patternAt++;
  return patternAt === wanted.length;
}
