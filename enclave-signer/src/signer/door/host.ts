// The gateway's plain HTTP: what anyone may ask, and what the approval page needs. Nobody is a client here.
import { type Address, listen } from "@inkan/link";
import type { HttpDoor, Peer } from "./http.ts";
import type { DoorLimits } from "./limits.ts";
import type { Door } from "./tls.ts";

const nobody: Peer = { client: undefined, dnsName: undefined, notAfterMs: undefined };

/** @throws {InkanError} `LINK_CONNECT_FAILED`, `TRANSPORT_UNSUPPORTED`. */
export async function openHostDoor(address: Address, http: HttpDoor, limits: DoorLimits): Promise<Door> {
  const listener = await listen(address, (socket) => http.accept(socket, nobody), {
    connectionsMax: limits.hostConnectionsMax,
  });
  return {
    address: listener.address,
    async close() {
      await http.close();
      await listener.close();
    },
  };
}
