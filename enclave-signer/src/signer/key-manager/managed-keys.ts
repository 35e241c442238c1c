// What the key manager API needs of the keys and of their history. `keys/key-set.ts` and the signing records have these shapes.
import type { ProtectionFloor } from "../keys/key-ring.ts";

export type ImportOutcome =
  | { readonly status: "imported" | "duplicate" }
  /** The message is for operators: it holds no secret and no text of a keystore. */
  | { readonly status: "error"; readonly message: string };

export type DeleteOutcome =
  | { readonly status: "deleted" | "not_found" }
  | { readonly status: "error"; readonly message: string };

export type Floors = ReadonlyMap<string, ProtectionFloor>;

/** Public keys are lower case with 0x. */
export type ManagedKeys = {
  /**
   * @param request `protect` is called once, with all keys that decrypted, before any is active; when it throws, nothing was imported.
   * @returns One outcome for each keystore, in order.
   * @throws {KeyError} When nothing was imported. What `protect` throws.
   */
  importKeystores(request: {
    readonly keystores: readonly string[];
    readonly passwords: readonly string[];
    readonly group?: string | undefined;
    readonly protect?: (publicKeys: readonly string[]) => Floors;
  }): Promise<readonly ImportOutcome[]>;
  /** Signing with them is impossible once this was called, before its promise is settled. @returns One outcome for each, in order. */
  deleteKeys(publicKeys: readonly string[]): Promise<readonly DeleteOutcome[]>;
};

/** Slashing protection's records as an EIP-3076 file. */
export type History = {
  /**
   * Reads a whole file, or nothing of it.
   *
   * @param interchange `undefined`: the keys come without a history, but not without the time before.
   * @returns What takes the part of `publicKeys` over into the records; to be called before they are active.
   * @throws {Refusal} When the file is not what EIP-3076 says, or another chain's.
   */
  read(interchange: string | undefined): (publicKeys: readonly string[]) => Floors;
  has(publicKey: string): boolean;
  /** @returns The text of a file with what was signed with these keys. */
  export(publicKeys: readonly string[]): string;
};
