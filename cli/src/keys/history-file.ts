// The EIP-3076 file that comes with an import: split by key, so that each request brings the history of its own keys.
import { type JsonObject, type JsonValue, parseJson } from "@inkan/attestation";
import { UsageError } from "../usage.ts";

export type HistoryFile = {
  has(publicKey: string): boolean;
  /** An interchange file with the entries of these keys alone; other members stay as they are. */
  of(publicKeys: readonly (string | undefined)[]): string;
};

const fileBytesMax = 1 << 30;

/** @throws {UsageError} When it is no EIP-3076 file of version 5; what its entries say is judged by the signer. */
export function readHistoryFile(text: string): HistoryFile {
  const file = objectOf(parse(text));
  const metadata = objectOf(file.metadata);
  const { data } = file;
  if (metadata.interchange_format_version !== "5" || !Array.isArray(data)) throw unreadable();
  const entries = Map.groupBy(data.map(objectOf), ({ pubkey }) => String(pubkey).toLowerCase());
  return {
    has: (publicKey) => entries.has(publicKey),
    of(publicKeys) {
      // A key that its file does not name could be any: then it comes with the whole history.
      const chosen = publicKeys.includes(undefined)
        ? data
        : publicKeys.flatMap((name) => entries.get(name ?? "") ?? []);
      return JSON.stringify({ ...file, data: chosen });
    },
  };
}

const unreadable = () => new UsageError("--slashing-protection: not an EIP-3076 file of version 5");

function parse(text: string): JsonValue {
  try {
    return parseJson(text, { depthMax: 8, bytesMax: fileBytesMax });
  } catch {
    throw unreadable();
  }
}

function objectOf(value: JsonValue | undefined): JsonObject {
  if (typeof value !== "object" || value === null || Array.isArray(value)) throw unreadable();
  return value as JsonObject;
}
