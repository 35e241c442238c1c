// The window log of a started signer, as its configuration has it.
import { setTimeout as delay } from "node:timers/promises";
import type { Enclave } from "../../enclave/boot.ts";
import type { SignerConfig } from "../../enclave/config.ts";
import type { Store } from "../store/store.ts";
import { type Authority, openAuthority } from "./authority.ts";
import { openFileLog } from "./file.ts";
import { type Journal, openJournal } from "./journal.ts";
import { type WindowLogLimits, windowLogLimits } from "./limits.ts";

/** @throws {InkanError} `NSM_UNAVAILABLE`. One authority serves all logs of an enclave. */
export function openWindowAuthority(enclave: Enclave<SignerConfig>): Promise<Authority> {
  const bytes = (hex: string) => new Uint8Array(Buffer.from(hex, "hex"));
  const predecessors = enclave.config.windowLog.predecessors.map(({ pcr0, pcr1, pcr2 }) => ({
    ...{ pcr0: bytes(pcr0), pcr1: bytes(pcr1), pcr2: bytes(pcr2) },
  }));
  return openAuthority(enclave, predecessors);
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
export function openWindowLog(
  { clock }: Pick<Enclave, "clock">,
  authority: Authority,
  store: Store,
  group: string,
  limits: WindowLogLimits = windowLogLimits,
): Promise<Journal> {
  return openJournal({
    log: openFileLog(store, `windows-${group}`),
    ...{ group, authority, limits },
    monotonicMs: clock.monotonicMs,
    pause: (ms) => delay(ms),
  });
}
