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
import { type Door, openTlsDoor } from "./tls.ts";

/** What may be asked at the clients' door without a certificate. */
const openPaths: ReadonlySet<string> = new Set(["/upcheck", "/healthz", "/health", "/attestation", registrationPath]);

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
  { routes, hostRoutes, onAnswer }: DoorRoutes,
  addresses: DoorAddresses,
  limits: DoorLimits = doorLimits,
): Promise<{ close(): Promise<void> }> {
  const { config, clock, log, attester } = enclave;
  const { requestBytesMax, connectionsMax } = config.limits;
  const doors: Door[] = [];
  const close = async () => void (await Promise.all(doors.map((door) => door.close())));
  const shared = { requestBytesMax, idleConnectionsMax: connectionsMax, clock, log, limits };
  try {
    if (addresses.http !== undefined) {
      const host = openHttp({
        ...shared,
        routes: [...openRoutes(attester, "host"), ...hostRoutes],
        isOpen: () => true,
      });
      doors.push(await openHostDoor(addresses.http, host, limits));
      log({ event: "listening", door: "http" });
    }
    if (addresses.tls !== undefined && enclave.tls !== undefined) {
      const permissions = openPermissions(config.clients, clock);
      const own = openHttp({
        ...shared,
        routes: [...openRoutes(attester, "enclave"), ...routes],
        isOpen: (_method, path) => openPaths.has(path),
        onAnswer,
      });
      const terms = { tls: enclave.tls, permissions, http: own, connectionsMax, limits };
      doors.push(await openTlsDoor(addresses.tls, terms));
      log({ event: "listening", door: "tls" });
    }
    return { close };
  } catch (thrown) {
    await close();
    throw thrown;
  }
}
