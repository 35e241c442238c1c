// What a verification and the last live request come to together.
import { type VerdictCheck, verdictOf } from "../verdict/verdict.ts";
import type { LiveAnswer } from "./live-request.ts";
import type { Verification } from "./verification.ts";

export type Summary = {
  readonly isAccepted: boolean;
  /** Those of the last answer's proof in place of the first one's. */
  readonly checks: readonly VerdictCheck[];
  readonly passed: number;
  readonly failed: readonly VerdictCheck[];
  readonly notChecked: number;
  readonly notPossible: number;
};

export function summaryOf({ report }: Verification, live: LiveAnswer | undefined): Summary {
  const checks = [
    ...report.checks.filter(({ group }) => group !== "proof" || live === undefined),
    ...(live?.checks ?? []),
  ];
  const withOutcome = (outcome: VerdictCheck["outcome"]) => checks.filter((check) => check.outcome === outcome);
  return {
    isAccepted: verdictOf(checks, report.warnings).passed,
    checks,
    passed: withOutcome("passed").length,
    failed: withOutcome("failed"),
    notChecked: withOutcome("not-checked").length,
    notPossible: withOutcome("not-possible").length,
  };
}
