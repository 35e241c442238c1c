// One HTTP exchange: what is asked for, and what is replied. Nothing here knows of sockets or signatures.
import type { IncomingMessage } from "node:http";
import { asInkanError, InkanError } from "@inkan/link";
import type { Holding } from "../enclave/held-bytes.ts";
import { errorAnswer, refusal, responseOf } from "./answer.ts";
import { attestationReply } from "./attestation.ts";
import { answerBatch, localProvenance, notify, type Provenance } from "./batch.ts";
import { readBody } from "./body.ts";
import type { CallBudget } from "./call.ts";
import { answerCall, type Chain } from "./chain.ts";
import { healthReply } from "./health.ts";
import { type ParseLimits, parseRequest } from "./parse.ts";
import type { FrontDoor, Relay } from "./relay.ts";
import type { Target } from "./target.ts";

export type Reply = {
  readonly status: number;
  readonly contentType: string;
  readonly body: Buffer;
  readonly provenance: Provenance;
  /** Content of the request as far as it was read: what the proof says the reply is to. */
  readonly requestBody: Uint8Array;
  /** Header fields beyond the usual, names and values in turn. */
  readonly fields?: readonly string[];
};

export const json = "application/json";
const nothing = Buffer.alloc(0);
const noFields: readonly string[] = [];

/**
 * The reply to a request. What goes wrong is a reply too.
 *
 * @param signal Aborted when the client goes away.
 */
export async function replyTo(
  relay: Relay,
  door: FrontDoor,
  request: IncomingMessage,
  target: Target,
  holding: Holding,
  signal: AbortSignal,
): Promise<Reply> {
  try {
    if (!holding.take(relay.limits.exchangeBytes)) throw new InkanError("OVERLOADED");
    if (target.path === "/attestation") return await attestationReply(relay, door, request, target.query);
    if (target.path === "/health") return healthReply(relay, request);

    const chain = relay.chainsByPath.get(target.path);
    if (chain === undefined) throw new InkanError(request.method === "POST" ? "CHAIN_UNKNOWN" : "NOT_FOUND");
    if (request.method !== "POST") throw new InkanError("HTTP_METHOD_NOT_ALLOWED");
    return await replyToCalls(relay, chain, request, holding, signal);
  } catch (thrown) {
    return errorReply(relay, asInkanError(thrown));
  }
}

async function replyToCalls(
  relay: Relay,
  chain: Chain,
  request: IncomingMessage,
  holding: Holding,
  signal: AbortSignal,
): Promise<Reply> {
  requireJson(request);
  const { limits } = relay.enclave.config;
  const requestBody = await readBody(request, limits.requestBytesMax, holding);
  const budget: CallBudget = { signal, deadline: relay.enclave.clock.monotonicMs() + limits.callDeadlineMs };
  try {
    return await replyToBody(relay, chain, requestBody, budget, holding);
  } catch (thrown) {
    return errorReply(relay, asInkanError(thrown), requestBody);
  }
}

async function replyToBody(
  relay: Relay,
  chain: Chain,
  requestBody: Buffer,
  budget: CallBudget,
  holding: Holding,
): Promise<Reply> {
  const parsed = parseRequest(requestBody, parseLimits(relay));
  if (parsed.kind === "batch") {
    const { body = nothing, provenance } = await answerBatch(relay, chain, parsed.elements, budget, holding);
    return { status: 200, contentType: json, body, provenance, requestBody };
  }

  const { call, error, idText } = parsed.element;
  if (idText === undefined) {
    await notify(relay, chain, parsed.element, budget);
    // As go-ethereum: no content, and 200 rather than 204, so that it has a Content-Type and is signed like any other.
    return { status: 200, contentType: json, body: nothing, provenance: localProvenance, requestBody };
  }
  const answer = error === undefined ? await answerCall(relay, chain, call, budget) : errorAnswer(error);
  const held = holding.take(answer.text.length) ? answer : refusal("OVERLOADED");
  return { status: 200, contentType: json, body: responseOf(idText, held), provenance: held, requestBody };
}

export function parseLimits({ limits, enclave }: Relay): ParseLimits {
  const { requestBytesMax, batchMax } = enclave.config.limits;
  const { jsonDepthMax, methodLengthMax, idLengthMax } = limits;
  return { requestBytesMax, batchMax, jsonDepthMax, methodLengthMax, idLengthMax };
}

/** The media types that go-ethereum takes. A form or `text/plain`, which any web page may send unasked, is refused. */
const jsonTypes = new Set([json, "application/json-rpc", "application/jsonrequest"]);

function requireJson({ headers }: IncomingMessage): void {
  const type = headers["content-type"] ?? "";
  if (!jsonTypes.has(type) && !jsonTypes.has(type.split(";", 1)[0]!.trim().toLowerCase()))
    throw new InkanError("UNSUPPORTED_MEDIA_TYPE");
  const encoding = headers["content-encoding"];
  if (encoding !== undefined && encoding.toLowerCase() !== "identity")
    throw new InkanError("UNSUPPORTED_MEDIA_TYPE", "Content-Encoding must be identity");
}

/** An error of the whole exchange; there is no call that it could be the answer to, so its id is null. */
export function errorReply(relay: Relay, error: InkanError, requestBody: Uint8Array = nothing): Reply {
  if (error.code === "INTERNAL") relay.enclave.log({ event: "call-failed", code: error.code });
  return {
    status: error.entry.http,
    contentType: json,
    body: responseOf("null", errorAnswer(error)),
    provenance: localProvenance,
    requestBody,
    fields: error.code === "HTTP_METHOD_NOT_ALLOWED" ? ["allow", "POST, OPTIONS"] : noFields,
  };
}
