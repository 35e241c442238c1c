// A report of every check: what was required, what was seen, and whether it holds. What was not made never counts as passed.
import type { CheckId } from "./checks.ts";
import { checkTable } from "./checks.ts";
import type { AttestationDocument } from "./document.ts";
import type { RefusalCode } from "./errors.ts";
import { AttestationError } from "./errors.ts";
import type { Measurement } from "./pcr-policy.ts";
import type { UserData } from "./user-data.ts";

/**
 * `not-checked`: a check that it needs failed. `not-asked`: the verifier gave nothing to compare with, so it holds nothing against
 * the document, and nothing is known either.
 */
export type Outcome = "passed" | "failed" | "not-checked" | "not-asked";

export type Check = {
  readonly id: CheckId;
  readonly title: string;
  readonly required: string;
  readonly seen: string;
  readonly outcome: Outcome;
  /** `outcome === "passed"`, and nothing else. */
  readonly passed: boolean;
  /** Why not (`refusalTable` has a sentence for it): for `failed` the reason, for `not-checked` `NOT_CHECKED`, otherwise `undefined`. */
  readonly code: RefusalCode | undefined;
  /** Where the rule comes from. */
  readonly source: string;
};

export type Report = {
  /** All checks passed, save those that were not asked for. The only member that says "believe this document". */
  readonly accepted: boolean;
  /** The first reason for a refusal. */
  readonly code: RefusalCode | undefined;
  /** Every check of {@link checkTable}, once, in its order. */
  readonly checks: readonly Check[];
  /** What the document says, where it could be decoded: also when the report refuses it, for showing only. */
  readonly document: AttestationDocument | undefined;
  /** Decoded where the check `user-data` could have been made, asked or not. */
  readonly userData: UserData | undefined;
  /** The accepted root that the chain begins at. `aws` is judged by its bytes, not by its name. */
  readonly root: { readonly name: string; readonly aws: boolean } | undefined;
  /** The expected measurement that the document has. */
  readonly measurement: Measurement | undefined;
  /** In debug mode, and accepted as such by name. */
  readonly debug: boolean;
};

/** A check that was made: its value is there only if it passed. */
export type Step<Value> = { readonly id: CheckId } & (
  | { readonly value: Value; readonly ok: true }
  | { readonly ok: false }
);
type Values<Needs extends readonly Step<unknown>[]> = {
  [At in keyof Needs]: Needs[At] extends Step<infer Value> ? Value : never;
};
type Seen<Value> = { readonly seen: string; readonly value: Value };

/** Collects checks. A check's own throwing is its refusal; nothing gets out. */
export class Checks {
  readonly #made = new Map<CheckId, Check>();

  /** Makes a check of values that earlier checks gave; without these it is `not-checked`. */
  async make<Value, const Needs extends readonly Step<unknown>[]>(
    id: CheckId,
    required: string,
    needs: Needs,
    check: (...values: Values<Needs>) => Seen<Value> | Promise<Seen<Value>>,
  ): Promise<Step<Value>> {
    const values: unknown[] = [];
    for (const need of needs) {
      if (!need.ok) return this.#notChecked(id, required, need.id);
      values.push(need.value);
    }
    try {
      const { seen, value } = await check(...(values as Values<Needs>));
      this.#add(id, required, seen, "passed", undefined);
      return { id, ok: true, value };
    } catch (thrown) {
      const refused = thrown instanceof AttestationError ? thrown : new AttestationError("INTERNAL");
      this.#add(id, required, refused.message, "failed", refused.code);
      return { id, ok: false };
    }
  }

  notAsked(id: CheckId, required: string): void {
    this.#add(id, required, "not asked for", "not-asked", undefined);
  }

  /** In table order. A check that nobody made is `not-checked`, so that a forgotten one refuses. */
  finish(): Pick<Report, "accepted" | "code" | "checks"> {
    const checks = (Object.keys(checkTable) as CheckId[]).map(
      (id) => this.#made.get(id) ?? this.#entry(id, "", "not checked", "not-checked", "NOT_CHECKED"),
    );
    return {
      accepted: checks.every(({ outcome }) => outcome === "passed" || outcome === "not-asked"),
      code: checks.find(({ code }) => code !== undefined)?.code,
      checks,
    };
  }

  #notChecked(id: CheckId, required: string, needed: CheckId): { readonly id: CheckId; readonly ok: false } {
    this.#add(id, required, `not checked, since "${checkTable[needed].title}" failed`, "not-checked", "NOT_CHECKED");
    // What failed first is what a reader looks for, however far down the line.
    return { id: needed, ok: false };
  }

  #add(id: CheckId, required: string, seen: string, outcome: Outcome, code: RefusalCode | undefined): void {
    this.#made.set(id, this.#entry(id, required, seen, outcome, code));
  }

  #entry(id: CheckId, required: string, seen: string, outcome: Outcome, code: RefusalCode | undefined): Check {
    return { id, ...checkTable[id], required, seen, outcome, passed: outcome === "passed", code };
  }
}
