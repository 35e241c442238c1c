// Clients' own door: mutual TLS that ends here, behind the gateway's blind pipe. Of the gateway there is only the PROXY header.
// TLS 1.2 (Teku) and 1.3 (op-service demands it) on one listener; "verify if given": without a certificate there is no client, and one that
// doesn't verify ends the connection. No session is resumed and none renegotiated (`enclave/tls.ts`), and early data is never taken, so each
// connection proves its client anew and recorded bytes are worth nothing.
import type { Socket } from "node:net";
import { type SecureContext, TLSSocket } from "node:tls";
import { type Address, linkLimits, listen, receiveProxyHeader } from "@inkan/link";
import { openIdleConnections } from "../../enclave/idle-connections.ts";
import type { TlsIdentity } from "../../enclave/tls.ts";
import type { Permissions } from "../permissions.ts";
import type { HttpDoor, Peer } from "./http.ts";
import type { DoorLimits } from "./limits.ts";

export type Door = { readonly address: Address; close(): Promise<void> };

export type TlsDoorTerms = {
  readonly tls: TlsIdentity;
  readonly permissions: Permissions;
  readonly http: HttpDoor;
  readonly connectionsMax: number;
  readonly limits: DoorLimits;
};

/** @throws {InkanError} `LINK_CONNECT_FAILED`, `TRANSPORT_UNSUPPORTED`. */
export async function openTlsDoor(address: Address, terms: TlsDoorTerms): Promise<Door> {
  const { tls, permissions, http, limits } = terms;
  const handshakes = openIdleConnections(limits.handshakesMax);
  const anonymous = openIdleConnections(limits.anonymousConnectionsMax);
  let clients = 0;

  const admit = (socket: TLSSocket) => {
    const peer = peerOf(socket, permissions);
    if (peer === undefined) return void socket.destroy();
    const isSurplus = peer.client !== undefined && clients >= terms.connectionsMax;
    if (peer.client === undefined || isSurplus) {
      anonymous.idle(socket);
      socket.once("close", () => anonymous.busy(socket));
    } else {
      clients++;
      socket.once("close", () => clients--);
    }
    http.accept(socket, { ...peer, isSurplus });
  };

  const listener = await listen(
    address,
    (stream) => {
      stream.on("error", () => stream.destroy());
      const late = setTimeout(() => stream.destroy(), limits.handshakeDeadlineMs);
      handshakes.idle(stream);
      // A renewed certificate is taken up by the next connection.
      (tls.secureContext === undefined
        ? Promise.reject(new Error("no certificate"))
        : shakeHands(stream, tls.secureContext)
      )
        .then(admit)
        .catch(() => stream.destroy())
        .finally(() => {
          clearTimeout(late);
          handshakes.busy(stream);
        });
    },
    { connectionsMax: terms.connectionsMax + limits.handshakesMax + limits.anonymousConnectionsMax },
  );
  return {
    address: listener.address,
    async close() {
      // Requests that are under way have their time before the listener cuts their streams.
      await http.close();
      await listener.close();
    },
  };
}

/** @returns `undefined` when a certificate was given that does not make a client. */
function peerOf(socket: TLSSocket, permissions: Permissions): Peer | undefined {
  const certificate = socket.getPeerX509Certificate();
  if (certificate === undefined) return { client: undefined, dnsName: undefined, notAfterMs: undefined };
  if (socket.isSessionReused() || !isVerified(socket)) return undefined;
  return permissions.of(certificate);
}

/** OpenSSL's verdict on the whole chain, with purposes and constraints. `tls.Server` reads it in the same place; it gives `null` when all is well. */
function isVerified(socket: TLSSocket): boolean {
  const { _handle } = socket as unknown as { readonly _handle: { verifyError(): Error | null } };
  return _handle.verifyError() === null;
}

/** @returns The stream in clear. Rejects when the header is bad, the handshake fails, or `stream` is destroyed before its end. */
async function shakeHands(stream: Socket, secureContext: SecureContext): Promise<TLSSocket> {
  await receiveProxyHeader(stream, linkLimits);
  const socket = new TLSSocket(stream, {
    isServer: true,
    secureContext,
    requestCert: true,
    // Judged above, when it was given at all.
    rejectUnauthorized: false,
    ALPNProtocols: ["http/1.1"],
  } as ConstructorParameters<typeof TLSSocket>[1]);

  return new Promise((resolve, reject) => {
    const fail = () => {
      socket.destroy();
      reject(new Error("no handshake"));
    };
    // Also after the handshake: without `tls.Server` nobody else ends a connection whose records are not the client's.
    socket.on("_tlsError", fail);
    socket.once("close", fail);
    socket.on("error", () => socket.destroy());
    socket.once("secure", () => resolve(socket));
  });
}
