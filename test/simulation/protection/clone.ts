// One enclave of the simulation: the signer's real decision path over a fake of what costs time and decides nothing (BLS, ECDSA, documents).
import { createHash } from "node:crypto";
import {
  openKeyRing,
  type ProtectionFloor,
  type ValidatorKey,
} from "../../../enclave-signer/src/signer/keys/key-ring.ts";
import { openSigner, type Signer } from "../../../enclave-signer/src/signer/sign.ts";
import {
  openProtection,
  type Protection,
} from "../../../enclave-signer/src/signer/slashing-protection/open-protection.ts";
import { openRecords, type SigningRecords } from "../../../enclave-signer/src/signer/slashing-protection/records.ts";
import type { Authority } from "../../../enclave-signer/src/signer/window-log/authority.ts";
import { type Journal, openJournal } from "../../../enclave-signer/src/signer/window-log/journal.ts";
import { windowLogLimits } from "../../../enclave-signer/src/signer/window-log/limits.ts";
import type { WindowLog } from "../../../enclave-signer/src/signer/window-log/log.ts";

export const ethereum = { preset: "minimal", genesisTime: 0, slotDurationMs: 12_000 } as const;

export type Clone = {
  readonly signer: Signer;
  readonly protection: Protection;
  readonly records: SigningRecords;
  readonly journal: Journal;
  readonly unixMs: () => number;
  has(publicKey: string): boolean;
  add(publicKey: string, floor: ProtectionFloor): void;
  remove(publicKey: string): void;
};

export type CloneTerms = {
  /** Another one for each boot. */
  readonly number: number;
  readonly log: WindowLog;
  readonly unixMs: () => number;
  readonly monotonicMs: () => number;
  readonly windowEpochs: number;
  /** From a claim's sending until it counts. */
  readonly leadMs?: number;
  /** Between two attempts. */
  readonly pause?: () => Promise<void>;
  readonly isAlive: () => boolean;
  /** Called when a key has made a signature, whether or not anybody gets it. */
  readonly onSigned: (publicKey: string, signingRoot: Uint8Array) => void;
};

const limits = { ...windowLogLimits, attemptsMax: 4, lookAgainMs: 20_000, openDeadlineMs: 60_000, readsAheadMax: 4 };

export async function startClone(terms: CloneTerms): Promise<Clone> {
  const { number, log, unixMs, monotonicMs, windowEpochs } = terms;
  const authority = authorityOf(number);
  const atOnce = async () => {
    if (!terms.isAlive()) throw new Error("crashed");
  };
  const { pause = atOnce, leadMs = 0 } = terms;
  const journal = await openJournal({ log, group: "model", authority, monotonicMs, pause, limits });
  const records = openRecords();
  const clock = { unixMs, monotonicMs };
  const protection = openProtection({ journal, records, ethereum, windowEpochs, leadMs, clock, limits });
  const keys = openKeyRing();
  return {
    ...{ protection, records, journal, unixMs },
    signer: openSigner({ keys, protection, signaturesWaitingMax: 64 }),
    has: (publicKey) => keys.validator(publicKey) !== undefined,
    add(publicKey, floor) {
      records.setFloor(publicKey, floor);
      keys.addValidator(keyOf(publicKey, terms));
    },
    remove: (publicKey) => keys.remove(publicKey),
  };
}

function keyOf(publicKey: string, { isAlive, onSigned }: CloneTerms): ValidatorKey {
  const signing = {
    publicKey,
    sign(signingRoot: Uint8Array) {
      if (!isAlive()) throw new Error("crashed");
      onSigned(publicKey, signingRoot);
      return { toBytes: () => signingRoot };
    },
    wipe() {},
  };
  // The rest of a BLS key is of no use to the path under test.
  return { publicKey, group: undefined, derivationPath: "", signing: signing as unknown as ValidatorKey["signing"] };
}

/** Signatures that only their boot makes, and every record's boot is a genuine one: forgeries are the attacker tests' matter. */
function authorityOf(number: number): Authority {
  const spki = Buffer.from(`boot ${number}`);
  const boot = createHash("sha256").update(spki).digest("hex");
  const tagOf = (id: string) => Buffer.alloc(64, id, "hex");
  return {
    boot,
    identity: "one",
    sign: () => tagOf(boot),
    introduce: async () => ({ spki: spki.toString("base64"), document: "AAAA" }),
    async admit(key) {
      const tag = tagOf(createHash("sha256").update(Buffer.from(key, "base64")).digest("hex"));
      return { identity: "one", isSignedBy: (_, signature) => tag.equals(signature) };
    },
  };
}
