// Block headers: what a state root stands in, and what a block hash is the hash of. Fields in their order on the wire (Yellow Paper, section
// 4.4.3; EIP-1559, 4895, 4844, 4788, 7685; EIP-7928 for what comes after Osaka).
import { keccak_256 } from "@noble/hashes/sha3.js";
import { equalBytes, toBigInt, toHex } from "../bytes.ts";
import { ChainStateError } from "./errors.ts";
import { chainStateLimits } from "./limits.ts";
import { memberOf, quantityBytes, quotedBytes } from "./quoted.ts";
import { decodeRlp, encodeRlpList, type RlpItem } from "./rlp.ts";

/** A header that was hashed here. Believe `stateRoot` as far as you believe that `hash` is a block of the chain. */
export type BlockHeader = {
  /** keccak256 of `encoded`: 32 bytes. */
  readonly hash: Uint8Array;
  readonly parentHash: Uint8Array;
  readonly stateRoot: Uint8Array;
  readonly number: bigint;
  /** Unix seconds. */
  readonly timestamp: bigint;
  /** The header in RLP. */
  readonly encoded: Uint8Array;
};

/** Length in bytes; for an integer, the longest big-endian form. */
type Field = { readonly name: string; readonly kind: "bytes" | "integer" | "free"; readonly length: number };

const bytes = (name: string, length: number): Field => ({ name, kind: "bytes", length });
const integer = (name: string, length: number): Field => ({ name, kind: "integer", length });

const required: readonly Field[] = [
  bytes("parentHash", 32),
  bytes("sha3Uncles", 32),
  bytes("miner", 20),
  bytes("stateRoot", 32),
  bytes("transactionsRoot", 32),
  bytes("receiptsRoot", 32),
  bytes("logsBloom", 256),
  integer("difficulty", 32),
  integer("number", 8),
  integer("gasLimit", 8),
  integer("gasUsed", 8),
  integer("timestamp", 8),
  { name: "extraData", kind: "free", length: chainStateLimits.extraDataBytesMax },
  bytes("mixHash", 32),
  bytes("nonce", 8),
];

/** What forks appended. Each stands only behind all before it. */
const appended: readonly Field[] = [
  integer("baseFeePerGas", 32),
  bytes("withdrawalsRoot", 32),
  integer("blobGasUsed", 8),
  integer("excessBlobGas", 8),
  bytes("parentBeaconBlockRoot", 32),
  bytes("requestsHash", 32),
  bytes("blockAccessListHash", 32),
];

const place = (name: string) => required.findIndex((field) => field.name === name);

/**
 * The header of a block as `eth_getBlockByNumber` or `eth_getBlockByHash` answers it. The hash is computed, and must be the one that the answer
 * names: a fork that appended fields which are not known here is refused for that, never misread.
 *
 * @param block The answer, from anybody. Members that are not of the header are not read.
 * @throws {ChainStateError} `HEADER_MALFORMED`, `HEADER_HASH_MISMATCH`.
 */
export function readBlock(block: unknown): BlockHeader {
  const fields = required.map((field) => fieldOf(block, field));
  let ended: string | undefined;
  for (const field of appended) {
    const value = memberOf(block, field.name);
    if (value === undefined || value === null) ended ??= field.name;
    else if (ended !== undefined) throw malformed(`${field.name} without ${ended}`);
    else fields.push(fieldOf(block, field));
  }
  const header = decodeBlockHeader(encodeRlpList(fields));
  const named = quotedBytes(memberOf(block, "hash"), 32);
  if (named === undefined || !equalBytes(named, header.hash))
    throw new ChainStateError("HEADER_HASH_MISMATCH", `0x${toHex(header.hash)} by its fields`);
  return header;
}

/**
 * Reads a header's RLP and hashes it. Fields that later forks append behind the known ones are carried and hashed, not understood: nothing
 * that is read here changes its place by them.
 *
 * @throws {ChainStateError} `RLP_MALFORMED`, `RLP_TOO_LARGE`, `HEADER_MALFORMED`.
 */
export function decodeBlockHeader(encoded: Uint8Array): BlockHeader {
  const copy = new Uint8Array(encoded);
  const list = decodeRlp(copy, chainStateLimits.headerBytesMax);
  if (list.kind !== "list") throw malformed("not a list");
  const known = [...required, ...appended];
  const { length } = list.items;
  if (length < required.length || length > known.length + chainStateLimits.headerFieldsUnknownMax)
    throw malformed(`${length} fields`);
  const values = list.items.map((item, index) => requireField(item, known[index]));
  return {
    hash: keccak_256(copy),
    parentHash: values[place("parentHash")]!,
    stateRoot: values[place("stateRoot")]!,
    number: toBigInt(values[place("number")]!),
    timestamp: toBigInt(values[place("timestamp")]!),
    encoded: copy,
  };
}

function requireField(item: RlpItem, field: Field | undefined): Uint8Array {
  if (item.kind !== "bytes") throw malformed(`${field?.name ?? "a field"} is a list`);
  const { bytes: value } = item;
  if (field === undefined) return value;
  const { name, kind, length } = field;
  if (kind === "bytes" ? value.length !== length : value.length > length)
    throw malformed(`${name} has ${value.length} bytes`);
  if (kind === "integer" && value[0] === 0) throw malformed(`${name} has a leading zero`);
  return value;
}

function fieldOf(block: unknown, { name, kind, length }: Field): Uint8Array {
  const value = memberOf(block, name);
  const read =
    kind === "integer" ? quantityBytes(value, length) : quotedBytes(value, kind === "bytes" ? length : undefined);
  if (read === undefined || read.length > length) throw malformed(`${name} is absent or has another form`);
  return read;
}

function malformed(seen: string): ChainStateError {
  return new ChainStateError("HEADER_MALFORMED", seen);
}
