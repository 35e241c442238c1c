// UTF-8, refused unless it is well-formed (RFC 3629). A byte order mark is kept, so that the reader behind sees and refuses it.
import { JsonError } from "./json-error.ts";

const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
const encoder = new TextEncoder();

/** @throws {JsonError} `JSON_UTF8`: overlong forms, surrogates, cut sequences, bytes that UTF-8 does not have. */
export function decodeUtf8(bytes: Uint8Array): string {
  try {
    return decoder.decode(bytes);
  } catch {
    throw new JsonError("JSON_UTF8", "the text must be well-formed UTF-8");
  }
}

/** Whether `text` takes more than `bytesMax` bytes in UTF-8. */
export function exceedsUtf8Bytes(text: string, bytesMax: number): boolean {
  // One to three bytes for a UTF-16 unit, so most texts are judged by their length alone.
  if (text.length > bytesMax) return true;
  return text.length * 3 > bytesMax && encoder.encode(text).length > bytesMax;
}
