// The HTTP/1.1 server of a front door (RFC 9112). It listens nowhere: `doors.ts` hands it connections.
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { Duplex } from "node:stream";
import { normalAuthority } from "@inkan/attestation";
import { asInkanError, type ErrorCode, InkanError } from "@inkan/link";
import { openIdleConnections } from "../enclave/idle-connections.ts";
import { errorAnswer, responseOf } from "./answer.ts";
import { replyTo } from "./exchange.ts";
import type { FrontDoor, Relay } from "./relay.ts";
import { writePreflight, writeReply } from "./reply.ts";
import { targetOf } from "./target.ts";
import { handleUpgrade } from "./websocket.ts";

export type HttpDoor = { readonly accept: (socket: Duplex) => void; readonly close: () => Promise<void> };

export function openHttp(relay: Relay, door: FrontDoor): HttpDoor {
  const { limits, enclave } = relay;
  const { idle, busy } = openIdleConnections(limits.idleConnectionsMax);
  const server = createServer(
    {
      maxHeaderSize: limits.headerBytesMax,
      headersTimeout: limits.headersDeadlineMs,
      requestTimeout: limits.requestDeadlineMs,
      connectionsCheckingInterval: limits.deadlineCheckMs,
      keepAliveTimeout: limits.keepAliveMs,
      // A browser's `Upgrade: h2c` is a request like any other.
      shouldUpgradeCallback: ({ headers }) => headers.upgrade?.toLowerCase() === "websocket",
    },
    (request, response) => {
      const { socket } = request;
      busy(socket);
      response.on("close", () => idle(socket));
      void exchange(relay, door, request, response);
    },
  );
  server.maxHeadersCount = limits.headersMax;
  server.timeout = enclave.config.limits.callDeadlineMs + limits.stalledClientMs;
  server.on("clientError", refuseBytes);
  server.on("upgrade", (request, socket, head) => {
    busy(socket);
    handleUpgrade(relay, request, socket, head);
  });
  // Node starts to watch the deadlines of requests when a server listens; this one gets its connections otherwise.
  server.emit("listening");
  return {
    accept(socket) {
      socket.once("close", () => busy(socket));
      idle(socket);
      server.emit("connection", socket);
    },
    close: () => closeServer(server),
  };
}

async function exchange(
  relay: Relay,
  door: FrontDoor,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  // The time on this machine is the parent's word; a proof has its own.
  response.sendDate = false;
  if (request.method === "OPTIONS") return writePreflight(response);

  const holding = relay.held.hold();
  const gone = new AbortController();
  response.on("close", () => {
    holding.release();
    if (!response.writableFinished) gone.abort();
  });

  const target = targetOf(request.url ?? "");
  const authority = normalAuthority(request.headers.host);
  if (target === undefined || authority === undefined) return void refuseBytes(undefined, request.socket);

  const covered = { method: request.method ?? "", authority, path: target.path };
  const reply = await replyTo(relay, door, request, target, holding, gone.signal);
  if (response.destroyed) return;
  try {
    writeReply(relay, door, request, response, covered, reply);
  } catch (thrown) {
    // Not signing is no reason to answer unsigned.
    relay.enclave.log({ event: "call-failed", code: asInkanError(thrown).code });
    request.socket.destroy();
  }
}

/** Bytes that are no HTTP request, or not in time: there is no method or path that a proof could cover. */
function refuseBytes(
  error: NodeJS.ErrnoException | undefined,
  socket: Duplex & { readonly _httpMessage?: ServerResponse | null },
): void {
  // An answer that has begun would be taken to go on with this one; Node's own default asks the same.
  const hasBegun = socket._httpMessage?.headersSent ?? false;
  if (!socket.writable || hasBegun || error?.code === "ECONNRESET") return void socket.destroy();
  const code: ErrorCode = error?.code === "ERR_HTTP_REQUEST_TIMEOUT" ? "REQUEST_TIMEOUT" : "INVALID_REQUEST";
  const refused = new InkanError(code, code === "INVALID_REQUEST" ? "not an HTTP/1.1 request" : undefined);
  const body = responseOf("null", errorAnswer(refused));
  socket.end(
    `HTTP/1.1 ${refused.entry.http} Refused\r\nconnection: close\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n${body}`,
    () => socket.destroy(),
  );
}

async function closeServer(server: Server): Promise<void> {
  server.closeAllConnections();
  // It listens nowhere; this ends the watch over deadlines.
  await new Promise<void>((resolve) => server.close(() => resolve()));
}
