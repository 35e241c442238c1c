// One HTTPS exchange with the ACME server: a connection of its own through the egress, TLS that ends here, and an answer within bounds.
import type { IncomingHttpHeaders } from "node:http";
import { InkanError } from "@inkan/link";
import type { Clock } from "../clock.ts";
import type { Dial } from "../dial.ts";
import { exchangeHttp, type HttpAnswer } from "../http-exchange.ts";
import { AcmeError } from "./acme-error.ts";
import type { AcmeLimits } from "./limits.ts";

export type AcmeAnswer = {
  readonly status: number;
  /** Media type in lower case, without parameters; empty where there is none. */
  readonly contentType: string;
  /** As they came; absent, or given twice: `undefined`. */
  readonly location: string | undefined;
  readonly nonce: string | undefined;
  readonly retryAfterMs: number | undefined;
  readonly body: Buffer;
};

export type AcmeQuestion = {
  readonly method: "GET" | "HEAD" | "POST";
  readonly url: string;
  readonly body?: string | undefined;
  readonly accept?: string | undefined;
};

export type AcmeExchange = (question: AcmeQuestion) => Promise<AcmeAnswer>;

/**
 * @returns An exchange that rejects with `ACME_UNREACHABLE` or, for an answer out of bounds, `ACME_ANSWER_INVALID`. It follows no redirect.
 */
export function openExchange(
  dial: Dial,
  { clock, limits, signal }: { readonly clock: Clock; readonly limits: AcmeLimits; readonly signal: AbortSignal },
): AcmeExchange {
  return async (question) => {
    const url = new URL(question.url);
    const { method, body } = question;
    const asked = { method, path: `${url.pathname}${url.search}`, headers: fieldsOf(question, url.host), body };
    const ending = AbortSignal.any([signal, AbortSignal.timeout(limits.exchangeDeadlineMs)]);
    const answer = await exchangeHttp(dial, question.url, asked, { ...limits, signal: ending }).catch((cause) => {
      if (cause instanceof InkanError && cause.code === "UPSTREAM_ANSWER_TOO_LARGE")
        throw new AcmeError("ACME_ANSWER_INVALID", `more than ${limits.answerBytesMax} bytes`);
      throw new AcmeError("ACME_UNREACHABLE", undefined, { cause });
    });
    return readAnswer(answer, clock);
  };
}

/** RFC 8555, section 6.1 demands a user agent; this one tells no version and nothing of the machine. */
function fieldsOf({ body, accept }: AcmeQuestion, host: string): Record<string, string> {
  return {
    host,
    "user-agent": "inkan",
    ...(accept === undefined ? {} : { accept }),
    ...(body === undefined
      ? {}
      : { "content-type": "application/jose+json", "content-length": String(Buffer.byteLength(body)) }),
  };
}

function readAnswer(answer: HttpAnswer, clock: Clock): AcmeAnswer {
  const one = (name: string) => {
    const values = answer.headersDistinct[name];
    return values?.length === 1 ? values[0] : undefined;
  };
  return {
    status: answer.statusCode ?? 0,
    contentType: mediaType(answer.headers),
    location: one("location"),
    nonce: one("replay-nonce"),
    retryAfterMs: retryAfterMs(one("retry-after"), clock),
    body: answer.body,
  };
}

const mediaType = (headers: IncomingHttpHeaders) =>
  (headers["content-type"] ?? "").split(";", 1)[0]!.trim().toLowerCase();

/** RFC 9110, section 10.2.3: seconds, or a date. */
function retryAfterMs(text: string | undefined, clock: Clock): number | undefined {
  if (text === undefined) return undefined;
  if (/^\d{1,9}$/.test(text)) return Number(text) * 1000;
  const atMs = Date.parse(text);
  return Number.isNaN(atMs) ? undefined : Math.max(0, atMs - clock.unixMs());
}
