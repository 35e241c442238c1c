// Arguments of `eth_signTransaction` (optimism, op-service/signer/transaction_args.go, `Check`): types 2 and 3 only, everything that is signed
// is named. Stricter than op-signer in one thing: a member that it doesn't know is refused, since it would not be part of what is signed.
import type { JsonObject, JsonValue } from "@inkan/attestation";
import type { OpSignerLimits } from "./limits.ts";
import {
  ArgumentError,
  addressBytes,
  addressText,
  hexBytes,
  hexBytesOf,
  isObject,
  memberOf,
  quantity,
} from "./members.ts";
import type { AccessListEntry, BlobFields, Transaction } from "./transaction.ts";

export type TransactionArgs = {
  readonly transaction: Transaction;
  /** Lower case with 0x. */
  readonly from: string | undefined;
};

const names: readonly string[] = [
  ...["from", "to", "gas", "gasPrice", "maxFeePerGas", "maxPriorityFeePerGas", "value", "nonce", "data", "input"],
  ...["accessList", "chainId", "blobVersionedHashes", "maxFeePerBlobGas", "type"],
];

/** @throws {ArgumentError} */
export function readTransactionArgs(args: JsonValue | undefined, limits: OpSignerLimits): TransactionArgs {
  if (!isObject(args)) throw new ArgumentError("the arguments must be one object");
  for (const [name, value] of Object.entries(args))
    if (value !== null && !names.includes(name)) throw new ArgumentError("a member is no field of types 2 and 3");
  if (memberOf(args, "gasPrice") !== undefined)
    throw new ArgumentError("only accepts maxFeePerGas/maxPriorityFeePerGas params");

  const data = dataOf(args, limits);
  const to = memberOf(args, "to");
  const from = memberOf(args, "from");
  const blobs = blobsOf(args, limits);
  const maxFeePerGas = required(args, "maxFeePerGas", 256);
  const maxPriorityFeePerGas = required(args, "maxPriorityFeePerGas", 256);
  if (maxFeePerGas < maxPriorityFeePerGas) throw new ArgumentError("maxFeePerGas < maxPriorityFeePerGas");
  if (to === undefined && data.length === 0) throw new ArgumentError("contract creation without any data provided");
  if (to === undefined && blobs !== undefined) throw new ArgumentError("a blob transaction needs a recipient");
  checkType(memberOf(args, "type"), blobs);
  const value = memberOf(args, "value");
  return {
    from: from === undefined ? undefined : addressText(from, "from"),
    transaction: {
      chainId: required(args, "chainId", 256),
      nonce: required(args, "nonce", 64),
      maxPriorityFeePerGas,
      maxFeePerGas,
      gas: required(args, "gas", 64),
      to: to === undefined ? undefined : addressBytes(to, "to"),
      value: value === undefined ? 0n : quantity(value, "value", 256),
      data,
      accessList: accessListOf(memberOf(args, "accessList"), limits),
      blobs,
    },
  };
}

function required(args: JsonObject, name: string, bits: 64 | 256): bigint {
  const value = memberOf(args, name);
  if (value === undefined) throw new ArgumentError(`${name} not specified`);
  return quantity(value, name, bits);
}

function dataOf(args: JsonObject, { transactionDataBytesMax }: OpSignerLimits): Uint8Array {
  const [input, data] = ["input", "data"].map((name) => {
    const value = memberOf(args, name);
    return value === undefined ? undefined : hexBytes(value, name, transactionDataBytesMax);
  });
  if (input !== undefined && data !== undefined && Buffer.compare(input, data) !== 0)
    throw new ArgumentError('both "data" and "input" are set and not equal');
  return input ?? data ?? new Uint8Array(0);
}

function accessListOf(value: JsonValue | undefined, limits: OpSignerLimits): readonly AccessListEntry[] {
  if (value === undefined) return [];
  const entries = listOf(value, "accessList", limits.accessListEntriesMax).map((entry) => {
    if (!isObject(entry) || Object.keys(entry).some((name) => name !== "address" && name !== "storageKeys"))
      throw new ArgumentError("accessList must be a list of objects with address and storageKeys");
    const keys = listOf(memberOf(entry, "storageKeys") ?? null, "storageKeys", limits.storageKeysMax);
    return {
      address: addressBytes(memberOf(entry, "address") ?? null, "accessList.address"),
      storageKeys: keys.map((key) => hexBytesOf(key, "storageKeys", 32)),
    };
  });
  if (entries.reduce((sum, { storageKeys }) => sum + storageKeys.length, 0) > limits.storageKeysMax)
    throw new ArgumentError(`accessList may name ${limits.storageKeysMax} storage keys`);
  return entries;
}

function blobsOf(args: JsonObject, limits: OpSignerLimits): BlobFields | undefined {
  const hashes = memberOf(args, "blobVersionedHashes");
  const fee = memberOf(args, "maxFeePerBlobGas");
  if (hashes === undefined) {
    if (fee !== undefined) throw new ArgumentError("unexpected blob-fee-cap, transaction does not include blobs");
    return undefined;
  }
  const versionedHashes = listOf(hashes, "blobVersionedHashes", limits.blobVersionedHashesMax);
  if (versionedHashes.length === 0) throw new ArgumentError("non-null blob versioned hashes should not be empty");
  if (fee === undefined) throw new ArgumentError("when including blobs a blob-fee-cap is required");
  return {
    maxFeePerBlobGas: quantity(fee, "maxFeePerBlobGas", 256),
    versionedHashes: versionedHashes.map(versionedHash),
  };
}

/** EIP-4844: 0x01, and the rest of the commitment's hash. A transaction with another version is invalid on any chain. */
function versionedHash(value: JsonValue): Uint8Array {
  const hash = hexBytesOf(value, "blobVersionedHashes", 32);
  if (hash[0] !== 1) throw new ArgumentError("blobVersionedHashes must be of version 1");
  return hash;
}

function listOf(value: JsonValue, name: string, max: number): readonly JsonValue[] {
  if (!Array.isArray(value)) throw new ArgumentError(`${name} must be a list`);
  if (value.length > max) throw new ArgumentError(`${name} may have ${max} entries`);
  return value;
}

/** op-service does not send it; wallets' libraries do. */
function checkType(value: JsonValue | undefined, blobs: BlobFields | undefined): void {
  const wanted = blobs === undefined ? "0x2" : "0x3";
  if (value !== undefined && value !== wanted) throw new ArgumentError(`type must be ${wanted} for these fields`);
}
