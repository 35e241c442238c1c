// The list of fee recipients that the operators changed while the signer ran: each change is an operators' record, which names the one before.
// The gateway keeps them, sealed; an anchor says how far they go. A parent that gives back fewer is found out, one that gives back more
// gains nothing: what the anchor doesn't name is not in force.
import { createHash } from "node:crypto";
import { canonicalJson } from "@inkan/attestation";
import { BootError } from "../../enclave/boot-error.ts";
import type { SealingKey } from "../../enclave/seal.ts";
import type { ApprovalLimits } from "../approvals/limits.ts";
import type { OperatorApprovals } from "../approvals/open-approvals.ts";
import {
  decodeRecords,
  encodeRecords,
  type OperatorRecord,
  provenBy,
  type RecordTerms,
} from "../approvals/operator-records.ts";
import { Refusal } from "../refusal.ts";
import type { Store } from "../store/store.ts";
import type { Exclusivity } from "../window-log/log.ts";
import type { FeeRecipientList } from "./fee-recipients.ts";

/** The id of the newest change in force, outside of what keeps the changes; 64 hexadecimal digits. */
export type FeeRecipientsAnchor = {
  /** `none`: the host can turn the anchor back, together with the changes. */
  readonly exclusivity: Exclusivity;
  current(): string | undefined;
  /** Returns once it is kept. When it throws, it may be kept or not. */
  record(id: string): Promise<void>;
};

export type ApprovedList = {
  readonly list: FeeRecipientList;
  /** 0: what the configuration says. */
  readonly sequence: number;
  /** `none`: whoever keeps the records can bring an older list back, as a development set-up does. */
  readonly rollbackProtection: "anchored" | "none";
  /**
   * Puts `feeRecipients` into force in place of the whole list, once the operators have approved it. They are in force when this returns.
   *
   * @throws {Refusal} `APPROVAL_REQUIRED`, `APPROVALS_NOT_CONFIGURED`, `REQUEST_MALFORMED`, `OVERLOADED`.
   * @throws {StoreError} Nothing changed, and the approval is used up. @throws {KeyError} `KEY_STORE_*`, from the anchor: what the operators
   * approved is finished before the next change, or by the next boot.
   */
  replace(feeRecipients: readonly string[], requestedBy: string): Promise<void>;
};

export type ApprovedListParts = {
  /** `null`: any. */
  readonly configured: readonly string[] | null;
  readonly approvals: OperatorApprovals;
  readonly terms: RecordTerms;
  readonly store: Pick<Store, "readSealed" | "writeSealed">;
  readonly sealing: SealingKey;
  readonly anchor: FeeRecipientsAnchor;
};

const place = "fee-recipients";
const label = "operators' fee recipients";
/** As in the configuration. */
const addressesMax = 256;

type Chain = {
  readonly records: readonly OperatorRecord[];
  readonly tip: string;
  readonly list: readonly string[] | null;
};

/**
 * @throws {BootError} `OPERATOR_RECORDS_ROLLED_BACK`: the anchor names a change that isn't there. `OPERATOR_RECORDS_INVALID`: one isn't the operators'.
 * @throws {StoreError} When the gateway gives no answer.
 */
export async function openApprovedList(parts: ApprovedListParts): Promise<ApprovedList> {
  const { approvals, terms, store, sealing, anchor, configured } = parts;
  let chain = await load(parts);
  let allowed = setOf(chain.list);
  let isChanging = false;
  /** Kept, but perhaps not anchored: the operators approved it, and nothing may be kept in its place before the anchor has it. */
  let unsettled: Chain | undefined;

  const settle = async () => {
    if (unsettled === undefined) return;
    await anchor.record(unsettled.tip);
    chain = unsettled;
    allowed = setOf(chain.list);
    unsettled = undefined;
  };

  return {
    list: () => allowed,
    get sequence() {
      return chain.records.length;
    },
    rollbackProtection: anchor.exclusivity === "none" ? "none" : "anchored",
    async replace(feeRecipients, requestedBy) {
      if (isChanging) throw new Refusal("OVERLOADED", "another change is being kept");
      isChanging = true;
      try {
        await settle();
        if (chain.records.length >= terms.limits.recordsMax)
          throw new Refusal("OVERLOADED", "no room for another change");
        const sorted = sortedAddresses(feeRecipients);
        const previous = `0x${chain.tip}`;
        const sequence = chain.records.length + 1;
        const subject = { action: "fee-recipients", sequence, previous, feeRecipients: sorted } as const;
        const { statement, approvedBy } = approvals.take(subject, requestedBy);
        const records = [...chain.records, { statement: statement.text, assertions: [...approvedBy.values()] }];
        // What is kept must be what the next boot takes.
        const next = follow(configured, records, terms);
        await store.writeSealed(place, sealing.seal(label, encodeRecords(records)));
        unsettled = next;
        await settle();
      } finally {
        isChanging = false;
      }
    },
  };
}

async function load({ anchor, configured, sealing, store, terms }: ApprovedListParts): Promise<Chain> {
  const start = follow(configured, [], terms);
  const tip = anchor.current();
  // A change that was written, but never anchored, is not in force.
  if (tip === undefined) return start;
  const sealed = await store.readSealed(place);
  const records = sealed === undefined ? [] : openRecords(sealed, sealing, terms.limits);
  for (let length = 1; length <= records.length; length++) {
    const chain = follow(configured, records.slice(0, length), terms);
    if (chain.tip === tip) return chain;
  }
  throw new BootError("OPERATOR_RECORDS_ROLLED_BACK");
}

function openRecords(sealed: Uint8Array, sealing: SealingKey, limits: ApprovalLimits): OperatorRecord[] {
  const records = decodeRecords(sealing.open(label, sealed), limits);
  if (records === undefined) throw new BootError("OPERATOR_RECORDS_INVALID");
  return records;
}

/** Each record is the operators', of the next number, after the one before; the first after the configured list. */
function follow(configured: readonly string[] | null, records: readonly OperatorRecord[], terms: RecordTerms): Chain {
  let tip = firstTip(configured);
  let list = configured;
  for (const [at, record] of records.entries()) {
    const proven = provenBy(record, terms);
    const subject = proven?.subject;
    if (proven?.action !== "fee-recipients" || subject?.sequence !== at + 1 || subject.previous !== `0x${tip}`)
      throw new BootError("OPERATOR_RECORDS_INVALID", `change ${at + 1}`);
    list = sortedAddresses(subject.feeRecipients as readonly string[]);
    tip = proven.id;
  }
  return { records, tip, list };
}

/** Stands for the configured list: a change that followed another one is none of this list. */
const firstTip = (configured: readonly string[] | null): string =>
  createHash("sha256")
    .update("inkan-fee-recipients-1\n")
    .update(canonicalJson(configured === null ? null : sortedAddresses(configured)))
    .digest("hex");

function sortedAddresses(addresses: readonly string[]): string[] {
  const lower = addresses.map((address) => {
    if (!/^0x[0-9a-fA-F]{40}$/.test(address)) throw new Refusal("REQUEST_MALFORMED", "addresses are 0x and 40 digits");
    return address.toLowerCase();
  });
  if (lower.length > addressesMax) throw new Refusal("REQUEST_MALFORMED", `at most ${addressesMax} addresses`);
  return [...new Set(lower)].sort();
}

const setOf = (list: readonly string[] | null): ReadonlySet<string> | undefined =>
  list === null ? undefined : new Set(list.map((address) => address.toLowerCase()));
