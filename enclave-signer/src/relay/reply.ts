// A reply on its way out: header fields, the proof, the content, in as few writes as can be.
import { type IncomingMessage, type ServerResponse, STATUS_CODES } from "node:http";
import { acceptSignatureNonce } from "@inkan/attestation";
import type { PlainExchange } from "@inkan/link";
import type { Reply } from "./exchange.ts";
import { proofFields } from "./proof/sign.ts";
import type { FrontDoor, Relay } from "./relay.ts";

/** At the door where HTTP ends in the gateway, these are the gateway's to say. */
const crossOrigin = [
  "access-control-allow-origin",
  "*",
  "access-control-expose-headers",
  "signature, signature-input, content-digest, inkan-context",
] as const;

const preflight = [
  ...crossOrigin,
  "access-control-allow-methods",
  "POST, GET, OPTIONS",
  "access-control-allow-headers",
  "content-type, accept, accept-signature",
  "access-control-max-age",
  "86400",
];

/** Answers the question that a browser asks before it sends JSON (Fetch standard, "CORS-preflight"). */
export function writePreflight(response: ServerResponse): void {
  response.writeHead(204, preflight).end();
}

/** What of a request the proof covers. */
export type Covered = { readonly method: string; readonly authority: string; readonly path: string };

/** Where an answer goes, on either way through the HTTP server. */
export type Client = {
  readonly acceptSignature: string | string[] | undefined;
  /** Whether the whole request was read. */
  readonly isRead: boolean;
  /** @param fields Names and values in turn; none of them is checked here. */
  answer(status: number, fields: string[], body: Buffer): void;
};

/** No cache and no transformation: a proof covers one request's content and these very bytes. */
const always = ["cache-control", "no-store, no-transform"] as const;

export function writeReply(relay: Relay, door: FrontDoor, client: Client, covered: Covered, reply: Reply): void {
  const { status, contentType, body, fields } = reply;
  const head = ["content-type", contentType, "content-length", String(body.length), ...always];
  if (fields !== undefined) head.push(...fields);
  if (door === "enclave") head.push(...crossOrigin);
  // What was not read of a request would have to be read before the next one on this connection.
  if (!client.isRead) head.push("connection", "close");
  if (relay.enclave.config.proof) {
    const nonce = acceptSignatureNonce(oneValue(client.acceptSignature));
    head.push(...proofFields(relay.enclave, { ...covered, ...reply, nonce }));
  }
  client.answer(status, head, body);
}

/** A client of Node's server. */
export function serverClient(request: IncomingMessage, response: ServerResponse, oneWriteBytesMax: number): Client {
  return {
    acceptSignature: request.headers["accept-signature"],
    isRead: request.complete,
    answer(status, fields, body) {
      response.writeHead(status, fields);
      // Node puts a string behind the header into one write, and a buffer into a second. Latin-1 has a character for each byte.
      if (body.length <= oneWriteBytesMax) response.end(body.toString("latin1"), "latin1");
      else response.end(body);
    },
  };
}

/** A client that sent a plain request. */
export function plainClient(exchange: PlainExchange, keepAliveMs: number): Client {
  return {
    acceptSignature: exchange.request.acceptSignature,
    isRead: true,
    answer(status, fields, body) {
      let head = `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ""}\r\nkeep-alive: timeout=${Math.floor(keepAliveMs / 1_000)}\r\n`;
      for (let at = 0; at < fields.length; at += 2) head += `${fields[at]}: ${fields[at + 1]}\r\n`;
      exchange.answer(head, body);
    },
  };
}

/** Node joins fields of a name that it does not know with commas; its types say that there could be several. */
const oneValue = (field: string | string[] | undefined) => (Array.isArray(field) ? undefined : field);
