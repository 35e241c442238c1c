// The two front doors: streams of the link on which HTTP arrives in clear from the gateway, and streams on which a client's own TLS does.
import type { Socket } from "node:net";
import { type SecureContext, TLSSocket } from "node:tls";
import {
  type Address,
  InkanError,
  isAcmeChallenge,
  type Listener,
  linkLimits,
  listen,
  readClientHello,
  receiveProxyHeader,
  takeHead,
} from "@inkan/link";
import { acmeTlsProtocol } from "../enclave/acme/challenges.ts";
import { openIdleConnections } from "../enclave/idle-connections.ts";
import type { TlsIdentity } from "../enclave/tls.ts";
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
        .then((socket) => (socket === undefined ? stream.destroy() : http.accept(socket)))
        .catch(() => stream.destroy())
        .finally(() => {
          clearTimeout(late);
          handshakes.busy(stream);
        });
    },
    relay.limits,
  );
  return doorOf(listener, http.close);
}

/**
 * @returns The stream in clear; `undefined` for a challenge, which is over with the handshake. Rejects when the header is bad, the handshake
 * fails, there is no certificate, or `stream` is destroyed before its end.
 */
async function shakeHands(relay: Relay, stream: Socket): Promise<TLSSocket | undefined> {
  await receiveProxyHeader(stream, linkLimits);
  const tls = relay.enclave.tls!;
  const challenge = tls.acme?.challenges.pending ? await challengeContext(relay, tls.acme, stream) : undefined;
  if (challenge !== undefined) {
    const socket = await secured(stream, challenge, acmeTlsProtocol);
    socket.end();
    return undefined;
  }
  // A renewed certificate is taken up by the next connection.
  const { secureContext } = tls;
  if (secureContext === undefined) throw new Error("no certificate yet");
  return secured(stream, secureContext, "http/1.1");
}

/** Reads the ClientHello, and puts it back. Only while a name is being validated: at other times no stranger's bytes come here. */
async function challengeContext(
  { limits }: Relay,
  { challenges }: NonNullable<TlsIdentity["acme"]>,
  stream: Socket,
): Promise<SecureContext | undefined> {
  const hello = await takeHead(stream, {
    deadlineMs: limits.handshakeDeadlineMs,
    bytesMax: limits.clientHelloBytesMax + 1_024,
    take: (received) => {
      const read = readClientHello(received, limits.clientHelloBytesMax);
      return read.kind === "incomplete" ? undefined : { head: read, rest: received };
    },
    refuse: (why, cause) => new InkanError("REQUEST_TIMEOUT", why, { cause }),
  });
  if (hello.kind !== "hello" || hello.serverName === undefined || !isAcmeChallenge(hello)) return undefined;
  return challenges.contextFor(hello.serverName);
}

/** @returns Once the handshake is done. */
function secured(stream: Socket, secureContext: SecureContext, protocol: string): Promise<TLSSocket> {
  const socket = new TLSSocket(stream, {
    isServer: true,
    secureContext,
    ALPNProtocols: [protocol],
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
