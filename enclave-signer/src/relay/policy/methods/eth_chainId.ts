import { localAnswer } from "../../answer.ts";
import type { MethodRule } from "../rule.ts";

/** From the measured configuration: an upstream can't make a wallet sign for another chain. */
export const eth_chainId: MethodRule = (chain) => localAnswer(`0x${chain.config.chainId.toString(16)}`);
