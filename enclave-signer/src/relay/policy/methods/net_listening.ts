import { localAnswer } from "../../answer.ts";
import type { MethodRule } from "../rule.ts";

const answer = localAnswer(true);

/** web3.js asks it to see whether anyone is there. */
export const net_listening: MethodRule = () => answer;
