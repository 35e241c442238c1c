// The TLS identity that an ACME server vouches for: asked for from the moment the enclave runs, and renewed in time, for one key. Until the first
// certificate is there the TLS door answers challenges and nothing else, for they come through that very door.
import { setTimeout as delay } from "node:timers/promises";
import type { SecureContext } from "node:tls";
import type { Address } from "@inkan/link";
import type { CertificateChain } from "../certificate/chain.ts";
import type { Clock } from "../clock.ts";
import type { AcmeSettings } from "../config-members.ts";
import { dialer } from "../dial.ts";
import { enclaveLimits } from "../limits.ts";
import type { Log } from "../log.ts";
import { generateP256, type P256Key } from "../p256.ts";
import type { Random } from "../random.ts";
import { type Challenges, openChallenges } from "./challenges.ts";
import type { AcmeAccount } from "./client.ts";
import { openExchange } from "./exchange.ts";
import { failureOf, type IssueParts, issue } from "./issue.ts";
import { accountKey } from "./jws.ts";
import { type AcmeLimits, acmeLimits } from "./limits.ts";
import { type RenewalWindow, renewalTimeMs, retryPauseMs } from "./renewal.ts";
import { askRenewalInfo, renewalIdentifier } from "./renewal-info.ts";

export type AcmeParts = {
  readonly settings: AcmeSettings;
  readonly names: readonly string[];
  readonly key: P256Key;
  readonly egress: Address;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  readonly signal: AbortSignal;
  readonly contextOf: (chain: CertificateChain) => SecureContext;
  readonly limits?: AcmeLimits | undefined;
};

export type AcmeIdentity = {
  /** What serves now; `undefined` until the first certificate is there, and again once one has expired. */
  readonly current: { readonly chain: CertificateChain; readonly secureContext: SecureContext } | undefined;
  /** `undefined` until the server has said it. */
  readonly accountUri: string | undefined;
  readonly challenges: Challenges;
};

/** Begins at once, and ends when `signal` aborts. It never throws: there is always another attempt. */
export function openAcmeIdentity(parts: AcmeParts): AcmeIdentity {
  const { settings, names, key, egress, clock, random, signal, contextOf, limits = acmeLimits } = parts;
  const challenges = openChallenges({ clock, random });
  let current: AcmeIdentity["current"];
  let account: AcmeAccount | undefined;

  const asking: IssueParts = {
    ...{ terms: settings, names, key, challenges, clock, limits, signal },
    account: accountKey(generateP256(random)),
    exchange: openExchange(dialer(egress, settings), { clock, limits, signal }),
    onAccount: (opened) => {
      if (opened.uri !== account?.uri) parts.log({ event: "acme-account", accountUri: opened.uri });
      account = opened;
    },
  };
  const run = async () => {
    for (;;) {
      const replaces = current && renewalIdentifier(current.chain.pem);
      const chain = await issued(asking, replaces, parts, limits);
      const isRenewal = current !== undefined;
      current = { chain, secureContext: contextOf(chain) };
      const lifeSeconds = Math.floor((chain.notAfterMs - clock.unixMs()) / 1000);
      parts.log({ event: "certificate-issued", renewal: isRenewal, lifeSeconds });
      await delay(limits.renewalPauseMs, undefined, { signal, ref: false });
      await renewalTime(chain, account, parts, limits);
    }
  };
  run().catch((thrown: unknown) => {
    if (!signal.aborted) throw thrown; // attempts are without number, so nothing else ends it
  });
  return {
    challenges,
    get current() {
      return current !== undefined && clock.unixMs() < current.chain.notAfterMs ? current : undefined;
    },
    get accountUri() {
      return account?.uri;
    },
  };
}

/** Asks until a sound chain comes. The former certificate serves meanwhile. */
async function issued(
  asking: IssueParts,
  replaces: string | undefined,
  { log, random, signal }: AcmeParts,
  limits: AcmeLimits,
): Promise<CertificateChain> {
  const inARow = { true: 0, false: 0 };
  for (let attempt = 0; ; attempt++) {
    try {
      return await issue(asking, replaces);
    } catch (thrown) {
      signal.throwIfAborted();
      const { code, problem, ...failure } = failureOf(thrown);
      log({ event: "certificate-failed", attempt, code, ...(problem && { problem }) });
      const failures = ++inARow[`${failure.reached}`];
      const pauseMs = retryPauseMs(failure, failures, random.uint32() / 2 ** 32, limits);
      await delay(pauseMs, undefined, { signal, ref: false });
    }
  }
}

/** Resolves when it is time. The server is asked again and again, since it moves a window when it has to revoke. */
async function renewalTime(
  chain: CertificateChain,
  account: AcmeAccount | undefined,
  { clock, random, signal }: AcmeParts,
  limits: AcmeLimits,
): Promise<void> {
  const identifier = renewalIdentifier(chain.pem);
  const at = random.uint32() / 2 ** 32; // of every window the same part, so that asking again does not delay
  const url = account?.directory.renewalInfo;
  let window: RenewalWindow | undefined;
  let askAtMs = clock.monotonicMs();
  for (;;) {
    if (account !== undefined && url !== undefined && identifier !== undefined && clock.monotonicMs() >= askAtMs) {
      // Without an answer the last window holds, or the certificate's own life.
      const told = await askRenewalInfo(account, url, identifier).catch((thrown: unknown) => void failureOf(thrown));
      window = told?.window ?? window;
      askAtMs = clock.monotonicMs() + (told?.againMs ?? limits.renewalInfoMsMin);
    }
    const leftMs = renewalTimeMs(chain, window, at) - clock.unixMs();
    if (leftMs <= 0) return;
    const untilAskedMs = url === undefined ? Number.POSITIVE_INFINITY : Math.max(1, askAtMs - clock.monotonicMs());
    const waitMs = Math.min(leftMs, untilAskedMs, enclaveLimits.certificateRenewalWaitMsMax);
    await delay(waitMs, undefined, { signal, ref: false });
  }
}
