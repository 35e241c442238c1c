// One HTTP exchange with an end: bounded in time and in bytes, following no redirect, telling nothing that was not asked for.
import { ProofError } from "./errors.ts";

export type Fetch = (input: string, init: RequestInit) => Promise<Response>;

export type FetchBounds = {
  readonly timeoutMs: number;
  /** Bytes of the content, inclusive. */
  readonly bytesMax: number;
  readonly signal?: AbortSignal | undefined;
};

export type Fetched = { readonly status: number; readonly headers: Headers; readonly body: Uint8Array };

/**
 * @throws {ProofError} `EXCHANGE_FAILED` (unreachable, redirected, too slow, aborted; the cause has more), `ANSWER_TOO_LARGE`. Whether the
 * request took effect is not known then.
 */
export async function boundedFetch(
  fetch: Fetch,
  url: string,
  init: RequestInit,
  { timeoutMs, bytesMax, signal }: FetchBounds,
): Promise<Fetched> {
  const timeout = AbortSignal.timeout(timeoutMs);
  try {
    const response = await fetch(url, {
      ...init,
      // A redirect would be another authority or path than the one that is checked. No cookie, no referrer, no cached answer.
      redirect: "error",
      credentials: "omit",
      cache: "no-store",
      referrerPolicy: "no-referrer",
      signal: signal === undefined ? timeout : AbortSignal.any([timeout, signal]),
    });
    return { status: response.status, headers: response.headers, body: await boundedBody(response, bytesMax) };
  } catch (thrown) {
    if (thrown instanceof ProofError) throw thrown;
    const seen = timeout.aborted ? `no whole answer within ${timeoutMs} ms` : undefined;
    throw new ProofError("EXCHANGE_FAILED", seen, { cause: thrown });
  }
}

async function boundedBody(response: Response, bytesMax: number): Promise<Uint8Array> {
  if (response.body === null) return new Uint8Array();
  const parts: Uint8Array[] = [];
  let length = 0;
  const reader = response.body.getReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    length += value.length;
    if (length > bytesMax) {
      await reader.cancel();
      throw new ProofError("ANSWER_TOO_LARGE", `more than ${bytesMax} bytes`);
    }
    parts.push(value);
  }
  const body = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    body.set(part, at);
    at += part.length;
  }
  return body;
}
