// One line of a verdict. Checks of documents and proofs come from `@inkan/attestation`; those of an endpoint are added here, in the same shape.

export type Check = {
  readonly id: string;
  readonly title: string;
  readonly required: string;
  readonly seen: string;
  readonly passed: boolean;
  /** `not-asked`: nothing was given to compare with; it speaks neither for nor against. */
  readonly outcome: "passed" | "failed" | "not-checked" | "not-asked";
  readonly code?: string | undefined;
  readonly source: string;
};

export type Verdict = {
  /** Every check that was asked for passed. The exit code is 0 only then. */
  readonly passed: boolean;
  readonly checks: readonly Check[];
  /** Things that a reader must not miss, such as a root that is not AWS's. */
  readonly warnings: readonly string[];
};

/** A check that was made. */
export function made(passed: boolean, check: Omit<Check, "passed" | "outcome">): Check {
  return { ...check, passed, outcome: passed ? "passed" : "failed" };
}

export function verdictOf(checks: readonly Check[], warnings: readonly string[]): Verdict {
  return {
    passed: checks.length > 0 && checks.every(({ outcome }) => outcome === "passed" || outcome === "not-asked"),
    checks,
    warnings,
  };
}
