// What a method can have of its own: an answer that does not simply come from an upstream.
import type { Answer, Call, CallBudget } from "../call.ts";
import type { Chain } from "../chain.ts";

/** Answers a call of one method. Throws InkanError. */
export type MethodRule = (chain: Chain, call: Call, budget: CallBudget) => Answer | Promise<Answer>;
