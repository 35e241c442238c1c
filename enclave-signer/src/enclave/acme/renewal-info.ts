// When the server would like a certificate renewed: ACME Renewal Information, RFC 9773. It asks nothing that would need the account.
import { X509Certificate } from "node:crypto";
import { AttestationError, renewalIdentifierOf } from "@inkan/attestation";
import { invalid, membersOf, objectOf, textOf } from "./answer-members.ts";
import { type AcmeAccount, refusal } from "./client.ts";
import type { RenewalWindow } from "./renewal.ts";

/** RFC 9773, section 4.1; `undefined` for a certificate that can't be named so. @param pem Of which the first certificate counts. */
export function renewalIdentifier(pem: string): string | undefined {
  try {
    const found = renewalIdentifierOf(new Uint8Array(new X509Certificate(pem).raw));
    if (found === undefined) return undefined;
    return [found.authorityKeyIdentifier, found.serial]
      .map((bytes) => Buffer.from(bytes).toString("base64url"))
      .join(".");
  } catch (thrown) {
    if (thrown instanceof AttestationError) return undefined;
    throw thrown;
  }
}

/** RFC 3339, as `Date.parse` reads it. */
const timestamp = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?(Z|[+-]\d\d:\d\d)$/;

/**
 * @param identifier Of {@link renewalIdentifier}.
 * @returns Window, and when to ask again. @throws {AcmeError}
 */
export async function askRenewalInfo(
  { exchange, limits, origin }: Pick<AcmeAccount, "exchange" | "limits" | "origin">,
  renewalInfoUrl: string,
  identifier: string,
): Promise<{ readonly window: RenewalWindow; readonly againMs: number }> {
  const url = new URL(`${renewalInfoUrl.replace(/\/$/, "")}/${identifier}`);
  if (url.origin !== origin) throw invalid("renewalInfo is elsewhere");
  const answer = await exchange({ method: "GET", url: url.href });
  if (answer.status !== 200) throw refusal(answer, limits);
  const { start, end } = objectOf(membersOf(answer, limits).suggestedWindow, "suggestedWindow");
  const window = { startMs: timeOf(textOf(start, "start")), endMs: timeOf(textOf(end, "end")) };
  if (!(window.startMs < window.endMs)) throw invalid("a window that ends before it begins");
  const againMs = Math.min(
    Math.max(answer.retryAfterMs ?? limits.renewalInfoMsMax / 4, limits.renewalInfoMsMin),
    limits.renewalInfoMsMax,
  );
  return { window, againMs };
}

function timeOf(text: string): number {
  const ms = timestamp.test(text) ? Date.parse(text) : Number.NaN;
  if (Number.isNaN(ms)) throw invalid("a time that is not of RFC 3339");
  return ms;
}
