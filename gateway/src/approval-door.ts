// The operators' door, on a port of its own: the approval page, and the signer's statements behind it. Nothing here is trusted: an approval is
// a passkey's signature over a statement that the enclave made, and the gateway can only keep it back.
import { createServer, request as httpRequest, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { type Address, asInkanError, connect, errorObjectText, InkanError } from "@inkan/link";
import { readPageFiles } from "./approval-page/files.ts";
import type { GatewayLimits } from "./limits.ts";
import type { Metrics } from "./metrics.ts";

export type ApprovalDoorTerms = {
  readonly host: string;
  readonly port: number;
  /** Where the signer takes plain HTTP. */
  readonly signer: Address;
  readonly limits: GatewayLimits;
  readonly metrics: Metrics;
};

type Answer = { readonly status: number; readonly fields: Readonly<Record<string, string>>; readonly body: Uint8Array };

/** Scripts, styles and calls of this origin alone, and no frame around it: a click on a hidden button is no approval. */
const pageFields = {
  "content-security-policy":
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'",
  "permissions-policy": "publickey-credentials-get=(self), publickey-credentials-create=(self)",
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-resource-policy": "same-origin",
  "referrer-policy": "no-referrer",
  "x-content-type-options": "nosniff",
  "cache-control": "no-store",
};

/** The page may lie on another host, where the operators trust it more than here. No cookie or other ambient authority counts. */
const corsFields = {
  "access-control-allow-origin": "*",
  "access-control-allow-methods": "GET, POST",
  "access-control-allow-headers": "content-type",
  "cache-control": "no-store",
};

const statements = /^\/approvals(\/[0-9a-f]{64})?$/;

/** @throws The system's error for a port that is taken. */
export async function openApprovalDoor(
  terms: ApprovalDoorTerms,
): Promise<{ readonly port: number; close(): Promise<void> }> {
  const { limits, metrics } = terms;
  const page = readPageFiles();
  let forwarding = 0;

  async function answer(request: IncomingMessage): Promise<Answer> {
    const { method } = request;
    const [path = ""] = (request.url ?? "").split("?", 1);
    const file = page.get(path);
    if (method === "GET" && file !== undefined)
      return { status: 200, fields: { ...pageFields, "content-type": file.contentType }, body: file.bytes };
    if (!statements.test(path)) throw new InkanError("NOT_FOUND");
    if (method === "OPTIONS") return { status: 204, fields: corsFields, body: new Uint8Array() };
    if (method !== "GET" && method !== "POST") throw new InkanError("HTTP_METHOD_NOT_ALLOWED");
    if (forwarding >= limits.approvalExchangesMax) throw new InkanError("OVERLOADED");
    forwarding++;
    try {
      const body = method === "POST" ? await receive(request, limits.approvalBodyBytesMax) : undefined;
      return await forward(terms, method, path, body);
    } finally {
      forwarding--;
    }
  }

  const server = createServer(
    { maxHeaderSize: limits.headBytesMax, connectionsCheckingInterval: limits.deadlineCheckMs },
    async (request, response) => {
      const answered = await answer(request).catch(refusal);
      metrics.answered("approvals", answered.status);
      send(response, answered, request.complete);
    },
  );
  server.headersTimeout = limits.headDeadlineMs;
  server.requestTimeout = limits.requestDeadlineMs;
  server.keepAliveTimeout = limits.keepAliveMs;
  server.maxConnections = limits.approvalConnectionsMax;
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject).listen(terms.port, terms.host, resolve);
  });
  return {
    port: (server.address() as AddressInfo).port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** One connection per request: operators are few. */
async function forward(
  { signer, limits }: ApprovalDoorTerms,
  method: string,
  path: string,
  body: Uint8Array | undefined,
): Promise<Answer> {
  const socket = await connect(signer, { deadlineMs: limits.relayConnectDeadlineMs });
  const lost = (cause: unknown) => new InkanError("ENCLAVE_LOST", undefined, { cause });
  try {
    const answered = await new Promise<IncomingMessage>((resolve, reject) => {
      const fields = { host: "localhost", connection: "close" };
      const withBody = body && { "content-type": "application/json", "content-length": String(body.length) };
      httpRequest({
        method,
        path,
        headers: { ...fields, ...withBody },
        createConnection: () => socket,
        signal: AbortSignal.timeout(limits.approvalDeadlineMs),
        maxHeaderSize: limits.answerHeadBytesMax,
      })
        .once("response", resolve)
        .once("error", (cause) => reject(lost(cause)))
        // What ends without either, as an answer of 101 does.
        .once("close", () => reject(lost(undefined)))
        .end(body);
    });
    const { statusCode: status = 0 } = answered;
    // Node reads any three digits and writes only some: what it would not write must not end this process.
    if (status < 200 || status > 599) throw lost(undefined);
    return {
      status,
      fields: { ...corsFields, "content-type": "application/json; charset=utf-8" },
      body: await receive(answered, limits.approvalAnswerBytesMax),
    };
  } finally {
    socket.destroy();
  }
}

async function receive(message: IncomingMessage, bytesMax: number): Promise<Uint8Array> {
  const pieces: Uint8Array[] = [];
  let bytes = 0;
  for await (const piece of message) {
    bytes += (piece as Uint8Array).length;
    if (bytes > bytesMax) throw new InkanError("REQUEST_TOO_LARGE");
    pieces.push(piece as Uint8Array);
  }
  return Buffer.concat(pieces);
}

function refusal(thrown: unknown): Answer {
  const error = asInkanError(thrown);
  return {
    // The table has 200 for a call that failed, for wallets' sake; nothing here is a call.
    status: error.entry.http === 200 ? 502 : error.entry.http,
    fields: { ...corsFields, "content-type": "application/json; charset=utf-8" },
    body: Buffer.from(`{"error":${errorObjectText(error)}}`),
  };
}

/** What was not read of a request ends its connection. */
function send(response: ServerResponse, { status, fields, body }: Answer, wasRead: boolean): void {
  const length = status === 204 ? undefined : { "content-length": String(body.length) };
  response.writeHead(status, { ...fields, ...length, ...(!wasRead && { connection: "close" }) }).end(body);
}
