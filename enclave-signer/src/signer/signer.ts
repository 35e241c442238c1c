// The signer put together: configuration → keys, protection, signing → the APIs that its two doors offer. The APIs know each other not at all.
import type { Address } from "@inkan/link";
import type { Enclave } from "../enclave/boot.ts";
import type { SignerConfig } from "../enclave/config.ts";
import { openHostDoor } from "./door/host.ts";
import { openHttp } from "./door/http.ts";
import { type DoorLimits, doorLimits } from "./door/limits.ts";
import { openRoutes } from "./door/open-routes.ts";
import type { Route } from "./door/route.ts";
import { type Door, openTlsDoor } from "./door/tls.ts";
import { openPermissions } from "./permissions.ts";

/** What may be asked at the clients' door without a certificate. */
const openPaths: ReadonlySet<string> = new Set(["/upcheck", "/healthz", "/health", "/attestation"]);

export type SigningParts = {
  /** At the clients' door, in this order. */
  readonly routes: readonly Route[];
  /** At the host door, besides health and attestation. */
  readonly hostRoutes: readonly Route[];
  /** Gives windows back and ends what runs in the background. The doors are shut by then. */
  close(): Promise<void>;
};

/** Each API of its own folder is plugged in here. */
export async function openSigningParts(_enclave: Enclave<SignerConfig>): Promise<SigningParts> {
  return { routes: [], hostRoutes: [], close: async () => {} };
}

export type DoorAddresses = { readonly http: Address | undefined; readonly tls: Address | undefined };

/**
 * Opens the doors that there are addresses for. A planned stop is their `close`, then that of `parts`.
 *
 * @throws {InkanError} `LINK_*`. What was open by then is shut again.
 */
export async function openDoors(
  enclave: Enclave<SignerConfig>,
  parts: SigningParts,
  addresses: DoorAddresses,
  limits: DoorLimits = doorLimits,
): Promise<{ close(): Promise<void> }> {
  const { config, clock, log, attester } = enclave;
  const { requestBytesMax, connectionsMax } = config.limits;
  const doors: Door[] = [];
  const close = async () => void (await Promise.all(doors.map((door) => door.close())));
  const http = (routes: readonly Route[], isOpen: (method: string, path: string) => boolean) =>
    openHttp({ routes, isOpen, requestBytesMax, idleConnectionsMax: connectionsMax, clock, log, limits });
  try {
    if (addresses.http !== undefined) {
      const host = http([...openRoutes(attester, "host"), ...parts.hostRoutes], () => true);
      doors.push(await openHostDoor(addresses.http, host, limits));
      log({ event: "listening", door: "http" });
    }
    if (addresses.tls !== undefined && enclave.tls !== undefined) {
      const permissions = openPermissions(config.clients, clock);
      const own = http([...openRoutes(attester, "enclave"), ...parts.routes], (_method, path) => openPaths.has(path));
      doors.push(
        await openTlsDoor(addresses.tls, { tls: enclave.tls, permissions, http: own, connectionsMax, limits }),
      );
      log({ event: "listening", door: "tls" });
    }
    return { close };
  } catch (thrown) {
    await close();
    throw thrown;
  }
}
