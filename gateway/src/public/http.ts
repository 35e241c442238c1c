// Where HTTP ends in the gateway (front door `host`): for development, or behind a CDN. A request is received under bounds, stripped,
// and handed to the relay; fastify routes the rest.
import http, { type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import { asInkanError, InkanError } from "@inkan/link";
import fastify, { type FastifyInstance } from "fastify";
import type { GatewayLimits } from "../limits.ts";
import type { Metrics } from "../metrics.ts";
import { stripAttestation, stripCall } from "../strip.ts";
import type { Admission, Visitor } from "./admission.ts";
import { preflightFields, refusalMessage, refuse } from "./answer.ts";
import { receiveBody } from "./body.ts";
import type { RelayPool } from "./relay-pool.ts";

export type HttpDoorTerms = {
  readonly host: string;
  readonly port: number;
  readonly relay: RelayPool;
  readonly admission: Admission;
  readonly limits: GatewayLimits;
  readonly metrics: Metrics;
  /** Takes over a WebSocket upgrade. */
  readonly upgrade: (request: IncomingMessage, socket: Socket, head: Buffer) => void;
};

export type PublicDoor = { readonly port: number; close(): Promise<void> };

export async function openHttpDoor(terms: HttpDoorTerms): Promise<PublicDoor> {
  const { limits, metrics, relay, admission } = terms;
  const visitors = new WeakMap<Socket, Visitor>();
  const held = { bytes: 0 };

  const respond = (response: ServerResponse, thrown: unknown, retryAfterS?: number) => {
    const error = asInkanError(thrown);
    metrics.refused("http", error.code);
    if (response.headersSent || response.destroyed) return void response.destroy();
    const comeBack = error.code === "OVERLOADED" || error.code === "ENCLAVE_UNAVAILABLE";
    const after = retryAfterS ?? (comeBack ? limits.retryAfterS : undefined);
    // What was not read of the request stands in the way of the next one.
    refuse(response, error, { ...(after && { retryAfterS: after }), close: !response.req.complete });
  };

  const call = (request: IncomingMessage, response: ServerResponse) => {
    try {
      const waitS = visitors.get(request.socket)?.take() ?? 0;
      if (waitS > 0) return respond(response, new InkanError("RATE_LIMITED"), waitS);
      const { path, authority, acceptSignature } = stripCall(request, limits);
      receiveBody(request, response, held, limits, (body) => {
        if (body instanceof InkanError) return respond(response, body);
        const fields = ["host", authority, "content-type", "application/json"];
        if (acceptSignature !== undefined) fields.push("accept-signature", acceptSignature);
        relay.send({ method: "POST", path, fields, body }, response, (refusal) => respond(response, refusal));
      });
    } catch (thrown) {
      respond(response, thrown);
    }
  };

  const read = (request: IncomingMessage, response: ServerResponse, path: string, fields: readonly string[]) => {
    const waitS = visitors.get(request.socket)?.take() ?? 0;
    if (waitS > 0) return respond(response, new InkanError("RATE_LIMITED"), waitS);
    relay.send({ method: "GET", path, fields, body: null }, response, (refusal) => {
      // Nothing here is a call, so a failure need not be 200 for a wallet's sake.
      metrics.refused("http", refusal.code);
      refuse(response, refusal, { status: 503, retryAfterS: limits.retryAfterS });
    });
  };

  const app = routes(terms, { call, read, respond });
  await app.ready();
  const server = app.server;
  server.maxConnections = limits.connectionsMax;
  server.on("drop", () => metrics.refused("http", "OVERLOADED"));
  server.on("connection", (socket: Socket) => {
    const visitor = admission.enter(socket.remoteAddress ?? "");
    if (visitor === undefined) {
      metrics.refused("http", "RATE_LIMITED");
      return void socket.destroy();
    }
    visitors.set(socket, visitor);
    metrics.opened("http");
    socket.once("close", () => {
      visitor.leave();
      metrics.closed("http");
    });
  });
  server.on("upgrade", (request: IncomingMessage, socket: Socket, head: Buffer) => {
    if ((visitors.get(socket)?.take() ?? 0) > 0) return void socket.end(refusalMessage("RATE_LIMITED"));
    terms.upgrade(request, socket, head);
  });
  await app.listen({ host: terms.host, port: terms.port, backlog: 4_096 });
  return {
    port: (server.address() as AddressInfo).port,
    close: async () => {
      server.closeAllConnections();
      await app.close();
    },
  };
}

type Answers = {
  call(request: IncomingMessage, response: ServerResponse): void;
  read(request: IncomingMessage, response: ServerResponse, path: string, fields: readonly string[]): void;
  respond(response: ServerResponse, thrown: unknown): void;
};

function routes({ limits, metrics }: HttpDoorTerms, { call, read, respond }: Answers): FastifyInstance<http.Server> {
  const app: FastifyInstance<http.Server> = fastify({
    logger: false,
    exposeHeadRoutes: false,
    routerOptions: { maxParamLength: 64 },
    serverFactory: (handler) => {
      const server = http.createServer(
        {
          maxHeaderSize: limits.headBytesMax,
          headersTimeout: limits.headDeadlineMs,
          requestTimeout: limits.requestDeadlineMs,
          connectionsCheckingInterval: limits.deadlineCheckMs,
          keepAliveTimeout: limits.keepAliveMs,
          noDelay: true,
        },
        (request, response) => {
          response.once("finish", () => metrics.answered("http", response.statusCode));
          // Calls are nearly all of the traffic and need no routing: the path is judged in `stripCall`.
          if (request.method === "POST") call(request, response);
          else handler(request, response);
        },
      );
      server.timeout = limits.exchangeIdleMs;
      server.on("clientError", onClientError);
      return server;
    },
  });

  app.get("/attestation", (request, reply) => {
    reply.hijack();
    try {
      const { path, authority, accept } = stripAttestation(request.raw, limits);
      read(request.raw, reply.raw, path, ["host", authority, "accept", accept]);
    } catch (thrown) {
      respond(reply.raw, thrown);
    }
  });
  app.get("/health", (request, reply) => {
    reply.hijack();
    read(request.raw, reply.raw, "/health", ["host", "localhost"]);
  });
  app.options("/*", (_request, reply) => {
    reply.hijack();
    reply.raw.writeHead(204, preflightFields as string[]).end();
  });
  app.setNotFoundHandler((request, reply) => {
    reply.hijack();
    const isChain = /^\/[a-z0-9-]{1,32}(?:\?|$)/.test(request.raw.url ?? "");
    respond(reply.raw, new InkanError(isChain ? "HTTP_METHOD_NOT_ALLOWED" : "NOT_FOUND"));
  });
  app.setErrorHandler((thrown, _request, reply) => {
    reply.hijack();
    respond(reply.raw, thrown);
  });
  return app;
}

/** What never became a request: too slow, too long, or not HTTP. */
function onClientError(
  error: Error & { code?: string },
  socket: Socket & { _httpMessage?: ServerResponse | null },
): void {
  // An answer that has begun would be taken to go on with ours (Node's own default asks the same).
  if (!socket.writable || socket._httpMessage?.headersSent) return void socket.destroy();
  const code =
    error.code === "ERR_HTTP_REQUEST_TIMEOUT"
      ? "REQUEST_TIMEOUT"
      : error.code === "HPE_HEADER_OVERFLOW"
        ? "REQUEST_TOO_LARGE"
        : "INVALID_REQUEST";
  socket.end(refusalMessage(code), () => socket.destroy());
}
