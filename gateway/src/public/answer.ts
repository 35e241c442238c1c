// What the gateway says in its own name, and the fields that it puts on every answer for browsers.
import { type ErrorCode, errorObjectText, errorTable, InkanError } from "@inkan/link";
import type { ClientEnd } from "./client-end.ts";

/** Fetch standard, CORS protocol: any page may call, since no cookie or other ambient authority counts here. */
export const corsFields: readonly string[] = [
  "access-control-allow-origin",
  "*",
  "access-control-expose-headers",
  "signature, signature-input, content-digest, inkan-context, retry-after",
];

/** On every answer to a request. A proof covers one request's content and these very bytes: what is kept or recompressed on the way proves nothing. */
export const answerFields: readonly string[] = [...corsFields, "cache-control", "no-store, no-transform"];

/** What a preflight is told; kept by the browser for a day. */
export const preflightFields: readonly string[] = [
  ...corsFields,
  ...["access-control-allow-methods", "POST, GET, OPTIONS"],
  ...["access-control-allow-headers", "content-type, accept-signature"],
  ...["access-control-max-age", "86400"],
];

/**
 * The body of a refusal. Its `id` is null: the gateway never reads a body, so it can't know the id (JSON-RPC 2.0 section 5 has null for
 * an id that could not be detected). It has no proof either: it is not the enclave that speaks.
 */
export function refusalBody(error: InkanError): string {
  return `{"jsonrpc":"2.0","id":null,"error":${errorObjectText(error)}}`;
}

/** Refuses an HTTP exchange of which nothing was answered yet. */
export function refuse(
  client: ClientEnd,
  error: InkanError,
  terms: { readonly retryAfterS?: number; readonly status?: number; readonly close?: boolean } = {},
): void {
  const fields = [...answerFields, "content-type", "application/json"];
  if (terms.retryAfterS !== undefined) fields.push("retry-after", String(terms.retryAfterS));
  if (error.code === "HTTP_METHOD_NOT_ALLOWED") fields.push("allow", "POST, OPTIONS");
  if (terms.close) fields.push("connection", "close");
  client.answer(terms.status ?? error.entry.http, fields, Buffer.from(refusalBody(error)));
}

/** A whole answer as bytes, for a socket on which no HTTP exchange has begun or can go on. */
export function refusalMessage(code: ErrorCode): string {
  const body = refusalBody(new InkanError(code));
  const status = errorTable[code].http;
  return (
    `HTTP/1.1 ${status} ${reasonPhrases[status] ?? "Error"}\r\nContent-Type: application/json\r\n` +
    `Cache-Control: no-store, no-transform\r\nAccess-Control-Allow-Origin: *\r\nContent-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n${body}`
  );
}

const reasonPhrases: Readonly<Record<number, string>> = {
  400: "Bad Request",
  404: "Not Found",
  408: "Request Timeout",
  413: "Content Too Large",
  429: "Too Many Requests",
  503: "Service Unavailable",
};
