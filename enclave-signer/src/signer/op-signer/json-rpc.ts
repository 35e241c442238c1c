// JSON-RPC 2.0 over HTTP as op-signer speaks it (go-ethereum's server): HTTP 200 for every call that was understood, whatever became of it.
import { canonicalJson, JsonError, type JsonValue, parseJson } from "@inkan/attestation";
import type { Refusal, RefusalCode } from "../refusal.ts";
import type { OpSignerLimits } from "./limits.ts";
import { isObject } from "./members.ts";

export type RpcCall = {
  readonly method: string;
  readonly params: JsonValue | undefined;
  /** JSON text; `undefined` for a notification, which is not carried out: nobody would see the signature. */
  readonly idText: string | undefined;
};

export type RpcError = {
  readonly code: number;
  readonly message: string;
  /** Our code, in `error.data.code`. */
  readonly refusal: RefusalCode | undefined;
};

export type RpcElement = RpcCall | { readonly invalid: RpcError; readonly idText: string };
export type RpcRequest = { readonly isBatch: boolean; readonly elements: readonly RpcElement[] };
export type RpcOutcome = { readonly result: JsonValue } | { readonly error: RpcError };

const errorOf = (code: number, message: string): RpcError => ({ code, message, refusal: undefined });
export const methodNotFound = errorOf(-32601, "the method does not exist or is not available");
const invalidRequest = (message: string): RpcError => errorOf(-32600, message);

/** The whole body is no JSON-RPC: answered with one error and id null. */
export class RpcParseError extends Error {
  readonly error: RpcError;
  override readonly name = "RpcParseError";

  constructor(error: RpcError) {
    super(error.message);
    this.error = error;
  }
}

/** @throws {RpcParseError} */
export function parseRpc(body: Uint8Array, limits: OpSignerLimits): RpcRequest {
  const { batchMax, jsonDepthMax, idLengthMax, jsonValuesMax } = limits;
  if (isCrowded(body, jsonValuesMax)) throw new RpcParseError(invalidRequest(`more than ${jsonValuesMax} values`));
  const value = read(body, jsonDepthMax);
  if (!Array.isArray(value)) return { isBatch: false, elements: [elementOf(value, idLengthMax)] };
  if (value.length === 0) throw new RpcParseError(invalidRequest("empty batch"));
  if (value.length > batchMax) throw new RpcParseError(invalidRequest(`a batch may hold ${batchMax} calls`));
  return { isBatch: true, elements: value.map((element) => elementOf(element, idLengthMax)) };
}

/** No string that these methods take has a comma or a bracket in it, so a glance at the bytes counts the values. */
function isCrowded(body: Uint8Array, valuesMax: number): boolean {
  if (body.length <= valuesMax) return false;
  let values = 0;
  for (const sign of [",", "[", "{"])
    for (let at = 0, bytes = Buffer.from(body.buffer, body.byteOffset, body.length); ; at++) {
      at = bytes.indexOf(sign, at, "latin1");
      if (at === -1) break;
      if (++values > valuesMax) return true;
    }
  return false;
}

function read(body: Uint8Array, depthMax: number): JsonValue {
  try {
    // The door has bounded the bytes.
    return parseJson(body, { depthMax, bytesMax: body.length });
  } catch (thrown) {
    if (thrown instanceof JsonError) throw new RpcParseError(errorOf(-32700, thrown.message));
    throw thrown;
  }
}

function elementOf(value: JsonValue, idLengthMax: number): RpcElement {
  if (!isObject(value)) return { invalid: invalidRequest("a call is an object"), idText: "null" };
  const { jsonrpc, method, params, id } = value;
  const idText = idTextOf(id);
  if (idText === null || (idText !== undefined && idText.length > idLengthMax))
    return { invalid: invalidRequest("id must be a short string, a number or null"), idText: "null" };
  if (jsonrpc !== "2.0" || typeof method !== "string")
    return { invalid: invalidRequest('want jsonrpc "2.0" and a method'), idText: idText ?? "null" };
  return { method, params, idText };
}

/** @returns `null` for what is no id. */
function idTextOf(id: JsonValue | undefined): string | undefined | null {
  if (id === undefined) return undefined;
  return id === null || typeof id === "number" || typeof id === "string" ? JSON.stringify(id) : null;
}

export const responseText = (idText: string, outcome: RpcOutcome): string =>
  `{"jsonrpc":"2.0","id":${idText},${"result" in outcome ? `"result":${canonicalJson(outcome.result)}` : `"error":${errorText(outcome.error)}`}}`;

function errorText({ code, message, refusal }: RpcError): string {
  return canonicalJson({ code, message, ...(refusal === undefined ? {} : { data: { code: refusal } }) });
}

export const errorOfRefusal = (refusal: Refusal): RpcError => ({
  code: refusal.entry.jsonRpc,
  message: refusal.message,
  refusal: refusal.code,
});
