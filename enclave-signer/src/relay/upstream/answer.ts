// What an upstream said, held to JSON-RPC 2.0 section 5: one object, our id, `result` or `error`. Its bytes are passed on as they are,
// so the whole text is checked for grammar, once, and nothing of it is built.
import { canonicalRequestId, JsonError, sliceTopLevel } from "@inkan/attestation";
import { InkanError } from "@inkan/link";
import { upstreamLimits } from "./limits.ts";

export type UpstreamAnswer = { readonly kind: "result" | "error"; readonly text: Uint8Array };

/**
 * Takes the value of `result` or `error` out of an upstream's answer, as a view of `body`.
 *
 * @throws {InkanError} `UPSTREAM_ANSWER_INVALID`: not JSON, not an object, another version or id, both members or neither, an `error` that is none.
 *
 * @example
 * readAnswer(Buffer.from('{"jsonrpc":"2.0","id":1,"result":"0x1"}'), { bytesMax: 1024 }); // { kind: "result", text: "0x1" in quotes }
 */
export function readAnswer(body: Uint8Array, { bytesMax }: { readonly bytesMax: number }): UpstreamAnswer {
  const members = slice(body, bytesMax);
  if (!equalsText(members.get("id"), String(canonicalRequestId))) throw invalid("it has another id");
  if (!equalsText(members.get("jsonrpc"), '"2.0"')) throw invalid("it is not JSON-RPC 2.0");
  const result = members.get("result");
  const error = members.get("error");
  if ((result === undefined) === (error === undefined)) throw invalid("it must have either a result or an error");
  if (result !== undefined) return { kind: "result", text: result };
  checkError(error!, bytesMax);
  return { kind: "error", text: error! };
}

/** Section 5.1: an integer `code`, a string `message`; `data` may be anything. */
function checkError(text: Uint8Array, bytesMax: number): void {
  const members = slice(text, bytesMax);
  if (!/^-?\d{1,10}$/.test(latin1(members.get("code")))) throw invalid("the error has no code");
  if (members.get("message")?.[0] !== 0x22) throw invalid("the error has no message");
}

/** The code of an `error` that {@link readAnswer} gave. */
export function errorCode(text: Uint8Array): number {
  return Number(latin1(slice(text, text.length).get("code")));
}

/** A quantity (`"0x1a"`), or `undefined`: the result was something else. */
export function readQuantity(text: Uint8Array): bigint | undefined {
  return text.length <= 68 ? quantity(latin1(text).slice(1, -1)) : undefined;
}

/** @param text As execution-apis writes one; leading zeros are let pass, more than 64 bits are not. */
export function quantity(text: unknown): bigint | undefined {
  return typeof text === "string" && /^0x[0-9a-fA-F]{1,16}$/.test(text) ? BigInt(text) : undefined;
}

/** A member of a result that is an object and a quantity, like a block's `number`. */
export function readQuantityMember(text: Uint8Array, name: string): bigint | undefined {
  if (text[0] !== 0x7b) return undefined;
  const value = slice(text, text.length).get(name);
  return value === undefined ? undefined : readQuantity(value);
}

function slice(text: Uint8Array, bytesMax: number): Map<string, Uint8Array> {
  try {
    return sliceTopLevel(text, { depthMax: upstreamLimits.answerDepthMax, bytesMax });
  } catch (thrown) {
    if (thrown instanceof JsonError) throw invalid("it is not a JSON object");
    throw thrown;
  }
}

const invalid = (why: string) =>
  new InkanError("UPSTREAM_ANSWER_INVALID", `the upstream's answer was not valid: ${why}`);

function equalsText(bytes: Uint8Array | undefined, text: string): boolean {
  if (bytes?.length !== text.length) return false;
  for (let at = 0; at < text.length; at++) if (bytes[at] !== text.charCodeAt(at)) return false;
  return true;
}

function latin1(bytes: Uint8Array | undefined): string {
  if (bytes === undefined) return "";
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("latin1");
}
