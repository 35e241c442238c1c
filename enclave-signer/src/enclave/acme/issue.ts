// One certificate from an ACME server: account, order, and what came judged against the key and the names.
import { BootError } from "../boot-error.ts";
import { type CertificateChain, checkChain } from "../certificate/chain.ts";
import { signingRequest } from "../certificate/signing-request.ts";
import type { Clock } from "../clock.ts";
import type { P256Key } from "../p256.ts";
import { AcmeError } from "./acme-error.ts";
import type { Challenges } from "./challenges.ts";
import { type AccountTerms, type AcmeAccount, openAccount } from "./client.ts";
import type { AcmeExchange } from "./exchange.ts";
import type { AccountKey } from "./jws.ts";
import type { AcmeLimits } from "./limits.ts";
import { orderCertificate } from "./order.ts";

export type IssueParts = {
  readonly terms: AccountTerms & { readonly profile: string | null };
  readonly names: readonly string[];
  readonly account: AccountKey;
  readonly key: P256Key;
  readonly challenges: Challenges;
  readonly exchange: AcmeExchange;
  readonly clock: Clock;
  readonly limits: AcmeLimits;
  readonly signal: AbortSignal;
  /** Called as soon as it is known: the operator may have to name it in CAA before anything is issued. */
  readonly onAccount: (account: AcmeAccount) => void;
};

/**
 * @param replaces Identifier of the certificate that this one replaces.
 * @throws {AcmeError} @throws {BootError} `CERTIFICATE_INVALID`: the chain is not for our key and names.
 */
export async function issue(parts: IssueParts, replaces: string | undefined): Promise<CertificateChain> {
  const { terms, names, key, challenges, exchange, clock, limits, signal } = parts;
  const account = await openAccount({ key: parts.account, terms, exchange, limits });
  parts.onAccount(account);
  const pem = await orderCertificate(account, {
    ...{ names, replaces, challenges, clock, signal },
    profile: terms.profile,
    signingRequest: await signingRequest(key, names),
  });
  return checkChain(pem, { spki: key.spki, names, nowMs: clock.unixMs() });
}

/** What a failure says to the log, and whether the server had a word in it. */
export function failureOf(thrown: unknown) {
  if (thrown instanceof AcmeError) {
    const { code, problem, retryAfterMs } = thrown;
    return { code, problem, retryAfterMs, reached: code !== "ACME_UNREACHABLE" };
  }
  if (thrown instanceof BootError)
    return { code: thrown.code, problem: undefined, retryAfterMs: undefined, reached: true };
  throw thrown;
}
