// A request's content, bounded, in one piece.
import type { IncomingMessage } from "node:http";
import type { Holding } from "../../enclave/held-bytes.ts";
import { Refusal } from "../refusal.ts";

const empty = new Uint8Array(0);

/** Whether a request has content at all (RFC 9112, section 6.3). */
export const hasBody = ({ headers }: IncomingMessage): boolean =>
  headers["transfer-encoding"] !== undefined || (headers["content-length"] ?? "0") !== "0";

/**
 * What came in one piece is not copied, and the rest once.
 *
 * @param holding Counts the bytes from the moment that they are announced or arrive.
 * @throws {Refusal} `REQUEST_TOO_LARGE`, `OVERLOADED`; `REQUEST_MALFORMED` when the client went away before the end.
 */
export function readBody(
  request: IncomingMessage,
  bytesMax: number,
  holding: Holding,
): Promise<Uint8Array> | Uint8Array {
  if (!hasBody(request)) return empty;
  const announced = request.headers["content-length"];
  // llhttp has seen to it that this is a decimal number.
  const announcedBytes = announced === undefined ? 0 : Number(announced);
  if (announcedBytes > bytesMax) throw tooLarge(bytesMax);
  if (!holding.take(announcedBytes)) throw new Refusal("OVERLOADED");

  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let bytes = 0;
    const fail = (refusal: Refusal) => {
      chunks.length = 0;
      request.removeAllListeners("data").pause();
      reject(refusal);
    };
    request.on("data", (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes > bytesMax) return fail(tooLarge(bytesMax));
      if (announced === undefined && !holding.take(chunk.length)) return fail(new Refusal("OVERLOADED"));
      chunks.push(chunk);
    });
    request.on("end", () => resolve(chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks, bytes)));
    request.on("error", () => fail(new Refusal("REQUEST_MALFORMED", "cut short")));
  });
}

const tooLarge = (bytesMax: number) => new Refusal("REQUEST_TOO_LARGE", `at most ${bytesMax} bytes`);
