// A call at one upstream after the other, until one gives an answer. What may have been carried out is repeated only if it is known to be a read.
import { InkanError } from "@inkan/link";
import type { Answer, Call, CallBudget } from "../call.ts";
import { errorCode, type UpstreamAnswer } from "./answer.ts";
import { upstreamLimits } from "./limits.ts";
import { isIdempotent } from "./method.ts";
import type { UpstreamNode } from "./node.ts";
import type { Tip } from "./tip.ts";

/** EIP-1474 `Limit exceeded`: another upstream may have some left. */
const limitExceeded = -32005;

/**
 * @param order Who may be asked, best first; at most `attemptsMax` are.
 * @throws {InkanError} `UPSTREAM_*`. Of several failures the one that says the most about what may have happened.
 */
export async function attempt(
  call: Call,
  order: readonly UpstreamNode[],
  budget: CallBudget,
  { tip, monotonicMs }: { readonly tip: Tip; readonly monotonicMs: () => number },
): Promise<Answer> {
  const mayRepeat = isIdempotent(call.method);
  const attempts = Math.min(order.length, upstreamLimits.attemptsMax);
  let worst: InkanError | undefined;
  /** An answer that another upstream may have a better one for. */
  let second: Answer | undefined;

  for (let at = 0; at < attempts; at++) {
    const node = order[at]!;
    const isLast = at === attempts - 1;
    const nowMs = monotonicMs();
    if (nowMs >= budget.deadline || budget.signal.aborted) break;
    try {
      const deadline = attemptDeadline(nowMs, budget.deadline, isLast || !mayRepeat);
      const said = await node.ask(call, { deadline, budget });
      if (said.kind === "limited") {
        worst ??= new InkanError("UPSTREAM_OVERLOADED", "the upstream takes no more calls for now");
        if (mayRepeat) continue;
        break;
      }
      const answer = answerOf(node, said);
      if (mayRepeat && said.kind === "error" && errorCode(said.text) === limitExceeded) {
        second ??= answer;
        continue;
      }
      const passed = tip.pass(call, node, answer, isLast);
      if (passed !== undefined) return passed;
      second = answer;
    } catch (thrown) {
      if (!(thrown instanceof InkanError)) throw thrown;
      // What may have happened is worse than what did not.
      if (worst === undefined || (isUnknown(thrown) && !isUnknown(worst))) worst = thrown;
      if (isUnknown(thrown) && !mayRepeat) break;
      // Another would say as much, and cost as much.
      if (thrown.code === "UPSTREAM_ANSWER_TOO_LARGE") break;
    }
  }
  if (second !== undefined) return second;
  throw worst ?? new InkanError("UPSTREAM_UNAVAILABLE");
}

const isUnknown = (error: InkanError): boolean => error.entry.outcome === "unknown";

export const answerOf = (node: UpstreamNode, { kind, text }: UpstreamAnswer): Answer => ({
  kind,
  text,
  source: "upstream",
  level: "relayed",
  block: node.head(),
  ageMs: 0,
});

/** An attempt leaves enough time for the next one, unless there is none. */
function attemptDeadline(nowMs: number, deadline: number, isLast: boolean): number {
  if (isLast) return deadline;
  return nowMs + Math.min((deadline - nowMs) * upstreamLimits.attemptShare, upstreamLimits.attemptMsMax);
}
