// The report as a file: every check, and the live exchange that the proof's checks are of.
import { toHex } from "../bytes.ts";
import { encodeBase64 } from "../proof/base64.ts";
import { isoTime } from "./download.ts";
import type { LiveAnswer } from "./live-request.ts";
import { summaryOf } from "./summary.ts";
import type { Verification } from "./verification.ts";

/** @param pageSha256 Of the page that says it. */
export function reportJson(
  verification: Verification,
  live: LiveAnswer | undefined,
  pageSha256: string | undefined,
): string {
  const { url, report } = verification;
  const { isAccepted, checks } = summaryOf(verification, live);
  const pcrs = [...(report.document?.pcrs ?? [])].map(([index, pcr]) => [index, toHex(pcr)]);
  const content = {
    version: 1,
    kind: "inkan-verify-page-report",
    pageSha256,
    endpoint: url.href,
    at: isoTime(report.at),
    passed: isAccepted,
    pcrs: Object.fromEntries(pcrs),
    warnings: report.warnings,
    checks,
    exchange: live && exchangeOf(live),
  };
  return `${JSON.stringify(content, undefined, 2)}\n`;
}

function exchangeOf({ url, requestText, exchange }: LiveAnswer) {
  const asked = { url: url.href, request: requestText };
  if (exchange === undefined) return asked;
  const { request, answer } = exchange;
  const { status, headers, body } = answer;
  return { ...asked, nonce: request.nonce, status, headers, bodyBase64: encodeBase64(body) };
}
