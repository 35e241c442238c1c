// EIP-3076, "Slashing Protection Interchange Format", version 5: the file with which a validator's history moves between clients.
import { fromHex, JsonError, type JsonObject, type JsonValue, parseJson, toHex } from "@inkan/attestation";
import { Refusal } from "../refusal.ts";
import { type InterchangeLimits, interchangeLimits } from "./limits.ts";

export type InterchangeBlock = {
  readonly slot: bigint;
  /** 32 bytes; `undefined`: not known, which equals no root. */
  readonly signingRoot: Uint8Array | undefined;
};

export type InterchangeAttestation = {
  readonly sourceEpoch: bigint;
  readonly targetEpoch: bigint;
  /** 32 bytes; `undefined`: not known, which equals no root. */
  readonly signingRoot: Uint8Array | undefined;
};

export type InterchangeEntry = {
  /** Lower case with 0x: 96 hexadecimal digits. */
  readonly publicKey: string;
  readonly blocks: readonly InterchangeBlock[];
  readonly attestations: readonly InterchangeAttestation[];
};

export type Interchange = {
  /** Lower case with 0x: 64 hexadecimal digits. */
  readonly genesisValidatorsRoot: string;
  /** Each public key once: entries of one key are merged. */
  readonly data: readonly InterchangeEntry[];
};

const version = "5";
/** The format has 5; members that we pass over may have some of their own. */
const depthMax = 8;

/**
 * Reads a whole file or nothing. Members that version 5 does not have are passed over; those that it has must be there (a root may be left
 * out, or null) and be written as it says: numbers as decimal strings of 64 bits, without leading zeros.
 *
 * @param source UTF-8 bytes, or text.
 * @param genesisValidatorsRoot Of our chain: lower case with 0x.
 * @throws {Refusal} `REQUEST_MALFORMED`, `REQUEST_TOO_LARGE`, `GENESIS_VALIDATORS_ROOT_MISMATCH`.
 */
export function readInterchange(
  source: Uint8Array | string,
  genesisValidatorsRoot: string,
  limits: InterchangeLimits = interchangeLimits,
): Interchange {
  const file = objectOf(parsed(source, limits), "the file");
  const metadata = objectOf(member(file, "metadata"), "metadata");
  if (member(metadata, "interchange_format_version") !== version)
    throw malformed(`interchange_format_version is not "${version}"`);
  const root = `0x${toHex(hexOf(member(metadata, "genesis_validators_root"), 32, "genesis_validators_root"))}`;
  if (root !== genesisValidatorsRoot) throw new Refusal("GENESIS_VALIDATORS_ROOT_MISMATCH");
  const data = listOf(member(file, "data"), "data");
  if (data.length > limits.entriesMax) throw tooLarge(`${data.length} entries, limit ${limits.entriesMax}`);
  return { genesisValidatorsRoot, data: entriesOf(data, limits.recordsMax) };
}

/** @returns The text of a file, in the order of the EIP's example. */
export function writeInterchange({ genesisValidatorsRoot, data }: Interchange): string {
  return fileText(genesisValidatorsRoot, data.map(entryText));
}

/** @param entries Each from {@link entryText}. */
export function fileText(genesisValidatorsRoot: string, entries: readonly string[]): string {
  const metadata = { interchange_format_version: version, genesis_validators_root: genesisValidatorsRoot };
  return `{"metadata":${JSON.stringify(metadata)},"data":[${entries.join(",")}]}`;
}

export function entryText({ publicKey, blocks, attestations }: InterchangeEntry): string {
  return JSON.stringify({
    pubkey: publicKey,
    signed_blocks: blocks.map(({ slot, signingRoot }) => ({ slot: String(slot), ...rootText(signingRoot) })),
    signed_attestations: attestations.map(({ sourceEpoch, targetEpoch, signingRoot }) => ({
      source_epoch: String(sourceEpoch),
      target_epoch: String(targetEpoch),
      ...rootText(signingRoot),
    })),
  });
}

