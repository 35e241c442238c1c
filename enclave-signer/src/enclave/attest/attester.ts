// Attestation documents for whoever asks, within the budget of the NSM.
import { createHash } from "node:crypto";
import { InkanError } from "@inkan/link";
import type { AnchoredClock } from "../clock.ts";
import type { Config } from "../config.ts";
import { enclaveLimits } from "../limits.ts";
import type { Log } from "../log.ts";
import type { Nsm } from "../nsm/nsm.ts";
import type { ResponseKey } from "../response-key.ts";
import { documentBudget } from "./budget.ts";
import { type Evidence, type FrontDoor, requireNonce } from "./evidence.ts";
import type { Registration } from "./registration.ts";
import { documentTimestampMs } from "./timestamp.ts";
import { type AttestedKeys, type DocumentPurpose, nonceOf, userDataOf } from "./user-data.ts";

export type Attester = {
  /**
   * Evidence for a caller's challenge: a fresh document with its nonce; over the budget a document at most 60 s old without any
   * caller's nonce, and the response key's signature over this one.
   *
   * @param nonce 16 to 64 bytes.
   * @throws {InkanError} `NONCE_INVALID`, `NSM_UNAVAILABLE`, `OVERLOADED`.
   */
  evidence(nonce: Uint8Array, frontDoor: FrontDoor): Promise<Evidence>;
  /**
   * A document for registration on chain, at most 60 s old, for whoever asks: its nonce binds it to the chain, registry and operator of the
   * configuration, so it serves nothing else. Made once in 30 s at most, besides the budget of challenges: no flood of these delays it.
   *
   * @throws {InkanError} `NSM_UNAVAILABLE`, `OVERLOADED`.
   */
  registration(): Promise<Registration>;
  /**
   * A document for the window log. Not for whoever asks over the network.
   *
   * @param nonce 32 bytes that stand for a place in a log.
   * @throws {InkanError} `NSM_UNAVAILABLE`, `OVERLOADED`.
   */
  logDocument(nonce: Uint8Array): Promise<Uint8Array>;
  /**
   * A document for KMS, which answers for `publicKey`, or with `nonce` one that vouches for what KMS wrapped. Not for whoever asks over the network.
   *
   * @param publicKey DER SubjectPublicKeyInfo, at most 1,024 bytes. Default: the response key.
   * @throws {InkanError} `NSM_UNAVAILABLE`, `OVERLOADED`.
   */
  kmsDocument(publicKey: Uint8Array | undefined, nonce?: Uint8Array): Promise<Uint8Array>;
  /**
   * From now on evidence has this report, signed by the response key for the caller's nonce.
   *
   * @param report Canonical JSON of `docs/protocol/custody.md`.
   */
  publishCustody(report: string): void;
};

export type AttesterParts = {
  readonly nsm: Nsm;
  readonly clock: AnchoredClock;
  readonly config: Config;
  readonly configText: string;
  readonly responseKey: ResponseKey;
  readonly tlsSpki: Uint8Array | undefined;
  readonly bootSpki?: Uint8Array | undefined;
  readonly bootAddressDigest?: Uint8Array | undefined;
  /** Of the ACME account, once it is known. */
  readonly acmeAccountUri?: (() => string | undefined) | undefined;
  readonly log: Log;
};

const custodyLabel = Buffer.from("inkan-custody-1\n");
const nonceLabel = Buffer.from("inkan-attestation-nonce-1\n");
const acmeAccountLabel = Buffer.from("inkan-acme-account-1\n");

