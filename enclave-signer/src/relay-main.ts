// The relay's entry: boot, then the chains, then the doors. Run as a program it takes everything from flags.
import { readFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { type Address, parseAddress } from "@inkan/link";
import { boot, type Enclave } from "./enclave/boot.ts";
import type { RelayConfig } from "./enclave/config.ts";
import { jsonLog, type Log } from "./enclave/log.ts";
import type { Nsm } from "./enclave/nsm/nsm.ts";
import { openNsm } from "./enclave/nsm/open.ts";
import type { Chain } from "./relay/chain.ts";
import { type Door, openEnclaveDoor, openHostDoor } from "./relay/doors.ts";
import { openFilters } from "./relay/filter/filters.ts";
import { heldBytes } from "./relay/held-bytes.ts";
import { relayLimits } from "./relay/limits.ts";
import { compilePolicy } from "./relay/policy/decide.ts";
import { chainPaths, type Relay } from "./relay/relay.ts";
import { openSubscriptions } from "./relay/subscription/subscriptions.ts";
import { openUpstreams } from "./relay/upstream/upstreams.ts";
import { openWebSockets } from "./relay/websocket/web-sockets.ts";

export type RelayOptions = {
  /** The configuration as it was given; its canonical form is what is measured. */
  readonly configBytes: Uint8Array;
  readonly nsm: Nsm;
  /** Where the gateway's HTTP arrives. Opened only if the configuration has the front door `host`. */
  readonly http?: Address | undefined;
  /** Where clients' own TLS arrives. Opened only if the configuration has the front door `enclave`. */
  readonly tls?: Address | undefined;
  readonly egress: Address;
  readonly log: Log;
};

export type RunningRelay = { readonly relay: Relay; close(): Promise<void> };

/**
 * @throws {BootError} Nothing listens then.
 * @throws {InkanError} `LINK_*`, when a door can't be opened.
 */
export async function startRelay({ configBytes, nsm, http, tls, egress, log }: RelayOptions): Promise<RunningRelay> {
  const enclave: Enclave<RelayConfig> = await boot({ role: "relay", configBytes, nsm, egress, log });
  const { chains: chainConfigs, frontDoors } = enclave.config;
  const chains: Chain[] = chainConfigs.map((config) => {
    const upstreams = openUpstreams(enclave, config);
    return {
      config,
      policy: compilePolicy(config.methods),
      upstreams,
      filters: openFilters(enclave, config, upstreams),
      subscriptions: openSubscriptions(enclave, config, upstreams),
    };
  });
  const relay: Relay = {
    enclave,
    chains,
    chainsByPath: chainPaths(chains),
    limits: relayLimits,
    held: heldBytes(relayLimits.heldBytesMax),
    webSockets: openWebSockets(enclave.config),
  };

  const doors: Door[] = [];
  const close = async () => {
    log({ event: "stopping" });
    relay.webSockets.close();
    await Promise.all(doors.map((door) => door.close()));
    for (const { filters, subscriptions } of chains) {
      filters.close();
      subscriptions.close();
    }
    await Promise.all(chains.map(({ upstreams }) => upstreams.close()));
    enclave.close();
  };
  try {
    if (frontDoors.includes("host") && http !== undefined) {
      doors.push(await openHostDoor(relay, http));
      log({ event: "listening", door: "http" });
    }
    if (frontDoors.includes("enclave") && tls !== undefined) {
      doors.push(await openEnclaveDoor(relay, tls));
      log({ event: "listening", door: "tls" });
    }
    if (doors.length === 0) throw new RangeError("no address was given for any front door of the configuration");
  } catch (thrown) {
    await close();
    throw thrown;
  }
  return { relay, close };
}

const usage = `usage: relay --config FILE --nsm simulated:DIR --egress ADDRESS [--http ADDRESS] [--tls ADDRESS]

An ADDRESS is unix:/path, vsock:cid:port or hybrid:/path:port.`;

/** The program: what it needs comes as flags, and all that it says goes to stderr as typed events. */
async function main(): Promise<void> {
  const text = { type: "string" } as const;
  const { values } = parseArgs({ options: { config: text, nsm: text, http: text, tls: text, egress: text } });
  const { config, nsm, egress, http, tls } = values;
  if (config === undefined || nsm === undefined || egress === undefined) throw new TypeError(usage);

  const log = jsonLog();
  const running = await startRelay({
    configBytes: readFileSync(config),
    nsm: await openNsm(nsm, "relay"),
    http: http === undefined ? undefined : parseAddress(http),
    tls: tls === undefined ? undefined : parseAddress(tls),
    egress: parseAddress(egress),
    log,
  });
  for (const signal of ["SIGINT", "SIGTERM"] as const)
    process.once(signal, () => void running.close().finally(() => process.exit(0)));
}

if (import.meta.main) await main();
