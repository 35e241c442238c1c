// k-of-n operators' approval as the APIs see it. Specification: docs/protocol/approvals.md.
import { Refusal } from "../refusal.ts";
import type { ApprovalSubject } from "./subject.ts";

export type Approvals = {
  /**
   * Returns when the operators have approved exactly this, and uses the approval up where `usesOf` says so: call it last, right before what it
   * allows, with nothing awaited in between. Otherwise a statement for the operators is pending from now on, one per subject.
   *
   * @param requestedBy Name of the client's permission: a client has a bounded share of what may be pending.
   * @throws {Refusal} `APPROVAL_REQUIRED`, whose detail names the statement; `APPROVALS_NOT_CONFIGURED`; `OVERLOADED` when too many are pending.
   *
   * @example
   * approvals.require({ action: "delete-key", publicKey: "0x8b9c…325c" }, request.client.names[0]);
   */
  require(subject: ApprovalSubject, requestedBy: string): void;
};

/** Where no operators are configured, what needs them is refused. */
export const approvalsWithoutOperators: Approvals = {
  require() {
    throw new Refusal("APPROVALS_NOT_CONFIGURED");
  },
};
