// A report of every check of an answer's proof: what was required, what was seen. What was not made never counts as passed.
import type { ProofContext } from "./context.ts";
import type { ProofRefusalCode } from "./errors.ts";
import { ProofError } from "./errors.ts";

/** Every check, in the order in which it is made and shown; the source of the rule. */
export const proofCheckTable = {
  key: { title: "the key is a P-256 SubjectPublicKeyInfo", source: "RFC 5480 2" },
  fields: { title: "the answer carries a proof, each field once", source: "docs/protocol/proof.md 3" },
  "signature-input": { title: "one signature, labelled inkan", source: "RFC 9421 4.1, RFC 8941 4.2" },
  components: {
    title: "it covers exactly the components of the profile",
    source: "docs/protocol/proof.md 3, RFC 9421 7.2.1",
  },
  parameters: {
    title: "it has exactly the parameters of the profile",
    source: "docs/protocol/proof.md 3, RFC 9421 2.3",
  },
  tag: { title: "it was made for this application", source: "RFC 9421 7.2.7" },
  keyid: { title: "it names the key", source: "docs/protocol/proof.md 3" },
  nonce: { title: "it holds the request's nonce", source: "RFC 9421 7.2.2" },
  created: { title: "it is fresh, by the checker's own clock", source: "RFC 9421 3.2 and 7.2.4" },
  expires: { title: "it has not expired", source: "RFC 9421 3.2" },
  "content-digest": { title: "the content is the one that was signed", source: "RFC 9530 2" },
  context: { title: "Inkan-Context has the members of the profile", source: "docs/protocol/proof.md 4" },
  request: { title: "the answer was made for this request", source: "docs/protocol/proof.md 4, RFC 9421 2.4" },
  "signature-format": {
    title: "the signature is 64 bytes with r and s in 1..n-1",
    source: "RFC 9421 3.3.4, FIPS 186-5 6.4.2",
  },
  signature: {
    title: "the signature verifies over method, authority, path, status and fields",
    source: "RFC 9421 3.2",
  },
} as const satisfies Record<string, { readonly title: string; readonly source: string }>;

export type ProofCheckId = keyof typeof proofCheckTable;
export type ProofOutcome = "passed" | "failed" | "not-checked" | "not-asked";

export type ProofCheck = {
  readonly id: ProofCheckId;
  readonly title: string;
  readonly source: string;
  readonly required: string;
  readonly seen: string;
  readonly outcome: ProofOutcome;
  /** `outcome === "passed"`, and nothing else. */
  readonly passed: boolean;
  readonly code: ProofRefusalCode | undefined;
};

export type ProofReport = {
  /** The only member that says "believe this answer". */
  readonly accepted: boolean;
  /** The first reason for a refusal. */
  readonly code: ProofRefusalCode | undefined;
  /** Every check of {@link proofCheckTable}, once, in its order. */
  readonly checks: readonly ProofCheck[];
  /** What the answer says of itself. Only there when the report accepts. */
  readonly context: ProofContext | undefined;
  /** When the enclave signed, Unix seconds by its clock. Only there when the report accepts. */
  readonly created: number | undefined;
};

type Seen<Value> = { readonly seen: string; readonly value: Value };

/** Collects checks in order. One that throws a {@link ProofError} has failed, and its value is `undefined`. */
export class ProofChecks {
  readonly #made = new Map<ProofCheckId, ProofCheck>();

  async make<Value>(
    id: ProofCheckId,
    required: string,
    check: () => Seen<Value> | Promise<Seen<Value>>,
  ): Promise<Value | undefined> {
    try {
      const { seen, value } = await check();
      this.#add(id, required, seen, "passed", undefined);
      return value;
    } catch (thrown) {
      const refused = thrown instanceof ProofError ? thrown : new ProofError("INTERNAL");
      const outcome = refused.code === "NOT_CHECKED" ? "not-checked" : "failed";
      this.#add(id, required, refused.message, outcome, refused.code);
      return undefined;
    }
  }

  notAsked(id: ProofCheckId, required: string): void {
    this.#add(id, required, "not asked for", "not-asked", undefined);
  }

  /** A check that nobody made is `not-checked`, so that a forgotten one refuses. */
  finish(context: ProofContext | undefined, created: number | undefined): ProofReport {
    const checks = (Object.keys(proofCheckTable) as ProofCheckId[]).map(
      (id) => this.#made.get(id) ?? entry(id, "", "not checked", "not-checked", "NOT_CHECKED"),
    );
    const accepted = checks.every(({ outcome }) => outcome === "passed" || outcome === "not-asked");
    const reason = checks.find(({ outcome }) => outcome === "failed") ?? checks.find(({ code }) => code !== undefined);
    return {
      accepted,
      code: reason?.code,
      checks,
      context: accepted ? context : undefined,
      created: accepted ? created : undefined,
    };
  }

  #add(
    id: ProofCheckId,
    required: string,
    seen: string,
    outcome: ProofOutcome,
    code: ProofRefusalCode | undefined,
  ): void {
    this.#made.set(id, entry(id, required, seen, outcome, code));
  }
}

function entry(
  id: ProofCheckId,
  required: string,
  seen: string,
  outcome: ProofOutcome,
  code: ProofRefusalCode | undefined,
): ProofCheck {
  return { id, ...proofCheckTable[id], required, seen, outcome, passed: outcome === "passed", code };
}

/** A value that an earlier check gave. Throws where that check failed, so that this one is `not-checked`. */
export function needed<Value>(value: Value | undefined): Value {
  if (value === undefined) throw new ProofError("NOT_CHECKED");
  return value;
}