const rootText = (root: Uint8Array | undefined) =>
  root === undefined ? {} : { signing_root: `0x${Buffer.from(root).toString("hex")}` };

function parsed(source: Uint8Array | string, { bytesMax }: InterchangeLimits): JsonValue {
  try {
    return parseJson(source, { bytesMax, depthMax });
  } catch (thrown) {
    if (!(thrown instanceof JsonError)) throw thrown;
    if (thrown.code === "JSON_TOO_LARGE") throw tooLarge(thrown.message);
    throw malformed(thrown.message, thrown);
  }
}

/** A key may occur several times: what is known of it is all of them together. */
function entriesOf(data: readonly JsonValue[], recordsMax: number): InterchangeEntry[] {
  const keys = new Map<
    string,
    { publicKey: string; blocks: InterchangeBlock[]; attestations: InterchangeAttestation[] }
  >();
  let records = 0;
  for (const value of data) {
    const entry = objectOf(value, "an entry of data");
    const publicKey = `0x${toHex(hexOf(member(entry, "pubkey"), 48, "pubkey"))}`;
    const blocks = listOf(member(entry, "signed_blocks"), "signed_blocks");
    const attestations = listOf(member(entry, "signed_attestations"), "signed_attestations");
    records += blocks.length + attestations.length;
    if (records > recordsMax) throw tooLarge(`more than ${recordsMax} records`);
    const known = keys.get(publicKey) ?? { publicKey, blocks: [], attestations: [] };
    for (const block of blocks) known.blocks.push(blockOf(objectOf(block, "a signed block")));
    for (const attestation of attestations)
      known.attestations.push(attestationOf(objectOf(attestation, "a signed attestation")));
    keys.set(publicKey, known);
  }
  return [...keys.values()];
}

function blockOf(block: JsonObject): InterchangeBlock {
  return { slot: uint64Of(member(block, "slot"), "slot"), signingRoot: signingRootOf(block) };
}

function attestationOf(attestation: JsonObject): InterchangeAttestation {
  return {
    sourceEpoch: uint64Of(member(attestation, "source_epoch"), "source_epoch"),
    targetEpoch: uint64Of(member(attestation, "target_epoch"), "target_epoch"),
    signingRoot: signingRootOf(attestation),
  };
}

function signingRootOf(record: JsonObject): Uint8Array | undefined {
  const value = member(record, "signing_root");
  return value === undefined || value === null ? undefined : hexOf(value, 32, "signing_root");
}

function uint64Of(value: JsonValue | undefined, name: string): bigint {
  const number = typeof value === "string" && /^(0|[1-9]\d{0,19})$/.test(value) ? BigInt(value) : undefined;
  if (number === undefined || number !== BigInt.asUintN(64, number))
    throw malformed(`${name} is not a decimal string of 64 bits`);
  return number;
}

function hexOf(value: JsonValue | undefined, bytes: number, name: string): Uint8Array {
  const isHex = typeof value === "string" && value.startsWith("0x") && value.length === 2 + 2 * bytes;
  const read = isHex ? fromHex(value) : undefined;
  if (read === undefined) throw malformed(`${name} is not 0x and ${2 * bytes} hexadecimal digits`);
  return read;
}

function member(object: JsonObject, name: string): JsonValue | undefined {
  return Object.hasOwn(object, name) ? object[name] : undefined;
}

function objectOf(value: JsonValue | undefined, name: string): JsonObject {
  if (typeof value !== "object" || value === null || Array.isArray(value)) throw malformed(`${name} is not an object`);
  return value as JsonObject;
}

function listOf(value: JsonValue | undefined, name: string): readonly JsonValue[] {
  if (!Array.isArray(value)) throw malformed(`${name} is not a list`);
  return value;
}

const malformed = (detail: string, cause?: unknown) => new Refusal("REQUEST_MALFORMED", detail, { cause });
const tooLarge = (detail: string) => new Refusal("REQUEST_TOO_LARGE", detail);
