// HTTP as a verification needs it. In a browser it is `fetch`; where the environment can show who ended TLS (Node), the caller gives its own.
import { boundedFetch, type Fetch } from "../proof/bounded-fetch.ts";

export type HttpAnswer = {
  readonly status: number;
  readonly headers: readonly (readonly [string, string])[];
  readonly body: Uint8Array;
};

/** What a TLS handshake showed. */
export type ShownTls = {
  /** DER SubjectPublicKeyInfo of the certificate's key. */
  readonly spki: Uint8Array;
  /** Whether this machine accepts the certificate, and why not. */
  readonly authorized: boolean;
  readonly why: string;
};

export type HttpExchange = {
  /** Follows no redirect, and rejects an answer that is too late or too large. */
  send(method: "GET" | "POST", url: URL, headers: Readonly<Record<string, string>>, body?: string): Promise<HttpAnswer>;
  /** What the last handshake showed; `undefined` over http. Absent where that cannot be seen. */
  readonly tls?: () => ShownTls | undefined;
};

export const httpExchangeLimits = { timeoutMs: 20_000, bytesMax: 4_194_304 } as const;

export function fetchExchange(fetch: Fetch): HttpExchange {
  return {
    async send(method, url, headers, body) {
      const init = { method, headers, ...(body === undefined ? {} : { body }) };
      const answer = await boundedFetch(fetch, url.href, init, httpExchangeLimits);
      return { status: answer.status, headers: [...answer.headers], body: answer.body };
    },
  };
}
