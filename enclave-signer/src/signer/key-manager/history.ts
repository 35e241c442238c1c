// The signing records as the key manager API needs them: whole EIP-3076 files in and out, with what other boots and the time before an import
// may hold besides.
import type { KeyRing, ProtectionFloor } from "../keys/key-ring.ts";
import { type Interchange, readInterchange, writeInterchange } from "../slashing-protection/interchange.ts";
import type { SigningRecords } from "../slashing-protection/records.ts";
import type { Floors, History } from "./managed-keys.ts";

export type HistoryParts = {
  readonly records: Pick<SigningRecords, "import" | "export" | "floorOf" | "setFloor">;
  readonly keys: Pick<KeyRing, "validator">;
  /** Of our chain: lower case with 0x. */
  readonly genesisValidatorsRoot: string;
  /** What a key that is imported now must stay above: it may have signed elsewhere until this moment. */
  importFloor(): ProtectionFloor;
  /** What other boots may have signed with any key. */
  exportFloor(): ProtectionFloor;
};

export function openHistory(parts: HistoryParts): History {
  const { records, keys, genesisValidatorsRoot, importFloor, exportFloor } = parts;

  const takeOver = (interchange: Interchange | undefined, publicKeys: readonly string[]): Floors => {
    const wanted = new Set(publicKeys);
    const isWanted = (publicKey: string) => wanted.has(publicKey);
    const floors = new Map(interchange === undefined ? [] : records.import(interchange, { isWanted }));
    for (const publicKey of wanted) {
      // An active key signs here already: only the file tells anything new of it.
      if (keys.validator(publicKey) !== undefined) continue;
      records.setFloor(publicKey, importFloor());
      floors.set(publicKey, records.floorOf(publicKey));
    }
    return floors;
  };

  return {
    read(text) {
      const interchange = text === undefined ? undefined : readInterchange(text, genesisValidatorsRoot);
      return (publicKeys) => takeOver(interchange, publicKeys);
    },
    has: (publicKey) => records.export([publicKey], { minimal: true }).length > 0,
    export: (publicKeys) =>
      writeInterchange({ genesisValidatorsRoot, data: records.export(publicKeys, { floor: exportFloor() }) }),
  };
}
