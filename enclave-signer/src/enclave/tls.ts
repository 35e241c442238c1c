// TLS that ends in the enclave: a P-256 key born here and digested in every document, a certificate from the configured authority,
// renewed in time for the same key. With a development authority the boot waits for the first certificate; with ACME it can't, since the
// authority's questions come through the door that is opened after it (`acme/identity.ts`).
import { constants } from "node:crypto";
import { setTimeout as delay } from "node:timers/promises";
import { createSecureContext, type SecureContext } from "node:tls";
import { type Address, backoffMs, InkanError } from "@inkan/link";
import type { Challenges } from "./acme/challenges.ts";
import { openAcmeIdentity } from "./acme/identity.ts";
import { BootError } from "./boot-error.ts";
import { type CertificateChain, checkChain } from "./certificate/chain.ts";
import { askDevelopmentAuthority } from "./certificate/development-authority.ts";
import { signingRequest } from "./certificate/signing-request.ts";
import type { Clock } from "./clock.ts";
import type { AcmeSettings, TlsSettings } from "./config-members.ts";
import { enclaveLimits } from "./limits.ts";
import type { Log } from "./log.ts";
import { generateP256, type P256Key } from "./p256.ts";
import type { Random } from "./random.ts";

/** What a TLS server needs. Read it for each connection: a renewal changes the first two. */
export type TlsIdentity = {
  /** PEM, the leaf first. */
  readonly certificateChain: string | undefined;
  /** TLS 1.2 and 1.3. `undefined` while there is no certificate: such a connection is ended. */
  readonly secureContext: SecureContext | undefined;
  /** DER SubjectPublicKeyInfo: the same for as long as the enclave runs. */
  readonly spki: Uint8Array;
  /** `undefined` when the authority is not an ACME server. */
  readonly acme: AcmeFacts | undefined;
};

export type AcmeFacts = {
  /** What CAA's `accounturi` names; `undefined` until the server has said it. */
  readonly accountUri: string | undefined;
  readonly challenges: Challenges;
};

export type TlsParts = {
  readonly settings: TlsSettings;
  /** PEM certificates that clients' certificates are issued by; `undefined`: none is asked for. */
  readonly clientAuthorities?: readonly string[] | undefined;
  readonly key: P256Key;
  readonly egress: Address;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  /** Ends renewals, and the attempts of a boot that was given up. */
  readonly signal: AbortSignal;
};

export const createTlsKey = (random: Random): P256Key => generateP256(random);

/**
 * Gets the first certificate (of an ACME server: begins to), and keeps it fresh until `signal` aborts.
 *
 * @throws {BootError} `CERTIFICATE_UNAVAILABLE`, `CERTIFICATE_INVALID`, after `certificateAttemptsMax` attempts.
 */
export async function openTlsIdentity(parts: TlsParts): Promise<TlsIdentity> {
  const { names, certificateAuthority } = parts.settings;
  return certificateAuthority.kind === "acme"
    ? acmeIdentity(parts, names, certificateAuthority)
    : developmentIdentity(parts, certificateAuthority.url);
}

function acmeIdentity(parts: TlsParts, names: readonly string[], settings: AcmeSettings): TlsIdentity {
  const identity = openAcmeIdentity({ ...parts, names, settings, contextOf: (chain) => contextOf(chain, parts) });
  return {
    get certificateChain() {
      return identity.current?.chain.pem;
    },
    get secureContext() {
      return identity.current?.secureContext;
    },
    spki: parts.key.spki,
    acme: identity,
  };
}

async function developmentIdentity(parts: TlsParts, authorityUrl: string): Promise<TlsIdentity> {
  let current = await issued(parts, authorityUrl, enclaveLimits.certificateAttemptsMax);
  log(parts, current.chain, false);
  void renewals(parts, authorityUrl, current.chain, (renewed) => {
    current = renewed;
  });
  return {
    get certificateChain() {
      return current.chain.pem;
    },
    get secureContext() {
      return current.secureContext;
    },
    spki: parts.key.spki,
    acme: undefined,
  };
}

type Issued = { readonly chain: CertificateChain; readonly secureContext: SecureContext };

/** Asks until a sound chain comes; the waits between grow. */
async function issued(parts: TlsParts, authorityUrl: string, attemptsMax: number): Promise<Issued> {
  const { settings, key, egress, clock, random, signal } = parts;
  const request = await signingRequest(key, settings.names);
  for (let attempt = 0; ; attempt++) {
    try {
      const text = await askDevelopmentAuthority(new URL(authorityUrl), request, egress);
      const chain = checkChain(text, { spki: key.spki, names: settings.names, nowMs: clock.unixMs() });
      return { chain, secureContext: contextOf(chain, parts) };
    } catch (thrown) {
      const error = certificateError(thrown);
      parts.log({
        event: "certificate-failed",
        attempt,
        code: thrown instanceof InkanError ? thrown.code : error.code,
      });
      if (attempt + 1 >= attemptsMax || signal.aborted) throw error;
      await delay(
        backoffMs(attempt, () => random.uint32() / 2 ** 32),
        undefined,
        { signal },
      );
    }
  }
}

async function renewals(
  parts: TlsParts,
  authorityUrl: string,
  first: CertificateChain,
  take: (issued: Issued) => void,
): Promise<void> {
  const { clock, signal } = parts;
  try {
    for (let chain = first; ; ) {
      const renewAtMs = renewalTimeMs(chain);
      for (let leftMs = renewAtMs - clock.unixMs(); leftMs > 0; leftMs = renewAtMs - clock.unixMs())
        await delay(Math.min(leftMs, enclaveLimits.certificateRenewalWaitMsMax), undefined, { signal, ref: false });
      const renewed = await issued(parts, authorityUrl, Number.POSITIVE_INFINITY);
      chain = renewed.chain;
      take(renewed);
      log(parts, chain, true);
      await delay(enclaveLimits.certificateRenewalPauseMs, undefined, { signal, ref: false });
    }
  } catch (thrown) {
    if (!signal.aborted) throw thrown; // attempts are without number, so nothing else ends it
  }
}

/** Unix milliseconds: when a third of the certificate's life is left. */
export function renewalTimeMs({ notBeforeMs, notAfterMs }: CertificateChain): number {
  return notAfterMs - (notAfterMs - notBeforeMs) * enclaveLimits.certificateRenewalFraction;
}

function contextOf(chain: CertificateChain, { key, clientAuthorities }: TlsParts): SecureContext {
  const pem = key.privateKey.export({ type: "pkcs8", format: "pem" });
  const identity = { key: pem, cert: chain.pem, minVersion: "TLSv1.2" } as const;
  return createSecureContext(
    clientAuthorities === undefined
      ? identity
      : { ...identity, ca: [...clientAuthorities], allowPartialTrustChain: true, secureOptions: oneIdentity },
  );
}

/** Who a client is, is decided once, by a whole handshake: no session is taken up again, and none is renegotiated to another certificate. */
const oneIdentity = constants.SSL_OP_NO_TICKET | constants.SSL_OP_NO_RENEGOTIATION;

const certificateError = (thrown: unknown): BootError =>
  thrown instanceof BootError
    ? thrown
    : new BootError("CERTIFICATE_UNAVAILABLE", thrown instanceof InkanError ? thrown.code : undefined, {
        cause: thrown,
      });

const log = ({ clock, log }: TlsParts, { notAfterMs }: CertificateChain, renewal: boolean) =>
  log({ event: "certificate-issued", renewal, lifeSeconds: Math.floor((notAfterMs - clock.unixMs()) / 1000) });
