// TLS that ends in the enclave: the client's bytes go through unread. Of the ClientHello the server name is looked at, to choose the
// relay, and whether it is an ACME challenge; of the address only a pseudonym goes on, in a PROXY header.
import net from "node:net";
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
import type { GatewayLimits } from "../limits.ts";
import type { Metrics } from "../metrics.ts";
import { pipeBlindly } from "../pipe.ts";
import { challengeCandidates, firstToAnswer } from "./acme-challenge.ts";
import type { Admission } from "./admission.ts";
import type { PublicDoor } from "./http.ts";

export type Routes = {
  /** By server name, in lower case. */
  readonly byName: ReadonlyMap<string, Address>;
  /** For names that are not listed and for clients that send none, as for an IP address. */
  readonly otherwise: Address | undefined;
  /** Relays that may be asking for a certificate of any of the names, besides the one that serves it: a successor that is not in service yet. */
  readonly challenged?: readonly Address[] | undefined;
};

export type PassthroughTerms = {
  readonly host: string;
  readonly port: number;
  readonly routes: Routes;
  readonly admission: Admission;
  readonly limits: GatewayLimits;
  readonly metrics: Metrics;
};

/** RFC 8446 section 6: fatal alerts, the only thing that may be said before a handshake. */
const alert = (description: number) => Uint8Array.of(21, 3, 3, 0, 2, 2, description);
const alerts = { decodeError: alert(50), internalError: alert(80), unrecognizedName: alert(112) };

export async function openPassthrough(terms: PassthroughTerms): Promise<PublicDoor> {
  const { admission, limits, metrics } = terms;
  const open = new Set<net.Socket>();
  const server = net.createServer({ allowHalfOpen: true, noDelay: true }, (client) => {
    const visitor = admission.enter(client.remoteAddress ?? "");
    const isRefused = visitor === undefined || visitor.take() > 0;
    if (isRefused) {
      visitor?.leave();
      metrics.refused("tls", "RATE_LIMITED");
      return void client.destroy();
    }
    open.add(client);
    metrics.opened("tls");
    client.once("close", () => {
      open.delete(client);
      visitor.leave();
      metrics.closed("tls");
    });
    passOn(client, visitor.pseudonym, terms).catch((thrown: unknown) => {
      metrics.refused("tls", thrown instanceof InkanError ? thrown.code : "INTERNAL");
      client.destroy();
    });
  });
  server.maxConnections = limits.connectionsMax;
  server.on("drop", () => metrics.refused("tls", "OVERLOADED"));
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject).listen({ host: terms.host, port: terms.port, backlog: 4_096 }, () => {
      server.off("error", reject).on("error", () => {});
      resolve();
    });
  });
  return {
    port: (server.address() as net.AddressInfo).port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const client of open) client.destroy();
      }),
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
