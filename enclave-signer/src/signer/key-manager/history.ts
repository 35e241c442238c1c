// The signing records as the key manager API needs them: whole EIP-3076 files in and out.
import { readInterchange, writeInterchange } from "../slashing-protection/interchange.ts";
import type { SigningRecords } from "../slashing-protection/records.ts";
import type { History } from "./managed-keys.ts";

/** @param genesisValidatorsRoot Of our chain: lower case with 0x. */
export function openHistory(
  records: Pick<SigningRecords, "import" | "export">,
  genesisValidatorsRoot: string,
): History {
  return {
    read(text) {
      const interchange = readInterchange(text, genesisValidatorsRoot);
      return (publicKeys) => {
        const wanted = new Set(publicKeys);
        return records.import(interchange, { isWanted: (publicKey) => wanted.has(publicKey) });
      };
    },
    has: (publicKey) => records.export([publicKey], { minimal: true }).length > 0,
    export: (publicKeys) => writeInterchange({ genesisValidatorsRoot, data: records.export(publicKeys) }),
  };
}
