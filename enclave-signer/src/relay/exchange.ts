// One HTTP exchange: what is asked for, and what is replied. Nothing here knows of sockets or signatures.
import { asInkanError, InkanError } from "@inkan/link";
import { registrationPath } from "../enclave/attest/registration.ts";
import type { Holding } from "../enclave/held-bytes.ts";
import { errorAnswer, refusal, responseOf } from "./answer.ts";
import { attestationReply, registrationReply } from "./attestation.ts";
import { answerBatch, localProvenance, notify, type Provenance } from "./batch.ts";
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

/** A request as far as it is looked at, whichever way it came through the HTTP server. */
export type Asked = {
  readonly method: string;
  readonly contentType: string | undefined;
  readonly contentEncoding: string | undefined;
  readonly accept: string | undefined;
  /**
   * The content, in one piece.
   *
   * @throws {InkanError} `REQUEST_TOO_LARGE`, `OVERLOADED`, `REQUEST_TIMEOUT`.
   */
  content(bytesMax: number, holding: Holding): Buffer | Promise<Buffer>;
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
  request: Asked,
  target: Target,
  holding: Holding,
  signal: AbortSignal,
): Promise<Reply> {
  try {
    if (!holding.take(relay.limits.exchangeBytes)) throw new InkanError("OVERLOADED");
    if (target.path === "/attestation") return await attestationReply(relay, door, request, target.query);
    if (target.path === registrationPath) return await registrationReply(relay, request);
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
  request: Asked,
  holding: Holding,
  signal: AbortSignal,
): Promise<Reply> {
  requireJson(request);
  const { limits } = relay.enclave.config;
  const requestBody = await request.content(limits.requestBytesMax, holding);
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

function requireJson({ contentType: type = "", contentEncoding: encoding }: Asked): void {
  if (!jsonTypes.has(type) && !jsonTypes.has(type.split(";", 1)[0]!.trim().toLowerCase()))
    throw new InkanError("UNSUPPORTED_MEDIA_TYPE");
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
