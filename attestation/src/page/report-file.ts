// The report as a file: every check, and the live answer with its proof's checks.
import { toHex } from "../bytes.ts";
import { encodeBase64 } from "../proof/base64.ts";
import { isoTime } from "./download.ts";
import type { LiveAnswer } from "./live-request.ts";
import { summaryOf } from "./summary.ts";
import type { Verification } from "./verification.ts";

export function reportJson(
  verification: Verification,
  live: LiveAnswer | undefined,
  pageSha256: string | undefined,
): string {
  const { url, at, checks, report } = verification;
  const { isAccepted } = summaryOf(verification, live);
  return `${JSON.stringify(
    {
      version: 1,
      kind: "inkan-verify-page-report",
      pageSha256,
      endpoint: url.href,
      at: isoTime(at),
      passed: isAccepted,
      root: report?.root,
      pcrs: Object.fromEntries([...(report?.document?.pcrs ?? [])].map(([index, pcr]) => [index, toHex(pcr)])),
      checks,
      exchange: live && exchangeOf(live),
    },
    undefined,
    2,
  )}\n`;
}

function exchangeOf(live: LiveAnswer) {
  const { url, requestText, nonce } = live;
  const asked = { url: url.href, request: requestText, nonce };
  if ("failed" in live) return { ...asked, failed: live.code };
  const { status, body, report } = live;
  return { ...asked, status, bodyBase64: encodeBase64(body), passed: report.accepted, checks: report.checks };
}
