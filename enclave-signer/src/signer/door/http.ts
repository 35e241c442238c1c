// The HTTP/1.1 server of a door (RFC 9112): bytes in, one `SignerRequest`, the first route that takes it, one write out. It listens nowhere:
// `tls.ts` and `host.ts` hand it connections.
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { Duplex } from "node:stream";
import { setTimeout as delay } from "node:timers/promises";
import { InkanError } from "@inkan/link";
import type { Clock } from "../../enclave/clock.ts";
import { heldBytes } from "../../enclave/held-bytes.ts";
import { openIdleConnections } from "../../enclave/idle-connections.ts";
import type { Log } from "../../enclave/log.ts";
import { sourceLineOf } from "../../enclave/source-line.ts";
import { Refusal } from "../refusal.ts";
import { hasBody, readBody } from "./body.ts";
import type { DoorLimits } from "./limits.ts";
import { refusalAnswer, unauthenticatedAnswer } from "./refusals.ts";
import type { Client, Route, SignerAnswer } from "./route.ts";

/** Who is at the other end of a connection. */
export type Peer = {
  readonly client: Client | undefined;
  readonly dnsName: string | undefined;
  /** Unix milliseconds; `undefined` without a certificate. */
  readonly notAfterMs: number | undefined;
  /** All places for clients are taken: every request is answered with 503. */
  readonly isSurplus?: boolean;
};

export type HttpTerms = {
  readonly routes: readonly Route[];
  /** What may be asked without a certificate. Everything else is refused before its body is read. */
  readonly isOpen: (method: string, path: string) => boolean;
  readonly requestBytesMax: number;
  /** Connections that wait between two requests; past it the one that has waited longest is closed. */
  readonly idleConnectionsMax: number;
  readonly clock: Clock;
  readonly log: Log;
  readonly limits: DoorLimits;
  /** For metrics. */
  readonly onAnswer?: ((path: string, status: number) => void) | undefined;
};

export type HttpDoor = {
  accept(socket: Duplex, peer: Peer): void;
  /** Waits for requests that are under way, at most `drainDeadlineMs`; then cuts what is left. */
  close(): Promise<void>;
};

