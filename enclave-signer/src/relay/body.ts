// A request's content, bounded, in one piece.
import type { IncomingMessage } from "node:http";
import { InkanError } from "@inkan/link";
import type { Holding } from "../enclave/held-bytes.ts";

/**
 * Counts content that came whole with its head.
 *
 * @throws {InkanError} `REQUEST_TOO_LARGE`, `OVERLOADED`.
 */
export function holdContent(content: Buffer, bytesMax: number, holding: Holding): Buffer {
  if (content.length > bytesMax) throw tooLarge(bytesMax);
  if (!holding.take(content.length)) throw new InkanError("OVERLOADED");
  return content;
}

/**
 * Reads to the end of the content. What came in one piece is not copied, and the rest once.
 *
 * @param holding Counts the bytes from the moment that they are announced or arrive.
 * @throws {InkanError} `REQUEST_TOO_LARGE`, `OVERLOADED`; `REQUEST_TIMEOUT` when the client went away before the end.
 */
export function readBody(request: IncomingMessage, bytesMax: number, holding: Holding): Promise<Buffer> {
  const announced = request.headers["content-length"];
  // llhttp has seen to it that this is a decimal number.
  const announcedBytes = announced === undefined ? 0 : Number(announced);
  if (announcedBytes > bytesMax) return Promise.reject(tooLarge(bytesMax));
  if (!holding.take(announcedBytes)) return Promise.reject(new InkanError("OVERLOADED"));

  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let bytes = 0;
    const fail = (error: InkanError) => {
      chunks.length = 0;
      request.removeAllListeners("data").pause();
      reject(error);
    };
    request.on("data", (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes > bytesMax) return fail(tooLarge(bytesMax));
      if (announced === undefined && !holding.take(chunk.length)) return fail(new InkanError("OVERLOADED"));
      chunks.push(chunk);
    });
    request.on("end", () => resolve(chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks, bytes)));
    request.on("error", () => fail(new InkanError("REQUEST_TIMEOUT")));
  });
}

const tooLarge = (bytesMax: number) => new InkanError("REQUEST_TOO_LARGE", `a request may have ${bytesMax} bytes`);
