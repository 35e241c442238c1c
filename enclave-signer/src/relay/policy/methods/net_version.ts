import { localAnswer } from "../../answer.ts";
import type { MethodRule } from "../rule.ts";

/** The chain's id in decimal, as every network since Frontier has had it. */
export const net_version: MethodRule = (chain) => localAnswer(String(chain.config.chainId));
