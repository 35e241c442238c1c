// The two front doors: streams of the link on which HTTP arrives in clear from the gateway, and streams on which a client's own TLS does.
import type { Socket } from "node:net";
import { TLSSocket } from "node:tls";
import { type Address, type Listener, linkLimits, listen, receiveProxyHeader } from "@inkan/link";
import { openIdleConnections } from "../enclave/idle-connections.ts";
import { openHttp } from "./http.ts";
import type { Relay } from "./relay.ts";

export type Door = { readonly address: Address; readonly close: () => Promise<void> };

/** HTTP that ended in the gateway. */
export async function openHostDoor(relay: Relay, address: Address): Promise<Door> {
  const http = openHttp(relay, "host");
  const listener = await listen(address, http.accept, relay.limits);
  return doorOf(listener, http.close);
}

/**
 * TLS that ends here. Of the gateway there is only the PROXY header; behind it stand the client's own bytes.
 *
 * TLS 1.2 at least, HTTP/1.1 by ALPN.
 */
export async function openEnclaveDoor(relay: Relay, address: Address): Promise<Door> {
  const { tls } = relay.enclave;
  if (tls === undefined) throw new RangeError("the configuration has no `tls`");
  const http = openHttp(relay, "enclave");
  const handshakes = openIdleConnections(relay.limits.handshakesMax);

  const listener = await listen(
    address,
    (stream) => {
      stream.on("error", () => stream.destroy());
      const late = setTimeout(() => stream.destroy(), relay.limits.handshakeDeadlineMs);
      handshakes.idle(stream);
      shakeHands(relay, stream)
        .then(http.accept, () => stream.destroy())
        .finally(() => {
          clearTimeout(late);
          handshakes.busy(stream);
        });
    },
    relay.limits,
  );
  return doorOf(listener, http.close);
}

/** @returns The stream in clear. Rejects when the header is bad, the handshake fails, or `stream` is destroyed before its end. */
async function shakeHands(relay: Relay, stream: Socket): Promise<TLSSocket> {
  await receiveProxyHeader(stream, linkLimits);
  // A renewed certificate is taken up by the next connection.
  const secureContext = relay.enclave.tls!.secureContext;
  const socket = new TLSSocket(stream, {
    isServer: true,
    secureContext,
    ALPNProtocols: ["http/1.1"],
    minVersion: "TLSv1.2",
  } as ConstructorParameters<typeof TLSSocket>[1]);

  return new Promise((resolve, reject) => {
    const fail = () => {
      socket.destroy();
      reject(new Error("no handshake"));
    };
    socket.once("_tlsError", fail);
    socket.once("close", fail);
    socket.on("error", () => socket.destroy());
    socket.once("secure", () => {
      socket.removeListener("_tlsError", fail).removeListener("close", fail);
      resolve(socket);
    });
  });
}

const doorOf = (listener: Listener, closeHttp: () => Promise<void>): Door => ({
  address: listener.address,
  close: async () => {
    await Promise.all([listener.close(), closeHttp()]);
  },
});
