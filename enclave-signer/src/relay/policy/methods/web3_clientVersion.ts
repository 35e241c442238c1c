import { localAnswer } from "../../answer.ts";
import type { MethodRule } from "../rule.ts";

/** The version in `enclave-signer/package.json`; a test holds the two together. */
export const version = "0.1.0";

const answer = localAnswer(`inkan/${version}`);

/** Says what answered here, and nothing of an upstream. */
export const web3_clientVersion: MethodRule = () => answer;
