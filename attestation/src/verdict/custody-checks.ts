// The custody of a signer's sealing key: which key its measured configuration names, and what the enclave says that it saw of it.
import {
  CustodyError,
  type CustodyFinding,
  type CustodyReport,
  custodyFindingTable,
  isFault,
  readCustodyReport,
  verifyCustodySignature,
} from "../custody/index.ts";
import { parseJson } from "../json/index.ts";
import { proofLimits, type ReadEvidence } from "../proof/index.ts";
import type { VerdictCheck, Warning } from "./verdict.ts";
import { check } from "./verdict-checks.ts";

/** Looked at daily, with two hours to spare. */
const reportAgeSecondsMax = 93_600;
const clockSkewSecondsMax = 300;

type Judged = { readonly checks: readonly VerdictCheck[]; readonly warnings: readonly Warning[] };

/**
 * Nothing where the configuration names no key of KMS. Faults of custody are warnings: the program is the measured one all the same, and what
 * happened to its key is for the reader to judge.
 *
 * @param at Unix seconds.
 */
export async function custodyChecks(
  { configuration, custody, responseKey, nonce }: ReadEvidence,
  at: number,
): Promise<Judged> {
  const keyArn = sealingKeyArn(configuration);
  if (keyArn === undefined) return { checks: [], warnings: [] };
  const standIn = standInWarnings(keyArn);
  const required = `a report on ${keyArn}, signed for this nonce, at most ${reportAgeSecondsMax / 3600} hours old`;
  const failed = (seen: string) => check("custody", false, { required, seen, code: "CUSTODY_UNREPORTED" });
  if (custody === undefined) return { checks: [failed("no custody report")], warnings: standIn };
  const report = readOrUndefined(custody.report);
  if (report === undefined) return { checks: [failed("a report of another form")], warnings: standIn };
  if (!(await verifyCustodySignature(responseKey, nonce, custody.report, custody.signature)))
    return { checks: [failed("a report that the response key did not sign for this nonce")], warnings: standIn };
  if (report.keyArn !== keyArn) return { checks: [failed(`a report on ${report.keyArn}`)], warnings: standIn };
  const age = at - report.checkedAt;
  if (age > reportAgeSecondsMax || age < -clockSkewSecondsMax)
    return { checks: [failed(`a report of ${new Date(report.checkedAt * 1000).toISOString()}`)], warnings: standIn };
  const faults = report.findings.filter(isFault);
  const seen = `${keyArn}, policy ${report.policySha256.slice(0, 16)}…, ${faults.length === 0 ? "as the template" : `${faults.length} faults`}`;
  return {
    checks: [check("custody", true, { required, seen })],
    warnings: [...standIn, ...findingWarnings(report)],
  };
}

function sealingKeyArn(configuration: string): string | undefined {
  const limits = { bytesMax: proofLimits.evidenceBytesMax, depthMax: proofLimits.evidenceDepthMax };
  const { sealing } = parseJson(configuration, limits) as {
    readonly sealing?: { readonly kind?: unknown; readonly keyArn?: unknown } | null;
  };
  return sealing?.kind === "kms" && typeof sealing.keyArn === "string" ? sealing.keyArn : undefined;
}

function standInWarnings(keyArn: string): Warning[] {
  if (/^arn:aws[a-z-]*:/.test(keyArn)) return [];
  const text = `The sealing key is of a stand-in for AWS KMS (${keyArn}): whoever runs it has the key, and what the signer sealed.`;
  return [{ code: "KMS_STAND_IN", text }];
}

function findingWarnings({ findings }: CustodyReport): Warning[] {
  const sentence = ({ code, detail }: CustodyFinding) =>
    `${code}: ${custodyFindingTable[code][1]}${detail === "" ? "" : ` (${detail})`}`;
  const faults = findings.filter(isFault);
  const notes = findings.filter((finding) => !isFault(finding));
  return [
    ...(faults.length > 0
      ? [
          {
            code: "CUSTODY_FAULT",
            text: `The sealing key's custody is not as the template. ${faults.map(sentence).join("; ")}`,
          } as const,
        ]
      : []),
    ...(notes.length > 0
      ? [{ code: "CUSTODY_NOTE", text: `The sealing key's custody. ${notes.map(sentence).join("; ")}` } as const]
      : []),
  ];
}

function readOrUndefined(text: string): CustodyReport | undefined {
  try {
    return readCustodyReport(text);
  } catch (thrown) {
    if (thrown instanceof CustodyError) return undefined;
    throw thrown;
  }
}
