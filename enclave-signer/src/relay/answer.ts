// Answers as bytes: the JSON-RPC response object around a `result` or `error` that is not parsed again.

import { canonicalJson, type JsonValue } from "@inkan/attestation";
import { type ErrorCode, errorObjectText, InkanError } from "@inkan/link";
import type { Answer } from "./call.ts";

/** An answer that the relay knows by itself. */
export function localAnswer(value: JsonValue): Answer {
  return local("result", canonicalJson(value));
}

/** An error of {@link errorTable} as an answer; its code says what the caller may conclude. */
export function errorAnswer(error: InkanError): Answer {
  return local("error", errorObjectText(error));
}

/** The same for an error whose sentence is the table's. */
export function refusal(code: ErrorCode, message?: string): Answer {
  return errorAnswer(new InkanError(code, message));
}

const local = (kind: Answer["kind"], text: string): Answer => ({
  kind,
  text: Buffer.from(text),
  source: "local",
  level: "relayed",
  block: undefined,
  ageMs: 0,
});

/** Bytes that {@link responseOf} adds to an answer, without the id. */
export const responseOverheadBytes = 40;

/**
 * The response object of one call. The bytes of the answer are copied once, here.
 *
 * @param idText The client's id as JSON text.
 *
 * @example
 * responseOf("7", localAnswer("0x1")); // {"jsonrpc":"2.0","id":7,"result":"0x1"}
 */
export function responseOf(idText: string, answer: Answer): Buffer {
  const head = `{"jsonrpc":"2.0","id":${idText},"${answer.kind}":`;
  // An id is ASCII but for what a client put there.
  const headBytes = Buffer.byteLength(head);
  const response = Buffer.allocUnsafe(headBytes + answer.text.length + 1);
  response.write(head, 0);
  response.set(answer.text, headBytes);
  response[response.length - 1] = 0x7d;
  return response;
}
