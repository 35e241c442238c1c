// One HTTP/1.1 exchange on a connection of its own, within bounds. For rare calls: a write never meets a connection that is just closing.
import { type IncomingMessage, type OutgoingHttpHeaders, request } from "node:http";
import { InkanError } from "@inkan/link";
import type { Dial } from "./dial.ts";

export type HttpQuestion = {
  readonly method: string;
  /** Path and query, as they are sent. */
  readonly path: string;
  /** All that are sent but `Connection`. */
  readonly headers: OutgoingHttpHeaders;
  readonly body?: Uint8Array | string | undefined;
};

export type HttpBounds = {
  /** Of the whole exchange. */
  readonly signal: AbortSignal;
  readonly connectDeadlineMs: number;
  readonly answerHeadBytesMax: number;
  readonly answerBytesMax: number;
};

export type HttpAnswer = Pick<IncomingMessage, "statusCode" | "statusMessage" | "headers" | "headersDistinct"> & {
  readonly body: Buffer;
};

/**
 * Follows no redirect.
 *
 * @param url Whom to dial.
 * @throws {InkanError} `UPSTREAM_UNAVAILABLE` (nothing was sent), `UPSTREAM_LOST`, `UPSTREAM_TIMEOUT`, `UPSTREAM_ANSWER_TOO_LARGE` (it may have been
 * carried out).
 */
export async function exchangeHttp(
  dial: Dial,
  url: string,
  question: HttpQuestion,
  bounds: HttpBounds,
): Promise<HttpAnswer> {
  const { signal, connectDeadlineMs } = bounds;
  const socket = await dial(url, { deadlineMs: connectDeadlineMs, signal });
  socket.on("error", () => {});
  try {
    const answer = await new Promise<IncomingMessage>((resolve, reject) => {
      const { method, path, headers, body } = question;
      const sent = request({
        ...{ method, path, signal, maxHeaderSize: bounds.answerHeadBytesMax },
        headers: { ...headers, connection: "close" },
        createConnection: () => socket,
        setDefaultHeaders: false,
      });
      sent.once("response", resolve).on("error", reject).end(body);
    });
    const { statusCode, statusMessage, headers, headersDistinct } = answer;
    return { statusCode, statusMessage, headers, headersDistinct, body: await bodyOf(answer, bounds.answerBytesMax) };
  } catch (cause) {
    if (cause instanceof InkanError) throw cause;
    throw new InkanError(signal.aborted ? "UPSTREAM_TIMEOUT" : "UPSTREAM_LOST", undefined, { cause });
  } finally {
    socket.destroy();
  }
}

async function bodyOf(answer: AsyncIterable<Uint8Array>, bytesMax: number): Promise<Buffer> {
  const pieces: Uint8Array[] = [];
  let bytes = 0;
  for await (const piece of answer) {
    bytes += piece.length;
    if (bytes > bytesMax) throw new InkanError("UPSTREAM_ANSWER_TOO_LARGE");
    pieces.push(piece);
  }
  return Buffer.concat(pieces);
}
