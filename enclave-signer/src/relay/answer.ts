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

/** An answer and the id that it goes back with, as JSON text. */
export type Response = { readonly idText: string; readonly answer: Answer };

/**
 * The response object of one call. The bytes of the answer are copied once, here.
 *
 * @example
 * responseOf("7", localAnswer("0x1")); // {"jsonrpc":"2.0","id":7,"result":"0x1"}
 */
export function responseOf(idText: string, answer: Answer): Buffer {
  const head = headOf({ idText, answer });
  const headBytes = Buffer.byteLength(head);
  const response = Buffer.allocUnsafe(headBytes + answer.text.length + 1);
  response.write(head, 0);
  response.set(answer.text, headBytes);
  response[response.length - 1] = closingBrace;
  return response;
}

/** The response of a batch: as with one call, the bytes of each answer are copied once. */
export function batchResponseOf(responses: readonly Response[]): Buffer {
  const heads = responses.map((response, at) => (at === 0 ? "[" : ",") + headOf(response));
  const bytes = responses.reduce(
    (sum, { answer }, at) => sum + Buffer.byteLength(heads[at]!) + answer.text.length + 1,
    1,
  );
  const body = Buffer.allocUnsafe(bytes);
  let end = 0;
  for (const [at, { answer }] of responses.entries()) {
    end += body.write(heads[at]!, end);
    body.set(answer.text, end);
    end += answer.text.length;
    body[end++] = closingBrace;
  }
  body[end] = closingBracket;
  return body;
}

const closingBrace = 0x7d;
const closingBracket = 0x5d;

const headOf = ({ idText, answer }: Response) => `{"jsonrpc":"2.0","id":${idText},"${answer.kind}":`;
