// The least that reading a registry needs of an RPC endpoint: EIP-1193's `request` over HTTP, bounded in time and in bytes.
// A wallet's own provider, or viem's, does as well.
import { type JsonObject, type JsonValue, parseJson } from "./json/index.ts";
import { RegistryError } from "./registry-error.ts";

/** EIP-1193, the part that is used here. */
export type Eip1193Provider = {
  request(call: { readonly method: string; readonly params: readonly JsonValue[] }): Promise<unknown>;
};

export const httpProviderLimits = {
  /** From the call to the last byte of its answer. */
  deadlineMs: 10_000,
  /** The longest answer that reading needs is `eth_getCode`: 24 KiB of code at most (EIP-170), in hexadecimal. */
  answerBytesMax: 262_144,
  answerDepthMax: 8,
} as const;

export type HttpProviderLimits = { readonly [name in keyof typeof httpProviderLimits]: number };

/**
 * A provider for an RPC URL. It follows no redirect, sends no cookie, and believes an answer only when it is a JSON-RPC 2.0
 * response to the call.
 *
 * @param rpcUrl http: or https:. It may hold a key of the caller's, so no error repeats it.
 * @returns `request` rejects with a {@link RegistryError} whose code begins with `RPC_`.
 */
export function httpProvider(rpcUrl: string, limits: HttpProviderLimits = httpProviderLimits): Eip1193Provider {
  return {
    async request({ method, params }) {
      const signal = AbortSignal.timeout(limits.deadlineMs);
      try {
        const response = await fetch(rpcUrl, {
          method: "POST",
          headers: { "content-type": "application/json", accept: "application/json" },
          body: JSON.stringify({ jsonrpc: "2.0", id: 1, method, params }),
          redirect: "error",
          credentials: "omit",
          signal,
        });
        if (!response.ok) throw new RegistryError("RPC_UNREACHABLE", `HTTP status ${response.status}`);
        return resultOf(await boundedBody(response, limits.answerBytesMax), limits);
      } catch (thrown) {
        if (thrown instanceof RegistryError) throw thrown;
        if (signal.aborted) throw new RegistryError("RPC_TIMEOUT", `${limits.deadlineMs} ms`);
        throw new RegistryError("RPC_UNREACHABLE", undefined, { cause: thrown });
      }
    },
  };
}

/** Counts what arrives, whatever Content-Length said, and stops the transfer at the first byte too many. */
async function boundedBody(response: Response, bytesMax: number): Promise<Uint8Array> {
  if (response.body === null) return new Uint8Array();
  const reader = response.body.getReader();
  const body = new Uint8Array(bytesMax);
  let length = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return body.subarray(0, length);
    if (length + value.length > bytesMax) {
      await reader.cancel();
      throw new RegistryError("RPC_ANSWER_TOO_LARGE", `more than ${bytesMax} bytes`);
    }
    body.set(value, length);
    length += value.length;
  }
}

function resultOf(body: Uint8Array, limits: HttpProviderLimits): JsonValue {
  let answer: JsonValue;
  try {
    answer = parseJson(body, { bytesMax: limits.answerBytesMax, depthMax: limits.answerDepthMax });
  } catch (thrown) {
    throw new RegistryError("RPC_ANSWER_INVALID", "not JSON", { cause: thrown });
  }
  if (!isObject(answer) || answer.jsonrpc !== "2.0" || answer.id !== 1)
    throw new RegistryError("RPC_ANSWER_INVALID", "not a response with this call's id");
  const { result, error } = answer;
  if ((result === undefined) === (error === undefined))
    throw new RegistryError("RPC_ANSWER_INVALID", "wanted either result or error");
  if (result !== undefined) return result;
  const code = error !== undefined && isObject(error) ? error.code : undefined;
  // The endpoint's text stays out of ours: it would be shown to people as if it were this program's.
  throw new RegistryError("RPC_ERROR", typeof code === "number" ? `code ${code}` : undefined);
}

function isObject(value: JsonValue): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
