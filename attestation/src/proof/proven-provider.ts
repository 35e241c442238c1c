// An EIP-1193 provider whose answers are proven: web3.js and ethers' BrowserProvider take it as it is, viem through `custom` or transport.ts.
import { JsonError, sliceTopLevel } from "../json/index.ts";
import { ProofError } from "./errors.ts";
import { proofLimits } from "./limits.ts";
import { openProvenExchange, type ProvenOptions } from "./proven-exchange.ts";

/** The endpoint's own, proven `error` (JSON-RPC 2.0, section 5.1; EIP-1193's ProviderRpcError). */
export class ProviderRpcError extends Error {
  readonly code: number;
  readonly data: unknown;
  override readonly name = "ProviderRpcError";

  constructor(code: number, message: string, data: unknown) {
    super(message);
    this.code = code;
    this.data = data;
  }
}

export type ProvenProvider = {
  /**
   * @throws {ProviderRpcError} The endpoint answered with an error, and that is proven.
   * @throws {ProofError} Nothing is proven. Whether the request took effect is not known.
   */
  request(call: { readonly method: string; readonly params?: unknown }): Promise<unknown>;
};

/**
 * @example
 * const web3 = new Web3(provenProvider("https://rpc.example/eth", { expectations }));
 */
export function provenProvider(endpoint: string | URL, options: ProvenOptions): ProvenProvider {
  const exchange = openProvenExchange(endpoint, options);
  return {
    async request({ method, params = [] }) {
      // One call an exchange, so the id is always the same: it says nothing, and the nonce ties answer to request.
      const content = JSON.stringify({ jsonrpc: "2.0", id: 1, method, params });
      const { body } = await exchange.post(new TextEncoder().encode(content));
      return resultOf(body);
    },
  };
}

function resultOf(body: Uint8Array): unknown {
  const malformed = (seen?: string) => new ProofError("ANSWER_MALFORMED", seen);
  let members: Map<string, unknown>;
  try {
    const limits = { bytesMax: body.length, depthMax: proofLimits.answerDepthMax };
    members = new Map(
      [...sliceTopLevel(body, limits)].map(([name, bytes]) => [name, JSON.parse(new TextDecoder().decode(bytes))]),
    );
  } catch (thrown) {
    throw thrown instanceof JsonError ? malformed(`not strict JSON: ${thrown.code}`) : thrown;
  }
  if (members.has("result") === members.has("error")) throw malformed("wanted a result or an error");
  if (members.get("jsonrpc") !== "2.0") throw malformed("not JSON-RPC 2.0");
  // An error of the exchange may have no id of ours.
  const id = members.get("id");
  if (id !== 1 && !(id === null && members.has("error"))) throw malformed("another id");
  if (!members.has("error")) return members.get("result");
  const { code, message, data } = Object(members.get("error")) as { code?: unknown; message?: unknown; data?: unknown };
  if (typeof code !== "number" || typeof message !== "string") throw malformed("an error has a code and a message");
  throw new ProviderRpcError(code, message, data);
}
