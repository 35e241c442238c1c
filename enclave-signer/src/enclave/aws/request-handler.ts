// The AWS SDK's way out: HTTP/1.1 inside TLS that ends here, through the parent's egress, to the configured endpoint and no other host.
import { Readable } from "node:stream";
import type { Address } from "@inkan/link";
import type { UpstreamTrust } from "../config-members.ts";
import { dialer } from "../dial.ts";
import { exchangeHttp, type HttpAnswer } from "../http-exchange.ts";
import { AwsError } from "./aws-error.ts";
import { type AwsLimits, awsLimits } from "./limits.ts";

/** What the SDK hands over: its `HttpRequest`. Bodies are whole; a stream is refused. */
export type AwsRequest = {
  readonly method: string;
  readonly protocol: string;
  readonly hostname: string;
  readonly port?: number | undefined;
  readonly path: string;
  readonly query?: Readonly<Record<string, string | readonly string[] | null>> | undefined;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: unknown;
};

/** What it takes back: its `HttpResponse`. */
export type AwsResponse = {
  readonly statusCode: number;
  readonly reason?: string | undefined;
  readonly headers: Record<string, string>;
  /** Of bytes that all came already. */
  readonly body: Readable;
};

export type AwsRequestHandler = {
  readonly metadata: { readonly handlerProtocol: string };
  handle(
    request: AwsRequest,
    options?: { readonly abortSignal?: unknown },
  ): Promise<{ readonly response: AwsResponse }>;
  destroy(): void;
  updateHttpClientConfig(): void;
  httpHandlerConfigs(): Record<string, never>;
};

export type AwsRequestHandlerParts = {
  readonly egress: Address;
  /** Of the measured configuration: `https://kms.eu-central-1.amazonaws.com`. `http:` is for development. */
  readonly endpoint: string;
  /** Of the measured configuration; without roots, those of the image hold. */
  readonly trust: UpstreamTrust;
  readonly limits?: AwsLimits;
};

/**
 * A `requestHandler` for the client of one service.
 *
 * @returns `handle` rejects with {@link AwsError} `AWS_TARGET_REFUSED`, or InkanError `UPSTREAM_UNAVAILABLE` (nothing was sent), `UPSTREAM_LOST`,
 * `UPSTREAM_TIMEOUT`, `UPSTREAM_ANSWER_TOO_LARGE` (it may have been carried out).
 *
 * @example
 * const requestHandler = awsRequestHandler({ egress, endpoint: "https://kms.eu-central-1.amazonaws.com", trust: { roots: [], pins: [] } });
 * new KMSClient({ region: "eu-central-1", endpoint, credentials, requestHandler });
 */
export function awsRequestHandler({
  egress,
  endpoint,
  trust,
  limits = awsLimits,
}: AwsRequestHandlerParts): AwsRequestHandler {
  const target = new URL(endpoint);
  const dial = dialer(egress, trust);
  return {
    metadata: { handlerProtocol: "http/1.1" },
    async handle(asked, { abortSignal } = {}) {
      if (!isFor(target, asked)) throw new AwsError("AWS_TARGET_REFUSED");
      const body = bodyOf(asked.body);
      const ending = AbortSignal.timeout(limits.exchangeDeadlineMs);
      const signal = abortSignal instanceof AbortSignal ? AbortSignal.any([ending, abortSignal]) : ending;
      const question = { method: asked.method, path: pathOf(asked), headers: asked.headers, body };
      const bounds = { ...limits, signal, connectDeadlineMs: limits.exchangeDeadlineMs };
      return { response: responseOf(await exchangeHttp(dial, endpoint, question, bounds)) };
    },
    destroy() {},
    updateHttpClientConfig() {},
    httpHandlerConfigs: () => ({}),
  };
}

/** The SDK could be talked into another host by an endpoint that a service names; nothing here follows it. */
function isFor(target: URL, { protocol, hostname, port }: AwsRequest): boolean {
  const asked = `${protocol}//${hostname}${port === undefined ? "" : `:${port}`}`;
  return URL.canParse(asked) && new URL(asked).origin === target.origin;
}

function bodyOf(body: unknown): Uint8Array | string | undefined {
  if (body === undefined || typeof body === "string" || body instanceof Uint8Array) return body;
  throw new TypeError("only whole bodies are sent");
}

function responseOf({ statusCode = 0, statusMessage, headers: given, body }: HttpAnswer): AwsResponse {
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(given))
    if (value !== undefined) headers[name] = Array.isArray(value) ? value.join(", ") : value;
  return { statusCode, reason: statusMessage, headers, body: Readable.from([body], { objectMode: false }) };
}

/** Spelt as the SDK signs it: RFC 3986's unreserved characters alone stand for themselves. */
function pathOf({ path, query = {} }: AwsRequest): string {
  const parts = Object.keys(query)
    .sort()
    .flatMap((name) => {
      const value = query[name];
      if (value === null || value === undefined) return [escaped(name)];
      return [value].flat().map((each) => `${escaped(name)}=${escaped(String(each))}`);
    });
  return parts.length === 0 ? path : `${path}?${parts.join("&")}`;
}

const escaped = (text: string): string =>
  encodeURIComponent(text).replace(/[!'()*]/g, (found) => `%${found.charCodeAt(0).toString(16).toUpperCase()}`);
