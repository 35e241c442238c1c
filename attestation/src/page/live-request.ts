// One JSON-RPC request from this page, its answer, and the answer's proof, with nothing believed before the proof holds.
import { canonicalRequest, canonicalRequestFields, definedParams } from "../canonical-request.ts";
import { canonicalJson, type JsonObject, type JsonValue, parseJson } from "../json/index.ts";
import { acceptSignatureField } from "../proof/accept-signature.ts";
import { encodeBase64Url } from "../proof/base64.ts";
import { boundedFetch, type Fetch } from "../proof/bounded-fetch.ts";
import type { ProofReport } from "../proof/proof-report.ts";
import { verifyProof } from "../proof/verify-proof.ts";
import { pageLimits } from "./limits.ts";

export type LiveAnswer = {
  /** With the chain's path. */
  readonly url: URL;
  readonly requestText: string;
  readonly nonce: string;
} & (
  | { readonly status: number; readonly body: Uint8Array; readonly report: ProofReport }
  | { readonly failed: string; readonly code: string }
);

/** @param responseKey DER SubjectPublicKeyInfo that the endpoint's evidence showed; whether to believe it is the verification's to say. */
export async function askLive(
  url: URL,
  requestText: string,
  responseKey: Uint8Array,
  { fetch, now }: { readonly fetch: Fetch; readonly now: () => number },
): Promise<LiveAnswer> {
  const nonce = encodeBase64Url(crypto.getRandomValues(new Uint8Array(24)));
  const body = new TextEncoder().encode(requestText);
  const asked = { url, requestText, nonce };
  try {
    const headers = { "content-type": "application/json", "accept-signature": acceptSignatureField(nonce) };
    const bounds = { timeoutMs: pageLimits.answerMsMax, bytesMax: pageLimits.answerBytesMax };
    const response = await boundedFetch(fetch, url.href, { method: "POST", headers, body }, bounds);
    const report = await verifyProof({
      request: { method: "POST", authority: url.host, path: url.pathname, body },
      response,
      keySpki: responseKey,
      now: Math.floor(now()),
      expectedNonce: nonce,
    });
    return { ...asked, status: response.status, body: response.body, report };
  } catch (thrown) {
    const code = thrown instanceof Error && "code" in thrown ? String(thrown.code) : "NO_ANSWER";
    return { ...asked, failed: thrown instanceof Error ? thrown.message : "failed", code };
  }
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