export function createAttester(parts: AttesterParts): Attester {
  const { nsm, clock, config, responseKey, log } = parts;
  const keys: AttestedKeys = {
    ...{ response: responseKey.spki, tls: parts.tlsSpki },
    ...{ boot: parts.bootSpki, bootAddressDigest: parts.bootAddressDigest },
  };
  let custodyReport: string | undefined;
  const budget = documentBudget(enclaveLimits.freshDocumentsPerSecondMax);
  let waiting = 0;

  const make = async (asked: DocumentPurpose, publicKey = responseKey.spki): Promise<Uint8Array> => {
    if (waiting >= enclaveLimits.attestationsWaitingMax) throw new InkanError("OVERLOADED");
    waiting++;
    const startedMs = clock.monotonicMs();
    try {
      const nonce = nonceOf(asked, config);
      const document = await nsm.attestation({
        userData: userDataOf(asked, config, keys),
        publicKey,
        ...(nonce === undefined ? {} : { nonce }),
      });
      clock.anchor(documentTimestampMs(document));
      log({ event: "document", purpose: asked.purpose, ms: Math.round(clock.monotonicMs() - startedMs) });
      return document;
    } catch (cause) {
      log({ event: "document-failed", code: "NSM_UNAVAILABLE" });
      throw new InkanError("NSM_UNAVAILABLE", undefined, { cause });
    } finally {
      waiting--;
    }
  };

  const shared = sharedDocument(clock, () => make({ purpose: "challenge", nonce: undefined }));
  const keyId = createHash("sha256").update(responseKey.spki).digest("hex");
  const forRegistration = sharedDocument(clock, () => make({ purpose: "register" }));
  const evidenceOf = (frontDoor: FrontDoor, document: Uint8Array, nonce: Uint8Array, signed: boolean): Evidence => ({
    version: 1,
    type: "aws-nitro-enclave",
    role: config.role,
    frontDoor,
    document,
    nonce,
    keys: { response: keys.response, tls: keys.tls ?? null },
    configuration: parts.configText,
    registry: config.registry,
    nonceSignature: signed ? responseKey.sign(signedNonce(nonce, document)) : null,
    ...(custodyReport === undefined ? {} : { custody: signedCustody(custodyReport, nonce, responseKey) }),
    ...acmeAccountOf(nonce),
  });
  const acmeAccountOf = (nonce: Uint8Array): Pick<Evidence, "acmeAccount"> => {
    const uri = parts.acmeAccountUri?.();
    if (uri === undefined) return {};
    return { acmeAccount: { uri, signature: responseKey.sign(signedAcmeAccount(nonce, uri)) } };
  };

  return {
    async evidence(nonce, frontDoor) {
      requireNonce(nonce);
      // The last document of a second is kept for the shared one while that is too old to serve.
      const spare = shared.isFresh() ? 0 : 1;
      if (budget.take(clock.monotonicMs(), spare))
        return evidenceOf(frontDoor, await make({ purpose: "challenge", nonce }), nonce, false);
      return evidenceOf(frontDoor, await shared.get(() => budget.take(clock.monotonicMs(), 0)), nonce, true);
    },
    async registration() {
      const { role, registry, operator } = config;
      const document = await forRegistration.get(() => true);
      return { version: 1, type: "aws-nitro-enclave", role, keyId, document, registry, operator };
    },
    logDocument: (nonce) => make({ purpose: "log", nonce }),
    kmsDocument: (publicKey, nonce) => make({ purpose: "kms", nonce }, publicKey),
    publishCustody(report) {
      custodyReport = report;
    },
  };
}

/** What `signedCustodyBytes` of the verifier writes: label ‖ nonce ‖ SHA-256(report). */
function signedCustody(report: string, nonce: Uint8Array, responseKey: ResponseKey): Evidence["custody"] {
  const digest = createHash("sha256").update(report).digest();
  return { report, signature: responseKey.sign(Buffer.concat([custodyLabel, nonce, digest])) };
}

/** What the response key signs for an older document: label ‖ nonce ‖ SHA-256(document). */
export function signedNonce(nonce: Uint8Array, document: Uint8Array): Uint8Array {
  return Buffer.concat([nonceLabel, nonce, createHash("sha256").update(document).digest()]);
}

/** What the response key signs for its ACME account: label ‖ SHA-256(nonce) ‖ URL. */
function signedAcmeAccount(nonce: Uint8Array, uri: string): Uint8Array {
  return Buffer.concat([acmeAccountLabel, createHash("sha256").update(nonce).digest(), Buffer.from(uri)]);
}

/** One document that serves all who ask in its time; who comes while it is being made waits for the same one. */
function sharedDocument(clock: AnchoredClock, make: () => Promise<Uint8Array>) {
  const { sharedDocumentRenewAfterMs, sharedDocumentAgeMsMax } = enclaveLimits;
  let made: { readonly document: Uint8Array; readonly atMs: number } | undefined;
  let pending: Promise<Uint8Array> | undefined;

  const ageMs = () => (made === undefined ? Number.POSITIVE_INFINITY : clock.monotonicMs() - made.atMs);
  const renew = () => {
    const atMs = clock.monotonicMs(); // before it is made: the age is never understated
    pending ??= make()
      .then((document) => {
        made = { document, atMs };
        return document;
      })
      .finally(() => {
        pending = undefined;
      });
    return pending;
  };

  return {
    isFresh: () => ageMs() < sharedDocumentRenewAfterMs || pending !== undefined,
    /** @param allowed Takes from the budget. */
    async get(allowed: () => boolean): Promise<Uint8Array> {
      if (pending !== undefined) return pending;
      if (ageMs() >= sharedDocumentRenewAfterMs && allowed()) return renew();
      if (made !== undefined && ageMs() < sharedDocumentAgeMsMax) return made.document;
      throw new InkanError("OVERLOADED");
    },
  };
}
