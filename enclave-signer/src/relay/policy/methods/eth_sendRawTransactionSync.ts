// EIP-7966: sends, and waits for the receipt. The receipt must be that of the transaction that was sent.
import { JsonError, parseJson } from "@inkan/attestation";
import { asInkanError } from "@inkan/link";
import type { Answer } from "../../call.ts";
import type { MethodRule } from "../rule.ts";
import { hashOfFirst, memberOf, mismatch, underWay } from "./eth_sendRawTransaction.ts";

/** @throws {InkanError} `PARAMS_INVALID`, `TRANSACTION_HASH_MISMATCH`, `UPSTREAM_*`. Where the outcome is unknown the message names the hash. */
export const eth_sendRawTransactionSync: MethodRule = async (chain, call, budget) => {
  const hash = hashOfFirst(call);
  let answer: Answer;
  try {
    answer = await chain.upstreams.call(call, budget);
  } catch (thrown) {
    const error = asInkanError(thrown);
    if (error.entry.outcome === "not-sent") throw error;
    throw underWay(error, hash);
  }
  if (answer.kind === "result" && receiptHash(answer) !== hash) throw mismatch(hash);
  return answer;
};

/** `undefined` for what is no receipt, or not JSON that two readers would understand alike. */
function receiptHash(answer: Answer): string | undefined {
  try {
    const receipt = parseJson(answer.text, { depthMax: 8, bytesMax: answer.text.length });
    const hash = memberOf(receipt, "transactionHash");
    return typeof hash === "string" ? hash.toLowerCase() : undefined;
  } catch (thrown) {
    if (thrown instanceof JsonError) return undefined;
    throw thrown;
  }
}
