// One way to start, for both roles: configuration → PCR16 → locked and read back → time → entropy → keys → certificate → attester.
// Each stage takes the stage before it, so that no key exists, and no document is made, before the measurement is locked.
// What fails ends the boot: there is no second way.
import type { Address } from "@inkan/link";
import { type Attester, createAttester } from "./attest/attester.ts";
import { documentTimestampMs } from "./attest/timestamp.ts";
import { type BootAddressKey, createBootAddressKey } from "./boot-address-key.ts";
import { BootError, type BootErrorCode } from "./boot-error.ts";
import { type AnchoredClock, anchoredClock, type Clock, monotonicMs } from "./clock.ts";
import type { Config } from "./config.ts";
import { enclaveLimits } from "./limits.ts";
import type { BootStage, Log } from "./log.ts";
import { type Locked, measureConfiguration } from "./measure-configuration.ts";
import { type Nsm, NsmError } from "./nsm/nsm.ts";
import { mixedRandom, type Random, stirKernelPool } from "./random.ts";
import { type ConfigOf, readConfig } from "./read-config.ts";
import { createResponseKey, type ResponseKey } from "./response-key.ts";
import { type SystemClock, systemClock } from "./system-clock.ts";
import { createTlsKey, openTlsIdentity, type TlsIdentity } from "./tls.ts";

/** A started enclave: all that a role stands on. */
export type Enclave<C extends Config = Config> = {
  readonly config: C;
  /** Canonical JSON: what PCR16 measures. */
  readonly configText: string;
  readonly nsm: Nsm;
  readonly clock: Clock;
  readonly systemClock: SystemClock;
  readonly random: Random;
  readonly log: Log;
  readonly responseKey: ResponseKey;
  /** Signs this boot's records in the window log; only the signer has one. */
  readonly bootKey: ResponseKey | undefined;
  /** What this boot is known by on chain; only the signer has one. */
  readonly bootAddressKey: BootAddressKey | undefined;
  /** `undefined` when no TLS ends here. */
  readonly tls: TlsIdentity | undefined;
  readonly attester: Attester;
  /** The way out: every outgoing connection is a CONNECT to it. */
  readonly egress: Address;
  /** Ends what runs in the background: renewals. */
  close(): void;
};

export type BootOptions<R extends Config["role"]> = {
  /** Which program this is. A configuration for another role is refused. */
  readonly role: R;
  /** As the parent gave them. */
  readonly configBytes: Uint8Array;
  readonly nsm: Nsm;
  readonly egress: Address;
  readonly log: Log;
};

/**
 * @throws {BootError} With the stage's code. The enclave is then of no use: its PCRs may be locked. Start another.
 *
 * @example
 * const enclave = await boot({ role: "relay", configBytes, nsm: await openNsm("simulated:.inkan/nsm", "relay"), egress, log });
 */
export async function boot<R extends Config["role"]>(options: BootOptions<R>): Promise<Enclave<ConfigOf<R>>> {
  const startedMs = monotonicMs();
  const reach = (stage: BootStage) => options.log({ event: "boot", stage, ms: Math.round(monotonicMs() - startedMs) });
  const ending = new AbortController();
  try {
    return await stages(options, reach, ending);
  } catch (thrown) {
    ending.abort();
    const error = bootError(thrown);
    options.log({ event: "boot-refused", code: error.code });
    throw error;
  }
}

async function stages<R extends Config["role"]>(
  { role, configBytes, nsm, egress, log }: BootOptions<R>,
  reach: (stage: BootStage) => void,
  ending: AbortController,
): Promise<Enclave<ConfigOf<R>>> {
  const configured = readConfig(configBytes, role);
  reach("configured");
  const locked = await measureConfiguration(nsm, configured);
  reach("locked");
  const clock = await hypervisorClock(nsm, locked);
  const { signal } = ending;
  const reanchor = keepAnchored(clock, nsm, log, signal);
  reach("anchored");
  const random = mixedRandom(await entropyOf(nsm));
  reach("seeded");
  const keys = createKeys(locked, random);
  reach("keyed");
  const { config, configText } = locked;
  const clientAuthorities = clientAuthoritiesOf(config);
  const tls =
    keys.tls === undefined
      ? undefined
      : await openTlsIdentity({ ...keys.tls, clientAuthorities, egress, clock, random, log, signal });
  if (tls === undefined || tls.secureContext !== undefined) reach("certified");
  const tlsSpki = tls?.spki;
  const attester = createAttester({
    ...{ nsm, clock, config, configText, log },
    ...{ responseKey: keys.response, tlsSpki, bootSpki: keys.boot?.spki },
    bootAddressDigest: keys.bootAddress?.digest,
    acmeAccountUri: () => tls?.acme?.accountUri,
  });
  reach("ready");
  return {
    ...{ config, configText, nsm, clock, random, log, tls, attester, egress },
    systemClock: systemClock({ clock, reanchor }),
    responseKey: keys.response,
    bootKey: keys.boot,
    bootAddressKey: keys.bootAddress,
    close: () => ending.abort(),
  };
}

/** The document is made for its timestamp alone: without user data it vouches for nothing. */
async function hypervisorClock(nsm: Nsm, _locked: Locked): Promise<AnchoredClock> {
  return anchoredClock(documentTimestampMs(await nsm.attestation({})));
}

/** Drift is seconds in a week, and nobody may ask for a document for so long. @returns To do so at once; never rejects. */
function keepAnchored(clock: AnchoredClock, nsm: Nsm, log: Log, signal: AbortSignal): () => Promise<void> {
  const anchor = () =>
    nsm
      .attestation({})
      .then((document) => clock.anchor(documentTimestampMs(document)))
      .catch(() => log({ event: "document-failed", code: "NSM_UNAVAILABLE" }));
  const timer = setInterval(anchor, enclaveLimits.clockAnchorIntervalMs).unref();
  signal.addEventListener("abort", () => clearInterval(timer), { once: true });
  return anchor;
}

/** Several answers of the NSM, so that one that was cut short by a mistake is not all; the kernel's pool gets them too, where it takes them. */
async function entropyOf(nsm: Nsm): Promise<Uint8Array> {
  const answers: Uint8Array[] = [];
  for (let asked = 0; asked < enclaveLimits.entropyRequests; asked++) answers.push(await nsm.getRandom());
  const entropy = Buffer.concat(answers);
  stirKernelPool(entropy);
  return entropy;
}

function createKeys({ config }: Locked, random: Random) {
  const settings = config.tls;
  return {
    response: createResponseKey(random),
    boot: config.role === "signer" ? createResponseKey(random) : undefined,
    bootAddress: config.role === "signer" ? createBootAddressKey(random) : undefined,
    tls: settings === null ? undefined : { settings, key: createTlsKey(random) },
  };
}

/** Only the signer asks its clients for certificates. */
function clientAuthoritiesOf(config: Config): readonly string[] | undefined {
  if (config.role !== "signer") return undefined;
  return [...config.clients.authorities, ...config.clients.adminAuthorities];
}

function bootError(thrown: unknown): BootError {
  if (thrown instanceof BootError) return thrown;
  const code: BootErrorCode = "NSM_FAILED";
  return new BootError(code, thrown instanceof NsmError ? thrown.code : undefined, { cause: thrown });
}
