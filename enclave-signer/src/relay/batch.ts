// A batch is taken apart: each call goes its own way, to its own upstream, and no upstream sees which calls stood together.
import { InkanError } from "@inkan/link";
import type { Holding } from "../enclave/held-bytes.ts";
import { batchResponseOf, errorAnswer, type Response } from "./answer.ts";
import type { Answer, Call, CallBudget } from "./call.ts";
import { answerCall, type Chain } from "./chain.ts";
import type { ParsedCall } from "./parse.ts";
import { hasEffect } from "./policy/effect.ts";
import type { Relay } from "./relay.ts";

/** What a proof says of an answer: its text is elsewhere. */
export type Provenance = Pick<Answer, "source" | "level" | "block" | "ageMs">;

export type BatchAnswer = {
  /** `undefined` when all were notifications: then there is nothing to answer. */
  readonly body: Buffer | undefined;
  readonly provenance: Provenance;
};

/**
 * Answers every call of a batch, in its order, `batchConcurrencyMax` at a time.
 *
 * Once the answers together have more than `responseBytesMax` bytes, what comes after is an error of its own: `UPSTREAM_ANSWER_TOO_LARGE`.
 *
 * @param holding Counts the answers' bytes.
 * @param one Answers one call; a WebSocket knows more methods than HTTP does.
 */
export async function answerBatch(
  relay: Relay,
  chain: Chain,
  elements: readonly ParsedCall[],
  budget: CallBudget,
  holding: Holding,
  one: (call: Call) => Promise<Answer> = (call) => answerCall(relay, chain, call, budget),
): Promise<BatchAnswer> {
  const { responseBytesMax } = relay.enclave.config.limits;
  const responses = new Array<Response | undefined>(elements.length);
  let provenance: Provenance | undefined;
  let bytes = 0;
  let next = 0;

  const keep = (at: number, idText: string, answer: Answer) => {
    const size = answer.text.length;
    const fits = bytes + size <= responseBytesMax && holding.take(size);
    const kept = fits ? answer : tooLarge(responseBytesMax);
    bytes += kept.text.length;
    provenance = provenance === undefined ? kept : weaker(provenance, kept);
    responses[at] = { idText, answer: kept };
  };

  const worker = async () => {
    for (let at = next++; at < elements.length; at = next++) {
      const { call, error, idText } = elements[at]!;
      if (idText === undefined) await notify(relay, chain, elements[at]!, budget);
      else if (error !== undefined) keep(at, idText, errorAnswer(error));
      else if (bytes >= responseBytesMax) keep(at, idText, tooLarge(responseBytesMax));
      else keep(at, idText, await one(call));
    }
  };
  await Promise.all(Array.from({ length: Math.min(relay.limits.batchConcurrencyMax, elements.length) }, worker));

  const answered = responses.filter((response) => response !== undefined);
  return {
    body: answered.length === 0 ? undefined : batchResponseOf(answered),
    provenance: provenance ?? localProvenance,
  };
}

export const localProvenance: Provenance = { source: "local", level: "relayed", block: undefined, ageMs: 0 };

/** A notification is carried out if carrying it out changes anything; nobody would see a read's answer. */
export async function notify(relay: Relay, chain: Chain, { call }: ParsedCall, budget: CallBudget): Promise<void> {
  if (call !== undefined && hasEffect(call.method)) await answerCall(relay, chain, call, budget);
}

const tooLarge = (responseBytesMax: number): Answer =>
  errorAnswer(
    new InkanError("UPSTREAM_ANSWER_TOO_LARGE", `the answers of a batch may have ${responseBytesMax} bytes together`),
  );

const sources = ["local", "cache", "upstream"] as const;
const levels = ["proven", "agreed", "relayed"] as const;

/** Of two answers in one batch: the most remote source, the least claim, the lowest block, the greatest age. */
export function weaker(a: Provenance, b: Provenance): Provenance {
  return {
    source: sources[Math.max(sources.indexOf(a.source), sources.indexOf(b.source))]!,
    level: levels[Math.max(levels.indexOf(a.level), levels.indexOf(b.level))]!,
    block: lowest(a.block, b.block),
    ageMs: Math.max(a.ageMs, b.ageMs),
  };
}

function lowest(a: bigint | undefined, b: bigint | undefined): bigint | undefined {
  if (a === undefined) return b;
  return b === undefined || a < b ? a : b;
}
