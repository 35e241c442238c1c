// The custody report: what a signer last saw of the key that wraps what it seals, signed by its response key for a caller's nonce.
// `docs/protocol/custody.md` specifies it.
import { concatBytes } from "../bytes.ts";
import { sha256 } from "../hash.ts";
import { canonicalJson, type JsonObject, type JsonValue, parseJson } from "../json/index.ts";
import { isSignedByResponseKey } from "../signed-by-response-key.ts";
import { CustodyError, type CustodyFinding, custodyFindingTable } from "./errors.ts";
import { heldPcrs, type PolicyMeasurements } from "./key-policy.ts";
import { custodyLimits } from "./limits.ts";

export type CustodyReport = {
  readonly version: 1;
  readonly keyArn: string;
  /** Unix seconds, of the enclave's clock. */
  readonly checkedAt: number;
  /** SHA-256 of the policy's text as KMS gave it, lower-case hexadecimal; empty where it could not be read. */
  readonly policySha256: string;
  readonly grants: number;
  readonly administrators: readonly string[];
  readonly immutable: boolean;
  /** Who may use the key, by the policy. */
  readonly measurements: PolicyMeasurements;
  readonly findings: readonly CustodyFinding[];
};

/** Canonical JSON (RFC 8785). */
export function custodyReportText(report: CustodyReport): string {
  return canonicalJson(JSON.parse(JSON.stringify(report)) as JsonValue);
}

/** @throws {CustodyError} `CUSTODY_REPORT_MALFORMED` */
export function readCustodyReport(text: string): CustodyReport {
  const top = object(parsed(text), "the report");
  const { version, keyArn, checkedAt, policySha256, grants, administrators, immutable } = top;
  if (version !== 1 || typeof immutable !== "boolean") throw malformed("version or immutable");
  const named = object(top.measurements, "measurements");
  const measurements = Object.fromEntries(
    heldPcrs.map((index) => [`pcr${index}`, texts(named[`pcr${index}`], `pcr${index}`, /^[0-9a-f]{0,128}$/)]),
  ) as unknown as PolicyMeasurements;
  return {
    ...{ version, immutable, measurements },
    keyArn: textOf(keyArn, "keyArn", /^arn:[\x21-\x7e]{1,512}$/),
    checkedAt: count(checkedAt, "checkedAt"),
    policySha256: textOf(policySha256, "policySha256", /^([0-9a-f]{64})?$/),
    grants: count(grants, "grants"),
    administrators: texts(administrators, "administrators", /^[\x20-\x7e]{1,600}$/),
    findings: list(top.findings, "findings", custodyLimits.findingsMax).map(readFinding),
  };
}

function readFinding(value: JsonValue): CustodyFinding {
  const { code, detail } = object(value, "a finding");
  if (typeof code !== "string" || !Object.hasOwn(custodyFindingTable, code)) throw malformed("code of a finding");
  return {
    code: code as CustodyFinding["code"],
    detail: textOf(detail, "detail of a finding", /^[\x20-\u2fff]{0,8192}$/),
  };
}

const label = new TextEncoder().encode("inkan-custody-1\n");

/** What the response key signs: label ‖ nonce ‖ SHA-256(report). The last has a fixed length, so the nonce's end is unambiguous. */
export async function signedCustodyBytes(nonce: Uint8Array, report: string): Promise<Uint8Array<ArrayBuffer>> {
  return concatBytes(label, nonce, await sha256(new TextEncoder().encode(report)));
}

/**
 * Whether the response key signed this report for this nonce.
 *
 * @param responseKey DER SubjectPublicKeyInfo, P-256, that a verified document vouches for.
 * @param signature r ‖ s, 64 bytes.
 */
export async function verifyCustodySignature(
  responseKey: Uint8Array,
  nonce: Uint8Array,
  report: string,
  signature: Uint8Array,
): Promise<boolean> {
  return isSignedByResponseKey(responseKey, await signedCustodyBytes(nonce, report), signature);
}

const malformed = (what: string) => new CustodyError("CUSTODY_REPORT_MALFORMED", what);

function parsed(text: string): JsonValue {
  try {
    return parseJson(text, { bytesMax: custodyLimits.reportBytesMax, depthMax: 4 });
  } catch {
    throw malformed("not strict JSON");
  }
}

function object(value: JsonValue | undefined, what: string): { readonly [name: string]: JsonValue | undefined } {
  if (typeof value !== "object" || value === null || Array.isArray(value)) throw malformed(what);
  return Object.assign(Object.create(null) as object, value as JsonObject);
}

function list(value: JsonValue | undefined, what: string, max: number = custodyLimits.valuesMax): JsonValue[] {
  if (!Array.isArray(value) || value.length > max) throw malformed(what);
  return value as JsonValue[];
}

const texts = (value: JsonValue | undefined, what: string, form: RegExp) =>
  list(value, what, 5 * custodyLimits.valuesMax).map((each) => textOf(each, what, form));

function textOf(value: JsonValue | undefined, what: string, form: RegExp): string {
  if (typeof value !== "string" || !form.test(value)) throw malformed(what);
  return value;
}

function count(value: JsonValue | undefined, what: string): number {
  if (typeof value !== "number" || !Number.isSafeInteger(value) || value < 0) throw malformed(what);
  return value;
}
