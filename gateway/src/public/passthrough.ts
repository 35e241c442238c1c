// TLS that ends in the enclave: the client's bytes go through unread. Of the ClientHello the server name is looked at, to choose the
// relay, and whether it is an ACME challenge; of the address only a pseudonym goes on, in a PROXY header.
import type net from "node:net";
import {
  type Address,
  connect,
  type ErrorCode,
  InkanError,
  isAcmeChallenge,
  proxyHeader,
  readClientHello,
  takeHead,
} from "@inkan/link";
import { pipeBlindly } from "../pipe.ts";
import { challengeCandidates, firstToAnswer } from "./acme-challenge.ts";
import { type DoorTerms, openDoor, type PublicDoor } from "./door.ts";

export type Routes = {
  /** By server name, in lower case. */
  readonly byName: ReadonlyMap<string, Address>;
  /** For names that are not listed and for clients that send none, as for an IP address. */
  readonly otherwise: Address | undefined;
  /** Relays that may be asking for a certificate of any of the names, besides the one that serves it: a successor that is not in service yet. */
  readonly challenged?: readonly Address[] | undefined;
};

export type PassthroughTerms = DoorTerms & { readonly routes: Routes };

/** RFC 8446 section 6: fatal alerts, the only thing that may be said before a handshake. */
const alert = (description: number) => Uint8Array.of(21, 3, 3, 0, 2, 2, description);
const alerts = { decodeError: alert(50), internalError: alert(80), unrecognizedName: alert(112) };

export async function openPassthrough(terms: PassthroughTerms): Promise<PublicDoor> {
  const open = new Set<net.Socket>();
  const door = await openDoor(terms, {
    ...{ name: "tls", connectionIsRequest: true },
    accept: (client, { pseudonym }) => {
      open.add(client);
      client.once("close", () => open.delete(client));
      passOn(client, pseudonym, terms).catch((thrown: unknown) => {
        terms.metrics.refused("tls", thrown instanceof InkanError ? thrown.code : "INTERNAL");
        client.destroy();
      });
    },
  });
  return {
    port: door.port,
    close: () => {
      const closed = door.close();
      for (const client of open) client.destroy();
      return closed;
    },
  };
}

async function passOn(client: net.Socket, pseudonym: Uint8Array, terms: PassthroughTerms): Promise<void> {
  const { limits, metrics, routes } = terms;
  const gone = new AbortController();
  const refuse = (code: ErrorCode, alertBytes: Uint8Array) => {
    metrics.refused("tls", code);
    client.end(alertBytes, () => client.destroy());
  };
  const { hello, received } = await takeHead(client, {
    deadlineMs: limits.clientHelloDeadlineMs,
    bytesMax: limits.clientHelloBytesMax + 1_024,
    take: (received) => {
      const hello = readClientHello(received, limits.clientHelloBytesMax);
      return hello.kind === "incomplete" ? undefined : { head: { hello, received }, rest: received };
    },
    refuse: (why, cause) => new InkanError(why === "late" ? "REQUEST_TIMEOUT" : "INVALID_REQUEST", why, { cause }),
  });
  // From here on the client may break off at any time, also while the relay is being reached.
  client.on("error", () => client.destroy()).on("close", () => gone.abort());

  if (hello.kind !== "hello") return refuse("INVALID_REQUEST", alerts.decodeError);
  const address = (hello.serverName && routes.byName.get(hello.serverName)) ?? routes.otherwise;
  if (!address) return refuse("NOT_FOUND", alerts.unrecognizedName);
  const candidates = challengeCandidates(address, routes);
  if (isAcmeChallenge(hello) && candidates.length > 1) {
    const answering = await firstToAnswer(candidates, { pseudonym, received, limits, signal: gone.signal });
    if (answering === undefined) return refuse("ENCLAVE_UNAVAILABLE", alerts.internalError);
    client.read(received.length); // which the relay has
    return pipeBlindly(client, answering, limits.pipeIdleMs);
  }
  let relay: net.Socket;
  try {
    relay = await connect(address, {
      deadlineMs: limits.relayConnectDeadlineMs,
      signal: gone.signal,
      halfOpen: true,
    });
  } catch {
    return refuse("ENCLAVE_UNAVAILABLE", alerts.internalError);
  }
  relay.write(proxyHeader(pseudonym));
  pipeBlindly(client, relay, limits.pipeIdleMs);
}
