// One verification as the page holds it: the report of `verify`, and what the page keeps besides.
import { boundedFetch, type Fetch } from "../proof/bounded-fetch.ts";
import type { Expectations, HttpExchange, ServedChain, VerifyReport } from "../verdict/index.ts";
import { servedChains, verify } from "../verdict/index.ts";
import { pageLimits } from "./limits.ts";

export type Verification = {
  readonly url: URL;
  readonly report: VerifyReport;
  readonly expected: Expectations | undefined;
  /** As the endpoint answered, for keeping. */
  readonly evidenceBytes: Uint8Array | undefined;
  /** Of the configuration that the endpoint showed. */
  readonly chains: readonly ServedChain[];
};

export type Platform = { readonly fetch: Fetch; readonly now: () => number };

/** @param request JSON-RPC call to send a relay. */
export async function verifyEndpoint(
  url: URL,
  expected: Expectations | undefined,
  request: string,
  { fetch, now }: Platform,
): Promise<Verification> {
  let evidenceBytes: Uint8Array | undefined;
  const exchange = pageExchange(fetch);
  const report = await verify(url, expected, {
    exchange: {
      async send(...asked) {
        const answer = await exchange.send(...asked);
        if (asked[0] === "GET") evidenceBytes = answer.body;
        return answer;
      },
    },
    now,
    request,
  });
  const chains = report.evidence === undefined ? [] : servedChains(report.evidence.configuration);
  return { url, report, expected, evidenceBytes, chains };
}

/** Within the page's own bounds. Without `tls`: no browser shows a page who ended it. */
export function pageExchange(fetch: Fetch): HttpExchange {
  return {
    async send(method, url, headers, body) {
      const bounds = { timeoutMs: pageLimits.answerMsMax, bytesMax: pageLimits.answerBytesMax };
      const answer = await boundedFetch(
        fetch,
        url.href,
        { method, headers, ...(body !== undefined && { body }) },
        bounds,
      );
      return { status: answer.status, headers: [...answer.headers], body: answer.body };
    },
  };
}
