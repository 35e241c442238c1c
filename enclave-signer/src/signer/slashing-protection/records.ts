// What was signed, in memory: EIP-3076's complete records over a low watermark, for every key. The rules are in block-rules.ts and
// attestation-rules.ts; windows and the boot floor come on top (open-protection.ts). After a restart only floors and windows remain.
import type { ProtectionFloor } from "../keys/key-ring.ts";
import { Refusal } from "../refusal.ts";
import type { SlashableDuty } from "./duty.ts";
import { handOut } from "./hand-out.ts";
import type { Interchange } from "./interchange.ts";
import { emptyHistory, floorOf, judge, type KeyHistory, record } from "./key-history.ts";
import { type RecordsLimits, recordsLimits } from "./limits.ts";
import type { Decision } from "./protection.ts";
import { rootBytes } from "./record-table.ts";
import { raiseOver, takeOver } from "./take-over.ts";
import { noWatermark, raised } from "./watermark.ts";

/** All public keys are lower case with 0x. Every call returns at once: nothing happens between judging and recording. */
export type SigningRecords = {
  /** What {@link decide} would say; records nothing. */
  judge(publicKey: string, duty: SlashableDuty, signingRoot: Uint8Array): Decision;
  /** Judges and, when the answer is `new`, records. A key that was never seen has an empty history. */
  decide(publicKey: string, duty: SlashableDuty, signingRoot: Uint8Array): Decision;
  /**
   * Takes a file over, as a whole or not at all. It only ever takes away: what is signable afterwards was signable before.
   *
   * @returns For each key that was taken over, the floor to seal with it: maxima over all that is known of the key.
   * @throws {Refusal} `OVERLOADED` past `keysMax`; then nothing has changed.
   */
  import(interchange: Interchange, options?: ImportOptions): ReadonlyMap<string, ProtectionFloor>;
  /** Safe in any client that imports it, whether it keeps maxima or complete records. A key of which nothing is known is left out. */
  export(publicKeys: Iterable<string>, options?: ExportOptions): Interchange["data"];
  /** Maxima over records and watermark: a signer that keeps only this signs nothing that conflicts. */
  floorOf(publicKey: string): ProtectionFloor;
  /** Only raises: at a restart, with what was sealed beside the key. */
  setFloor(publicKey: string, floor: ProtectionFloor): void;
  /** For a deleted key: drops its records, but keeps their maxima as watermark, since the same key may come back in the same boot. */
  forget(publicKey: string): void;
  /** Keys with a history. */
  readonly size: number;
};

export type ImportOptions = {
  /** Which keys to take over; all when left out. */
  readonly isWanted?: (publicKey: string) => boolean;
  /**
   * `watermark`, unless told otherwise: it rises to the maxima of all that is known of the key, and nothing at or below them is signed but what
   * this process signed itself. A file need not be complete (a minimal export holds maxima only): what lies in its gaps may have been signed
   * elsewhere, and a root that it lies about must not become repeatable.
   * `records`: the messages as they are, under EIP-3076's conditions alone.
   */
  readonly as?: "watermark" | "records";
};

export type ExportOptions = {
  /** One synthetic record of a kind for each key, at its maxima, in place of all. */
  readonly minimal?: boolean;
  /** What must be said of every key besides, whether it has a history here or not: what other boots may have signed. */
  readonly floor?: ProtectionFloor;
};

export function openRecords(limits: RecordsLimits = recordsLimits): SigningRecords {
  const histories = new Map<string, KeyHistory>();
  const historyOf = (publicKey: string) => histories.get(publicKey) ?? emptyHistory();
  /** Remembers a history that may be a new one. @returns Whether there is room. */
  const keep = (publicKey: string, history: KeyHistory): boolean => {
    if (histories.size >= limits.keysMax && !histories.has(publicKey)) return false;
    histories.set(publicKey, history);
    return true;
  };

  return {
    judge: (publicKey, duty, signingRoot) => unfit(duty, signingRoot) ?? judge(historyOf(publicKey), duty, signingRoot),
    decide(publicKey, duty, signingRoot) {
      const history = historyOf(publicKey);
      const decision = unfit(duty, signingRoot) ?? judge(history, duty, signingRoot);
      if (decision !== "new") return decision;
      if (!keep(publicKey, history)) return { refused: "OVERLOADED", detail: "too many keys have a history" };
      record(history, duty, signingRoot, limits);
      return "new";
    },
    import({ data }, { isWanted = () => true, as = "watermark" } = {}) {
      const wanted = data.filter(({ publicKey }) => isWanted(publicKey));
      const added = new Set(wanted.map(({ publicKey }) => publicKey).filter((publicKey) => !histories.has(publicKey)));
      if (histories.size + added.size > limits.keysMax) throw new Refusal("OVERLOADED", "too many keys have a history");
      const floors = new Map<string, ProtectionFloor>();
      for (const entry of wanted) {
        const history = historyOf(entry.publicKey);
        keep(entry.publicKey, history);
        if (as === "watermark") raiseOver(history, entry);
        else takeOver(history, entry, limits);
        floors.set(entry.publicKey, floorOf(history));
      }
      return floors;
    },
    export: (publicKeys, { minimal = false, floor = noWatermark } = {}) =>
      [...publicKeys].flatMap((publicKey) => {
        const history = historyOf(publicKey);
        return handOut(publicKey, { ...history, watermark: raised(history.watermark, floor) }, minimal) ?? [];
      }),
    floorOf: (publicKey) => floorOf(historyOf(publicKey)),
    setFloor(publicKey, floor) {
      const history = historyOf(publicKey);
      if (!keep(publicKey, history)) throw new Refusal("OVERLOADED", "too many keys have a history");
      history.watermark = raised(history.watermark, floor);
    },
    forget(publicKey) {
      const history = histories.get(publicKey);
      if (history !== undefined) histories.set(publicKey, { ...emptyHistory(), watermark: floorOf(history) });
    },
    get size() {
      return histories.size;
    },
  };
}

/** Past 64 bits a number would wrap around, and stand at another place. */
function unfit(duty: SlashableDuty, signingRoot: Uint8Array): Decision | undefined {
  const numbers = duty.kind === "block" ? [duty.slot] : [duty.sourceEpoch, duty.targetEpoch];
  if (numbers.every((number) => number === BigInt.asUintN(64, number)) && signingRoot.length === rootBytes)
    return undefined;
  return { refused: "REQUEST_MALFORMED", detail: "a slot or epoch of 64 bits, a root of 32 bytes" };
}
