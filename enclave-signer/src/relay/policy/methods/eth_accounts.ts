import { localAnswer } from "../../answer.ts";
import type { MethodRule } from "../rule.ts";

const answer = localAnswer([]);

/** There are no accounts here; an upstream's would be nobody's business. */
export const eth_accounts: MethodRule = () => answer;
