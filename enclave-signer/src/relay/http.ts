// The HTTP/1.1 server of a front door (RFC 9112). It listens nowhere: `doors.ts` hands it connections. Plain requests take a short way, all else
// goes through Node's own server.
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { Duplex } from "node:stream";
import { normalAuthority } from "@inkan/attestation";
import {
  asInkanError,
  type Connection,
  type ErrorCode,
  InkanError,
  openPlainServer,
  type PlainExchange,
} from "@inkan/link";
import { openIdleConnections } from "../enclave/idle-connections.ts";
import { errorAnswer, responseOf } from "./answer.ts";
import { holdContent, readBody } from "./body.ts";
import { type Asked, type Reply, replyTo } from "./exchange.ts";
import type { FrontDoor, Relay } from "./relay.ts";
import { type Client, type Covered, plainClient, serverClient, writePreflight, writeReply } from "./reply.ts";
import { targetOf } from "./target.ts";
import { handleUpgrade } from "./websocket.ts";

export type HttpDoor = { readonly accept: (connection: Connection) => void; readonly close: () => Promise<void> };

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
  const plain = openPlainServer({
    ...{ headBytesMax: limits.headerBytesMax, fieldsMax: limits.headersMax, oneWriteBytesMax: limits.oneWriteBytesMax },
    ...{ silentMs: limits.headersDeadlineMs, idleMs: limits.keepAliveMs, stalledMs: limits.stalledClientMs },
    checkMs: limits.deadlineCheckMs,
    ...{ idle, busy },
    serve: (exchange) => void servePlain(relay, door, exchange),
    other(connection) {
      idle(connection);
      connection.once("close", () => busy(connection));
      server.emit("connection", connection);
    },
    silent: (connection) => refuseBytes(timedOut, connection),
  });
  return {
    accept: plain.accept,
    close: async () => {
      plain.close();
      await closeServer(server);
    },
  };
}

/** A request of the form that nearly all have, which came whole. */
async function servePlain(relay: Relay, door: FrontDoor, exchange: PlainExchange): Promise<void> {
  const { request, body, connection } = exchange;
  const target = targetOf(request.target);
  const authority = normalAuthority(request.host);
  if (target === undefined || authority === undefined) return refuseBytes(undefined, connection);

  const holding = relay.held.hold();
  const gone = new AbortController();
  exchange.onGone = () => gone.abort();
  exchange.onOver = () => holding.release();
  const asked: Asked = {
    method: "POST",
    ...{ contentType: request.contentType, contentEncoding: request.contentEncoding, accept: undefined },
    content: (bytesMax, counted) => holdContent(body, bytesMax, counted),
  };
  const reply = await replyTo(relay, door, asked, target, holding, gone.signal);
  if (exchange.isGone) return;
  const covered = { method: "POST", authority, path: target.path };
  answer(relay, door, plainClient(exchange, relay.limits.keepAliveMs), covered, reply, connection);
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

  const { headers, method = "" } = request;
  const asked: Asked = {
    method,
    ...{ contentType: headers["content-type"], contentEncoding: headers["content-encoding"], accept: headers.accept },
    content: (bytesMax, counted) => readBody(request, bytesMax, counted),
  };
  const reply = await replyTo(relay, door, asked, target, holding, gone.signal);
  if (response.destroyed) return;
  const client = serverClient(request, response, relay.limits.oneWriteBytesMax);
  answer(relay, door, client, { method, authority, path: target.path }, reply, request.socket);
}

function answer(
  relay: Relay,
  door: FrontDoor,
  client: Client,
  covered: Covered,
  reply: Reply,
  connection: Duplex,
): void {
  try {
    writeReply(relay, door, client, covered, reply);
  } catch (thrown) {
    // Not signing is no reason to answer unsigned.
    relay.enclave.log({ event: "call-failed", code: asInkanError(thrown).code });
    connection.destroy();
  }
}

/** What Node calls it. */
const timedOut = Object.assign(new Error("silent"), { code: "ERR_HTTP_REQUEST_TIMEOUT" });

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
    `HTTP/1.1 ${refused.entry.http} Refused\r\nconnection: close\r\ncontent-type: application/json\r\ncache-control: no-store, no-transform\r\ncontent-length: ${body.length}\r\n\r\n${body}`,
    () => socket.destroy(),
  );
}

async function closeServer(server: Server): Promise<void> {
  server.closeAllConnections();
  // It listens nowhere; this ends the watch over deadlines.
  await new Promise<void>((resolve) => server.close(() => resolve()));
}
