// Statements that wait for operators, or that operators have approved and that may still be used. Memory only: a restart forgets them, and with
// them every nonce, so nothing that was approved before can be used after it.
import { Refusal } from "../refusal.ts";
import type { Assertion } from "./assertion.ts";
import type { ApprovalLimits } from "./limits.ts";
import { type Statement, subjectText } from "./statement.ts";
import { type ApprovalSubject, isPartOf } from "./subject.ts";

export type PendingStatement = {
  readonly statement: Statement;
  readonly requestedBy: string;
  /** By the operator's name: each counts once, the first assertion stays. */
  readonly approvedBy: Map<string, Assertion>;
};

export type PendingStatements = {
  /** In the order in which they were asked for. */
  all(nowMs: number): readonly PendingStatement[];
  byId(id: string, nowMs: number): PendingStatement | undefined;
  /** The subject's own statement first, then those of which it is a part. */
  about(subject: ApprovalSubject, nowMs: number): readonly PendingStatement[];
  /**
   * Nothing that still lives makes room for it: otherwise a flood would push out what operators have half approved.
   *
   * @throws {Refusal} `OVERLOADED`.
   */
  add(statement: Statement, requestedBy: string, nowMs: number): PendingStatement;
  remove(entry: PendingStatement): void;
};

export function openPendingStatements(limits: ApprovalLimits): PendingStatements {
  const bySubject = new Map<string, PendingStatement>();
  const byId = new Map<string, PendingStatement>();

  const remove = (entry: PendingStatement) => {
    bySubject.delete(subjectText(entry.statement.subject));
    byId.delete(entry.statement.id);
  };
  const forgetExpired = (nowMs: number) => {
    for (const entry of byId.values()) if (nowMs >= entry.statement.expiresMs) remove(entry);
  };

  return {
    all(nowMs) {
      forgetExpired(nowMs);
      return [...byId.values()];
    },
    byId(id, nowMs) {
      forgetExpired(nowMs);
      return byId.get(id);
    },
    about(subject, nowMs) {
      forgetExpired(nowMs);
      const own = bySubject.get(subjectText(subject));
      const wider = [...byId.values()].filter((entry) => entry !== own && isPartOf(subject, entry.statement.subject));
      return own === undefined ? wider : [own, ...wider];
    },
    add(statement, requestedBy, nowMs) {
      forgetExpired(nowMs);
      const own = [...byId.values()].filter((entry) => entry.requestedBy === requestedBy);
      const hasRoom =
        byId.size < limits.pendingMax &&
        own.length < limits.pendingPerClientMax &&
        charactersOf([...byId.values()], statement) <= limits.pendingCharactersMax &&
        charactersOf(own, statement) <= limits.pendingPerClientCharactersMax;
      if (!hasRoom) throw new Refusal("OVERLOADED", "too many statements wait for the operators");
      const entry = { statement, requestedBy, approvedBy: new Map<string, Assertion>() };
      bySubject.set(subjectText(statement.subject), entry);
      byId.set(statement.id, entry);
      return entry;
    },
    remove,
  };
}

const charactersOf = (entries: readonly PendingStatement[], { text }: Statement): number =>
  entries.reduce((sum, { statement }) => sum + statement.text.length, text.length);
