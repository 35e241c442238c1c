// Where HTTP ends in the gateway (front door `host`): for development, or behind a CDN. A request is received under bounds, stripped,
// and handed to the relay; fastify routes the rest.
import http, { type IncomingMessage, type ServerResponse } from "node:http";
import type { Socket } from "node:net";
import type { Duplex } from "node:stream";
import { asInkanError, InkanError, openPlainServer, type PlainExchange } from "@inkan/link";
import fastify, { type FastifyInstance } from "fastify";
import { type Stripped, stripAttestation, stripCall } from "../strip.ts";
import type { Visitor } from "./admission.ts";
import { preflightFields, refusalMessage, refuse } from "./answer.ts";
import { holdBody, receiveBody } from "./body.ts";
import { type ClientEnd, PlainEnd, serverEnd } from "./client-end.ts";
import { type DoorTerms, openDoor, type PublicDoor } from "./door.ts";
import type { RelayPool } from "./relay-pool.ts";
import { readVerifyPage, type VerifyPage } from "./verify-page.ts";

export type HttpDoorTerms = DoorTerms & {
  readonly relay: RelayPool;
  /** Takes over a WebSocket upgrade. */
  readonly upgrade: (request: IncomingMessage, socket: Socket, head: Buffer) => void;
};

export async function openHttpDoor(terms: HttpDoorTerms): Promise<PublicDoor> {
  const { limits, metrics } = terms;
  const visitors = new WeakMap<Duplex, Visitor>();
  const answers = answersOf(terms, visitors);

  const app = routes(terms, answers);
  await app.ready();
  const whole = app.server;
  whole.on("upgrade", (request: IncomingMessage, socket: Socket, head: Buffer) => {
    // Node's server has taken its listeners off: without one of ours, a client's reset would end the process.
    socket.on("error", () => socket.destroy());
    if ((visitors.get(socket)?.take() ?? 0) > 0) {
      metrics.refused("websocket", "RATE_LIMITED");
      return void socket.end(refusalMessage("RATE_LIMITED"), () => socket.destroy());
    }
    terms.upgrade(request, socket, head);
  });
  // Node starts to watch the deadlines of requests when a server listens; this one gets its connections otherwise.
  whole.emit("listening");

  // Calls are nearly all of the traffic, and nearly all of them are plain; what is not goes to Node's server and fastify's routes.
  const plain = openPlainServer({
    ...{ headBytesMax: limits.headBytesMax, fieldsMax: limits.fieldsMax, oneWriteBytesMax: limits.oneWriteBytesMax },
    ...{ silentMs: limits.headDeadlineMs, idleMs: limits.keepAliveMs, stalledMs: limits.exchangeIdleMs },
    checkMs: limits.deadlineCheckMs,
    serve: answers.plainCall,
    other: (connection) => void whole.emit("connection", connection),
    silent: (connection) => void connection.end(refusalMessage("REQUEST_TIMEOUT"), () => connection.destroy()),
  });
  const door = await openDoor(terms, {
    ...{ name: "http", connectionIsRequest: false },
    accept: (socket, visitor) => {
      visitors.set(socket, visitor);
      plain.accept(socket);
    },
  });
  return {
    port: door.port,
    close: async () => {
      const closed = door.close();
      plain.close();
      whole.closeAllConnections();
      whole.close();
      await Promise.all([closed, app.close()]);
    },
  };
}

type Answers = {
  plainCall(exchange: PlainExchange): void;
  call(request: IncomingMessage, response: ServerResponse): void;
  read(request: IncomingMessage, client: ClientEnd, path: string, fields: readonly string[]): void;
  page(request: IncomingMessage, client: ClientEnd, page: VerifyPage): void;
  respond(client: ClientEnd, thrown: unknown): void;
};

