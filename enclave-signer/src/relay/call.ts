// One call on its way through the relay, and its answer: the shapes that every part of the relay speaks.
import type { JsonValue } from "@inkan/attestation";

/** A call as it was rebuilt: nothing of the client's bytes is left but what these members mean. */
export type Call = {
  readonly method: string;
  readonly params: readonly JsonValue[] | { readonly [name: string]: JsonValue };
  /** Canonical JSON (RFC 8785) of `params`, as it goes upstream. */
  readonly paramsText: string;
};

/** Where an answer's bytes came from: the `src` of `Inkan-Context`. */
export type Source = "upstream" | "cache" | "local";

/** What an answer claims: the `level` of `Inkan-Context`. */
export type Level = "relayed" | "agreed" | "proven";

export type Answer = {
  /** Whether `text` is the value of `result` or of `error`. An upstream's own error (a revert) is an answer like any other. */
  readonly kind: "result" | "error";
  /** JSON text, exactly as the upstream sent it (UTF-8); for a batch or a whole answer nothing of it is parsed again. */
  readonly text: Uint8Array;
  readonly source: Source;
  readonly level: Level;
  /** Head of the chain as far as the answering upstream had shown it, if known. */
  readonly block: bigint | undefined;
  /** Milliseconds since the bytes came from the upstream; 0 unless from the cache. */
  readonly ageMs: number;
};

/** Ends what a call may still cost: the client went away, or `deadline` (milliseconds of the monotonic clock, `clock.monotonicMs()`) passed. */
export type CallBudget = { readonly signal: AbortSignal; readonly deadline: number };
