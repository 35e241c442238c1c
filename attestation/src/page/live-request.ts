// One more JSON-RPC request from this page, and what the measured program makes of a request.
import { canonicalRequest, canonicalRequestFields, definedParams } from "../canonical-request.ts";
import { canonicalJson, type JsonObject, type JsonValue, parseJson } from "../json/index.ts";
import type { ReadEvidence } from "../proof/evidence.ts";
import type { ShownExchange, VerdictCheck } from "../verdict/index.ts";
import { proofChecks } from "../verdict/proof-checks.ts";
import { pageLimits } from "./limits.ts";
import { type Platform, pageExchange } from "./verification.ts";

export type LiveAnswer = {
  /** With the chain's path. */
  readonly url: URL;
  readonly requestText: string;
  readonly checks: readonly VerdictCheck[];
  /** `undefined`: there was no answer, and the one check says why. */
  readonly exchange: ShownExchange | undefined;
};

/** @param evidence Whose response key the proof is checked with. Whether to believe that key is the verification's to say. */
export async function askLive(
  url: URL,
  requestText: string,
  evidence: ReadEvidence,
  { fetch, now }: Platform,
): Promise<LiveAnswer> {
  const asked = await proofChecks(pageExchange(fetch), url, evidence, { request: requestText, now });
  return { url, requestText, ...asked };
}

/** What the measured program sends upstream for a request, by its own rule (`canonical-request.ts`). */
export type Rebuilt = { readonly head: string; readonly body: string } | { readonly refused: string };

/** @returns `undefined` for what is no single JSON-RPC 2.0 call in strict JSON. */
export function rebuiltFor(requestText: string, upstream: URL): Rebuilt | undefined {
  const call = callOf(requestText);
  if (call === undefined) return undefined;
  const defined = definedParams(call.method, call.params);
  if ("refused" in defined) return defined;
  const body = canonicalRequest(call.method, canonicalJson(defined.params as JsonValue));
  const length = new TextEncoder().encode(body).length;
  const { host, pathname, search } = upstream;
  const head = `POST ${pathname}${search} HTTP/1.1\r\nhost: ${host}\r\n${canonicalRequestFields}content-length: ${length}`;
  return { head: head.replaceAll("\r\n", "\n"), body };
}

export function callOf(
  requestText: string,
): { readonly method: string; readonly params: readonly JsonValue[] | JsonObject } | undefined {
  try {
    const value = parseJson(requestText, { bytesMax: pageLimits.requestCharactersMax, depthMax: 32 });
    if (typeof value !== "object" || value === null || Array.isArray(value)) return undefined;
    const { jsonrpc, method, params = [] } = value as JsonObject & { readonly params?: JsonValue };
    if (jsonrpc !== "2.0" || typeof method !== "string" || typeof params !== "object" || params === null)
      return undefined;
    return { method, params: params as readonly JsonValue[] | JsonObject };
  } catch {
    return undefined;
  }
}
