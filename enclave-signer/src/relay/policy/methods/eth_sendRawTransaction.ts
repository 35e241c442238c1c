// A signed transaction on its way to the chain. The hash is computed here, so an upstream can't name another; and a transaction that
// may already be under way is looked up, never sent again.
import { type JsonValue, parseJson } from "@inkan/attestation";
import { asInkanError, InkanError } from "@inkan/link";
import { localAnswer } from "../../answer.ts";
import type { Answer, Call, CallBudget } from "../../call.ts";
import type { Chain } from "../../chain.ts";
import { bytesFromHex } from "../hex.ts";
import type { MethodRule } from "../rule.ts";
import { transactionHash } from "../transaction-hash.ts";

/**
 * Sends once and compares the hash that the upstream gives.
 *
 * An upstream's own refusal ("already known", "nonce too low") is passed on as it is: only the sender knows whether it sent before.
 *
 * @throws {InkanError} `PARAMS_INVALID`, `TRANSACTION_HASH_MISMATCH`, `UPSTREAM_*`. Where the outcome is unknown the message names the hash.
 */
export const eth_sendRawTransaction: MethodRule = async (chain, call, budget) => {
  const hash = hashOfFirst(call);
  const answer = await sendOnce(chain, call, budget, hash);
  if (answer.kind === "result" && textOf(answer, 80) !== `"${hash}"`) throw mismatch(hash);
  return answer;
};

/** @throws {InkanError} `PARAMS_INVALID` */
export function hashOfFirst({ params }: Call): string {
  const data: JsonValue | undefined = Array.isArray(params) ? params[0] : undefined;
  const raw = typeof data === "string" ? bytesFromHex(data) : undefined;
  if (raw === undefined || raw.length === 0)
    throw new InkanError("PARAMS_INVALID", "want a signed transaction, as 0x and hexadecimal digits");
  return transactionHash(raw);
}

export const mismatch = (hash: string): InkanError =>
  new InkanError("TRANSACTION_HASH_MISMATCH", `the upstream named another transaction hash than ${hash}`);

/** The answer's text if it is no longer than an honest one. */
const textOf = (answer: Answer, bytesMax: number): string | undefined =>
  answer.text.length <= bytesMax ? Buffer.from(answer.text).toString("latin1").trim().toLowerCase() : undefined;

/** One attempt. If its outcome is unknown, asks an upstream whether it has the transaction. */
async function sendOnce(chain: Chain, call: Call, budget: CallBudget, hash: string): Promise<Answer> {
  try {
    return await chain.upstreams.call(call, budget);
  } catch (thrown) {
    const error = asInkanError(thrown);
    if (error.entry.outcome === "not-sent") throw error;
    const known = await hasTransaction(chain, budget, hash);
    if (known) return { ...localAnswer(hash), source: "upstream" };
    throw underWay(error, hash);
  }
}

/** An error whose outcome is unknown, with what the sender needs in order to find out. */
export const underWay = (error: InkanError, hash: string): InkanError =>
  new InkanError(
    error.code,
    `${error.message}; the transaction may be under way: look for ${hash} before you send it again`,
    { cause: error },
  );

async function hasTransaction(chain: Chain, budget: CallBudget, hash: string): Promise<boolean> {
  try {
    const lookUp: Call = { method: "eth_getTransactionByHash", params: [hash], paramsText: `["${hash}"]` };
    const found = await chain.upstreams.call(lookUp, budget);
    if (found.kind !== "result") return false;
    const transaction = parseJson(found.text, { depthMax: 8, bytesMax: found.text.length });
    return memberOf(transaction, "hash") === hash;
  } catch {
    // Not knowing is what the caller is told already.
    return false;
  }
}

export function memberOf(value: JsonValue, name: string): JsonValue | undefined {
  if (typeof value !== "object" || value === null || Array.isArray(value) || !Object.hasOwn(value, name))
    return undefined;
  return (value as { readonly [name: string]: JsonValue })[name];
}
