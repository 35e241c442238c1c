// Storage for the signer enclave, over the link: HTTP/1.1 with the conditional writes of object stores (RFC 9110, section 13.1.2).
// `docs/protocol/store.md` specifies it. The gateway can't read what it keeps, and nobody believes what it gives back.
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { Address, Listener } from "@inkan/link";
import type { InstanceCredentials } from "./instance-credentials.ts";
import type { GatewayLimits } from "./limits.ts";
import { openLinkServer } from "./link-server.ts";
import type { Metrics } from "./metrics.ts";
import { openStoreDirectory, type StoreDirectory } from "./store-directory.ts";
import type { WindowSender } from "./window-sender.ts";

export type StoreTerms = {
  readonly address: Address;
  readonly directory: string;
  /** Without one, nothing is sent to a chain. */
  readonly windows?: WindowSender | undefined;
  /** Without them, the enclave gets none. */
  readonly credentials?: InstanceCredentials | undefined;
  readonly limits: GatewayLimits;
  readonly metrics: Metrics;
};

type Place =
  | { readonly kind: "credentials" }
  | { readonly kind: "sealed"; readonly name: string }
  | { readonly kind: "record"; readonly log: string; readonly n: string }
  | { readonly kind: "windows"; readonly chainId: number; readonly contract: string };
type Answer = { readonly status: number; readonly body?: Uint8Array };

/** @throws {InkanError} `LINK_CONNECT_FAILED`, `TRANSPORT_UNSUPPORTED`; the system's error for a directory that can't be made. */
export async function openStore({
  address,
  directory,
  windows,
  credentials,
  limits,
  metrics,
}: StoreTerms): Promise<Listener> {
  const kept = await openStoreDirectory(directory);
  let bytesHeld = 0;

  /** The body, whole: its length must be said before, so that too much is refused unread. */
  async function receive(request: IncomingMessage, bytesMax: number): Promise<Uint8Array | number> {
    const length = request.headers["content-length"];
    if (length === undefined || request.headers["transfer-encoding"] !== undefined) return 411;
    if (!/^\d{1,12}$/.test(length) || Number(length) > bytesMax) return 413;
    if (bytesHeld + Number(length) > limits.storeBytesHeldMax) return 503;
    bytesHeld += Number(length);
    try {
      const pieces: Uint8Array[] = [];
      for await (const piece of request) pieces.push(piece as Uint8Array);
      return Buffer.concat(pieces);
    } finally {
      bytesHeld -= Number(length);
    }
  }

  /** Only to the contract of the signer's configuration: the account pays for nothing else. */
  async function sendWindows(
    request: IncomingMessage,
    { chainId, contract }: Extract<Place, { readonly kind: "windows" }>,
  ): Promise<Answer> {
    if (request.method !== "PUT") return { status: 405 };
    if (windows === undefined) return { status: 503 };
    if (windows.chainId !== chainId || windows.contract !== contract) return { status: 404 };
    const call = await receive(request, limits.windowCallBytesMax);
    if (typeof call === "number") return { status: call };
    const outcome = await windows.send(call).catch(() => "unknown" as const);
    return { status: { sent: 202, refused: 409, unknown: 502 }[outcome] };
  }

  async function giveCredentials(request: IncomingMessage): Promise<Answer> {
    if (request.method !== "GET") return { status: 405 };
    if (credentials === undefined) return { status: 404 };
    const body = await credentials.get().catch(() => undefined);
    return body === undefined ? { status: 502 } : { status: 200, body };
  }

  async function serve(request: IncomingMessage): Promise<Answer> {
    const place = placeOf(request.url ?? "");
    if (place === undefined) return { status: 404 };
    if (place.kind === "windows") return sendWindows(request, place);
    if (place.kind === "credentials") return giveCredentials(request);
    const bytesMax = place.kind === "sealed" ? limits.storeSealedBytesMax : limits.storeRecordBytesMax;
    if (request.method === "GET") {
      const body = await read(kept, place, bytesMax);
      return body === undefined ? { status: 404 } : { status: 200, body };
    }
    if (request.method !== "PUT") return { status: 405 };
    // A record is written once only, and the writer must have said so.
    if (place.kind === "record" && request.headers["if-none-match"] !== "*") return { status: 428 };
    const body = await receive(request, bytesMax);
    if (typeof body === "number") return { status: body };
    if (place.kind === "record")
      return { status: (await kept.appendRecord(place.log, place.n, body)) === "written" ? 201 : 412 };
    await kept.writeSealed(place.name, body);
    return { status: 204 };
  }

  const server = createServer(
    { maxHeaderSize: limits.storeHeadBytesMax, connectionsCheckingInterval: limits.deadlineCheckMs },
    async (request, response) => {
      const answer = await serve(request).catch((thrown: { code?: unknown } | null) => ({
        status: thrown?.code === "ENOSPC" ? 507 : 500,
      }));
      metrics.answered("store", answer.status);
      send(response, answer, request.complete);
    },
  );
  return openLinkServer(server, {
    ...{ address, door: "store", connectionsMax: limits.storeConnectionsMax, limits, metrics },
  });
}

/** `/credentials`, `/sealed/<name>`, `/log/<name>/<n>` or `/windows/<chain id>/<contract>`: no character that a file system reads otherwise, and each record has one name. */
function placeOf(path: string): Place | undefined {
  if (path === "/credentials") return { kind: "credentials" };
  const [, name] = /^\/sealed\/([a-z0-9-]{1,128})$/.exec(path) ?? [];
  if (name !== undefined) return { kind: "sealed", name };
  const [, chainId, contract] = /^\/windows\/([1-9]\d{0,14})\/(0x[0-9a-f]{40})$/.exec(path) ?? [];
  if (chainId !== undefined && contract !== undefined) return { kind: "windows", chainId: Number(chainId), contract };
  const [, log, n] = /^\/log\/([a-z0-9-]{1,128})\/(0|[1-9]\d{0,14})$/.exec(path) ?? [];
  return log === undefined || n === undefined ? undefined : { kind: "record", log, n };
}

function read(
  kept: StoreDirectory,
  place: Extract<Place, { kind: "sealed" | "record" }>,
  bytesMax: number,
): Promise<Uint8Array | undefined> {
  return place.kind === "sealed"
    ? kept.readSealed(place.name, bytesMax)
    : kept.readRecord(place.log, place.n, bytesMax);
}

/** What was not read of a request ends its connection. */
function send(response: ServerResponse, { status, body }: Answer, wasRead: boolean): void {
  const fields = {
    ...(status !== 204 && { "content-length": body?.length ?? 0 }),
    ...(body !== undefined && { "content-type": "application/octet-stream" }),
    ...(!wasRead && { connection: "close" }),
  };
  response.writeHead(status, fields).end(body);
}
