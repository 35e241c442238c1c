// The statement that operators sign: docs/protocol/approvals.md, sections 2 and 3. Canonical JSON (RFC 8785), so that its bytes are the same
// for the enclave, the approval page and whoever checks a record years later.
import { createHash } from "node:crypto";
import { canonicalJson, type JsonObject, type JsonValue } from "@inkan/attestation";
import type { ApprovalSubject } from "./subject.ts";

/** Stands before the statement's bytes, so that no other protocol's challenge is one of ours. */
export const challengeLabel = "inkan-approval-1\n";

/** What is the same in all statements of one enclave. */
export type StatementScope = {
  /** Of the measured configuration. */
  readonly origin: string;
  /** Lower case. */
  readonly operator: string;
  readonly registry: { readonly chainId: number; readonly pcrRegistry: string; readonly enclaveRegistry: string };
  /** Distinct operators that must approve. */
  readonly threshold: number;
};

export type Statement = {
  /** SHA-256 of label and text, lower case hexadecimal: the challenge, and the statement's name in URLs. */
  readonly id: string;
  readonly challenge: Uint8Array;
  /** Canonical JSON: what is signed. */
  readonly text: string;
  readonly subject: ApprovalSubject;
  readonly expiresMs: number;
};

/** The subject as it stands in a statement: uint64 as decimal strings. */
export const subjectMembers = ({ action: _, ...members }: ApprovalSubject): JsonObject =>
  written(members) as JsonObject;

function written(value: unknown): JsonValue {
  if (typeof value === "bigint") return value.toString();
  if (Array.isArray(value)) return value.map(written);
  if (typeof value === "object" && value !== null)
    return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, written(member)]));
  return value as JsonValue;
}

/** One text for one subject: how a repeated request is recognised. */
export const subjectText = (subject: ApprovalSubject): string =>
  canonicalJson({ action: subject.action, subject: subjectMembers(subject) });

/**
 * @param nonce 32 bytes, drawn in the enclave.
 * @param issuedMs Hypervisor's time, Unix milliseconds.
 * @param lifeMs Until its last use.
 */
export function makeStatement(
  scope: StatementScope,
  subject: ApprovalSubject,
  nonce: Uint8Array,
  issuedMs: number,
  lifeMs: number,
): Statement {
  const expiresMs = issuedMs + lifeMs;
  const text = canonicalJson({
    version: 1,
    origin: scope.origin,
    operator: scope.operator.toLowerCase(),
    registry: registryMembers(scope),
    threshold: scope.threshold,
    action: subject.action,
    subject: subjectMembers(subject),
    nonce: Buffer.from(nonce).toString("hex"),
    issuedMs,
    expiresMs,
  });
  const challenge = challengeOf(text);
  return { id: Buffer.from(challenge).toString("hex"), challenge, text, subject, expiresMs };
}

/** As it stands in a statement: addresses in lower case. */
export const registryMembers = ({ registry }: StatementScope): JsonObject => ({
  chainId: registry.chainId,
  pcrRegistry: registry.pcrRegistry.toLowerCase(),
  enclaveRegistry: registry.enclaveRegistry.toLowerCase(),
});

/** 32 bytes. */
export const challengeOf = (text: string): Uint8Array =>
  new Uint8Array(createHash("sha256").update(challengeLabel).update(text, "utf8").digest());
