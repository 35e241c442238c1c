// What a verification and its live request come to. What was not checked counts against the endpoint, what was not asked for does not.
import type { LiveAnswer } from "./live-request.ts";
import type { PageCheck, Verification } from "./verification.ts";

export type Summary = {
  /** Everything, the proof of the live answer too. */
  readonly checks: readonly PageCheck[];
  readonly passed: number;
  readonly failed: readonly PageCheck[];
  readonly notChecked: number;
  /** Nothing failed and nothing was left unchecked, an answer's proof included. */
  readonly isAccepted: boolean;
};

export function summaryOf({ checks, evidence }: Verification, live: LiveAnswer | undefined): Summary {
  const all = [...checks, ...proofChecks(live, evidence?.role)];
  const withOutcome = (outcome: PageCheck["outcome"]) => all.filter((check) => check.outcome === outcome);
  const [failed, notChecked, passed] = [withOutcome("failed"), withOutcome("not-checked"), withOutcome("passed")];
  return {
    checks: all,
    passed: passed.length,
    failed,
    notChecked: notChecked.length,
    isAccepted: passed.length > 0 && failed.length === 0 && notChecked.length === 0,
  };
}

/** A signer answers clients that have a certificate of its own; no page can ask it for a proof. */
function proofChecks(live: LiveAnswer | undefined, role: string | undefined): readonly PageCheck[] {
  if (live !== undefined && "report" in live)
    return live.report.checks.map((check) => ({ ...check, id: `proof-${check.id}` }));
  if (role === "signer" || role === undefined) return [];
  return [
    {
      id: "proof",
      title: "an answer is proven",
      required: "an answer with a proof",
      seen: live === undefined ? "no request was sent" : live.failed,
      outcome: live === undefined ? "not-checked" : "failed",
      code: live === undefined ? "NOT_CHECKED" : live.code,
      source: "Inkan: docs/protocol/proof.md",
    },
  ];
}
