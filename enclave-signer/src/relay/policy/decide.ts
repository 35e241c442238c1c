// Which methods a chain has here. What is not allowed by name is denied: a method that nobody thought of may be a node's own business.
import { InkanError } from "@inkan/link";
import type { ChainConfig } from "../../enclave/config.ts";
import { defaultMethods } from "./default-methods.ts";
import { methodRules } from "./methods/index.ts";
import type { MethodRule } from "./rule.ts";

export type Decision =
  | { readonly kind: "deny"; readonly error: InkanError }
  | { readonly kind: "rule"; readonly rule: MethodRule }
  | { readonly kind: "upstream" };

export type Policy = (method: string) => Decision;

/** Belongs to whoever runs a node: no configuration opens these to the internet. */
const never = ["admin_", "engine_", "miner_", "personal_"];

/** No name of a method looks otherwise; what goes upstream by a prefix must not carry free text. */
const methodName = /^[a-z][A-Za-z0-9]*_[A-Za-z0-9_]+$/;

const upstream: Decision = { kind: "upstream" };

/**
 * The policy of one chain. `methods.deny` wins over everything, then `methods.allow` adds to the default.
 *
 * @example
 * const policy = compilePolicy({ allow: ["debug_trace*"], deny: ["eth_getLogs"] });
 * policy("debug_traceCall"); // { kind: "upstream" }
 * policy("eth_getLogs");     // { kind: "deny", error: METHOD_NOT_FOUND }
 */
export function compilePolicy({ allow, deny }: ChainConfig["methods"]): Policy {
  const allowed = matcher(allow);
  const denied = matcher(deny);
  const rules: ReadonlyMap<string, Decision> = new Map(
    [...methodRules].map(([method, rule]) => [method, { kind: "rule", rule }]),
  );

  const decide: Policy = (method) => {
    if (denied(method)) return denial("it is turned off on this endpoint");
    const rule = rules.get(method);
    if (rule !== undefined) return rule;
    if (defaultMethods.has(method)) return upstream;
    if (never.some((prefix) => method.startsWith(prefix))) return denial("it is for the operator of a node only");
    return methodName.test(method) && allowed(method) ? upstream : denial();
  };

  // The names that are known beforehand are decided once; a client can't make this table grow.
  const known = new Map([...defaultMethods, ...rules.keys()].map((method) => [method, decide(method)]));
  return (method) => known.get(method) ?? decide(method);
}

const denial = (why?: string): Decision => ({
  kind: "deny",
  error: new InkanError("METHOD_NOT_FOUND", why === undefined ? undefined : `the method is not available here: ${why}`),
});

/** Exact names, and prefixes that end in `*`. */
function matcher(patterns: readonly string[]): (method: string) => boolean {
  const exact = new Set(patterns.filter((pattern) => !pattern.endsWith("*")));
  const prefixes = patterns.filter((pattern) => pattern.endsWith("*")).map((pattern) => pattern.slice(0, -1));
  return (method) => exact.has(method) || prefixes.some((prefix) => method.startsWith(prefix));
}
