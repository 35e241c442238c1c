// A chain as the relay serves it, and the one way by which every call is answered: over HTTP, in a batch, or over WebSocket.
import { asInkanError } from "@inkan/link";
import type { ChainConfig } from "../enclave/config.ts";
import { errorAnswer } from "./answer.ts";
import type { Answer, Call, CallBudget } from "./call.ts";
import type { Filters } from "./filter/filters.ts";
import type { Policy } from "./policy/decide.ts";
import type { Relay } from "./relay.ts";
import type { Subscriptions } from "./subscription/subscriptions.ts";
import type { Upstreams } from "./upstream/upstreams.ts";

export type Chain = {
  readonly config: ChainConfig;
  readonly policy: Policy;
  readonly upstreams: Upstreams;
  readonly filters: Filters;
  readonly subscriptions: Subscriptions;
};

/**
 * Policy, then an answer of the relay's own, a filter, or an upstream.
 *
 * @returns Always an answer: what goes wrong is an answer of kind `error`. Nothing of an unforeseen error's text leaves.
 */
export async function answerCall(relay: Relay, chain: Chain, call: Call, budget: CallBudget): Promise<Answer> {
  try {
    const decision = chain.policy(call.method);
    if (decision.kind === "deny") return errorAnswer(decision.error);
    if (decision.kind === "rule") return await decision.rule(chain, call, budget);
    return await chain.upstreams.call(call, budget);
  } catch (thrown) {
    const error = asInkanError(thrown);
    if (error.code === "INTERNAL") relay.enclave.log({ event: "call-failed", code: error.code });
    return errorAnswer(error);
  }
}
