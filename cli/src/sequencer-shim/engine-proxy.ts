// Between op-node and its engine: all passes as it is, the JWT unread, and what `engine_getPayload` answers is remembered on the way.
import { createServer, type IncomingMessage, type Server } from "node:http";
import { type JsonObject, type JsonValue, parseJson } from "@inkan/attestation";
import { bodyOf, type Message, type Upstream } from "./exchange.ts";
import type { ShimLimits } from "./limits.ts";
import { payloadBytesOf } from "./payload-bytes.ts";
import type { Payloads } from "./payloads.ts";

/** What the shim has seen; its log line and tests read it. */
export type EngineEvent =
  | { readonly event: "payload"; readonly hash: string; readonly bytes: number }
  | { readonly event: "payload-unreadable"; readonly why: string }
  | { readonly event: "engine-failed" };

export type EngineProxyTerms = {
  readonly engine: Upstream;
  readonly payloads: Payloads;
  readonly limits: ShimLimits;
  readonly tell: (event: EngineEvent) => void;
};

/** Fields that go to the engine. No `accept-encoding`: what is compressed could not be read on its way back. */
const passed = ["authorization", "content-type", "accept", "user-agent"] as const;

export function createEngineProxy({ engine, payloads, limits, tell }: EngineProxyTerms): Server {
  return createServer(async (request, response) => {
    try {
      const body = await bodyOf(request, limits.messageBytesMax);
      const answer = await engine.send(request.method ?? "POST", request.url ?? "/", fieldsOf(request), body);
      // Before op-node has the last byte: it asks for the signature as soon as it can.
      if (asksForPayload(body)) remember(answer, payloads, limits, tell);
      response.writeHead(answer.status, contentTypeOf(answer)).end(answer.body);
    } catch {
      tell({ event: "engine-failed" });
      response.writeHead(502, { connection: "close" }).end();
    }
  });
}

const fieldsOf = ({ headers }: IncomingMessage): Record<string, string> =>
  Object.fromEntries(
    passed.flatMap((name) => {
      const value = headers[name];
      return typeof value === "string" ? [[name, value]] : [];
    }),
  );

export const contentTypeOf = ({ headers }: Message): Record<string, string> =>
  headers["content-type"] === undefined ? {} : { "content-type": headers["content-type"] };

const asksForPayload = (body: Uint8Array): boolean => Buffer.from(body).includes("engine_getPayloadV");

/** Failures are told and change nothing: op-node gets its answer, and the signer will say that the payload is missing. */
function remember(
  { body }: Message,
  payloads: Payloads,
  { jsonDepthMax, messageBytesMax }: ShimLimits,
  tell: (event: EngineEvent) => void,
): void {
  try {
    const answer = parseJson(body, { depthMax: jsonDepthMax, bytesMax: messageBytesMax });
    for (const result of (Array.isArray(answer) ? answer : [answer]).flatMap(payloadResults)) {
      const bytes = payloadBytesOf(result);
      tell({ event: "payload", hash: payloads.keep(bytes), bytes: bytes.length });
    }
  } catch (thrown) {
    tell({ event: "payload-unreadable", why: thrown instanceof Error ? thrown.message : "unknown" });
  }
}

/** `engine_getPayloadV2` and later answer an envelope; other calls of a batch, and errors, have none. */
function payloadResults(response: JsonValue): JsonValue[] {
  const result = isObject(response) ? response.result : undefined;
  return isObject(result) && Object.hasOwn(result, "executionPayload") ? [result] : [];
}

const isObject = (value: JsonValue | undefined): value is JsonObject =>
  typeof value === "object" && value !== null && !Array.isArray(value);
