// The relay's entry: boot, then the chains, then the doors. Run as a program it takes everything from flags.
import type { Address } from "@inkan/link";
import { boot, type Enclave } from "./enclave/boot.ts";
import { BootError } from "./enclave/boot-error.ts";
import type { RelayConfig } from "./enclave/config.ts";
import { heldBytes } from "./enclave/held-bytes.ts";
import type { Log } from "./enclave/log.ts";
import type { Nsm } from "./enclave/nsm/nsm.ts";
import { runProgram } from "./enclave/program.ts";
import type { Chain } from "./relay/chain.ts";
import { type Door, openEnclaveDoor, openHostDoor } from "./relay/doors.ts";
import { openFilters } from "./relay/filter/filters.ts";
import { type RelayLimits, relayLimits } from "./relay/limits.ts";
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
  readonly limits?: RelayLimits | undefined;
};

export type RunningRelay = { readonly relay: Relay; close(): Promise<void> };

/**
 * @throws {BootError} Nothing listens then.
 * @throws {InkanError} `LINK_*`, when a door can't be opened.
 */
export async function startRelay(options: RelayOptions): Promise<RunningRelay> {
  const { configBytes, nsm, http, tls, egress, log, limits = relayLimits } = options;
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
    limits,
    held: heldBytes(limits.heldBytesMax),
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
    if (doors.length === 0)
      throw new BootError("ARGUMENTS_INVALID", "no address was given for any front door of the configuration");
  } catch (thrown) {
    await close();
    throw thrown;
  }
  return { relay, close };
}

if (import.meta.main) await runProgram("relay", startRelay);
