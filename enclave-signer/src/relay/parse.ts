// JSON-RPC 2.0 (https://www.jsonrpc.org/specification), the reading side: a client's bytes become calls, or errors to answer with.
// Of a request only `method`, the meaning of `params` and `id` are kept. The first two go upstream; `id` never does.
import { canonicalJson, JsonError, type JsonValue, parseJson } from "@inkan/attestation";
import { InkanError } from "@inkan/link";
import type { Call } from "./call.ts";
import type { RelayLimits } from "./limits.ts";
import { rebuildParams } from "./rebuild.ts";

/** One call as it was read. `idText` is JSON text; `undefined` for a notification, which gets no answer, not even an error (section 4.1). */
export type ParsedCall =
  | { readonly call: Call; readonly error?: undefined; readonly idText: string | undefined }
  | { readonly error: InkanError; readonly call?: undefined; readonly idText: string | undefined };

export type ParsedRequest =
  | { readonly kind: "single"; readonly element: ParsedCall }
  | { readonly kind: "batch"; readonly elements: readonly ParsedCall[] };

export type ParseLimits = Pick<RelayLimits, "jsonDepthMax" | "methodLengthMax" | "idLengthMax"> & {
  readonly requestBytesMax: number;
  readonly batchMax: number;
};

/**
 * Reads a request's content.
 *
 * @throws {InkanError} What concerns the whole content: `PARSE_ERROR`, `INVALID_REQUEST`, `REQUEST_TOO_LARGE`, `BATCH_EMPTY`, `BATCH_TOO_LARGE`.
 *   What concerns one call is in its element.
 *
 * @example
 * parseRequest(Buffer.from('{"jsonrpc":"2.0","id":7,"method":"eth_chainId"}'), limits);
 * // { kind: "single", element: { call: { method: "eth_chainId", params: [], paramsText: "[]" }, idText: "7" } }
 */
export function parseRequest(body: Uint8Array | string, limits: ParseLimits): ParsedRequest {
  const value = readJson(body, limits);
  if (!Array.isArray(value)) {
    if (!isObject(value)) throw new InkanError("INVALID_REQUEST");
    return { kind: "single", element: parseCall(value, limits) };
  }
  if (value.length === 0) throw new InkanError("BATCH_EMPTY");
  if (value.length > limits.batchMax)
    throw new InkanError("BATCH_TOO_LARGE", `a batch may hold ${limits.batchMax} calls`);
  return { kind: "batch", elements: value.map((element) => parseCall(element, limits)) };
}

function readJson(body: Uint8Array | string, limits: ParseLimits): JsonValue {
  try {
    return parseJson(body, { depthMax: limits.jsonDepthMax, bytesMax: limits.requestBytesMax });
  } catch (thrown) {
    if (!(thrown instanceof JsonError)) throw thrown;
    if (thrown.code === "JSON_TOO_LARGE") throw new InkanError("REQUEST_TOO_LARGE", thrown.message);
    // JSON that two readers could understand differently is valid by RFC 8259, and refused all the same.
    const grammar = thrown.code === "JSON_SYNTAX" || thrown.code === "JSON_UTF8";
    throw new InkanError(grammar ? "PARSE_ERROR" : "INVALID_REQUEST", thrown.message);
  }
}

type JsonMembers = { readonly [name: string]: JsonValue };

function isObject(value: JsonValue | undefined): value is JsonMembers {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function parseCall(request: JsonValue, limits: ParseLimits): ParsedCall {
  const invalid = (message: string, idText = "null"): ParsedCall => ({
    error: new InkanError("CALL_INVALID", message),
    idText,
  });
  if (!isObject(request)) return invalid("a call is an object");

  // Names that every object inherits are none of these, so that a plain read is right.
  const { jsonrpc, method, params, id } = request;
  const idText = idTextOf(id);
  if (idText === "invalid") return invalid("id must be a string, a number or null");
  if (idText !== undefined && idText.length > limits.idLengthMax)
    return invalid(`id may be ${limits.idLengthMax} characters long`);

  // An invalid request is answered even without an id (section 5.1).
  if (jsonrpc !== "2.0") return invalid('jsonrpc must be "2.0"', idText);
  if (typeof method !== "string") return invalid("method must be a string", idText);
  if (method.length > limits.methodLengthMax) return { error: new InkanError("METHOD_NOT_FOUND"), idText };
  // `null` is not what section 4.2 says, but clients send it and go-ethereum takes it.
  if (params !== undefined && params !== null && typeof params !== "object")
    return invalid("params must be an array or an object", idText);

  try {
    return { call: callOf(method, params ?? []), idText };
  } catch (thrown) {
    if (thrown instanceof InkanError) return { error: thrown, idText };
    throw thrown;
  }
}

const noParams: readonly JsonValue[] = Object.freeze([]);

/** Rebuilds a call: what its schema does not name is left out, and what is left is written in one way only. */
function callOf(method: string, given: Call["params"]): Call {
  if (Array.isArray(given) && given.length === 0) return { method, params: noParams, paramsText: "[]" };
  const params = rebuildParams(method, given);
  return { method, params, paramsText: canonicalJson(params) };
}

function idTextOf(id: JsonValue | undefined): string | undefined {
  if (typeof id === "number") return String(id);
  if (typeof id === "string") return JSON.stringify(id);
  if (id === undefined) return undefined;
  return id === null ? "null" : "invalid";
}
