// A running relay as its parts see it.
import type { Enclave } from "../enclave/boot.ts";
import type { RelayConfig } from "../enclave/config.ts";
import type { HeldBytes } from "../enclave/held-bytes.ts";
import type { Chain } from "./chain.ts";
import type { RelayLimits } from "./limits.ts";
import type { WebSockets } from "./websocket/web-sockets.ts";

export type { FrontDoor } from "../enclave/attest/evidence.ts";

export type Relay = {
  readonly enclave: Enclave<RelayConfig>;
  /** By what stands in the path: `/eth`, `/mainnet`, `/1`. */
  readonly chainsByPath: ReadonlyMap<string, Chain>;
  readonly chains: readonly Chain[];
  readonly limits: RelayLimits;
  readonly held: HeldBytes;
  /** The clients that are connected by WebSocket: `openWebSockets(config)`. */
  readonly webSockets: WebSockets;
};

/** The paths of a chain: its name, its aliases, its id in decimal; each with and without a slash at the end. */
export function chainPaths(chains: readonly Chain[]): ReadonlyMap<string, Chain> {
  const paths = new Map<string, Chain>();
  // What stands first in the configuration keeps a path that two chains claim.
  for (const chain of chains)
    for (const segment of [chain.config.name, ...chain.config.aliases, String(chain.config.chainId)])
      for (const path of [`/${segment}`, `/${segment}/`]) if (!paths.has(path)) paths.set(path, chain);
  return paths;
}
