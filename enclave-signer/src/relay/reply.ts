// A reply on its way out: header fields, the proof, the content, in as few writes as can be.
import type { IncomingMessage, ServerResponse } from "node:http";
import { acceptSignatureNonce } from "@inkan/attestation";
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

export function writeReply(
  relay: Relay,
  door: FrontDoor,
  request: IncomingMessage,
  response: ServerResponse,
  covered: Covered,
  reply: Reply,
): void {
  const { status, contentType, body, fields } = reply;
  const head = ["content-type", contentType, "content-length", String(body.length)];
  if (fields !== undefined) head.push(...fields);
  if (door === "enclave") head.push(...crossOrigin);
  // What was not read of a request would have to be read before the next one on this connection.
  if (!request.complete) head.push("connection", "close");
  if (relay.enclave.config.proof) {
    const nonce = acceptSignatureNonce(oneValue(request.headers["accept-signature"]));
    head.push(...proofFields(relay.enclave, { ...covered, ...reply, nonce }));
  }
  response.writeHead(status, head);
  // Node puts a string behind the header into one write, and a buffer into a second. Latin-1 has a character for each byte.
  if (body.length <= relay.limits.oneWriteBytesMax) response.end(body.toString("latin1"), "latin1");
  else response.end(body);
}

/** Node joins fields of a name that it does not know with commas; its types say that there could be several. */
const oneValue = (field: string | string[] | undefined) => (Array.isArray(field) ? undefined : field);
