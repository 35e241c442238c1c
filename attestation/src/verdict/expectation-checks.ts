// What an endpoint, or a configuration, says of itself against what is expected. What could only be taken from the endpoint is no evidence: it fails,
// and says so.
import type { ReadEvidence } from "../proof/index.ts";
import { declaredOf, operatorText } from "./declared.ts";
import type { Expectations } from "./expectations.ts";
import type { VerdictCheck } from "./verdict.ts";
import { check } from "./verdict-checks.ts";

type Compared = "expected-operator" | "expected-role" | "expected-registry" | "expected-origin" | "expected-pcr16";

/** What is said; `operator` as the measured configuration names it, in lower case. */
type Said = Pick<ReadEvidence, "role" | "registry"> & { readonly operator: string };

export function expectationChecks(evidence: ReadEvidence, expected: Expectations | undefined): VerdictCheck[] {
  if (expected !== undefined) {
    const operator = operatorText(declaredOf(evidence.configuration));
    return saidChecks({ role: evidence.role, registry: evidence.registry, operator }, expected);
  }
  return [
    compare("expected-role", undefined, evidence.role),
    compare("expected-registry", undefined, registryText(evidence.registry)),
    compare("expected-origin", undefined, "the URL's"),
    compare("expected-pcr16", undefined, "PCR16"),
  ];
}

/** Origin and PCR16 are among the document's own checks. */
export function saidChecks({ role, registry, operator }: Said, expected: Expectations): VerdictCheck[] {
  return [
    compare("expected-role", expected.role, role),
    compare("expected-registry", registryText(expected.registry), registryText(registry)),
    ...(expected.operator === undefined
      ? []
      : [compare("expected-operator", expected.operator.toLowerCase(), operator)]),
  ];
}

const registryText = (at: Said["registry"]) =>
  `chain ${at.chainId}, pcrRegistry ${at.pcrRegistry.toLowerCase()}, enclaveRegistry ${at.enclaveRegistry.toLowerCase()}`;

function compare(id: Compared, required: string | undefined, seen: string): VerdictCheck {
  return check(id, required === seen, {
    required: required ?? "a value from outside (expectations)",
    seen: required === undefined ? `taken from the endpoint itself: ${seen}` : seen,
    code: required === undefined ? "NOTHING_EXPECTED" : "EXPECTATION_MISMATCH",
  });
}
