// What the contracts hold of one enclave, read from their storage: contracts/src/PcrRegistry.sol, OperatorPolicy.sol, EnclaveRegistry.sol. Tests read
// the real ones. Addresses are made with CREATE2, so the address that a verifier expects stands for one code, and so for one layout.
import { keccak_256 } from "@noble/hashes/sha3.js";
import { concatBytes } from "../bytes.ts";
import { ChainStateError } from "../chain-state/errors.ts";
import { mappingSlot, slotKey } from "../chain-state/index.ts";
import { dataSlot, field, type Slots, textAt } from "./storage.ts";

/** Where the mappings stand. */
export const factSlots = { releases: 2n, acceptances: 2n, enclaves: 0n } as const;

/** Periods that are looked at, from the newest. */
const periodsMax = 16;
const reasonBytesMax = 256;

const states = ["unknown", "pending", "in-force", "revoked"] as const;
const roles = ["relay", "signer"] as const;

/** Times are Unix seconds, 0 for what has not happened. */
export type ReleaseFacts = {
  readonly state: "pending" | "in-force" | "revoked";
  readonly role: "relay" | "signer";
  /** Rebuilders that had to agree. */
  readonly quorum: number;
  readonly noticePeriodSeconds: number;
  readonly readyAt: number;
  readonly activatedAt: number;
  readonly revokedAt: number;
  readonly revokedSince: number;
  /** keccak256(PCR8), zeros for an image that is not signed. */
  readonly pcr8Hash: Uint8Array;
  /** git object id; a SHA-1 one has 12 zeros behind it. */
  readonly sourceCommit: Uint8Array;
  /** Empty unless revoked. */
  readonly reason: string;
};

/** `until` is exclusive, `undefined` while it lasts. */
export type AcceptancePeriod = {
  readonly from: number;
  readonly until: number | undefined;
  readonly continues: boolean;
};

export type EnclaveFacts = {
  readonly measurementId: Uint8Array;
  readonly pcr16Hash: Uint8Array;
  /** 20 bytes. */
  readonly operator: Uint8Array;
  /** 20 bytes; zeros for a relay. */
  readonly bootAddress: Uint8Array;
  /** P-256 response key. */
  readonly x: Uint8Array;
  readonly y: Uint8Array;
  /** From the newest. */
  readonly periods: readonly { readonly from: number; readonly until: number }[];
};

/** `undefined` where it was never proposed. @param id keccak256(PCR0 ‖ PCR1 ‖ PCR2). */
export function releaseFacts(slots: Slots, id: Uint8Array): ReleaseFacts | undefined {
  const base = mappingSlot(id, factSlots.releases);
  const word = slots(base);
  const state = states[field(word, 0, 8)];
  const role = roles[field(word, 8, 8)];
  if (state === undefined || role === undefined) throw new ChainStateError("SLOT_MALFORMED", "no such state or role");
  if (state === "unknown") return undefined;
  return {
    state,
    role,
    quorum: field(word, 16, 8),
    noticePeriodSeconds: field(word, 24, 32),
    readyAt: field(word, 56, 48),
    activatedAt: field(word, 104, 48),
    revokedAt: field(word, 152, 48),
    revokedSince: field(word, 200, 48),
    pcr8Hash: slotKey(slots(base + 2n)),
    sourceCommit: slotKey(slots(base + 3n)),
    reason: state === "revoked" ? textAt(slots, base + 7n, reasonBytesMax) : "",
  };
}

/** From the newest; empty where the pair was never accepted. @param pcr16Hash keccak256(PCR16). */
export function acceptancePeriods(slots: Slots, id: Uint8Array, pcr16Hash: Uint8Array): AcceptancePeriod[] {
  const base = mappingSlot(keccak_256(concatBytes(id, pcr16Hash)), factSlots.acceptances);
  return newest(slots, base + 3n, 1n, (at) => {
    const word = slots(at);
    const until = field(word, 48, 48);
    return { from: field(word, 0, 48), until: until === 0 ? undefined : until, continues: field(word, 96, 8) === 1 };
  });
}

/** `undefined` where the key was never registered. @param keyId SHA-256 of the key's SubjectPublicKeyInfo. */
export function enclaveFacts(slots: Slots, keyId: Uint8Array): EnclaveFacts | undefined {
  const base = mappingSlot(keyId, factSlots.enclaves);
  const operator = slotKey(slots(base + 2n)).subarray(12);
  if (operator.every((byte) => byte === 0)) return undefined;
  return {
    measurementId: slotKey(slots(base)),
    pcr16Hash: slotKey(slots(base + 1n)),
    operator,
    bootAddress: slotKey(slots(base + 3n)).subarray(12),
    x: slotKey(slots(base + 4n)),
    y: slotKey(slots(base + 5n)),
    periods: newest(slots, base + 6n, 2n, (at) => {
      const word = slots(at);
      return { from: field(word, 0, 48), until: field(word, 48, 48) };
    }),
  };
}

function newest<Element>(slots: Slots, array: bigint, width: bigint, read: (slot: bigint) => Element): Element[] {
  const length = slots(array);
  const elements: Element[] = [];
  for (let at = length - 1n; at >= 0n && elements.length < periodsMax; at--)
    elements.push(read(dataSlot(array) + at * width));
  return elements;
}
