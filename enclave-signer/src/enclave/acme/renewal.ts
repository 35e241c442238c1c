// When the next certificate is asked for. Pure.
import type { CertificateChain } from "../certificate/chain.ts";
import type { AcmeError } from "./acme-error.ts";
import type { AcmeLimits } from "./limits.ts";

/** When the server would like a certificate renewed: RFC 9773, section 4.2. Unix milliseconds. */
export type RenewalWindow = { readonly startMs: number; readonly endMs: number };

/**
 * Unix milliseconds of the renewal: a random moment of the server's window; without one, about when a third of the certificate's life is left.
 * Never so late that nothing is left.
 *
 * @param random In [0, 1).
 */
export function renewalTimeMs(
  { notBeforeMs, notAfterMs }: CertificateChain,
  window: RenewalWindow | undefined,
  random: number,
): number {
  const lifeMs = notAfterMs - notBeforeMs;
  const latestMs = notAfterMs - lifeMs / 10;
  if (window !== undefined) return Math.min(latestMs, window.startMs + random * (window.endMs - window.startMs));
  return notAfterMs - lifeMs / 3 + (random - 0.5) * (lifeMs / 20);
}

/**
 * How long to wait after a failure. What the server counts (a refusal, a failed validation) is not repeated quickly; an exchange that did not
 * happen is, since the gateway may be starting.
 *
 * @param failures In a row, of this kind; 1 for the first.
 * @param random In [0, 1).
 */
export function retryPauseMs(
  { reached, retryAfterMs }: { readonly reached: boolean; readonly retryAfterMs: AcmeError["retryAfterMs"] },
  failures: number,
  random: number,
  limits: AcmeLimits,
): number {
  const firstMs = reached ? limits.retryFirstMs : limits.unreachableRetryFirstMs;
  const maxMs = reached ? limits.retryMaxMs : limits.unreachableRetryMaxMs;
  const doubledMs = Math.min(maxMs, firstMs * 2 ** Math.min(failures - 1, 30));
  const jitteredMs = doubledMs * (1 + random / 4);
  return Math.min(Math.max(jitteredMs, retryAfterMs ?? 0), maxMs);
}
