// `fetch` for JSON-RPC clients that take one of their own, such as ethers: nothing comes back unproven.
import { ProofError } from "./errors.ts";
import { openProvenExchange, type ProvenOptions } from "./proven-exchange.ts";

/**
 * A `fetch` that speaks to one endpoint only, and resolves only with answers whose proof holds.
 * Of the request it takes the URL, the content and the signal: method POST, and no header of the caller's leaves.
 *
 * @returns A function that rejects with a {@link ProofError} instead of resolving with an answer that is not proven.
 *
 * @example
 * const fetch = provenFetch("https://rpc.example/eth", { expectations });
 * const response = await fetch("https://rpc.example/eth", { method: "POST", body: '{"jsonrpc":"2.0",…}' });
 *
 * @example
 * // ethers
 * const request = new FetchRequest("https://rpc.example/eth");
 * request.getUrlFunc = async ({ url, body }) => {
 *   const response = await fetch(url, { method: "POST", body });
 *   const headers = Object.fromEntries(response.headers);
 *   return { statusCode: response.status, statusMessage: "", headers, body: new Uint8Array(await response.arrayBuffer()) };
 * };
 */
export function provenFetch(
  endpoint: string | URL,
  options: ProvenOptions,
): (input: string | URL, init?: RequestInit) => Promise<Response> {
  const exchange = openProvenExchange(endpoint, options);
  return async (input, init = {}) => {
    if (new URL(input).href !== exchange.url.href)
      throw new ProofError("REQUEST_UNSUPPORTED", "made for another endpoint");
    if ((init.method ?? "GET").toUpperCase() !== "POST") throw new ProofError("REQUEST_UNSUPPORTED");
    const answer = await exchange.post(contentOf(init.body), init.signal ?? undefined);
    // These statuses forbid a body, and the content was proven to be what it is.
    const body = [204, 205, 304].includes(answer.status) ? null : new Uint8Array(answer.body);
    return new Response(body, { status: answer.status, headers: { "content-type": answer.contentType } });
  };
}

function contentOf(body: RequestInit["body"]): Uint8Array<ArrayBuffer> {
  if (typeof body === "string") return new TextEncoder().encode(body);
  if (body instanceof ArrayBuffer) return new Uint8Array(body.slice(0));
  if (ArrayBuffer.isView(body)) return new Uint8Array(new Uint8Array(body.buffer, body.byteOffset, body.byteLength));
  throw new ProofError("REQUEST_UNSUPPORTED", "the content must be text or bytes");
}
