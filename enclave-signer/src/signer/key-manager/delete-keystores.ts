// A deletion: approved → signing is impossible → out of the store → history exported. In this order nothing is signed after the export.
import { approvalLimits } from "../approvals/limits.ts";
import type { ApprovalSubject } from "../approvals/subject.ts";
import { Refusal } from "../refusal.ts";
import type { KeyManagerParts } from "./keystores-route.ts";

export type Deletion = {
  readonly data: readonly {
    readonly status: "deleted" | "not_active" | "not_found" | "error";
    readonly message: string;
  }[];
  /** An EIP-3076 file with what the keys that are `deleted` or `not_active` signed. */
  readonly slashing_protection: string;
};

/**
 * What the operators have not approved stays, and has a statement for them from now on: one for a key alone, one for up to `batchMax` keys
 * of a request, which are deleted together.
 *
 * @param publicKeys Lower case with 0x.
 */
export async function deleteKeystores(
  publicKeys: readonly string[],
  requestedBy: string,
  { keys, managed, history, approvals }: Pick<KeyManagerParts, "keys" | "managed" | "history" | "approvals">,
): Promise<Deletion> {
  const refused = new Map<string, string>();
  // What is not active needs no approval: nothing is lost by it.
  const active = [...new Set(publicKeys)].filter((publicKey) => keys.validator(publicKey) !== undefined);
  for (let at = 0; approvals !== undefined && at < active.length; at += approvalLimits.batchMax) {
    const together = active.slice(at, at + approvalLimits.batchMax);
    try {
      approvals.require(subjectOf(together), requestedBy);
    } catch (thrown) {
      if (!(thrown instanceof Refusal)) throw thrown;
      for (const publicKey of together) refused.set(publicKey, thrown.message);
    }
  }

  // Nothing is awaited between the approval and this call, which ends signing before it returns.
  const leaving = [...new Set(publicKeys)].filter((publicKey) => !refused.has(publicKey));
  const outcomes = await managed.deleteKeys(leaving);
  const byKey = new Map(leaving.map((publicKey, at) => [publicKey, outcomes[at]]));

  const data = publicKeys.map((publicKey): Deletion["data"][number] => {
    const message = refused.get(publicKey);
    if (message !== undefined) return { status: "error", message };
    const outcome = byKey.get(publicKey);
    if (outcome?.status === "error") return { status: "error", message: outcome.message };
    if (outcome?.status === "deleted") return { status: "deleted", message: "" };
    return { status: history.has(publicKey) ? "not_active" : "not_found", message: "" };
  });
  const exported = publicKeys.filter((_, at) => ["deleted", "not_active"].includes(data[at]?.status ?? ""));
  return { data, slashing_protection: history.export([...new Set(exported)]) };
}

function subjectOf(together: readonly string[]): ApprovalSubject {
  const [publicKey = "", another] = together;
  return another === undefined
    ? { action: "delete-key", publicKey }
    : { action: "delete-keys", publicKeys: together.toSorted() };
}
