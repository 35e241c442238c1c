// The operators' door: statements to read, assertions to hand in. All of it is public by design, and goes over the gateway in plain text: the parent
// learns what is asked for and who approves, and can withhold; without a passkey it can't approve.
import { canonicalJson, type JsonObject, type JsonValue, parseJson } from "@inkan/attestation";
import type { Route, SignerAnswer, SignerRequest } from "../door/route.ts";
import { Refusal } from "../refusal.ts";
import type { Assertion } from "./assertion.ts";
import { type ApprovalLimits, approvalLimits } from "./limits.ts";
import type { OperatorApprovals } from "./open-approvals.ts";
import type { PendingStatement } from "./pending.ts";

const path = /^\/approvals(?:\/([0-9a-f]{64}))?$/;

/**
 * `GET /approvals`, `GET /approvals/{id}`, `POST /approvals/{id}` (docs/protocol/approvals.md, section 4).
 *
 * @param approvals `undefined` where no operators are configured: then every answer is `APPROVALS_NOT_CONFIGURED`.
 */
export function approvalRoute(
  approvals: OperatorApprovals | undefined,
  limits: ApprovalLimits = approvalLimits,
): Route {
  return {
    takes: (_method, asked) => path.test(asked),
    answer(request) {
      try {
        if (approvals === undefined) throw new Refusal("APPROVALS_NOT_CONFIGURED");
        return json(200, answerOf(approvals, request, limits));
      } catch (thrown) {
        const refusal = thrown instanceof Refusal ? thrown : new Refusal("INTERNAL");
        return json(refusal.entry.http, { code: refusal.code, message: refusal.message });
      }
    },
  };
}

function answerOf(
  approvals: OperatorApprovals,
  { method, path: asked, body }: SignerRequest,
  limits: ApprovalLimits,
): JsonObject {
  const id = path.exec(asked)?.[1];
  if (method === "GET" && id === undefined) {
    const { relyingPartyId, credentialIds, threshold } = approvals;
    const statements = approvals.pending().map((entry) => shown(entry, threshold));
    return { relyingPartyId, credentialIds: [...credentialIds], threshold, statements };
  }
  if (method === "GET" && id !== undefined) {
    const { relyingPartyId, credentialIds, threshold } = approvals;
    return { relyingPartyId, credentialIds: [...credentialIds], ...shown(approvals.statement(id), threshold) };
  }
  if (method === "POST" && id !== undefined)
    return shown(approvals.approve(id, readAssertion(body, limits)), approvals.threshold);
  throw new Refusal("METHOD_NOT_ALLOWED");
}

const shown = ({ statement, approvedBy }: PendingStatement, threshold: number) => ({
  id: statement.id,
  statement: statement.text,
  approvedBy: [...approvedBy.keys()],
  threshold,
  approved: approvedBy.size >= threshold,
});

const json = (status: number, value: JsonObject): SignerAnswer => ({
  status,
  contentType: "application/json; charset=utf-8",
  body: canonicalJson(value),
});

/**
 * Reads what `PublicKeyCredential.toJSON()` gives: AuthenticationResponseJSON of Web Authentication Level 3, section 5.1.
 *
 * @throws {Refusal} `REQUEST_TOO_LARGE`, `REQUEST_MALFORMED`.
 */
export function readAssertion(body: Uint8Array, limits: ApprovalLimits): Assertion {
  if (body.length > limits.assertionBytesMax) throw new Refusal("REQUEST_TOO_LARGE");
  let value: JsonValue;
  try {
    value = parseJson(body, { bytesMax: limits.assertionBytesMax, depthMax: limits.jsonDepthMax });
  } catch {
    throw new Refusal("REQUEST_MALFORMED", "the assertion is not JSON");
  }
  const credential = membersOf(value);
  const response = membersOf(credential?.response);
  if (credential?.type !== "public-key" || (credential.rawId ?? credential.id) !== credential.id)
    throw new Refusal("REQUEST_MALFORMED", "not a public-key credential");
  const text = (member: JsonValue | undefined) => {
    if (typeof member !== "string") throw new Refusal("REQUEST_MALFORMED", "a member of the assertion is missing");
    return member;
  };
  return {
    id: text(credential.id),
    authenticatorData: text(response?.authenticatorData),
    clientDataJSON: text(response?.clientDataJSON),
    signature: text(response?.signature),
  };
}

const membersOf = (value: JsonValue | undefined): { readonly [name: string]: JsonValue | undefined } | undefined =>
  typeof value === "object" && value !== null && !Array.isArray(value) ? (value as JsonObject) : undefined;
