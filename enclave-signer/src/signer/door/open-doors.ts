// The signer's two doors: clients' own TLS, and the gateway's plain HTTP.
import type { Address } from "@inkan/link";
import { registrationPath } from "../../enclave/attest/registration.ts";
import type { Enclave } from "../../enclave/boot.ts";
import type { SignerConfig } from "../../enclave/config.ts";
import { openPermissions } from "../permissions.ts";
import { openHostDoor } from "./host.ts";
import { openHttp } from "./http.ts";
import { type DoorLimits, doorLimits } from "./limits.ts";
import { openRoutes } from "./open-routes.ts";
import type { Route } from "./route.ts";
import { openTlsDoor } from "./tls.ts";

/** What may be asked at the clients' door without a certificate. */
const openPaths: ReadonlySet<string> = new Set(["/upcheck", "/healthz", "/health", "/attestation", registrationPath]);

type Door = { close(): Promise<void> };

export type DoorRoutes = {
  readonly routes: readonly Route[];
  readonly hostRoutes: readonly Route[];
  /** Told of each answer at the clients' door. */
  readonly onAnswer?: (path: string, status: number) => void;
};
export type DoorAddresses = { readonly http: Address | undefined; readonly tls: Address | undefined };

/**
 * Opens the doors that there are addresses for.
 *
 * @throws {InkanError} `LINK_*`. What was open by then is shut again.
 */
export async function openDoors(
  enclave: Enclave<SignerConfig>,
  { hostRoutes, ...clients }: DoorRoutes,
  addresses: DoorAddresses,
  limits: DoorLimits = doorLimits,
): Promise<Door> {
  const host = await openHost(enclave, hostRoutes, addresses.http, limits);
  const own = await openClients(enclave, clients, addresses.tls, limits).catch(async (thrown: unknown) => {
    await host.close();
    throw thrown;
  });
  return { close: async () => void (await Promise.all([host.close(), own.close()])) };
}

const shut: Door = { close: async () => {} };

/** The gateway's door. It stands before anything signs: what signs may need a registration, whose document is asked for here. */
export async function openHost(
  enclave: Enclave<SignerConfig>,
  routes: readonly Route[],
  address: Address | undefined,
  limits: DoorLimits = doorLimits,
): Promise<Door> {
  if (address === undefined) return shut;
  const http = openHttp({
    ...sharedOf(enclave, limits),
    routes: [...openRoutes(enclave.attester, "host"), ...routes],
    isOpen: () => true,
  });
  const door = await openHostDoor(address, http, limits);
  enclave.log({ event: "listening", door: "http" });
  return door;
}

/** The clients' door. */
export async function openClients(
  enclave: Enclave<SignerConfig>,
  { routes, onAnswer }: Omit<DoorRoutes, "hostRoutes">,
  address: Address | undefined,
  limits: DoorLimits = doorLimits,
): Promise<Door> {
  if (address === undefined || enclave.tls === undefined) return shut;
  const { config, clock, attester, tls } = enclave;
  const http = openHttp({
    ...sharedOf(enclave, limits),
    routes: [...openRoutes(attester, "enclave"), ...routes],
    isOpen: (_method, path) => openPaths.has(path),
    ...(onAnswer && { onAnswer }),
  });
  const permissions = openPermissions(config.clients, clock);
  const { connectionsMax } = config.limits;
  const door = await openTlsDoor(address, { tls, permissions, http, connectionsMax, limits });
  enclave.log({ event: "listening", door: "tls" });
  return door;
}

function sharedOf({ config, clock, log }: Enclave<SignerConfig>, limits: DoorLimits) {
  const { requestBytesMax, connectionsMax } = config.limits;
  return { requestBytesMax, idleConnectionsMax: connectionsMax, clock, log, limits };
}
