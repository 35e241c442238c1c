// Would a validator be slashed for two of these messages? From the consensus specification (phase0/beacon-chain.md,
// `is_slashable_attestation_data` and `process_proposer_slashing`), with nothing of the signer's own rules.
import type { Message } from "./message.ts";

export type SlashablePair = {
  readonly offence: "double proposal" | "double vote" | "surround vote";
  readonly messages: readonly [Message, Message];
};

/** Compares all pairs: a drill collects hundreds of messages of one key, not more. Repeats of one message are no offence. */
export function slashablePairs(signed: readonly Message[]): readonly SlashablePair[] {
  const distinct = [...new Map(signed.map((message) => [JSON.stringify(message.body), message])).values()];
  return distinct.flatMap((message, at) =>
    distinct.slice(at + 1).flatMap((other): SlashablePair[] => {
      const offence = offenceOf(message, other);
      return offence === undefined ? [] : [{ offence, messages: [message, other] }];
    }),
  );
}

/** @param a,b Two distinct messages of one key. */
function offenceOf(a: Message, b: Message): SlashablePair["offence"] | undefined {
  if (a.kind !== b.kind) return undefined;
  if (a.kind === "block") return a.slot === b.slot ? "double proposal" : undefined;
  if (a.target === b.target) return "double vote";
  return surrounds(a, b) || surrounds(b, a) ? "surround vote" : undefined;
}

const surrounds = (a: Message, b: Message) => a.source < b.source && b.target < a.target;
