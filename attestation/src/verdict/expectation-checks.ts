// What an endpoint says of itself against what is expected. What could only be taken from the endpoint is no evidence: it fails, and says so.
import { parseJson } from "../json/index.ts";
import { proofLimits, type ReadEvidence } from "../proof/index.ts";
import type { Expectations } from "./expectations.ts";
import type { VerdictCheck } from "./verdict.ts";
import { check } from "./verdict-checks.ts";

type Compared = "expected-operator" | "expected-role" | "expected-registry" | "expected-origin" | "expected-pcr16";

export function expectationChecks(evidence: ReadEvidence, expected: Expectations | undefined): VerdictCheck[] {
  const registry = (at: ReadEvidence["registry"]) =>
    `chain ${at.chainId}, pcrRegistry ${at.pcrRegistry.toLowerCase()}, enclaveRegistry ${at.enclaveRegistry.toLowerCase()}`;
  return [
    compare("expected-role", expected?.role, evidence.role),
    compare(
      "expected-registry",
      expected === undefined ? undefined : registry(expected.registry),
      registry(evidence.registry),
    ),
    ...(expected?.operator === undefined
      ? []
      : [compare("expected-operator", expected.operator.toLowerCase(), operatorOf(evidence.configuration))]),
    // With expectations, both are among the document's own checks.
    ...(expected === undefined
      ? [compare("expected-origin", undefined, "the URL's"), compare("expected-pcr16", undefined, "PCR16")]
      : []),
  ];
}

function compare(id: Compared, required: string | undefined, seen: string): VerdictCheck {
  return check(id, required === seen, {
    required: required ?? "a value from outside (expectations)",
    seen: required === undefined ? `taken from the endpoint itself: ${seen}` : seen,
    code: required === undefined ? "NOTHING_EXPECTED" : "EXPECTATION_MISMATCH",
  });
}

/** As the configuration names it, whose measurement is checked apart. */
function operatorOf(configuration: string): string {
  const limits = { bytesMax: proofLimits.evidenceBytesMax, depthMax: proofLimits.evidenceDepthMax };
  const { operator } = parseJson(configuration, limits) as { readonly operator?: unknown };
  return typeof operator === "string" ? operator.toLowerCase() : "none";
}
