// The window log of a started signer, as its configuration has it.
import { setTimeout as delay } from "node:timers/promises";
import type { Measurement } from "@inkan/attestation";
import { openCredentials } from "../../enclave/aws/credentials.ts";
import type { Enclave } from "../../enclave/boot.ts";
import type { SignerConfig } from "../../enclave/config.ts";
import type { WindowLogConfig } from "../../enclave/signer-config.ts";
import type { Store } from "../store/store.ts";
import { type Authority, openAuthority } from "./authority.ts";
import { openEnclaveChainLog } from "./chain/open-chain-log.ts";
import { openFileLog } from "./file.ts";
import { type Journal, openJournal } from "./journal.ts";
import { chainWindowLimits, s3WindowLimits, type WindowLogLimits, windowLogLimits } from "./limits.ts";
import type { WindowLog } from "./log.ts";

/** @throws {InkanError} `NSM_UNAVAILABLE`. One authority serves all logs of an enclave. */
export function openWindowAuthority(enclave: Enclave<SignerConfig>): Promise<Authority> {
  return openAuthority(enclave, predecessorsOf(enclave.config.windowLog));
}

/** The images before this one, whose words are believed. */
export function predecessorsOf({ predecessors }: Pick<WindowLogConfig, "predecessors">): Measurement[] {
  const bytes = (hex: string) => new Uint8Array(Buffer.from(hex, "hex"));
  return predecessors.map(({ pcr0, pcr1, pcr2 }) => ({ pcr0: bytes(pcr0), pcr1: bytes(pcr1), pcr2: bytes(pcr2) }));
}

export type WindowTerms = {
  /** From a claim's sending until it counts; 0: at once. */
  readonly leadMs: number;
  readonly limits: WindowLogLimits;
};

/** How fast the configured log is. */
export function windowTermsOf(settings: WindowLogConfig): WindowTerms {
  if (settings.kind === "file") return { leadMs: 0, limits: windowLogLimits };
  if (settings.kind === "s3") return { leadMs: 0, limits: s3WindowLimits };
  return { leadMs: settings.finalityMs, limits: chainWindowLimits(settings) };
}

/**
 * Opens the log of one group: that of the validators (`windowLog.group`), or of a sequencer.
 *
 * @throws {LogError} It is not to be believed: start nothing that signs. @throws {Refusal} `WINDOW_UNAVAILABLE`.
 *
 * @example
 * const authority = await openWindowAuthority(enclave);
 * const journal = await openWindowLog(enclave, authority, store, enclave.config.windowLog.group);
 */
export async function openWindowLog(
  enclave: Enclave<SignerConfig>,
  authority: Authority,
  store: Store,
  group: string,
  limits: WindowLogLimits = windowTermsOf(enclave.config.windowLog).limits,
): Promise<Journal> {
  return openJournal({
    log: await openLog(enclave, authority, store, group, limits),
    ...{ group, authority, limits },
    monotonicMs: enclave.clock.monotonicMs,
    pause: (ms) => delay(ms),
  });
}

async function openLog(
  enclave: Enclave<SignerConfig>,
  authority: Authority,
  store: Store,
  group: string,
  recordLimits: WindowLogLimits,
): Promise<WindowLog> {
  const settings = enclave.config.windowLog;
  if (settings.kind === "file") return openFileLog(store, `windows-${group}`);
  if (settings.kind === "s3") {
    // AWS's client is a second's work to load on a small enclave: only where it is used.
    const { openEnclaveS3Log } = await import("./s3/open-s3-log.ts");
    const credentials = openCredentials({ fetch: () => store.readCredentials(), clock: enclave.clock });
    return openEnclaveS3Log({ enclave, settings, credentials, group, recordLimits });
  }
  return openEnclaveChainLog({ enclave, settings, authority, store, group, recordLimits });
}
