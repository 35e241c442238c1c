// A key policy of AWS KMS (IAM JSON policy grammar, "Key policies in AWS KMS"), read into one shape: what may be one or many is always many,
// names are as written, and what is not understood is refused, since a policy that is half read says nothing.
import { type JsonObject, type JsonValue, parseJson } from "../json/index.ts";
import { CustodyError } from "./errors.ts";
import { custodyLimits } from "./limits.ts";

export type PolicyCondition = {
  /** Without `IfExists`: `StringNotEqualsIgnoreCase`. */
  readonly operator: ConditionOperator;
  readonly ifExists: boolean;
  readonly key: string;
  readonly values: readonly string[];
};

export type PolicyStatement = {
  readonly sid: string;
  readonly effect: "Allow" | "Deny";
  /** `*`, or ARNs; what is no AWS principal stands as `Service:ec2.amazonaws.com`. */
  readonly principals: readonly string[];
  readonly actions: readonly string[];
  /** `NotAction`: all but these. Exactly one of both is not empty. */
  readonly notActions: readonly string[];
  readonly conditions: readonly PolicyCondition[];
};

const conditionOperators: readonly ConditionOperator[] = [
  ...["StringEquals", "StringNotEquals", "StringEqualsIgnoreCase", "StringNotEqualsIgnoreCase"],
  ...["StringLike", "StringNotLike", "ArnEquals", "ArnNotEquals", "ArnLike", "ArnNotLike", "Bool", "Null"],
];
export type ConditionOperator = string;

/**
 * @param text JSON as GetKeyPolicy gives it.
 * @throws {CustodyError} `POLICY_MALFORMED`, with the part at fault.
 */
export function readPolicy(text: string): readonly PolicyStatement[] {
  const { policyBytesMax, policyDepthMax, statementsMax } = custodyLimits;
  let top: JsonValue;
  try {
    top = parseJson(text, { bytesMax: policyBytesMax, depthMax: policyDepthMax });
  } catch {
    throw malformed("not strict JSON");
  }
  const policy = members(top, "the policy", ["Version", "Id", "Statement"]);
  if (policy.Version !== "2012-10-17") throw malformed("Version is not 2012-10-17");
  const statements = Array.isArray(policy.Statement) ? (policy.Statement as JsonValue[]) : [policy.Statement ?? null];
  if (statements.length > statementsMax) throw malformed("too many statements");
  return statements.map(readStatement);
}

function readStatement(value: JsonValue): PolicyStatement {
  const names = ["Sid", "Effect", "Principal", "Action", "NotAction", "Resource", "Condition"];
  const { Sid, Effect, Principal, Action, NotAction, Resource, Condition } = members(value, "a statement", names);
  const sid = typeof Sid === "string" ? Sid : "";
  if (Effect !== "Allow" && Effect !== "Deny") throw malformed(`Effect of '${sid}'`);
  // In a key policy the resource is the key itself.
  if (texts(Resource, `Resource of '${sid}'`).join() !== "*") throw malformed(`Resource of '${sid}' is not *`);
  if ((Action === undefined) === (NotAction === undefined)) throw malformed(`Action of '${sid}'`);
  return {
    sid,
    effect: Effect,
    principals: readPrincipals(Principal, sid),
    actions: Action === undefined ? [] : texts(Action, `Action of '${sid}'`),
    notActions: NotAction === undefined ? [] : texts(NotAction, `NotAction of '${sid}'`),
    conditions: Condition === undefined ? [] : readConditions(Condition, sid),
  };
}

function readPrincipals(value: JsonValue | undefined, sid: string): string[] {
  if (value === "*") return ["*"];
  const kinds = members(value, `Principal of '${sid}'`, ["AWS", "Service", "Federated", "CanonicalUser"]);
  return Object.entries(kinds).flatMap(([kind, each]) =>
    texts(each, `Principal of '${sid}'`).map((name) => (kind === "AWS" ? name : `${kind}:${name}`)),
  );
}

function readConditions(value: JsonValue, sid: string): PolicyCondition[] {
  return Object.entries(members(value, `Condition of '${sid}'`)).flatMap(([spelt, keys]) => {
    const ifExists = spelt.endsWith("IfExists");
    const operator = ifExists ? spelt.slice(0, -"IfExists".length) : spelt;
    if (!conditionOperators.includes(operator) || (ifExists && operator === "Null"))
      throw malformed(`operator ${spelt} of '${sid}' is not understood`);
    return Object.entries(members(keys, `${spelt} of '${sid}'`)).map(([key, each]) => ({
      ...{ operator, ifExists, key },
      values: texts(each, `${key} of '${sid}'`),
    }));
  });
}

/** One text or several; booleans of `Bool` and `Null` may stand without quotes. */
function texts(value: JsonValue | undefined, what: string): string[] {
  const all = Array.isArray(value) ? (value as JsonValue[]) : [value ?? null];
  if (all.length === 0 || all.length > custodyLimits.valuesMax) throw malformed(what);
  return all.map((each) => {
    if (typeof each === "boolean") return String(each);
    if (typeof each !== "string") throw malformed(what);
    return each;
  });
}

function members(
  value: JsonValue | undefined,
  what: string,
  known?: readonly string[],
): { readonly [name: string]: JsonValue | undefined } {
  if (typeof value !== "object" || value === null || Array.isArray(value)) throw malformed(`${what} is no object`);
  const unknown = Object.keys(value).find((name) => known !== undefined && !known.includes(name));
  if (unknown !== undefined) throw malformed(`${what} has '${unknown}'`);
  return Object.assign(Object.create(null) as object, value as JsonObject);
}

const malformed = (what: string) => new CustodyError("POLICY_MALFORMED", what);