function answersOf({ limits, metrics, relay }: HttpDoorTerms, visitors: WeakMap<Duplex, Visitor>): Answers {
  const held = { bytes: 0 };
  const answered = (status: number) => metrics.answered("http", status);

  const respond = (client: ClientEnd, thrown: unknown, retryAfterS?: number) => {
    const error = asInkanError(thrown);
    metrics.refused("http", error.code);
    if (client.hasBegun || client.isGone) return client.cut();
    const comeBack = error.code === "OVERLOADED" || error.code === "ENCLAVE_UNAVAILABLE";
    const after = retryAfterS ?? (comeBack ? limits.retryAfterS : undefined);
    refuse(client, error, { ...(after && { retryAfterS: after }), close: !client.isRead });
  };

  const pass = ({ path, authority, acceptSignature }: Stripped, body: Buffer, client: ClientEnd) => {
    const fields = ["host", authority, "content-type", "application/json"];
    if (acceptSignature !== undefined) fields.push("accept-signature", acceptSignature);
    relay.send({ method: "POST", path, fields, body }, client, (refusal) => respond(client, refusal));
  };

  return {
    respond,
    plainCall(exchange) {
      const client = new PlainEnd(exchange, limits, answered);
      try {
        const waitS = visitors.get(exchange.connection)?.take() ?? 0;
        if (waitS > 0) return respond(client, new InkanError("RATE_LIMITED"), waitS);
        const stripped = stripCall(exchange.request, limits);
        holdBody(exchange.body, client, held, limits);
        pass(stripped, exchange.body, client);
      } catch (thrown) {
        respond(client, thrown);
      }
    },
    call(request, response) {
      const client = serverEnd(request, response);
      try {
        const waitS = visitors.get(request.socket)?.take() ?? 0;
        if (waitS > 0) return respond(client, new InkanError("RATE_LIMITED"), waitS);
        const { host, "content-type": contentType, "accept-signature": acceptSignature } = request.headers;
        const stripped = stripCall({ target: request.url ?? "", host, contentType, acceptSignature }, limits);
        receiveBody(request, client, held, limits, (body) => {
          if (body instanceof InkanError) respond(client, body);
          else pass(stripped, body, client);
        });
      } catch (thrown) {
        respond(client, thrown);
      }
    },
    read(request, client, path, fields) {
      const waitS = visitors.get(request.socket)?.take() ?? 0;
      if (waitS > 0) return respond(client, new InkanError("RATE_LIMITED"), waitS);
      relay.send({ method: "GET", path, fields, body: undefined }, client, (refusal) => {
        // Nothing here is a call, so a failure need not be 200 for a wallet's sake.
        metrics.refused("http", refusal.code);
        refuse(client, refusal, { status: 503, retryAfterS: limits.retryAfterS });
      });
    },
    page(request, client, { bytes, fields }) {
      const waitS = visitors.get(request.socket)?.take() ?? 0;
      if (waitS > 0) return respond(client, new InkanError("RATE_LIMITED"), waitS);
      client.answer(200, fields, bytes);
    },
  };
}

function routes(
  { limits, metrics }: HttpDoorTerms,
  { call, read, page, respond }: Answers,
): FastifyInstance<http.Server> {
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
          // `Upgrade: h2c`, which Java's own client and `curl --http2` send, is a request like any other.
          shouldUpgradeCallback: ({ headers }) => headers.upgrade?.toLowerCase() === "websocket",
        },
        (request, response) => {
          response.once("finish", () => metrics.answered("http", response.statusCode));
          // The path of a call is judged in `stripCall`.
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
      read(request.raw, serverEnd(request.raw, reply.raw), path, ["host", authority, "accept", accept]);
    } catch (thrown) {
      respond(serverEnd(request.raw, reply.raw), thrown);
    }
  });
  // What it needs to be registered on chain is for anyone, and takes no parameter.
  app.get("/attestation/registration", (request, reply) => {
    reply.hijack();
    read(request.raw, serverEnd(request.raw, reply.raw), "/attestation/registration", ["host", "localhost"]);
  });
  app.get("/health", (request, reply) => {
    reply.hijack();
    read(request.raw, serverEnd(request.raw, reply.raw), "/health", ["host", "localhost"]);
  });
  const verifyPage = readVerifyPage();
  app.get("/verify", (request, reply) => {
    reply.hijack();
    page(request.raw, serverEnd(request.raw, reply.raw), verifyPage);
  });
  app.options("/*", (_request, reply) => {
    reply.hijack();
    reply.raw.writeHead(204, preflightFields as string[]).end();
  });
  app.setNotFoundHandler((request, reply) => {
    reply.hijack();
    const isChain = /^\/[a-z0-9-]{1,32}(?:\?|$)/.test(request.raw.url ?? "");
    respond(serverEnd(request.raw, reply.raw), new InkanError(isChain ? "HTTP_METHOD_NOT_ALLOWED" : "NOT_FOUND"));
  });
  app.setErrorHandler((thrown, request, reply) => {
    reply.hijack();
    respond(serverEnd(request.raw, reply.raw), thrown);
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
