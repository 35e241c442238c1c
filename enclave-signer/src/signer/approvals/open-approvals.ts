// k-of-n approvals at work: a refused request leaves a statement, operators' passkeys approve it, the same request then passes.
import type { Clock } from "../../enclave/clock.ts";
import type { Random } from "../../enclave/random.ts";
import type { ApprovalsConfig } from "../../enclave/signer-config.ts";
import { Refusal } from "../refusal.ts";
import type { Approvals } from "./approvals.ts";
import { type Assertion, judgeAssertion } from "./assertion.ts";
import { type ApprovalLimits, approvalLimits } from "./limits.ts";
import { readRelyingParty } from "./operators.ts";
import { openPendingStatements, type PendingStatement } from "./pending.ts";
import { makeStatement, type StatementScope } from "./statement.ts";
import { type ApprovalSubject, isPartOf, usesOf } from "./subject.ts";

export type OperatorApprovals = Approvals & {
  readonly threshold: number;
  readonly relyingPartyId: string;
  /** Of the operators: what a page asks the passkey for. */
  readonly credentialIds: readonly string[];
  pending(): readonly PendingStatement[];
  /** @throws {Refusal} `NOT_FOUND`: never there, expired, used up, or of another boot. */
  statement(id: string): PendingStatement;
  /**
   * Counts one operator's approval. The same operator again changes nothing.
   *
   * @throws {Refusal} `NOT_FOUND`, `APPROVAL_INVALID` with the failed check as detail.
   */
  approve(id: string, assertion: Assertion): PendingStatement;
  /**
   * For what approvals themselves bring about: like `require`, and gives the statement with its assertions, which others can verify.
   */
  take(subject: ApprovalSubject, requestedBy: string): PendingStatement;
};

export type ApprovalParts = {
  readonly config: ApprovalsConfig;
  readonly scope: Omit<StatementScope, "threshold">;
  readonly clock: Clock;
  readonly random: Random;
  readonly limits?: ApprovalLimits;
};

const nonceBytes = 32;

export function openApprovals({
  config,
  scope,
  clock,
  random,
  limits = approvalLimits,
}: ApprovalParts): OperatorApprovals {
  const relyingParty = readRelyingParty(config);
  const pending = openPendingStatements(limits);
  const isApproved = (entry: PendingStatement) => entry.approvedBy.size >= config.threshold;

  const required = ({ statement, approvedBy }: PendingStatement) =>
    new Refusal(
      "APPROVAL_REQUIRED",
      `${approvedBy.size} of ${config.threshold} have; statement ${statement.id} at ${config.origins[0]}/approve?statement=${statement.id}`,
    );

  function take(subject: ApprovalSubject, requestedBy: string): PendingStatement {
    const nowMs = clock.unixMs();
    const about = pending.about(subject, nowMs);
    // Another client's statement about more than was asked for is nothing to lead operators to.
    const found =
      about.find(isApproved) ??
      about.find(({ statement, requestedBy: by }) => by === requestedBy || !isPartOf(subject, statement.subject));
    if (found !== undefined) {
      if (!isApproved(found)) throw required(found);
      if (usesOf[subject.action] === "once") pending.remove(found);
      return found;
    }
    const inScope = { ...scope, threshold: config.threshold };
    const statement = makeStatement(inScope, subject, random.bytes(nonceBytes), nowMs, config.lifeMs);
    throw required(pending.add(statement, requestedBy, nowMs));
  }

  function statementOf(id: string): PendingStatement {
    const found = pending.byId(id, clock.unixMs());
    if (found === undefined) throw new Refusal("NOT_FOUND", "no such statement is pending");
    return found;
  }

  return {
    threshold: config.threshold,
    relyingPartyId: config.relyingPartyId,
    credentialIds: config.operators.map(({ credentialId }) => credentialId),
    pending: () => pending.all(clock.unixMs()),
    statement: statementOf,
    approve(id, assertion) {
      const entry = statementOf(id);
      const verdict = judgeAssertion(assertion, entry.statement.challenge, relyingParty, limits);
      if ("refused" in verdict) throw new Refusal("APPROVAL_INVALID", verdict.refused);
      const { name } = verdict.operator;
      if (!entry.approvedBy.has(name)) entry.approvedBy.set(name, assertion);
      return entry;
    },
    take,
    require(subject, requestedBy) {
      take(subject, requestedBy);
    },
  };
}