export function openHttp(terms: HttpTerms): HttpDoor {
  const { limits } = terms;
  const { idle, busy } = openIdleConnections(terms.idleConnectionsMax);
  const peers = new WeakMap<Duplex, Peer>();
  const held = heldBytes(limits.heldBytesMax);
  let underWay = 0;
  let isClosing = false;

  const server = createServer(
    {
      maxHeaderSize: limits.headerBytesMax,
      headersTimeout: limits.headersDeadlineMs,
      requestTimeout: limits.requestDeadlineMs,
      connectionsCheckingInterval: limits.deadlineCheckMs,
      keepAliveTimeout: limits.keepAliveMs,
      noDelay: false,
      shouldUpgradeCallback: () => false,
    },
    (request, response) => {
      const { socket } = request;
      const holding = held.hold();
      busy(socket);
      underWay++;
      response.on("close", () => {
        underWay--;
        holding.release();
        idle(socket);
      });
      void exchange(request, response, holding);
    },
  );
  server.maxHeadersCount = limits.headersMax;
  server.timeout = limits.stalledClientMs;
  server.on("clientError", refuseBytes);
  // Node starts to watch the deadlines of requests when a server listens; this one gets its connections otherwise.
  server.emit("listening");

  async function exchange(
    request: IncomingMessage,
    response: ServerResponse,
    holding: ReturnType<typeof held.hold>,
  ): Promise<void> {
    // The time on this machine is the parent's word.
    response.sendDate = false;
    // Its own time has run out when it takes nothing of an answer; what an answer takes to be made (an import: a second a key) is ours.
    request.socket.setTimeout(0);
    let answer: SignerAnswer;
    try {
      answer = await answerOf(terms, request, peers.get(request.socket), holding);
    } catch (thrown) {
      answer = refusalAnswer(thrown);
      if (!(thrown instanceof Refusal || thrown instanceof InkanError))
        terms.log({ event: "request-failed", at: sourceLineOf(thrown) });
    }
    terms.onAnswer?.((request.url ?? "").split("?", 1)[0] ?? "", answer.status);
    request.socket.setTimeout(limits.stalledClientMs);
    if (!response.destroyed) write(request, response, answer, isClosing, limits);
  }

  return {
    accept(socket, peer) {
      peers.set(socket, peer);
      socket.once("close", () => busy(socket));
      idle(socket);
      server.emit("connection", socket);
    },
    async close() {
      isClosing = true;
      server.closeIdleConnections();
      const late = AbortSignal.timeout(limits.drainDeadlineMs);
      while (underWay > 0 && !late.aborted) await delay(5);
      server.closeAllConnections();
      // It listens nowhere; this ends the watch over deadlines.
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

async function answerOf(
  terms: HttpTerms,
  request: IncomingMessage,
  peer: Peer | undefined,
  holding: { take(bytes: number): boolean; release(): void },
): Promise<SignerAnswer> {
  const target = request.url ?? "";
  if (peer === undefined || !target.startsWith("/")) throw new Refusal("REQUEST_MALFORMED");
  const query = target.indexOf("?");
  const path = query < 0 ? target : target.slice(0, query);
  // RFC 9110, section 9.3.2: HEAD is a GET whose content is not sent.
  const method = request.method === "HEAD" ? "GET" : (request.method ?? "");

  if (peer.isSurplus) throw new Refusal("OVERLOADED", "all places for clients are taken");
  const client = clientAt(peer, terms.clock);
  if (!terms.isOpen(method, path)) {
    if (client === undefined) return unauthenticatedAnswer(path, "CERTIFICATE_MISSING");
    if (client.names.length === 0 && peer.dnsName === undefined && path === "/")
      return unauthenticatedAnswer(path, "CERTIFICATE_WITHOUT_NAME");
  }
  const route = terms.routes.find((each) => each.takes(method, path));
  if (route === undefined) throw new InkanError("NOT_FOUND");
  const { accept, authorization, "content-type": contentType } = request.headers;
  return route.answer({
    ...{ method, path, query: query < 0 ? "" : target.slice(query + 1), accept, contentType, authorization, client },
    body: await readBody(request, terms.requestBytesMax, holding),
  });
}

/** A certificate that expired while its connection stayed open names nobody any more. */
function clientAt({ client, notAfterMs }: Peer, clock: Clock): Client | undefined {
  return notAfterMs !== undefined && notAfterMs < clock.unixMs() ? undefined : client;
}

function write(
  request: IncomingMessage,
  response: ServerResponse,
  { status, contentType, body }: SignerAnswer,
  isClosing: boolean,
  limits: DoorLimits,
): void {
  const bytes = typeof body === "string" ? Buffer.byteLength(body) : body.length;
  const fields = ["content-type", contentType, "content-length", String(bytes), "cache-control", "no-store"];
  if (status === 503) fields.push("retry-after", String(limits.retryAfterS));
  // What was not read of the request stands in the way of the next one.
  const isUnread = hasBody(request) && !request.complete;
  if (isUnread || isClosing) fields.push("connection", "close");
  response.writeHead(status, fields);
  // Text goes out with its header in one piece.
  response.end(body);
}

/** Bytes that are no HTTP request, or not in time. */
function refuseBytes(
  error: NodeJS.ErrnoException | undefined,
  socket: Duplex & { readonly _httpMessage?: ServerResponse | null },
): void {
  // An answer that has begun would be taken to go on with this one; Node's own default asks the same.
  const hasBegun = socket._httpMessage?.headersSent ?? false;
  const isBroken = error?.code === "ECONNRESET" || error?.code?.startsWith("ERR_SSL_") === true;
  if (!socket.writable || hasBegun || isBroken) return void socket.destroy();
  const status = error?.code === "ERR_HTTP_REQUEST_TIMEOUT" ? "408 Request Timeout" : "400 Bad Request";
  const body = '{"message":"not an HTTP/1.1 request, or not in time"}';
  socket.end(
    `HTTP/1.1 ${status}\r\nconnection: close\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n${body}`,
    () => socket.destroy(),
  );
}
