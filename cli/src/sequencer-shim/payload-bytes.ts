// The bytes that op-node hashes, signs and gossips, from what the engine gave it: the SSZ of an ExecutionPayload, behind the parent's beacon root
// from Ecotone on (optimism, op-service/eth/ssz.go, BlockV1 to BlockV4; ethereum-optimism/specs, `protocol/rollup-node-p2p.md`).
import type { JsonObject, JsonValue } from "@inkan/attestation";

/** keccak256 of an empty trie: before Isthmus engines name it as the withdrawals' root, and op-node does not encode it. */
const emptyRoot = "0x56e81f171bcc55a6ff8345e692c0f86e5b48e01b996cadc001622fb5e363b421";

export class PayloadError extends Error {
  override readonly name = "PayloadError";
}

/**
 * @param result Of `engine_getPayloadV2` and later: `executionPayload`, and `parentBeaconBlockRoot` from V3 on.
 * @throws {PayloadError} When a member is missing or is not what the engine API says.
 */
export function payloadBytesOf(result: JsonValue): Uint8Array {
  const envelope = object(result, "result");
  const payload = object(envelope.executionPayload, "executionPayload");
  const ssz = executionPayload(payload);
  const root = envelope.parentBeaconBlockRoot ?? null;
  return root === null ? ssz : Buffer.concat([fixed(root, "parentBeaconBlockRoot", 32), ssz]);
}

function executionPayload(payload: JsonObject): Uint8Array {
  const bytes = (name: string, length: number) => fixed(payload[name] ?? null, name, length);
  const u64 = (name: string) => uint64(payload[name] ?? null, name);
  const has = (name: string) => (payload[name] ?? null) !== null;

  const extraData = variable(payload.extraData ?? null, "extraData");
  if (extraData.length > 32) throw new PayloadError("extraData has more than 32 bytes");
  const transactions = transactionsList(payload.transactions ?? null);
  const withdrawals = has("withdrawals") ? withdrawalsList(payload.withdrawals ?? null) : undefined;
  const root = has("withdrawalsRoot") ? bytes("withdrawalsRoot", 32) : undefined;
  const isIsthmus = root !== undefined && `0x${root.toString("hex")}` !== emptyRoot;
  const isEcotone = isIsthmus || (has("blobGasUsed") && has("excessBlobGas"));
  if (isEcotone && withdrawals === undefined) throw new PayloadError("withdrawals are missing");

  const before = [
    ...[bytes("parentHash", 32), bytes("feeRecipient", 20), bytes("stateRoot", 32), bytes("receiptsRoot", 32)],
    ...[bytes("logsBloom", 256), bytes("prevRandao", 32)],
    ...[u64("blockNumber"), u64("gasLimit"), u64("gasUsed"), u64("timestamp")],
  ];
  const middle = [uint256(payload.baseFeePerGas ?? null, "baseFeePerGas"), bytes("blockHash", 32)];
  const after = [
    ...(isEcotone ? [u64("blobGasUsed"), u64("excessBlobGas")] : []),
    ...(isIsthmus && root !== undefined ? [root] : []),
  ];
  // Three or two offsets of four bytes each: extraData, transactions, withdrawals.
  const offsets = withdrawals === undefined ? 2 : 3;
  const fixedBytes = [...before, ...middle, ...after].reduce((sum, { length }) => sum + length, 4 * offsets);
  return Buffer.concat([
    ...before,
    uint32(fixedBytes),
    ...middle,
    uint32(fixedBytes + extraData.length),
    ...(withdrawals === undefined ? [] : [uint32(fixedBytes + extraData.length + transactions.length)]),
    ...after,
    extraData,
    transactions,
    ...(withdrawals === undefined ? [] : [withdrawals]),
  ]);
}

/** SSZ of a list of byte lists: an offset for each, then the bytes. */
function transactionsList(value: JsonValue): Uint8Array {
  const transactions = list(value, "transactions").map((transaction) => variable(transaction, "transactions"));
  let offset = 4 * transactions.length;
  const offsets = transactions.map(({ length }) => {
    const own = uint32(offset);
    offset += length;
    return own;
  });
  return Buffer.concat([...offsets, ...transactions]);
}

function withdrawalsList(value: JsonValue): Uint8Array {
  const withdrawals = list(value, "withdrawals").map((each) => {
    const { index, validatorIndex, address, amount } = object(each, "withdrawals");
    return Buffer.concat([
      uint64(index ?? null, "index"),
      uint64(validatorIndex ?? null, "validatorIndex"),
      fixed(address ?? null, "address", 20),
      uint64(amount ?? null, "amount"),
    ]);
  });
  return Buffer.concat(withdrawals);
}

function object(value: JsonValue | undefined, name: string): JsonObject {
  if (typeof value !== "object" || value === null || Array.isArray(value))
    throw new PayloadError(`${name} is no object`);
  return value as JsonObject;
}

function list(value: JsonValue, name: string): readonly JsonValue[] {
  if (!Array.isArray(value)) throw new PayloadError(`${name} is no list`);
  return value;
}

function variable(value: JsonValue, name: string): Buffer {
  if (typeof value !== "string" || !/^0x(?:[0-9a-fA-F]{2})*$/.test(value))
    throw new PayloadError(`${name} is not hexadecimal`);
  return Buffer.from(value.slice(2), "hex");
}

function fixed(value: JsonValue, name: string, length: number): Buffer {
  const bytes = variable(value, name);
  if (bytes.length !== length) throw new PayloadError(`${name} does not have ${length} bytes`);
  return bytes;
}

function quantity(value: JsonValue, name: string, bits: 64 | 256): bigint {
  if (typeof value !== "string" || !/^0x[0-9a-fA-F]{1,64}$/.test(value) || BigInt(value) >= 1n << BigInt(bits))
    throw new PayloadError(`${name} is no quantity of ${bits} bits`);
  return BigInt(value);
}

function uint64(value: JsonValue, name: string): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64LE(quantity(value, name, 64));
  return bytes;
}

const uint256 = (value: JsonValue, name: string): Buffer =>
  Buffer.from(quantity(value, name, 256).toString(16).padStart(64, "0"), "hex").reverse();

function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}
