// What was signed, in memory: EIP-3076's complete records over a low watermark, for every key. The rules are in block-rules.ts and
// attestation-rules.ts; windows and the boot floor come on top (open-protection.ts). After a restart only floors and windows remain.
import type { ProtectionFloor } from "../keys/key-ring.ts";
import type { SlashableDuty } from "./duty.ts";
import type { Interchange } from "./interchange.ts";
import type { Decision } from "./protection.ts";

/** All public keys are lower case with 0x. Every call returns at once: nothing happens between judging and recording. */
export type SigningRecords = {
  /** What {@link decide} would say; records nothing. */
  judge(publicKey: string, duty: SlashableDuty, signingRoot: Uint8Array): Decision;
  /** Judges and, when the answer is `new`, records. A key that was never seen has an empty history. */
  decide(publicKey: string, duty: SlashableDuty, signingRoot: Uint8Array): Decision;
  /**
   * Takes a history over, as a whole or not at all. It only ever takes away: what is signable afterwards was signable before.
   *
   * @returns For each key that was taken over, the floor to seal with it: maxima over all that is known of the key.
   * @throws {Refusal} `OVERLOADED` past `keysMax`; then nothing has changed.
   */
  import(interchange: Interchange, options?: ImportOptions): ReadonlyMap<string, ProtectionFloor>;
  /** Safe in any client that imports it, whether it keeps maxima or complete records. A key without history is left out. */
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
   * `closed`, unless told otherwise: the watermark rises to the file's maxima, so that nothing at or below them is signed but what is repeated.
   * A file need not be complete (a minimal export holds maxima only), and what lies in its gaps may have been signed elsewhere.
   * `open`: what lies between records stays signable, as EIP-3076's conditions alone allow.
   */
  readonly gaps?: "closed" | "open";
};

export type ExportOptions = {
  /** One synthetic record of a kind for each key, at its maxima, in place of all. */
  readonly minimal?: boolean;
};
