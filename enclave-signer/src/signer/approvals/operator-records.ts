// What operators decided and what outlives a boot: a statement with the assertions that approved it. Anyone who has the measured configuration can
// check one again, years later (docs/protocol/approvals.md, section 7).
import { canonicalJson, type JsonObject, type JsonValue, parseJson } from "@inkan/attestation";
import { type Assertion, judgeAssertion } from "./assertion.ts";
import type { ApprovalLimits } from "./limits.ts";
import type { RelyingParty } from "./operators.ts";
import { challengeOf, registryMembers, type StatementScope } from "./statement.ts";

export type OperatorRecord = {
  /** Canonical JSON, as it was signed. */
  readonly statement: string;
  readonly assertions: readonly Assertion[];
};

export type RecordTerms = {
  readonly relyingParty: RelyingParty;
  /** The statement must say exactly this. */
  readonly scope: StatementScope;
  readonly limits: ApprovalLimits;
};

/** What a record proves: that k of these operators approved this. When, is not asked: it was judged when the record was made. */
export type ProvenRecord = {
  /** SHA-256 challenge of the statement, lower case hexadecimal. */
  readonly id: string;
  readonly action: string;
  readonly subject: JsonObject;
};

/** @returns `undefined` when the statement is not canonical or of another enclave, or fewer than k distinct operators approved it. */
export function provenBy(
  record: OperatorRecord,
  { relyingParty, scope, limits }: RecordTerms,
): ProvenRecord | undefined {
  const said = membersOf(record.statement, limits);
  if (said === undefined || said.version !== 1) return undefined;
  const { action, subject } = said;
  const wanted = {
    origin: scope.origin,
    operator: scope.operator.toLowerCase(),
    registry: registryMembers(scope),
    threshold: scope.threshold,
  };
  for (const [name, value] of Object.entries(wanted))
    if (said[name] === undefined || canonicalJson(said[name]) !== canonicalJson(value)) return undefined;
  if (typeof action !== "string" || !isObject(subject)) return undefined;

  const challenge = challengeOf(record.statement);
  const names = new Set<string>();
  for (const assertion of record.assertions) {
    const verdict = judgeAssertion(assertion, challenge, relyingParty, limits);
    if ("operator" in verdict) names.add(verdict.operator.name);
  }
  if (names.size < scope.threshold) return undefined;
  return { id: Buffer.from(challenge).toString("hex"), action, subject };
}

function membersOf(text: string, limits: ApprovalLimits): JsonObject | undefined {
  try {
    const value = parseJson(text, { bytesMax: limits.recordsBytesMax, depthMax: limits.jsonDepthMax });
    return isObject(value) && canonicalJson(value) === text ? value : undefined;
  } catch {
    return undefined;
  }
}

const isObject = (value: JsonValue | undefined): value is JsonObject =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** Canonical JSON, UTF-8. */
export const encodeRecords = (records: readonly OperatorRecord[]): Uint8Array =>
  Buffer.from(
    canonicalJson(
      records.map(({ statement, assertions }) => ({
        statement,
        assertions: assertions.map(({ id, authenticatorData, clientDataJSON, signature }) => ({
          id,
          authenticatorData,
          clientDataJSON,
          signature,
        })),
      })),
    ),
  );

/** @returns `undefined` for bytes that `encodeRecords` didn't make, or too many of them. */
export function decodeRecords(bytes: Uint8Array, limits: ApprovalLimits): OperatorRecord[] | undefined {
  try {
    const value = parseJson(bytes, { bytesMax: limits.recordsBytesMax, depthMax: limits.jsonDepthMax });
    if (!Array.isArray(value) || value.length > limits.recordsMax) return undefined;
    return value.map((record: JsonValue) => {
      const { statement, assertions } = record as JsonObject;
      return { statement: text(statement), assertions: (assertions as readonly JsonObject[]).map(assertionOf) };
    });
  } catch {
    return undefined;
  }
}

const assertionOf = ({ id, authenticatorData, clientDataJSON, signature }: JsonObject): Assertion => ({
  id: text(id),
  authenticatorData: text(authenticatorData),
  clientDataJSON: text(clientDataJSON),
  signature: text(signature),
});

function text(value: JsonValue | undefined): string {
  if (typeof value !== "string") throw new TypeError("not a string");
  return value;
}
