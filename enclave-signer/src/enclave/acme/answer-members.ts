// Members of the ACME server's answers, each read for what it must be. The rest of an answer is not looked at, as RFC 8555, section 7 has it.
import { type JsonObject, type JsonValue, parseJson } from "@inkan/attestation";
import { AcmeError } from "./acme-error.ts";
import type { AcmeAnswer } from "./exchange.ts";
import type { AcmeLimits } from "./limits.ts";

export type Members = { readonly [name: string]: JsonValue | undefined };

/** @throws {AcmeError} `ACME_ANSWER_INVALID`: not `application/json`, not strict JSON, not an object. */
export function membersOf({ contentType, body }: AcmeAnswer, limits: AcmeLimits): Members {
  if (contentType !== "application/json") throw invalid("not application/json");
  return parsedObject(body, limits);
}

/** @throws {AcmeError} `ACME_ANSWER_INVALID` */
export function parsedObject(body: Uint8Array, limits: AcmeLimits): Members {
  try {
    return objectOf(
      parseJson(body, { bytesMax: limits.answerBytesMax, depthMax: limits.answerDepthMax }),
      "the answer",
    );
  } catch (cause) {
    if (cause instanceof AcmeError) throw cause;
    throw new AcmeError("ACME_ANSWER_INVALID", "not strict JSON", { cause });
  }
}

export function objectOf(value: JsonValue | undefined, name: string): Members {
  if (typeof value !== "object" || value === null || Array.isArray(value)) throw invalid(`${name} is not an object`);
  // Without the usual prototype, so that a member that is absent is `undefined`, whatever its name.
  return Object.assign(Object.create(null) as object, value as JsonObject);
}

export function textOf(value: JsonValue | undefined, name: string): string {
  if (typeof value !== "string") throw invalid(`${name} is not a string`);
  return value;
}

/** @param max More of them are refused. */
export function listOf(value: JsonValue | undefined, name: string, max: number): readonly JsonValue[] {
  if (!Array.isArray(value) || value.length === 0 || value.length > max)
    throw invalid(`${name} is not a list of 1 to ${max}`);
  return value as readonly JsonValue[];
}

/**
 * A URL that the server wants asked: on the directory's origin, since the egress leads nowhere else and the configuration names no other.
 *
 * @throws {AcmeError} `ACME_ANSWER_INVALID`
 */
export function urlOn(origin: string, value: JsonValue | undefined, name: string, limits: AcmeLimits): string {
  const text = textOf(value, name);
  const url = text.length <= limits.urlBytesMax && /^[\x21-\x7e]+$/.test(text) ? URL.parse(text) : null;
  if (url === null || url.origin !== origin || url.username !== "" || url.password !== "" || url.hash !== "")
    throw invalid(`${name} is not a URL of ${origin}`);
  return text;
}

export const invalid = (detail: string) => new AcmeError("ACME_ANSWER_INVALID", detail);
