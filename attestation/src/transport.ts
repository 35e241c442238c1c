// A viem transport that fails closed. It is an entry of its own, `@inkan/attestation/transport`: the enclave imports the package's index, and
// viem has no business there.
import { BaseError, createTransport, RpcRequestError, type Transport } from "viem";
import {
  ProofError,
  type ProofRefusalCode,
  type ProvenOptions,
  ProviderRpcError,
  provenProvider,
} from "./proof/index.ts";

/** What viem shows where an answer is not proven. `code` says why; `cause` is the {@link ProofError}, whose own cause may be a report. */
export class InkanTransportError extends BaseError {
  readonly code: ProofRefusalCode;

  constructor(error: ProofError, url: string) {
    super("The answer is not proven, so it is withheld.", {
      cause: error,
      details: error.message,
      metaMessages: [`URL: ${url}`, `Reason: ${error.code}`],
      name: "InkanTransportError",
    });
    this.code = error.code;
  }
}

export type InkanTransportOptions = ProvenOptions & {
  /** How often viem repeats a call that failed. Default 0: a transaction that may have been sent is not sent again unasked. */
  readonly retryCount?: number | undefined;
};

/**
 * A transport that attests the endpoint before its first call, sends each call with a nonce of its own, and resolves only with answers
 * whose proof holds. Don't put it beside an unproven transport into viem's `fallback`: that would answer what this one refuses.
 *
 * @param url Of the chain at the endpoint.
 *
 * @example
 * const transport = inkanTransport("https://rpc.example/eth", { expectations: { measurements, pcr16 } });
 * const client = createPublicClient({ chain: mainnet, transport });
 */
export function inkanTransport(url: string, options: InkanTransportOptions): Transport<"inkan"> {
  const provider = provenProvider(url, options);
  return () =>
    createTransport({
      key: "inkan",
      name: "Inkan: attested and proven JSON-RPC",
      type: "inkan",
      retryCount: options.retryCount ?? 0,
      async request(call: { method: string; params?: unknown }) {
        try {
          // viem's type says any result of any method; what it is, its actions check.
          return (await provider.request(call)) as never;
        } catch (thrown) {
          if (thrown instanceof ProofError) throw new InkanTransportError(thrown, url);
          if (!(thrown instanceof ProviderRpcError)) throw thrown;
          const error = { code: thrown.code, message: thrown.message, data: thrown.data };
          throw new RpcRequestError({ body: { method: call.method }, error, url });
        }
      },
    });
}
